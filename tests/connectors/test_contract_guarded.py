"""The contract of every tracker: somebody may look on before every exchange, and end it there."""

from __future__ import annotations

from contextlib import suppress

import pytest

from connectors.tracker import Draft, Project, Ref
from tests.connectors.acts import READS, WRITES, writing
from tests.connectors.bench import Bench


class Enough(Exception):
    pass


class Guard:
    """Lets so many exchanges pass."""

    def __init__(self, passes: int = 1000) -> None:
        self.passes = passes
        self.asked = 0
        self.writes = 0

    def __call__(self, writes: bool) -> None:
        self.asked += 1
        self.writes += writes
        if self.asked > self.passes:
            raise Enough


@pytest.mark.parametrize(
    "verb", ["issue", "issues", "comments", "project", "visibility", "permission", "several", "children"]
)
def test_a_guard_is_asked_once_before_every_exchange_of_a_read(bench: Bench, ref: Ref, verb: str) -> None:
    guard, before = Guard(), bench.requests()
    with bench.tracker.guarded(guard):
        READS[verb](bench.tracker, ref)
    assert guard.asked == bench.requests() - before > 0
    assert guard.writes == 0


@pytest.mark.parametrize("verb", WRITES)
def test_a_guard_is_told_of_every_write_once(bench: Bench, ref: Ref, verb: str) -> None:
    act, guard = writing(bench.tracker, ref, verb), Guard()
    before = len(bench.exchanges)
    with bench.tracker.guarded(guard):
        act(bench.tracker, ref)
    sent = [it for it in bench.exchanges[before:] if it.kind != "webhook" and it.method != "GET"]
    asking = ("/search", "/search/jql", "/bulkfetch", "/approximate-count")
    assert guard.writes == sum(not it.path.endswith(asking) for it in sent)


@pytest.mark.parametrize("verb", WRITES)
def test_what_a_guard_raises_ends_a_write_before_anything_is_sent(bench: Bench, ref: Ref, verb: str) -> None:
    act = writing(bench.tracker, ref, verb)
    before = bench.requests()
    with bench.tracker.guarded(Guard(passes=0)), suppress(Enough):
        act(bench.tracker, ref)
    assert bench.requests() == before


def test_a_guard_that_is_gone_is_asked_no_more(bench: Bench, ref: Ref) -> None:
    guard = Guard(passes=0)
    with pytest.raises(Enough), bench.tracker.guarded(guard):
        bench.tracker.issue(ref)
    bench.tracker.issue(ref)
    assert guard.asked == 1


def test_a_create_that_was_not_sent_made_nothing(bench: Bench, here: Project) -> None:
    bench.tracker.create(here.id, Draft("warm", ""))
    before = len(bench.tracker.issues(here.id).issues)
    with pytest.raises(Enough), bench.tracker.guarded(Guard(passes=0)):
        bench.tracker.create(here.id, Draft("x", ""))
    assert len(bench.tracker.issues(here.id).issues) == before
