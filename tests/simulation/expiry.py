"""Redis on a clock that is turned, whose processes can die. Nothing here fails by itself: commands go straight on."""

from datetime import timedelta
from typing import Any
from urllib.parse import unquote, urlsplit

from redis import Redis, UnixDomainSocketConnection
from redis.connection import Connection, ConnectionPool

from tests.expiring import let_pass
from tests.simulation.wire import Life

ROUNDED = timedelta(seconds=5)
"""To this what is left of a key is rounded up: a history takes less than that for real."""


def expire(redis: "Redis", span: timedelta) -> None:
    """As if so much time had passed."""
    let_pass(redis, span, step=ROUNDED)


class Straight(Redis):
    """One connection, held from its first command on; an error is told at once, for nothing is tried again."""

    _held: "Connection | None" = None

    def execute_command(self, *args: Any, **options: Any) -> Any:
        if self._held is None:
            self._held = self.connection_pool.get_connection()
        options.pop("keys", None)
        self._held.send_command(*args)  # type: ignore[no-untyped-call]
        return self.parse_response(self._held, args[0], **options)  # type: ignore[no-untyped-call]


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
    return Straight(connection_pool=ConnectionPool(connection_class=Mortal, path=path, life=life))
