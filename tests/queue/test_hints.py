"""The queue of looks: hints coalesce and none is lost, and one look runs at a time."""

import pytest
from redis import Redis

from connectors.tracker import ProjectId, Ref
from service.hints import QUEUE, Hints, LeaseLost
from service.index import Index

PM = Ref("github", ProjectId("1006"), 2)
TICKET = Ref("github", ProjectId("1007"), 5)


@pytest.fixture
def hints(valkey: "Redis") -> Hints:
    return Hints(valkey)


def test_a_hundred_hints_about_one_post_mortem_queue_one_look(hints: Hints) -> None:
    told = [hints.add(PM) for _ in range(100)]

    assert told == ["queued"] + ["coalesced"] * 99
    assert hints.waiting() == 1


def test_many_hints_at_once_are_as_one_after_the_other(valkey: "Redis", hints: Hints) -> None:
    hints.add(PM)
    Index(valkey).adopt(TICKET, PM)
    others = [Ref("github", ProjectId("1007"), number) for number in (6, 7)]
    valkey.script_flush()

    assert hints.add_all({TICKET: False, others[0]: True, others[1]: False}) == ["coalesced", "queued", "unknown"]
    assert (hints.wanted(), hints.waiting()) == (sorted([PM, others[0]]), 2)
    assert hints.add_all({}) == []


def test_hints_about_its_tickets_count_for_the_post_mortem(valkey: "Redis", hints: Hints) -> None:
    Index(valkey).adopt(TICKET, PM)
    hints.add(TICKET)
    hints.add(PM)

    assert hints.waiting() == 1
    assert hints.wanted() == [PM]


def test_an_issue_that_is_nobodys_concern_is_told_apart_without_a_job(hints: Hints) -> None:
    assert hints.add(TICKET, matters=False) == "unknown"
    assert hints.waiting() == 0


@pytest.mark.parametrize("moment", range(4), ids=["before", "at the start", "in the middle", "at the end"])
def test_a_hint_at_any_moment_of_a_look_is_served(hints: Hints, moment: int) -> None:
    if moment == 0:
        hints.add(PM)
    lease = hints.acquire(PM)
    assert lease is not None
    for step in (1, 2, 3):
        if step == moment:
            hints.add(PM)

    first = lease.finish()
    assert first == (moment == 0)
    if not first:
        assert lease.finish(), "the second pass began after the hint"
    assert hints.wanted() == []


def test_a_second_look_waits_for_the_first_and_its_hint_is_not_lost(hints: Hints) -> None:
    lease = hints.acquire(PM)
    assert lease is not None
    hints.add(PM)
    assert hints.acquire(PM) is None

    assert lease.finish() is False, "it has to look again"
    assert lease.finish() is True


def test_a_hint_whose_job_was_lost_is_found_by_the_clock(valkey: "Redis", hints: Hints) -> None:
    hints.add(PM)
    valkey.delete(f"rq:queue:{QUEUE}", f"ft:queued:{PM}")

    assert hints.unserved() == [PM]


def test_a_look_that_waits_for_long_is_queued_once(valkey: "Redis", hints: Hints) -> None:
    hints.add(PM)
    valkey.expire(f"ft:queued:{PM}", 1)
    hints.trust()

    assert valkey.ttl(f"ft:queued:{PM}") > 1
    assert (hints.unserved(), hints.add(PM), hints.waiting()) == ([], "coalesced", 1)


def test_a_look_that_the_queue_has_lost_is_trusted_no_longer(valkey: "Redis", hints: Hints) -> None:
    hints.add(PM)
    hints.add(TICKET)
    valkey.expire(f"ft:queued:{PM}", 1)
    valkey.lpop(f"rq:queue:{QUEUE}")
    hints.trust()

    assert valkey.ttl(f"ft:queued:{PM}") <= 1


def test_a_hint_whose_look_is_queued_or_running_or_put_off_is_left_alone(hints: Hints) -> None:
    hints.add(PM)
    assert hints.unserved() == [], "queued"
    lease = hints.acquire(PM)
    assert lease is not None
    assert hints.unserved() == [], "running"
    hints.later(PM, 60)
    lease.release()
    assert hints.unserved() == [], "put off"


def test_whoever_lost_the_lease_can_neither_go_on_nor_give_it_back(valkey: "Redis", hints: Hints) -> None:
    lost = hints.acquire(PM)
    assert lost is not None
    valkey.delete(f"ft:lease:{PM}")
    holder = hints.acquire(PM)
    assert holder is not None
    assert holder.fence == lost.fence + 1

    with pytest.raises(LeaseLost):
        lost.keep()
    with pytest.raises(LeaseLost):
        lost.finish()
    lost.release()
    holder.keep()
