"""Redis on a clock that is turned: what it lets expire goes with the virtual time, and its processes can die.

Redis itself only knows real time, of which a history takes next to none. Nothing here fails by itself, so that commands
go straight to it.
"""

from datetime import timedelta
from typing import Any
from urllib.parse import unquote, urlsplit

from redis import Redis, UnixDomainSocketConnection
from redis.connection import Connection, ConnectionPool

from tests.simulation.wire import Life

ROUNDED = 5_000
"""Milliseconds: what is left is rounded up to this, so that the seconds that pass for real make no difference."""

_EXPIRE = """
-- ARGV: in milliseconds: what has passed, rounded
for _, key in ipairs(redis.call('KEYS', '*')) do
  local left = redis.call('PTTL', key)
  if left >= 0 then redis.call('PEXPIRE', key, math.max(0, math.ceil(left / ARGV[2]) * ARGV[2] - ARGV[1])) end
end
"""


def expire(redis: "Redis", span: timedelta) -> None:
    """As if so much time had passed."""
    redis.eval(_EXPIRE, 0, int(span / timedelta(milliseconds=1)), ROUNDED)


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
