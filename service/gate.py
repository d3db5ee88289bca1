"""All that stands before one exchange with a tracker but its pace, in one round trip: lease, refusal, waits and turns.

Not here: what each of them means (hints.py, refused.py, waits.py, turns.py), who asks, and when (leased.py).
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from redis import Redis

from service.hints import KEEP, LEASE_MILLISECONDS, QUEUE_KEY, Lease, LeaseLost
from service.index import PREFIX, text_of
from service.refused import REFUSED, TRIAL_MILLISECONDS, Refusals, stop
from service.turns import TURN, TURN_KEYS, Standing
from service.waits import WAITS, Asker, Asking, Waits

_CHECK = """
-- Whatever stops the exchange, what comes after it has not been asked, and has had no effect.
-- KEYS: lease, the four of turns, the two of refusals, the three of waits, then the waits that were told
-- ARGV: as JSON lease and begins, each where it is asked for, and asker
local asked = cjson.decode(ARGV[1])
if asked.lease and not keep(KEYS[1], asked.lease.token, asked.lease.milliseconds) then return {'lost'} end
if asked.begins then
  local answer = refused(KEYS[6], KEYS[7], asked.begins.now, asked.begins.span)
  if answer then return answer end
end
local answer = waits(KEYS[8], KEYS[9], KEYS[10], {unpack(KEYS, 11)}, asked.asker)
if asked.lease and (answer[1] == 'free' or answer[1] == 'doubted') then
  return {answer[1], answer[2], turn({unpack(KEYS, 2, 5)}, asked.lease.target, asked.lease.writes)}
end
return answer
"""


@dataclass(frozen=True)
class Passed:
    """Nothing stands in the way."""

    doubted: bool
    """Whether an answer is to be told (`Waits.answered`)."""
    standing: Standing | None
    """Of a look."""


class Gate:
    """That of one account."""

    def __init__(self, redis: "Redis", account: str) -> None:
        """`account` is what tells it from others, and no secret."""
        self.waits = Waits(redis, account)
        self._refusals = Refusals(redis, account)
        self._answer = redis.register_script("\n".join((KEEP, TURN, REFUSED, WAITS, _CHECK)))

    def check(
        self,
        asking: Asking,
        now: datetime,
        who: Asker,
        *,
        begins: bool = True,
        writes: bool = False,
        lease: Lease | None,
    ) -> Passed:
        """Refusals are asked where a call `begins`.

        Raises LeaseLost, Refused, Trial, LeftAlone and NotYet.
        """
        told: dict[str, Any] = {"asker": self.waits.asker(who)}
        if lease:
            told["lease"] = {
                "token": lease.token,
                "milliseconds": LEASE_MILLISECONDS,
                "target": str(lease.target),
                "writes": writes,
            }
        if begins:
            told["begins"] = {"now": now.timestamp(), "span": TRIAL_MILLISECONDS}
        keys = [lease.key if lease else f"{PREFIX}lease:", *TURN_KEYS, QUEUE_KEY]
        keys += [*self._refusals.keys, *self.waits.keys(asking)]
        answer = self._answer(keys=keys, args=[json.dumps(told, ensure_ascii=False)])
        what = text_of(answer[0])
        if lease and what == "lost":
            raise LeaseLost(str(lease.target))
        stop(answer, now)
        doubted = self.waits.doubted(asking, now, what, int(answer[1]))
        return Passed(doubted, Standing(*map(int, answer[2:])) if lease else None)
