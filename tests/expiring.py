"""Redis on a clock that is turned: what it lets expire goes with the virtual time.

Redis itself only knows real time, of which a test takes next to none.
"""

from datetime import timedelta

from redis import Redis

_PASS = """
-- ARGV: milliseconds that pass, to how many what is left is rounded up before that, and which keys
local passed, step = tonumber(ARGV[1]), tonumber(ARGV[2])
for _, key in ipairs(redis.call('KEYS', ARGV[3])) do
  local left = redis.call('PTTL', key)
  if left >= 0 then redis.call('PEXPIRE', key, math.max(0, math.ceil(left / step) * step - passed)) end
end
"""


def let_pass(redis: "Redis", span: timedelta, *, step: timedelta = timedelta(milliseconds=1), keys: str = "*") -> None:
    """As if so much time had passed. What is left is rounded up to a `step`, so that the seconds that pass for real
    make no difference."""
    milliseconds = timedelta(milliseconds=1)
    redis.eval(_PASS, 0, round(span / milliseconds), round(step / milliseconds), keys)
