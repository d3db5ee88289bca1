"""Refused credentials: one try every five minutes for all processes together, and new ones are tried at once."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import cast

import pytest
from redis import Redis

from connectors.tracker import Tracker, TrackerError, Trouble
from service.refused import ALONE, TRIAL, Patient, Refusals, Refused, Trial
from tests.clock import Clock


@dataclass
class Asked:
    """A tracker that counts; it refuses, or it does not."""

    refuses: bool = True
    times: int = 0
    name: str = "github"
    during: list["Tracker"] = field(default_factory=list)
    """Others that ask while this is asked."""
    cooled: int = 0

    def cool(self) -> None:
        self.cooled += 1

    def warm(self) -> None:
        self.times += 1
        for other in self.during:
            with pytest.raises(TrackerError):
                other.warm()
        if self.refuses:
            raise TrackerError("github refuses the credentials; renew them.", Trouble.UNAUTHORIZED)


@pytest.fixture
def clock() -> Clock:
    return Clock()


def a_process(redis: "Redis", clock: Clock, tracker: Asked, account: str = "bot") -> Tracker:
    return cast(Tracker, Patient(cast(Tracker, tracker), Refusals(redis, account), clock))


def refused(tracker: Tracker) -> TrackerError:
    with pytest.raises(TrackerError) as refusal:
        tracker.warm()
    return refusal.value


def test_a_refusal_is_told_to_every_process_without_asking_again(valkey: "Redis", clock: Clock) -> None:
    tracker = Asked()
    first = refused(a_process(valkey, clock, tracker))
    again = refused(a_process(valkey, clock, tracker))
    assert tracker.times == 1
    assert (again.message, again.trouble, again.retry_at) == (first.message, Trouble.UNAUTHORIZED, clock.now + ALONE)
    assert first.retry_at == clock.now + ALONE


def test_over_an_hour_there_is_one_try_in_five_minutes(valkey: "Redis", clock: Clock) -> None:
    tracker = Asked()
    processes = [a_process(valkey, clock, tracker) for _ in range(3)]
    for _ in range(60):
        for process in processes:
            refused(process)
        clock.now += timedelta(minutes=1)
    assert tracker.times == 12


def test_one_tries_for_all(valkey: "Redis", clock: Clock) -> None:
    tracker = Asked()
    mine, theirs = (a_process(valkey, clock, tracker) for _ in range(2))
    refused(mine)
    clock.now += ALONE
    tracker.refuses, tracker.during = False, [theirs]
    mine.warm()
    assert tracker.times == 2
    tracker.during = []
    theirs.warm()
    assert tracker.times == 3


def test_who_waits_for_the_one_that_tries_comes_back_soon(valkey: "Redis", clock: Clock) -> None:
    tracker = Asked()
    refusals = Refusals(valkey, "bot")
    refused(a_process(valkey, clock, tracker))
    clock.now += ALONE
    with pytest.raises(Trial):
        refusals.check(clock.now)
    with pytest.raises(Refused) as told:
        refusals.check(clock.now)
    assert told.value.until == clock.now + TRIAL


def test_whoever_tries_does_so_with_nothing_that_was_fetched_before(valkey: "Redis", clock: Clock) -> None:
    tracker = Asked()
    process = a_process(valkey, clock, tracker)
    refused(process)
    assert tracker.cooled == 0
    clock.now += ALONE
    refused(process)
    assert (tracker.cooled, tracker.times) == (1, 2)


def test_other_credentials_are_tried_at_once(valkey: "Redis", clock: Clock) -> None:
    refused(a_process(valkey, clock, Asked(), "bot with the old token"))
    sound = Asked(refuses=False)
    a_process(valkey, clock, sound, "bot with the new token").warm()
    assert sound.times == 1


def test_what_is_no_exchange_is_never_refused(valkey: "Redis", clock: Clock) -> None:
    tracker = a_process(valkey, clock, Asked())
    refused(tracker)
    assert tracker.name == "github"
