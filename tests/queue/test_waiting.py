"""What a tracker asks to wait for is waited for, and what fails is shown and tried again."""

from collections import Counter

import pytest

from connectors.sandbox.faults import Fault, FaultKind
from connectors.tracker import Ref
from service.index import parse_ref
from service.jobs import run_look
from tests.stories.conftest import heard  # noqa: F401
from tests.stories.documents import TABLE
from tests.stories.stage import Stage

pytestmark = pytest.mark.usefixtures("valkey")


def followed(stage: Stage) -> Ref:
    stage.post_mortem(TABLE)
    return parse_ref(stage.runtime.index.entries()[0].ref)


def limit(stage: Stage, **fault: object) -> None:
    limited = {"Retry-After": "30"}
    stage.home.faults.add(Fault(FaultKind.STATUS_BEFORE, times=1, status=429, headers=limited, **fault))  # type: ignore[arg-type]


def test_nothing_is_asked_before_the_time_that_the_tracker_named(heard: Stage) -> None:  # noqa: F811
    ref = followed(heard)
    limit(heard)
    heard.runtime.hints.add(ref)
    assert run_look(heard.runtime, ref).startswith("postponed: github asks to wait")

    before = heard.requests()
    assert run_look(heard.runtime, ref).startswith("postponed: github asked to wait")
    assert Counter(heard.requests()) - Counter(before) == Counter()
    assert 0 < heard.runtime.gates["github"].waits.held() <= 30
    assert heard.runtime.hints.unserved() == [], "the clock does not queue it before"
    assert heard.runtime.hints.wanted() == [ref], "and it is not forgotten"


def test_a_look_that_failed_is_parked_with_its_cause_and_clears_when_it_goes_through(heard: Stage) -> None:  # noqa: F811
    ref = followed(heard)
    heard.home.faults.add(Fault(FaultKind.STATUS_BEFORE, path=r"/issues/\d+$", times=1, status=403, method="GET"))
    heard.runtime.hints.add(ref)
    run_look(heard.runtime, ref)
    assert "does not allow the service" in heard.runtime.index.parked()[0].message

    run_look(heard.runtime, ref)
    assert heard.runtime.index.parked() == []
    assert heard.runtime.hints.wanted() == []


@pytest.mark.parametrize("kind", [FaultKind.STATUS_AFTER, FaultKind.DROP_AFTER], ids=lambda kind: kind.value)
def test_a_create_whose_reply_is_lost_is_adopted_and_never_repeated(heard: Stage, kind: FaultKind) -> None:  # noqa: F811
    number = heard.post_mortem(TABLE)
    heard.clock.advance(hours=1)
    heard.home.faults.add(Fault(kind, method="POST", path=r"^/repos/acme/app/issues$", times=1))
    heard.alice.tags(heard.incidents, number, "postmortem:finished")
    heard.settle()
    heard.later(minutes=3)
    heard.settle()

    assert sorted(heard.tickets()) == ["A1", "A2", "A3"], "tickets() fails on a second ticket for one action"
    assert all(ticket.url in heard.status(number) for ticket in heard.tickets().values())
    posts = heard.requests()["POST /repos/{owner}/{repo}/issues"]
    assert posts == 3 + 1, "three tickets, and the post-mortem that Alice wrote"


def test_a_create_that_never_happened_is_made_after_the_quiet_time(heard: Stage) -> None:  # noqa: F811
    number = heard.post_mortem(TABLE)
    heard.clock.advance(hours=1)
    heard.home.faults.add(Fault(FaultKind.DROP_BEFORE, method="POST", path=r"^/repos/acme/app/issues$", times=1))
    heard.alice.tags(heard.incidents, number, "postmortem:finished")
    heard.settle()
    assert len(heard.tickets()) == 2
    assert "did not answer when the ticket was created" in heard.status(number)

    heard.later(minutes=3)
    assert sorted(heard.tickets()) == ["A1", "A2", "A3"]
    assert "did not answer" not in heard.status(number)
