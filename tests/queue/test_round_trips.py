"""What a look and a sweep ask of Redis: once before each exchange with a tracker, and little beside.

Redis may be a network away, and each of these is waited for.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from redis import ConnectionPool, Redis

from service.index import parse_ref
from service.jobs import Runtime, run_look, run_sweep
from service.wiring import build_runtime
from tests.stories.conftest import heard  # noqa: F401
from tests.stories.pairing import CLOUD, GITHUB, GITHUB_CLOUD
from tests.stories.stage import Stage
from tests.stories.test_jira_costs import TWELVE
from tests.web.conftest import CountingConnection

EVERYWHERE = pytest.mark.parametrize("heard", [GITHUB, CLOUD, GITHUB_CLOUD], indirect=True, ids=str)

AROUND_A_LOOK = 10
"""Whose it is, its lease and its end, what is remembered of places and people, and what the dashboard shows."""
AROUND_A_PUBLISH = 15
"""Also what is learnt of the places, and that the status comment is not written for ever."""
AROUND_A_SWEEP = 7
FOR_A_TICKET = 5
"""The intent and its end, that it is not written for ever, nor linked, and that it changed a moment ago."""
FOR_A_TICKET_ABROAD = FOR_A_TICKET + 1
"""Which is linked from either side."""


@contextmanager
def counted(stage: Stage) -> Iterator[Runtime]:
    """A runtime whose round trips are counted: a pipeline once, as it travels once."""
    path = stage.redis.connection_pool.connection_kwargs["path"]
    pool = ConnectionPool(connection_class=CountingConnection, path=path, socket_timeout=5, retry=None)
    with Redis(connection_pool=pool) as redis:
        redis.ping()
        yield build_runtime(stage.place, redis, stage.clock)
    pool.disconnect()


def spent(stage: Stage, act: Callable[[], object]) -> tuple[int, int]:
    """Round trips, and exchanges with trackers."""
    exchanges, trips = stage.requests().total(), CountingConnection.sent
    act()
    return CountingConnection.sent - trips, stage.requests().total() - exchanges


def looks(stage: Stage, runtime: Runtime) -> tuple[int, int]:
    (entry,) = stage.runtime.index.entries()
    return spent(stage, lambda: run_look(runtime, parse_ref(entry.ref)))


def undisturbed(stage: Stage) -> None:
    """Nobody tells the service of what comes, and nothing else wants a look."""
    for site in stage.sites:
        site.delivers("drop")
    stage.redis.delete("ft:want")


@EVERYWHERE
def test_a_look_that_changes_nothing_asks_once_before_each_exchange(heard: Stage) -> None:  # noqa: F811
    heard.finished(TWELVE)
    undisturbed(heard)
    heard.much_later(hours=1)
    with counted(heard) as runtime:
        looks(heard, runtime)
        trips, exchanges = looks(heard, runtime)

    assert exchanges >= 3
    assert trips <= exchanges + AROUND_A_LOOK


@EVERYWHERE
def test_a_publish_asks_once_before_each_exchange_and_a_few_times_for_each_ticket(heard: Stage) -> None:  # noqa: F811
    number = heard.post_mortem(TWELVE)
    heard.clock.advance(hours=1)
    undisturbed(heard)
    heard.alice.tags(heard.incidents, number, "postmortem:finished")
    with counted(heard) as runtime:
        trips, exchanges = looks(heard, runtime)

    assert len(heard.tickets()) == 12
    assert exchanges > 3 * 12
    for_each = FOR_A_TICKET if heard.home is heard.away else FOR_A_TICKET_ABROAD
    assert trips <= exchanges + 12 * for_each + AROUND_A_PUBLISH


@EVERYWHERE
def test_a_sweep_asks_once_before_each_exchange_however_much_it_finds(heard: Stage) -> None:  # noqa: F811
    heard.finished(TWELVE)
    with counted(heard) as runtime:
        since = heard.clock() - timedelta(days=1)
        trips, exchanges = spent(heard, lambda: run_sweep(runtime, heard.away.name, heard.app, since))

    assert exchanges >= 1
    assert trips <= exchanges + AROUND_A_SWEEP
