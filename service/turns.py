"""Whose turn it is: how long one post-mortem is written to while others wait, so that a small one is soon through.

A turn begins with reading everything anew, so it is not given up before what it wrote was worth that. Not here: how
fast an account may write (pace.py), and the queue (hints.py).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from service.index import PREFIX

FIRST = 2
"""So many writes one makes in its first turn, and in a later one as many as it had made before."""
WORTH = 3
"""A turn lasts so many times as long as its reading took, at the least, whatever it has written."""
WAITED = timedelta(seconds=2)
"""Others wait when looks stand in the queue for so long: before that a free worker takes them, or a helper comes."""

TURNS, WRITTEN = f"{PREFIX}turns", f"{PREFIX}written"
TURN_KEYS = (TURNS, f"{PREFIX}turn", WRITTEN)
"""Of TURN, whose last one is that of the queue."""

TURN = """
-- Notes that a target is let through to its tracker: whose turn is longest ago comes first. To be refused is no turn.
-- Answers how much of it is written by then, and how many looks are queued.
local function turn(keys, target, writes)
  local turns, counter, written, queue = unpack(keys)
  redis.call('ZADD', turns, redis.call('INCR', counter), target)
  local much = writes and redis.call('HINCRBY', written, target, 1) or redis.call('HGET', written, target)
  return tonumber(much or '0'), redis.call('LLEN', queue)
end
"""


@dataclass(frozen=True)
class Standing:
    """How a post-mortem stood among those that wait, when it was last let through."""

    written: int
    """Its writes since all of its hints were served."""
    queued: int
    """Looks in the queue."""


@dataclass
class Course:
    """That of one turn, exchange by exchange."""

    _began: datetime | None = None
    _read: datetime | None = None
    """When it had read enough to write."""
    _made: int = 0
    """Its writes."""
    _before: int = 0
    """Those before this turn."""
    _waited_for: datetime | None = None
    """Since when others are seen to wait."""

    def goes_on(self, standing: Standing, now: datetime, *, writes: bool) -> None:
        """It is let through to one more exchange."""
        self._began = self._began or now
        self._made += writes
        self._before = standing.written - self._made
        self._waited_for = (self._waited_for or now) if standing.queued else None

    def gives_way(self, now: datetime) -> bool:
        """Asked before each write: whether others come first, that were there at its last exchange."""
        self._read = self._read or now
        if self._waited_for is None or now - self._waited_for < WAITED:
            return False
        reading = self._read - (self._began or now)
        return self._made >= max(FIRST, self._before) and now - self._read >= WORTH * reading
