"""Histories that begin alike are told once: where they part, a child of this process goes on with one of them.

What is in memory a fork copies, and Redis is put back as it was before the next one begins. Not here: what happens.
"""

import json
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

from redis import Redis

Way = tuple[int, ...]

_KEEP = """
local found = {}
for _, key in ipairs(redis.call('KEYS', '*')) do
  for _, part in ipairs({key, math.max(0, redis.call('PTTL', key)), redis.call('DUMP', key)}) do
    found[#found + 1] = part
  end
end
return found
"""
_PUT_BACK = """
-- ARGV: by key: itself, the milliseconds that it has or 0, and what it holds
redis.call('FLUSHDB')
for at = 1, #ARGV, 3 do redis.call('RESTORE', ARGV[at], ARGV[at + 1], ARGV[at + 2]) end
"""


@dataclass(frozen=True)
class Branching:
    redis: "Redis"
    takes: Callable[[int], None]
    """One step."""
    ends: Callable[[], list[str]]
    """What has come of it."""

    def told(self, ways: Sequence[Way]) -> list[list[str]]:
        """The end of each of the ways, which are sorted. Whoever calls is at the end of the last one."""
        return self._from(0, ways)

    def _from(self, gone: int, ways: Sequence[Way]) -> list[list[str]]:
        parts = [list(part) for _, part in groupby(ways, key=lambda way: way[gone : gone + 1])]
        if parts[0][0][gone:] == ():
            return [self.ends()]
        here = self.redis.eval(_KEEP, 0) if len(parts) > 1 else []
        found: list[list[str]] = []
        for part in parts[:-1]:
            found += _of_child(lambda part=part: self._along(gone, part))  # type: ignore[misc]
            self.redis.eval(_PUT_BACK, 0, *here)
        return found + self._along(gone, parts[-1])

    def _along(self, gone: int, ways: Sequence[Way]) -> list[list[str]]:
        self.takes(ways[0][gone])
        return self._from(gone + 1, ways)


def _of_child(told: Callable[[], list[list[str]]]) -> list[list[str]]:
    """Connections are shared with it: nobody here says anything until it has ended."""
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        _live(told, write)
    os.close(write)
    with os.fdopen(read) as pipe:
        said = pipe.read()
    os.waitpid(pid, 0)
    if not said:
        raise AssertionError("a history ended before its end; the log has it")
    found: list[list[str]] = json.loads(said)
    return found


def _live(told: Callable[[], list[list[str]]], write: int) -> None:
    try:
        with os.fdopen(write, "w") as pipe:
            pipe.write(json.dumps(told()))
    except BaseException:  # noqa: BLE001 - it ends here; whoever waits hears nothing
        traceback.print_exc()
        sys.stderr.flush()
    os._exit(0)
