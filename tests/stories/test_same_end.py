"""Whatever becomes of the webhooks, the trackers say the same in the end."""

import json
import re
from difflib import unified_diff
from pathlib import Path
from typing import Any

import pytest
from redis import Redis

from tests.conftest import Watched
from tests.stories.desk import Told
from tests.stories.documents import BULLETS, OWNERLESS, TABLE
from tests.stories.pairing import CLOUD, GITHUB, GITHUB_CLOUD, Deliveries, Pairing
from tests.stories.stage import Stage, staged

_TOKEN = re.compile(r"(<!-- followthrough:\S+) \S+ -->")

_MARK = re.compile("[0-9a-f]{16}")
"""What a label is that knows one issue from all others; each installation has a key of its own."""


def a_long_story(stage: Stage) -> None:
    """A refused finish, two post-mortems, tickets closed, reopened, dropped and deleted, two reviews."""
    first = stage.finished(OWNERLESS)
    stage.clock.advance(minutes=30)
    stage.alice.writes(stage.incidents, first, TABLE)
    stage.settle()
    tickets = stage.tickets()
    stage.clock.advance(days=2)
    stage.alice.closes(stage.app, tickets["A1"].handle)
    stage.bob.closes(stage.app, tickets["A2"].handle, "not_planned")
    stage.settle()
    stage.clock.advance(days=1)
    stage.alice.reopens(stage.app, tickets["A1"].handle)
    stage.alice.deletes(stage.app, tickets["A3"].handle)
    stage.settle()
    stage.later(days=1)
    stage.alice.opens(stage.incidents, "A second one", BULLETS, ("postmortem",))
    stage.later(days=33)
    stage.alice.ticks(stage.incidents, stage.reviews()[0].handle, "A1")
    stage.settle()
    stage.alice.closes(stage.incidents, stage.reviews()[0].handle)
    stage.settle()
    stage.later(days=15)


def everything_said(stage: Stage) -> dict[str, Any]:
    return {
        project: [_told(stage, project, issue) for issue in stage.alice.lists(project)]
        for project in (stage.incidents, stage.app)
    }


def _told(stage: Stage, project: str, issue: Told) -> Any:
    comments = stage.alice.comments(project, issue.handle)
    return {
        "title": issue.title,
        "state": (issue.open, issue.reason),
        "labels": sorted(label for label in issue.labels if not _MARK.fullmatch(label)),
        "assignees": issue.assignees,
        "due": str(issue.due),
        "texts": [_plain(stage, text) for text in (issue.body, *(comment.body for comment in comments))],
    }


def _plain(stage: Stage, text: str) -> str:
    """Without what differs from run to run: the servers' ports, and the ids within signed tokens."""
    for site in stage.sites:
        text = text.replace(site.url, f"http://{site.name}")
    return _TOKEN.sub(r"\1 -->", text)


@pytest.mark.parametrize("both", [GITHUB, GITHUB_CLOUD, CLOUD], ids=str)
def test_no_webhook_and_every_webhook_twice_in_any_order_end_the_same(
    valkey: "Redis", tmp_path: Path, watched: Watched, both: Pairing
) -> None:
    told = {}
    for deliveries in Deliveries:
        valkey.flushall()
        with staged(valkey, tmp_path / deliveries.name, both, deliveries=deliveries, listener=watched) as stage:
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
