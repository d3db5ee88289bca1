"""Many workers at one post-mortem: eight that start at once, and one that stopped, was replaced, and goes on."""

import os
import signal
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from redis import Redis

from connectors.tracker import Ref
from service.hints import Hints, Lease
from service.jobs import run_look
from service.wiring import build_runtime, connect
from tests.resilience.bar import Cases, undisturbed
from tests.resilience.fates import Fate, Trap
from tests.resilience.lagging import known
from tests.resilience.lanes import Case, Lane
from tests.resilience.publish import End, asked, end, to_the_end
from tests.resilience.publishers import OURS
from tests.resilience.scene import Scene, scene
from tests.stories.pairing import Pairing

WORKERS = 8
LOOKS = 5
"""So many each of them tries, each after a hint of its own."""
ROUNDS = 10
STOPS = 3
"""The holder is stopped at every so many a write of the publish."""
REVIEW = 2
"""The writes after it."""

MadeHints = Callable[["Redis"], Hints]


def races(pairing: Pairing) -> Cases:
    """Eight at once, ten times; and the holder of the lease stopped at some writes, before or after their effect."""

    def cases(lanes: list[Lane]) -> list[Case]:
        clean = undisturbed(lanes, pairing)
        found = [Case(f"{WORKERS} workers, round {number}", _raced(pairing, clean)) for number in range(1, ROUNDS + 1)]
        for number, write in list(enumerate(clean.writes[:-REVIEW], 1))[::STOPS]:
            for fate, moment in ((None, "after"), (Fate.LATE, "before")):
                found.append(Case(f"stopped {moment} write {number}, {write}", _stopped(pairing, number, fate, clean)))
        return found

    return cases


def races_without_a_lease(pairing: Pairing) -> Cases:
    """The same race under a lease that everybody gets: where it goes well, it is none."""

    def cases(lanes: list[Lane]) -> list[Case]:
        clean = undisturbed(lanes, pairing)
        return [Case(f"round {number}", _raced(pairing, clean, _LaxHints)) for number in range(1, ROUNDS + 1)]

    return cases


# -- eight at once


def _raced(pairing: Pairing, clean: End, hints: MadeHints = Hints) -> Callable[[Lane], list[str]]:
    def play(lane: Lane) -> list[str]:
        with scene(lane, pairing, Trap()) as on:
            asked(on, OURS)
            target = known(on)
            with started(WORKERS, lambda: _looks(on, target, hints)) as workers:
                pass
            failed = [pid for pid in workers if not ends_well(pid)]
            to_the_end(on, OURS)
            return [*(f"worker {pid} failed" for pid in failed), *end(on).wrong(clean)]

    return play


def _looks(on: Scene, target: Ref, hints: MadeHints) -> None:
    redis = connect(on.lane.url)
    runtime = replace(build_runtime(on.place, redis, on.clock), hints=hints(redis))
    for _ in range(LOOKS):
        runtime.hints.add(target)
        run_look(runtime, target)


class _LaxHints(Hints):
    def acquire(self, target: Ref) -> Lease:
        lease = _LaxLease(self._redis, target, "anybody's", 1, "0")
        self._redis.set(lease.key, lease.token)
        return lease


class _LaxLease(Lease):
    @property
    def key(self) -> str:
        """Each process has one of its own."""
        return f"{super().key}:{os.getpid()}"

    def keep(self) -> None:
        """Nobody else can have it."""

    def finish(self) -> bool:
        return True


# -- one that stops


@dataclass
class Stopping(Trap):
    """The process that is at work is stopped at its write, as a machine does that runs out of everything."""

    def __post_init__(self) -> None:
        self.meanwhile = lambda: os.kill(self.victim, signal.SIGSTOP)


def _stopped(pairing: Pairing, number: int, fate: Fate | None, clean: End) -> Callable[[Lane], list[str]]:
    """Until its lease is over and another one has done what was to be done; then it goes on."""

    def play(lane: Lane) -> list[str]:
        trap = Stopping(number, fate)
        with scene(lane, pairing, trap) as on:
            asked(on, OURS)
            trap.armed = True
            with started(1, lambda: OURS.works(on)) as (holder,):
                trap.victim = holder
            _, status = os.waitpid(holder, os.WUNTRACED)
            if not os.WIFSTOPPED(status):
                return ["it was never stopped"]
            on.redis.delete(*on.redis.keys("ft:lease:*"))
            on.fresh(OURS.works)  # what hangs takes effect after that
            os.kill(holder, signal.SIGCONT)
            failed = [] if ends_well(holder) else ["whoever was stopped failed"]
            to_the_end(on, OURS)
            return failed + end(on).wrong(clean)

    return play


# -- processes


@contextmanager
def started(number: int, act: Callable[[], None]) -> Iterator[list[int]]:
    """Processes that begin all at once, at the end of the block."""
    ready, go = os.pipe()
    try:
        yield [_forked(ready, go, act) for _ in range(number)]
    finally:
        os.close(ready)
        os.close(go)


def _forked(ready: int, go: int, act: Callable[[], None]) -> int:
    if pid := os.fork():
        return pid
    try:
        os.close(go)
        os.read(ready, 1)
        act()
    except BaseException:  # noqa: BLE001 - it ends here; the log has it
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def ends_well(pid: int) -> bool:
    return os.waitpid(pid, 0)[1] == 0
