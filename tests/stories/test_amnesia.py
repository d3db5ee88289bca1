"""Redis forgets everything; the trackers do not."""

from dataclasses import replace

import pytest

from connectors.tracker import Ref
from service.entry import Entry
from service.rebuild import rebuild
from tests.stories.documents import BULLETS, TABLE
from tests.stories.pairing import DATACENTER, GITHUB, GITHUB_CLOUD
from tests.stories.stage import Stage

PAIRS = pytest.mark.parametrize("heard", [GITHUB, GITHUB_CLOUD, DATACENTER], indirect=True, ids=str)


def index_of(stage: Stage) -> list[Entry]:
    return [replace(entry, visibility="") for entry in stage.runtime.index.entries()]


def due_looks(stage: Stage) -> list[Ref]:
    """What is due in the five weeks from now, in this order."""
    return stage.runtime.index.due(stage.clock.now.replace(year=2027))


def a_busy_quarter(stage: Stage) -> None:
    """One loop with a review open, one that is finished, one that is being written."""
    stage.finished(TABLE)
    stage.alice.closes(stage.app, stage.tickets()["A1"].handle)
    stage.later(days=36)
    stage.alice.opens(stage.incidents, "Another one", BULLETS.replace("@bob", ""), ("postmortem",))
    stage.settle()


@PAIRS
def test_rebuild_makes_the_same_index_with_the_same_review_dates(heard: Stage) -> None:
    a_busy_quarter(heard)
    before, due = index_of(heard), due_looks(heard)
    heard.redis.flushall()

    rebuilt = rebuild(heard.runtime, list)

    assert index_of(heard) == before
    assert due_looks(heard) == due
    assert (rebuilt.post_mortems, rebuilt.due, rebuilt.troubles) == (2, 0, ())


@PAIRS
def test_rebuild_writes_nothing_to_the_trackers(heard: Stage) -> None:
    a_busy_quarter(heard)
    before = heard.written()
    heard.redis.flushall()
    rebuild(heard.runtime, list)

    assert heard.written() == before


def test_a_wipe_right_before_the_finish_makes_no_ticket_twice(stage: Stage) -> None:
    number = stage.post_mortem(TABLE)
    stage.clock.advance(hours=1)
    stage.alice.tags(stage.incidents, number, "postmortem:finished")
    stage.redis.flushall()
    stage.settle()
    stage.redis.flushall()
    stage.later(days=1)
    stage.ticking.sweep(stage.clock())
    stage.settle()

    assert sorted(stage.tickets()) == ["A1", "A2", "A3"]


@PAIRS
def test_a_wipe_before_the_review_loses_neither_it_nor_its_date(heard: Stage) -> None:
    heard.finished(TABLE)
    heard.later(days=20)
    heard.redis.flushall()
    heard.later(days=14)
    assert heard.reviews() == []

    heard.later(days=2)
    assert len(heard.reviews()) == 1


@PAIRS
def test_the_status_comment_deleted_by_a_person_comes_back_with_the_same_tickets(heard: Stage) -> None:
    number = heard.finished(TABLE)
    heard.clock.advance(days=2)
    heard.alice.unsays(heard.incidents, number, heard.status_id(number))
    heard.settle()

    assert sorted(heard.tickets()) == ["A1", "A2", "A3"]
    for ticket in heard.tickets().values():
        assert ticket.url in heard.status(number)
    assert "Monday, 07 December 2026, 10:00" in heard.status(number)
