"""What the suite of security shares: an empty Valkey for a whole module, and the web process on it."""

from collections.abc import Iterator

import pytest
from redis import Redis

from tests.clock import Clock
from tests.web.conftest import Site, site


@pytest.fixture(scope="module")
def redis(valkey_url: str) -> Iterator["Redis"]:
    """Empty when the module begins."""
    with Redis.from_url(valkey_url, socket_timeout=5, retry=None) as connection:
        connection.flushall()
        yield connection


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def web(redis: "Redis", clock: Clock) -> Site:
    """Where strangers may look in."""
    return site(redis, clock)
