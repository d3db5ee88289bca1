"""Whatever becomes of the webhooks, the trackers say the same in the end."""

import json
import re
from difflib import unified_diff
from pathlib import Path
from typing import Any

from redis import Redis

from tests.conftest import Watched
from tests.stories.documents import BULLETS, OWNERLESS, TABLE
from tests.stories.stage import Deliveries, Stage, staged

_TOKEN = re.compile(r"(<!-- followthrough:\S+) \S+ -->")


def a_long_story(stage: Stage) -> None:
    """A refused finish, two post-mortems, tickets closed, reopened, dropped and deleted, two reviews."""
    first = stage.finished(OWNERLESS)
    stage.clock.turn(minutes=30)
    stage.alice.writes(stage.incidents, first, TABLE)
    stage.settle()
    tickets = stage.tickets()
    stage.clock.turn(days=2)
    stage.alice.closes(stage.app, tickets["A1"]["number"])
    stage.bob.closes(stage.app, tickets["A2"]["number"], "not_planned")
    stage.settle()
    stage.clock.turn(days=1)
    stage.alice.reopens(stage.app, tickets["A1"]["number"])
    stage.control("delete-issue", repository=stage.app, number=tickets["A3"]["number"], by="alice")
    stage.settle()
    stage.later(days=1)
    stage.alice.opens(stage.incidents, "A second one", BULLETS, ("postmortem",))
    stage.later(days=33)
    stage.alice.ticks(stage.incidents, stage.reviews()[0]["number"], "A1")
    stage.settle()
    stage.alice.closes(stage.incidents, stage.reviews()[0]["number"])
    stage.settle()
    stage.later(days=15)


def everything_said(stage: Stage) -> dict[str, Any]:
    return {
        repository: [_told(stage, repository, issue) for issue in stage.alice.lists(repository)]
        for repository in (stage.incidents, stage.app)
    }


def _told(stage: Stage, repository: str, issue: Any) -> Any:
    comments = stage.alice.comments(repository, issue["number"])
    return {
        "title": issue["title"],
        "state": (issue["state"], issue["state_reason"]),
        "labels": sorted(label["name"] for label in issue["labels"]),
        "assignees": [person["login"] for person in issue["assignees"]],
        "texts": [_plain(stage, text) for text in (issue["body"], *(comment["body"] for comment in comments))],
    }


def _plain(stage: Stage, text: str) -> str:
    """Without what differs from run to run: the server's port, and the ids within signed tokens."""
    return _TOKEN.sub(r"\1 -->", text.replace(stage.sandbox.url, "http://github"))


def test_no_webhook_and_every_webhook_twice_in_any_order_end_the_same(
    valkey: "Redis", tmp_path: Path, watched: Watched
) -> None:
    told = {}
    for deliveries in Deliveries:
        valkey.flushall()
        with staged(valkey, tmp_path / deliveries.name, deliveries=deliveries, listener=watched) as stage:
            a_long_story(stage)
            told[deliveries] = everything_said(stage)

    differences = _differences(told[Deliveries.DOUBLED_AND_SHUFFLED], told[Deliveries.NORMAL])
    assert not differences, "\n".join(differences)
    differences = _differences(told[Deliveries.NONE], told[Deliveries.NORMAL])
    assert not differences, "\n".join(differences)


def _differences(one: Any, other: Any) -> list[str]:
    return list(unified_diff(_lines(one), _lines(other), lineterm="", n=0))


def _lines(told: Any) -> list[str]:
    return json.dumps(told, indent=1, sort_keys=True).replace("\\n", "\n").splitlines()
