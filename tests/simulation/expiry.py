"""Redis on a clock that is turned: what it lets expire goes with the virtual time, and its processes can die.

Redis itself only knows real time, of which a history takes next to none.
"""

from datetime import timedelta
from typing import Any
from urllib.parse import unquote, urlsplit

from redis import Redis, UnixDomainSocketConnection
from redis.connection import ConnectionPool

from tests.simulation.wire import Life

ROUNDED = 5_000
"""Milliseconds: what is left is rounded up to this, so that the seconds that pass for real make no difference."""


def expire(redis: "Redis", span: timedelta) -> None:
    """As if so much time had passed."""
    passed = int(span / timedelta(milliseconds=1))
    keys = list(redis.scan_iter(count=1000))
    asking = redis.pipeline(transaction=False)
    for key in keys:
        asking.pttl(key)
    telling = redis.pipeline(transaction=False)
    for key, left in zip(keys, asking.execute(), strict=True):
        if left >= 0:
            telling.pexpire(key, max(0, -(-left // ROUNDED) * ROUNDED - passed))
    telling.execute()


class Mortal(UnixDomainSocketConnection):
    """A connection of one process of the service: once that is dead, it says nothing any more."""

    def __init__(self, *args: Any, life: Life, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[no-untyped-call]
        self._life = life

    def send_packed_command(self, *args: Any, **kwargs: Any) -> Any:
        self._life.lives()
        return super().send_packed_command(*args, **kwargs)  # type: ignore[no-untyped-call]


def connected(url: str, life: Life) -> "Redis":
    path = unquote(urlsplit(url).path)
    return Redis(connection_pool=ConnectionPool(connection_class=Mortal, path=path, life=life))
