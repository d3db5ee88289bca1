"""How fast one account may write: a budget in Redis that all workers share, and that nobody can use up for the others.

A tracker that is asked too fast answers with a wait, and GitHub shuts out who goes on asking (docs: best practices for
using the REST API). Not here: the waits that a tracker asks for itself (index.hold).
"""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from redis import Redis

from connectors.tracker import TrackerError, Trouble
from service.index import PREFIX

SHORT = timedelta(seconds=10)
"""What a worker waits out; for whatever takes longer it comes back."""
FIRST = 3
"""The writes of one post-mortem within the longest window that may use all of the budget."""
SHARE = 0.9
"""Of the budget, for all its further writes, so that a small post-mortem gets through behind large ones."""
ASIDE = 0.5
"""Of the budget, so much may be used while something is written that a sweep can do without."""

_TAKE = """
-- Takes the next free moment for one write, unless it is too far off.
-- KEYS: taken   ARGV: now, pause, most that may be waited, target, nonce, first, share, then seconds and most by window
-- Answers 1 or 0, whether it was taken, and the moment. All times in milliseconds.
local now, pause, patience = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local longest = pause
for i = 8, #ARGV, 2 do longest = math.max(longest, tonumber(ARGV[i])) end
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - longest)
local own, mark = 0, ARGV[4] .. ' '
for _, member in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  if string.sub(member, 1, #mark) == mark then own = own + 1 end
end
local at = now
local last = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')
if last[2] then at = math.max(at, tonumber(last[2]) + pause) end
for i = 8, #ARGV, 2 do
  local most = tonumber(ARGV[i + 1])
  if own >= tonumber(ARGV[6]) then most = math.floor(most * tonumber(ARGV[7])) end
  local nth = redis.call('ZRANGE', KEYS[1], -most, -most, 'WITHSCORES')
  if nth[2] then at = math.max(at, tonumber(nth[2]) + tonumber(ARGV[i])) end
end
if at - now > patience then return {0, at} end
redis.call('ZADD', KEYS[1], at, mark .. ARGV[5])
redis.call('PEXPIRE', KEYS[1], longest + at - now)
return {1, at}
"""


@dataclass(frozen=True)
class Window:
    """At the most so many writes within any span of this length."""

    span: timedelta
    most: int


GITHUB = (Window(timedelta(minutes=1), 80), Window(timedelta(hours=1), 500))
"""Content that one account may create (docs: rate limits for the REST API, secondary rate limits)."""


class NotYet(TrackerError):
    """Nothing was written: it is the turn of others, or the account has written as much as it may, until `at`."""

    def __init__(self, tracker: str, at: datetime) -> None:
        super().__init__(f"{tracker} is written to again at {at:%H:%M:%S} UTC.", Trouble.LIMITED, retry_at=at)
        self.at = at


class Pace:
    """The writes of one account."""

    def __init__(self, redis: "Redis", account: str, pause: timedelta, windows: Sequence[Window]) -> None:
        """`account` is what tells it from others, and no secret."""
        self._redis = redis
        self._key = f"{PREFIX}pace:{account}"
        self._take = redis.register_script(_TAKE)
        self.pause = pause
        self._windows = [part for window in windows for part in (_milliseconds(window.span), window.most)]

    def take(
        self, target: str, now: datetime, patience: timedelta = SHORT, *, first: int = FIRST, share: float = SHARE
    ) -> datetime:
        """The moment at which `target` may write once.

        It is kept for it, unless it is further off than `patience`: then it is when to ask again.
        """
        told: list[int | float | str] = [round(now.timestamp() * 1000)]
        told += [_milliseconds(self.pause), _milliseconds(patience)]
        told += [target, secrets.token_hex(4), first, share, *self._windows]
        _taken, at = self._take(keys=[self._key], args=told)
        return datetime.fromtimestamp(int(at) / 1000, UTC)


class Aside:
    """Before each exchange of what is less urgent than any look: it waits for its turn, and leaves looks their half."""

    def __init__(self, tracker: str, pace: Pace, now: Callable[[], datetime], sleep: Callable[[float], None]) -> None:
        self._tracker = tracker
        self._pace = pace
        self._now = now
        self._sleep = sleep

    def __call__(self, writes: bool) -> None:
        """Raises NotYet."""
        if not writes:
            return
        now = self._now()
        at = self._pace.take(f"{self._tracker} aside", now, first=0, share=ASIDE)
        if at - now > SHORT:
            raise NotYet(self._tracker, at)
        if at > now:
            self._sleep((at - now).total_seconds())


def _milliseconds(span: timedelta) -> int:
    return round(span / timedelta(milliseconds=1))
