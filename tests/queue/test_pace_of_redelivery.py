"""To ask for lost deliveries again is to write: it counts in the account's budget, and leaves half of that to looks."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from redis import Redis

from connectors.sandbox.recording import Exchange
from service import jobs
from service.jobs import redeliver
from service.pace import GITHUB, Pace, Window
from tests.conftest import Watched
from tests.simulation.expiry import expire
from tests.stories.github_site import GitHubSite
from tests.stories.stage import Stage, staged

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
LOST = 12


class Heard(list[tuple[str, float]]):
    """When each delivery was asked for, by the clock of the stage."""

    stage: Stage

    def __call__(self, exchange: Exchange) -> None:
        if exchange.kind == "api" and exchange.path.endswith("/attempts"):
            self.append((exchange.path, self.stage.clock().timestamp()))


@pytest.fixture
def asked() -> Heard:
    return Heard()


@pytest.fixture
def away(valkey: Redis, tmp_path: Path, watched: Watched, asked: Heard) -> Iterator[Stage]:
    """Twelve issues were opened, and nobody heard of them."""

    def listener(exchange: Exchange) -> None:
        watched(exchange)
        asked(exchange)

    with staged(valkey, tmp_path, listener=listener) as stage:
        asked.stage = stage
        assert isinstance(stage.home, GitHubSite)
        (hook,) = stage.home.world.hooks_everywhere.values()
        stage.runtime = replace(
            stage.runtime, addresses={"github": hook.url}, sleep=lambda s: stage.clock.advance(seconds=s)
        )
        stage.home.delivers("drop")
        for number in range(LOST):
            stage.alice.opens(stage.incidents, f"No. {number}")
        stage.home.delivers("normal")
        yield stage


def paced(stage: Stage, *windows: Window) -> Pace:
    pace = Pace(stage.redis, "bot", SECOND, windows)
    stage.runtime = replace(stage.runtime, paces={"github": pace})
    jobs.prepare(stage.runtime)
    return pace


def counted(stage: Stage) -> int:
    return int(stage.redis.zcard("ft:pace:bot"))


def passes(stage: Stage, span: timedelta) -> None:
    stage.clock.now += span
    expire(stage.redis, span)


def test_each_counts_as_one_write_and_they_are_a_second_apart(away: Stage, asked: Heard) -> None:
    paced(away, *GITHUB)
    assert redeliver("github") == f"{LOST} asked for"
    assert (len(asked), counted(away)) == (LOST, LOST)
    assert min(late - early for (_, early), (_, late) in pairwise(asked)) >= 1


def test_they_wait_for_the_writes_of_looks_and_those_wait_for_one_at_the_most(away: Stage, asked: Heard) -> None:
    pace, start = paced(away, *GITHUB), away.clock()
    for _ in range(5):
        pace.take("a post-mortem", start)
    redeliver("github")
    assert asked[0][1] >= (start + 5 * SECOND).timestamp()
    assert pace.take("a post-mortem", away.clock()) <= away.clock() + SECOND


def test_where_half_of_the_budget_is_used_none_is_asked_for_and_a_look_still_writes(away: Stage, asked: Heard) -> None:
    pace = paced(away, Window(HOUR, 40))
    for _ in range(20):
        passes(away, SECOND)
        pace.take("large", away.clock())
    passes(away, MINUTE)
    assert redeliver("github").startswith("failed: github is written to again at")
    assert asked == []
    assert [pace.take("large", away.clock() + n * SECOND) - away.clock() for n in range(12)] == [
        n * SECOND for n in range(12)
    ]


def test_the_rest_is_asked_for_as_soon_as_there_is_room_and_nothing_twice(away: Stage, asked: Heard) -> None:
    paced(away, Window(MINUTE, 10))
    redeliver("github")
    assert len(asked) == 5
    index = away.runtime.index
    assert index.claim_redelivery("github", away.clock(), HOUR) is False
    while len(asked) < LOST:
        away.settle(postponing=True)
        passes(away, MINUTE)
        assert index.claim_redelivery("github", away.clock(), HOUR), "not an hour later"
        redeliver("github")
    assert len({path for path, _ in asked}) == len(asked) == LOST
