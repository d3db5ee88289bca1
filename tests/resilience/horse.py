"""Halves of a death, in real time: RQ's work horse is killed and its worker lives; a worker stops and goes on.

With the shipped settings and the Procfile's processes. The whole deaths are recovery.py's.
"""

import os
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from service.hints import LEASE_SECONDS
from tests.live.processes import Process, family
from tests.live.stage import all_on_one, seconds_until
from tests.live.strikes import CREATE, Moment, Strike
from tests.resilience.bar import Cases
from tests.resilience.lanes import Case, Lane
from tests.resilience.recovery import AT_REST, LONGEST, WORKER_KILLED, _begun, _process, _staged, _told

STOPPED = 60.0
"""Seconds; longer than a lease lasts."""
GOES_ON = 180.0
"""Until it is complete, from the moment at which it stopped."""

Act = Callable[[int, list[int]], None]
"""On the work horse, and on everything that belongs to its worker."""


def halves(_lanes: list[Lane]) -> list[Case]:
    return [
        Case("horse killed after create 6", _struck(_kill_the_horse, WORKER_KILLED), LONGEST),
        Case(f"worker stopped for {STOPPED:.0f} s after create 6", _struck(_stop_for_a_while, GOES_ON), LONGEST),
    ]


HALVES: Cases = halves


def _struck(act: Act, limit: float) -> Callable[[Lane], dict[str, Any]]:
    def play(lane: Lane) -> dict[str, Any]:
        strike = Strike(Moment.AFTER, CREATE, 6)
        with _staged(lane, listener=strike.heard) as (on, _):
            machine = all_on_one(on, workers=1)
            workers = [_process(machine, "worker"), machine.starts("worker", "-n", "1")]
            on.comes_up()
            number = _begun(on)
            strike.act, strike.armed = lambda: act(*_at_work(workers)), True
            strike.laid(on.site.faults)
            on.finishes(number)
            assert seconds_until(lambda: strike.struck, 60) is not None, f"it is never struck: {on.told()}"
            done = seconds_until(lambda: on.is_published(number), 2 * limit)
            seconds_until(lambda: False, AT_REST + (STOPPED if act is _stop_for_a_while else 0))
            return _told(on, "published", done, limit, f"a lease lasts {LEASE_SECONDS} s", on.wrong(number))

    return play


def _at_work(workers: list[Process]) -> tuple[int, list[int]]:
    """The horse, which is the youngest of all, and the family it is of."""
    families = [family(worker.pid) for worker in workers]
    horse = max((pid for relatives in families for pid in relatives), key=_born)
    return horse, next(relatives for relatives in families if horse in relatives)


def _kill_the_horse(horse: int, _relatives: list[int]) -> None:
    """As the system does that runs out of memory."""
    os.kill(horse, signal.SIGKILL)


def _stop_for_a_while(_horse: int, relatives: list[int]) -> None:
    """All of it, as when a machine is suspended; another worker is there."""
    for pid in relatives:
        os.kill(pid, signal.SIGSTOP)
    threading.Timer(STOPPED, _go_on, [relatives]).start()


def _go_on(pids: list[int]) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGCONT)


def _born(pid: int) -> int:
    """In ticks since the machine came up."""
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19])
