"""A look holds its lease however long its verbs take, and writes nothing more once another worker has it."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from redis import Redis

from connectors.sandbox.recording import Exchange
from service.hints import LEASE_SECONDS
from service.index import text_of
from tests.conftest import Watched
from tests.stories.documents import TABLE
from tests.stories.jira_stories import looks_once
from tests.stories.pairing import CLOUD, DATACENTER, GITHUB, Pairing
from tests.stories.stage import Stage, staged

EVERY_KIND = pytest.mark.parametrize("both", [GITHUB, CLOUD, DATACENTER], ids=str)


class Listening:
    """Hears every exchange with a tracker right after it, and does as it is told."""

    def __init__(self, watched: Watched) -> None:
        self._watched = watched
        self.then: Callable[[Exchange], None] = lambda exchange: None

    def __call__(self, exchange: Exchange) -> None:
        self._watched(exchange)
        if exchange.kind == "api":
            self.then(exchange)


@pytest.fixture
def listening(watched: Watched) -> Listening:
    return Listening(watched)


@contextmanager
def about_to_close(redis: "Redis", data: Path, both: Pairing, listening: Listening) -> Iterator[tuple[Stage, int]]:
    """A finished post-mortem in which somebody has just ticked a box."""
    with staged(redis, data, both, listener=listening) as stage:
        number = stage.finished(TABLE)
        stage.later(hours=1)
        for site in stage.sites:
            site.delivers("drop")
        stage.alice.ticks_in_comment(stage.incidents, number, stage.status_id(number), "A1")
        yield stage, number


def lease_of(redis: "Redis") -> str:
    (key,) = redis.keys("ft:lease:*")
    return text_of(key)


@EVERY_KIND
def test_every_exchange_renews_the_lease(valkey: "Redis", tmp_path: Path, listening: Listening, both: Pairing) -> None:
    left: list[int] = []

    def takes_nearly_all_of_it(exchange: Exchange) -> None:
        left.append(int(valkey.pttl(lease_of(valkey))))
        valkey.pexpire(lease_of(valkey), 1000)

    with about_to_close(valkey, tmp_path, both, listening) as (stage, number):
        listening.then = takes_nearly_all_of_it
        told = looks_once(stage, number)
        listening.then = lambda exchange: None
        assert told == "looked"
        assert not stage.tickets()["A1"].open

    assert len(left) > 5
    assert min(left) > (LEASE_SECONDS - 20) * 1000


@EVERY_KIND
def test_whoever_lost_the_lease_writes_nothing_more(
    valkey: "Redis", tmp_path: Path, listening: Listening, both: Pairing
) -> None:
    """Whichever exchange it was lost in, the next one is not sent."""
    with about_to_close(valkey, tmp_path, both, listening) as (stage, number):
        heard: list[str] = []
        lock = threading.Lock()

        def loses_it_at(at: int) -> Callable[[Exchange], None]:
            def hear(exchange: Exchange) -> None:
                with lock:
                    heard.append(f"{exchange.method} {exchange.path}")
                    if len(heard) == at:
                        valkey.set(lease_of(valkey), "another worker")

            return hear

        for at in range(1, 40):
            heard.clear()
            listening.then = loses_it_at(at)
            told = looks_once(stage, number)
            listening.then = lambda exchange: None
            if told == "looked":
                break
            assert told.startswith("lost the lease")
            assert len(heard) == at, f"after {heard[at - 1]} it went on with {heard[at:]}"
            valkey.delete(lease_of(valkey))

        assert told == "looked"
        assert at > 3
        assert "[x] **A1**" in stage.status(number)
        assert not stage.tickets()["A1"].open
