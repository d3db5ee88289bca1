"""When a tracker is left alone: waits that it asked for, its silence, and a crowd that waits for its answers.

Kept by account, where all processes see it. Not here: who asks (leased.py), how fast an account may write (pace.py),
refused credentials (refused.py).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from redis import Redis

from connectors.tracker import Ref, TrackerError, Trouble, Wide
from service.index import PREFIX, Index, text_of
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

_ASK = """
-- May this account be asked now?
-- KEYS: silent, alone, asking, then the waits that were told
-- ARGV: '1' for whoever may try a silent one, '1' for whoever is trying it, look or '', the set that the look leaves or
--       '', prefix of leases, then in milliseconds: quiet, slow, remembered; few
-- Answers what stands in the way and for how many milliseconds: told, silent, crowd; or free, or doubted: it is, but
-- whoever gets an answer has to say so.
local told = 0
for i = 4, #KEYS do told = math.max(told, redis.call('PTTL', KEYS[i])) end
if told > 0 then return {'told', told} end
local answer, trial = 'free', false
local silent = tonumber(redis.call('GET', KEYS[1]) or '0')
if silent > 0 and ARGV[2] ~= '1' then
  local left = redis.call('PTTL', KEYS[2])
  if ARGV[1] ~= '1' then return {'silent', math.max(left, 1)} end
  if silent > 1 then
    if left > 0 then return {'silent', left} end
    redis.call('SET', KEYS[2], 1, 'PX', ARGV[6])
    trial = true
  end
end
if silent > 0 then answer = 'doubted' end
if ARGV[3] == '' then return {answer, 0} end
if ARGV[4] ~= '' then redis.call('ZREM', ARGV[4], ARGV[3]) end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if not trial and redis.call('ZCARD', KEYS[3]) >= tonumber(ARGV[9]) and not redis.call('ZSCORE', KEYS[3], ARGV[3]) then
  for _, other in ipairs(redis.call('ZRANGE', KEYS[3], 0, -1)) do
    local token, target = string.match(other, '^(%S+) (.*)$')
    if redis.call('GET', ARGV[5] .. target) ~= token then redis.call('ZREM', KEYS[3], other) end
  end
  local first = redis.call('ZRANGE', KEYS[3], 0, 0, 'WITHSCORES')
  local full = redis.call('ZCARD', KEYS[3]) >= tonumber(ARGV[9])
  if full and now - tonumber(first[2]) > tonumber(ARGV[7]) then return {'crowd', 0} end
end
redis.call('ZADD', KEYS[3], now, ARGV[3])
redis.call('PEXPIRE', KEYS[3], ARGV[8])
return {answer, 0}
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


class Silent(LeftAlone):
    """It does not answer; nobody knows whether it will by then."""


@dataclass(frozen=True)
class Asking:
    """What is about to be asked."""

    tracker: str
    verb: str
    about: Ref | None = None


class Waits:
    """Those of one account."""

    def __init__(self, redis: "Redis", account: str) -> None:
        """`account` is what tells it from others, and no secret."""
        self.account = account
        self._redis = redis
        self._index = Index(redis)
        self._ask = redis.register_script(_ASK)
        self._unanswered = redis.register_script(_UNANSWERED)
        self._silence = [f"{PREFIX}silent:{account}", f"{PREFIX}silent:{account}:alone"]
        self._asking = f"{PREFIX}asking:{account}"

    def check(
        self,
        asking: Asking,
        now: datetime,
        *,
        look: str = "",
        leaves: "Waits | None" = None,
        tries: bool = True,
        trying: bool = False,
    ) -> bool:
        """Whether an answer is to be told (`answered`): nobody knows whether there will be one. One round trip.

        Raises LeftAlone, and NotYet in a crowd, which counts a `look` (its lease's token and target) until its lease
        ends or it `leaves` one account for another. Without `tries` a silent one is left to others.
        """
        keys = [*self._silence, self._asking, *(f"{PREFIX}hold:{place}" for place in self._places(asking).values())]
        left = leaves._asking if leaves and leaves.account != self.account else ""
        args: list[int | str] = [int(tries), int(trying), look, left, f"{PREFIX}lease:"]
        what, wait = self._ask(keys=keys, args=[*args, *map(_milliseconds, (QUIET, SLOW, REMEMBERED)), FEW])
        until = now + timedelta(milliseconds=int(wait))
        match text_of(what):
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
