"""Tokens of an App that end, that GitHub withdraws, or that are revoked for good: everything is written once."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from redis import Redis

from connectors.sandbox.faults import Fault, FaultKind
from connectors.sandbox.recording import Exchange
from service.jobs import unleased
from service.warming import Warming
from service.wiring import build_runtime
from service.withdrawn import Withdrawn
from tests.conftest import Watched
from tests.resilience.fates import is_write
from tests.stories.documents import TABLE
from tests.stories.jira_stories import looks_once
from tests.stories.pairing import GITHUB
from tests.stories.stage import Stage, staged
from tests.stories.test_as_an_app import as_an_app
from tests.stories.test_jira_costs import TWELVE
from tests.stories.tokens import github, passes, probing, withdraw

MINUTE = timedelta(minutes=1)


@dataclass
class Wire:
    """Hears everything, and may do something after each exchange of the service."""

    watched: Watched
    then: Callable[[Exchange], None] | None = None
    """Nobody else asks anything meanwhile."""

    def __call__(self, exchange: Exchange) -> None:
        self.watched(exchange)
        if self.then and exchange.kind == "api":
            self.then(exchange)

    @property
    def refused(self) -> list[str]:
        return [f"{it.method} {it.path}" for it in self.watched.exchanges if it.status == 401]


@pytest.fixture
def wire(watched: Watched) -> Wire:
    return Wire(watched)


@pytest.fixture
def stage(valkey: Redis, tmp_path: Path, wire: Wire) -> Iterator[Stage]:
    """The service is an App."""
    with staged(valkey, tmp_path, GITHUB, listener=wire, prepare=as_an_app) as on_stage:
        yield on_stage


def asked_to_finish(stage: Stage) -> int:
    number = stage.post_mortem(TWELVE)
    stage.later(hours=1)
    stage.alice.tags(stage.incidents, number, "postmortem:finished")
    return number


def is_published_once(stage: Stage, number: int) -> bool:
    return len(stage.tickets()) == stage.away.count(stage.app) == 12 and stage.status(number).count("/issues/") >= 12


# A token's hour is over


def test_a_token_that_ended_before_every_single_write_is_renewed_and_nobody_hears_of_it(
    stage: Stage, wire: Wire
) -> None:
    number = asked_to_finish(stage)

    def an_hour_passes(exchange: Exchange) -> None:
        if not exchange.path.endswith(("/access_tokens", "/app/installations")):
            stage.clock.advance(hours=1)

    before = stage.requests()
    wire.then = an_hour_passes
    stage.settle()
    wire.then = None
    cost = stage.requests() - before
    assert is_published_once(stage, number)

    stage.clock.advance(days=36)
    wire.then = an_hour_passes
    stage.settle()
    wire.then = None
    assert len(stage.reviews()) == 1
    assert (wire.refused, stage.runtime.index.parked(), stage.redis.keys("ft:refused:*")) == ([], [], [])
    renewed = cost.pop("POST /app/installations/{installation_id}/access_tokens")
    assert renewed == cost.total(), "a token for each request"
    writes = sum(count for request, count in cost.items() if not request.startswith("GET"))
    assert writes >= 25, "twelve creates, as many links to their post-mortem, and the status comment"


# GitHub withdraws a token before its hour is over


@dataclass(frozen=True)
class Withdrawing(Fault):
    """Before every fifth write of the service."""

    stage: Stage | None = field(default=None, compare=False)
    seen: list[str] = field(default_factory=list, compare=False)

    def matches(self, method: str, path: str) -> bool:
        if self.stage and is_write(method, path) and not path.startswith("/app/"):
            self.seen.append(f"{method} {path}")
            if len(self.seen) % 5 == 1:
                withdraw(self.stage)
        return False


def test_a_token_withdrawn_right_before_a_write_holds_up_nothing(stage: Stage, wire: Wire) -> None:
    """A 401 is said before anything is done, so that the write is sent once more with another token."""
    number = asked_to_finish(stage)
    withdrawing = Withdrawing(FaultKind.STATUS_BEFORE, times=None, stage=stage)
    github(stage).faults.add(withdrawing)
    before = stage.clock.now
    stage.settle(postponing=True)
    github(stage).faults.clear()
    assert is_published_once(stage, number)
    assert stage.clock.now - before < MINUTE
    refused = [it for it in wire.refused if is_write(*it.split(" ", 1))]
    assert len(refused) == -(-len(withdrawing.seen) // 5) > 5
    assert {it.rpartition("/")[2] for it in refused} >= {"issues", "sub_issues"}
    assert stage.redis.keys("ft:refused:*") == []

    stage.much_later(days=36)
    assert (len(stage.reviews()), stage.runtime.index.parked()) == (1, [])


@dataclass(frozen=True)
class Shut(Fault):
    """Every token is withdrawn right before each write, the next try included."""

    stage: Stage | None = field(default=None, compare=False)

    def matches(self, method: str, path: str) -> bool:
        if self.stage and is_write(method, path) and not path.startswith("/app/"):
            withdraw(self.stage)
        return False


def test_a_write_whose_second_token_is_withdrawn_as_well_waits(stage: Stage, wire: Wire) -> None:
    number = asked_to_finish(stage)
    github(stage).faults.add(Shut(FaultKind.STATUS_BEFORE, times=None, stage=stage))
    stage.settle(postponing=True)
    assert len(wire.refused) == 2, "no third try"
    assert (stage.away.count(stage.app), len(stage.redis.keys("ft:refused:*"))) == (0, 1)

    github(stage).faults.clear()
    stage.much_later(minutes=6)
    assert is_published_once(stage, number)


# Processes that fork for each look


@dataclass
class Forking:
    """A worker: what it holds is handed down to those it forks."""

    stage: Stage
    number: int

    def __post_init__(self) -> None:
        self.runtime = build_runtime(self.stage.place, self.stage.redis, self.stage.clock)
        warmed = {name: unleased(self.runtime, name) for name in self.runtime.trackers}
        self.before_fork = Warming(warmed, self.runtime.index, Withdrawn(self.stage.redis), self.stage.clock)

    def looks(self) -> str:
        self.before_fork()
        told, telling = os.pipe()
        child = os.fork()
        if not child:
            word = "nothing"
            try:
                word = looks_once(replace(self.stage, runtime=self.runtime), self.number)
            finally:
                os.write(telling, word.encode())
                os._exit(0)
        os.close(telling)
        os.waitpid(child, 0)
        with os.fdopen(told) as words:
            return words.read()


def test_a_withdrawn_token_is_met_by_one_look_and_handed_down_no_more(stage: Stage, wire: Wire) -> None:
    number = stage.post_mortem(TABLE)
    worker = Forking(stage, number)
    assert worker.looks() == "looked"
    withdraw(stage)
    for minutes in (0, 1, 5, 24, 20, 4, 2):
        passes(stage, minutes * MINUTE)
        assert worker.looks() == "looked"
    assert len(wire.refused) == 1


def test_of_several_workers_none_hands_it_down_a_second_time(stage: Stage, wire: Wire) -> None:
    number = stage.post_mortem(TABLE)
    workers = [Forking(stage, number) for _ in range(3)]
    for worker in workers * 2:
        assert worker.looks() == "looked"
    withdraw(stage)
    for worker in workers * 3:
        assert worker.looks() == "looked"
    assert len(wire.refused) == 1


def most_within(span: timedelta, moments: list[datetime]) -> int:
    return max((sum(first <= at < first + span for at in moments) for first in moments), default=0)


def test_a_revoked_app_is_tried_twice_in_five_minutes_by_all_processes_together(stage: Stage, wire: Wire) -> None:
    number = stage.post_mortem(TABLE)
    workers = [Forking(stage, number) for _ in range(2)]
    for worker in workers:
        assert worker.looks() == "looked"
    clock_process = probing(stage)
    clock_process.ask("github")
    tried: list[datetime] = []
    wire.then = lambda exchange: tried.append(stage.clock.now) if exchange.status == 401 else None

    withdraw(stage)
    apps, github(stage).apps = github(stage).apps, {}
    for turn in range(11):
        passes(stage, MINUTE)
        if turn:  # a worker meets it first, and the clock's own token is as dead
            clock_process.ask("github")
        for worker in workers:
            assert worker.looks().startswith("postponed: github refuses the credentials")
    assert (most_within(timedelta(minutes=5), tried), len(tried)) == (2, 4)

    github(stage).apps = apps
    for _ in range(6):
        passes(stage, MINUTE)
        told = [worker.looks() for worker in workers]
    assert (told, len(tried)) == (["looked", "looked"], 4)
