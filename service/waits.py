"""When a tracker is left alone: waits that it asked for, its silence, and a crowd that waits for its answers.

Kept by account, where all processes see it. Not here: who asks (leased.py), what else stands before an exchange
(gate.py), how fast an account may write (pace.py), refused credentials (refused.py).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from redis import Redis

from connectors.tracker import Ref, TrackerError, Trouble, Wide
from service.index import PREFIX, Index
from service.pace import NotYet

QUIET = timedelta(seconds=30)
"""So long a tracker is left alone that did not answer twice in a row; then one tries, for all."""
REMEMBERED = timedelta(minutes=15)
FEW = 6
"""So many looks at the most wait for the answers of one account, once it is slow: fewer than a pool has processes, so
that those at other trackers get their turn before anybody knows whether it is dead."""
SLOW = timedelta(seconds=1)
"""An answer that has not come by then is a slow one."""
ROOM = timedelta(seconds=5)
"""After which a look that found a crowd comes back."""

WAITS = """
-- May this account be asked now?
-- told: the waits that were told
-- asker: tries, where it may try a silent one; trying, where it does; look and leaves, the set that it leaves, or '';
--        leases, their prefix; few; and in milliseconds quiet, slow, remembered
-- Answers what stands in the way and for how many milliseconds: told, silent, crowd; or free, or doubted: it is, but
-- whoever gets an answer has to say so.
local function waits(silent, alone, asking, told, asker)
  local left = 0
  for _, wait in ipairs(told) do left = math.max(left, redis.call('PTTL', wait)) end
  if left > 0 then return {'told', left} end
  local answer, trial = 'free', false
  local silences = tonumber(redis.call('GET', silent) or '0')
  if silences > 0 and not asker.trying then
    left = redis.call('PTTL', alone)
    if not asker.tries then return {'silent', math.max(left, 1)} end
    if silences > 1 then
      if left > 0 then return {'silent', left} end
      redis.call('SET', alone, 1, 'PX', asker.quiet)
      trial = true
    end
  end
  if silences > 0 then answer = 'doubted' end
  if asker.look == '' then return {answer, 0} end
  if asker.leaves ~= '' then redis.call('ZREM', asker.leaves, asker.look) end
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  if not trial and redis.call('ZCARD', asking) >= asker.few and not redis.call('ZSCORE', asking, asker.look) then
    for _, other in ipairs(redis.call('ZRANGE', asking, 0, -1)) do
      local token, target = string.match(other, '^(%S+) (.*)$')
      if redis.call('GET', asker.leases .. target) ~= token then redis.call('ZREM', asking, other) end
    end
    local first = redis.call('ZRANGE', asking, 0, 0, 'WITHSCORES')
    local full = redis.call('ZCARD', asking) >= asker.few
    if full and now - tonumber(first[2]) > asker.slow then return {'crowd', 0} end
  end
  redis.call('ZADD', asking, now, asker.look)
  redis.call('PEXPIRE', asking, asker.remembered)
  return {answer, 0}
end
"""

_UNANSWERED = """
-- KEYS: silent, alone   ARGV: milliseconds: quiet, remembered
local times = redis.call('INCR', KEYS[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
if times > 1 then redis.call('SET', KEYS[2], 1, 'PX', ARGV[1]) end
"""


class LeftAlone(TrackerError):
    """Nothing was asked: the tracker wants to be left alone until then."""

    def __init__(self, message: str, until: datetime) -> None:
        super().__init__(message, Trouble.LIMITED, retry_at=until)
        self.until = until


class Silent(LeftAlone):
    """It does not answer; nobody knows whether it will by then."""


@dataclass(frozen=True)
class Asking:
    """What is about to be asked."""

    tracker: str
    verb: str
    about: Ref | None = None


@dataclass(frozen=True)
class Asker:
    """Who is about to ask."""

    look: str = ""
    """Its lease's token and target, of one that counts in a crowd: until its lease ends, or it leaves the account."""
    leaves: "Waits | None" = None
    """Those of the account that it asked before."""
    tries: bool = True
    """Whether it may try one that is silent; it is left to others otherwise."""
    trying: bool = False
    """Whether it does, by now."""


class Waits:
    """Those of one account."""

    def __init__(self, redis: "Redis", account: str) -> None:
        """`account` is what tells it from others, and no secret."""
        self.account = account
        self._redis = redis
        self._index = Index(redis)
        self._unanswered = redis.register_script(_UNANSWERED)
        self._silence = [f"{PREFIX}silent:{account}", f"{PREFIX}silent:{account}:alone"]
        self._asking = f"{PREFIX}asking:{account}"

    def keys(self, asking: Asking) -> list[str]:
        """What WAITS looks at: silent, alone and asking, and what was told."""
        return [*self._silence, self._asking, *(f"{PREFIX}hold:{place}" for place in self._places(asking).values())]

    def asker(self, who: Asker) -> dict[str, Any]:
        """As WAITS reads it."""
        left = who.leaves._asking if who.leaves and who.leaves.account != self.account else ""
        return {
            "tries": who.tries,
            "trying": who.trying,
            "look": who.look,
            "leaves": left,
            "leases": f"{PREFIX}lease:",
            "few": FEW,
            "quiet": _milliseconds(QUIET),
            "slow": _milliseconds(SLOW),
            "remembered": _milliseconds(REMEMBERED),
        }

    def doubted(self, asking: Asking, now: datetime, what: str, wait: int) -> bool:
        """Whether an answer is to be told (`answered`): nobody knows whether there will be one.

        Given the answer of WAITS. Raises LeftAlone, and NotYet in a crowd.
        """
        until = now + timedelta(milliseconds=wait)
        match what:
            case "told":
                raise LeftAlone(f"{asking.tracker} asked to wait until {until:%H:%M:%S} UTC.", until)
            case "silent":
                raise Silent(f"{asking.tracker} did not answer; it is asked again at {until:%H:%M:%S} UTC.", until)
            case "crowd":
                raise NotYet(asking.tracker, now + ROOM)
            case answer:
                return answer == "doubted"

    def told(self, asking: Asking, error: TrackerError, now: datetime) -> None:
        """The tracker named a time; of two, the later one stands."""
        if error.retry_at:
            places = self._places(asking)
            self._index.hold(places.get(error.wide, places[Wide.VERB]), error.retry_at, now)

    def unanswered(self) -> None:
        """It kept somebody waiting in vain. Once may be a hiccup, and delays nobody."""
        self._unanswered(keys=self._silence, args=[_milliseconds(QUIET), _milliseconds(REMEMBERED)])

    def answered(self) -> None:
        self._redis.delete(*self._silence)

    def pauses(self, look: str) -> None:
        """A look waits for something else than an answer."""
        self._redis.zrem(self._asking, look)

    def held(self) -> float:
        """Seconds for which the whole tracker asked to be left alone; 0 where it did not."""
        return self._index.held(self.account)

    def _places(self, asking: Asking) -> dict[Wide, str]:
        """Under which names a wait is kept, by how much it is about."""
        places = {Wide.TRACKER: self.account, Wide.VERB: f"{self.account}/{asking.verb}"}
        about = asking.about
        return places | {Wide.ISSUE: f"{self.account}/{about.project}#{about.number}"} if about else places


def _milliseconds(span: timedelta) -> int:
    return round(span / timedelta(milliseconds=1))
