"""What a worker keeps warm for its looks, and that a tracker which does not answer is not asked before each of them."""

from dataclasses import dataclass
from datetime import timedelta
from typing import cast

import pytest
from redis import Redis

from connectors.tracker import Tracker, TrackerError, Trouble
from service.index import Index
from service.redis_connection import connect
from service.warming import COLD, FRESH, Warming
from service.withdrawn import Withdrawn
from tests.clock import Clock
from tests.simulation.expiry import expire


@dataclass
class Asked:
    """A tracker that counts."""

    dead: bool = False
    times: int = 0
    cooled: int = 0

    def cool(self) -> None:
        self.cooled += 1

    def warm(self) -> None:
        self.times += 1
        if self.dead:
            raise TrackerError("jira did not answer.", Trouble.UNREACHABLE)


@pytest.fixture
def clock() -> Clock:
    return Clock()


def a_worker(redis: "Redis", clock: Clock, **trackers: Asked) -> Warming:
    asked = {name: cast(Tracker, tracker) for name, tracker in trackers.items()}
    return Warming(asked, Index(redis), Withdrawn(redis), clock)


def test_a_tracker_is_warmed_again_after_a_while(valkey: "Redis", clock: Clock) -> None:
    tracker = Asked()
    before_fork = a_worker(valkey, clock, github=tracker)
    before_fork()
    before_fork()
    assert tracker.times == 1
    clock.now += FRESH
    before_fork()
    assert tracker.times == 2


def test_every_worker_warms_its_own(valkey: "Redis", clock: Clock) -> None:
    tracker = Asked()
    a_worker(valkey, clock, github=tracker)()
    a_worker(valkey, clock, github=tracker)()
    assert tracker.times == 2


def test_a_dead_tracker_is_tried_once_for_all_workers_and_the_others_are_warmed(valkey: "Redis", clock: Clock) -> None:
    dead, sound = Asked(dead=True), Asked()
    for _ in range(3):
        a_worker(valkey, clock, jira=dead, github=sound)()
    assert (dead.times, sound.times) == (1, 3)


def test_a_dead_tracker_is_tried_again_later(valkey: "Redis", clock: Clock) -> None:
    dead = Asked(dead=True)
    before_fork = a_worker(valkey, clock, jira=dead)
    before_fork()
    (left,) = [valkey.pttl(key) for key in valkey.keys("*hold:jira/warm")]
    assert timedelta(milliseconds=left) <= COLD
    valkey.flushall()
    before_fork()
    assert dead.times == 2


def test_without_redis_looks_go_on_cold(clock: Clock) -> None:
    tracker = Asked()
    a_worker(connect("unix:///nonexistent/valkey.sock"), clock, github=tracker)()
    assert tracker.times == 0


def test_a_token_that_was_withdrawn_is_dropped_by_every_worker_and_renewed_before_its_next_look(
    valkey: "Redis", clock: Clock
) -> None:
    mine, theirs, other = Asked(), Asked(), Asked()
    workers = [a_worker(valkey, clock, github=mine, umbrella=other), a_worker(valkey, clock, github=theirs)]
    for before_fork in workers:
        before_fork()
    Withdrawn(valkey).tell("github")
    for before_fork in workers * 2:
        before_fork()
    assert [(it.cooled, it.times) for it in (mine, theirs, other)] == [(1, 2), (1, 2), (0, 1)]


def test_each_time_counts(valkey: "Redis", clock: Clock) -> None:
    tracker = Asked()
    before_fork = a_worker(valkey, clock, github=tracker)
    for _ in range(3):
        Withdrawn(valkey).tell("github")
        before_fork()
    assert tracker.cooled == 3


def test_what_was_told_long_ago_and_is_forgotten_is_nothing_new(valkey: "Redis", clock: Clock) -> None:
    tracker = Asked()
    before_fork = a_worker(valkey, clock, github=tracker)
    Withdrawn(valkey).tell("github")
    before_fork()
    expire(valkey, timedelta(hours=1, minutes=1))
    before_fork()
    assert (tracker.cooled, tracker.times) == (1, 1)


def test_a_dead_token_is_dropped_although_nobody_may_ask_for_another(valkey: "Redis", clock: Clock) -> None:
    dead = Asked(dead=True)
    before_fork = a_worker(valkey, clock, github=dead)
    before_fork()
    Withdrawn(valkey).tell("github")
    before_fork()
    assert (dead.cooled, dead.times) == (1, 1)


def test_a_withdrawal_that_cannot_be_told_troubles_nobody() -> None:
    Withdrawn(connect("unix:///nonexistent/valkey.sock")).tell("github")
