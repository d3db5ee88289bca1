"""What becomes of a write of the service: which one is chosen, or which ones, and how it is spoiled.

The fault happens in the sandbox, which also kills: the code under test knows nothing of it.
"""

import os
import re
import signal
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import partial
from threading import get_ident

from connectors.sandbox.faults import Fault, FaultKind, Faults
from connectors.sandbox.github.shapes.links import API_PATH
from connectors.sandbox.recording import Exchange

_READS = re.compile(r"/(search(/jql|/approximate-count)?|issue/bulkfetch)(\?|$)")
"""What Jira wants posted although it changes nothing."""


class Fate(Enum):
    """What happens to the process and to the effect of the write."""

    KILLED_BEFORE = "killed before"
    KILLED_AFTER = "killed after"
    REPLY_LOST = "reply lost"
    BAD_GATEWAY = "502 after"
    HANGS = "hangs after"
    LATE = "late effect"
    """It hangs until the service has given up, and takes effect only then."""

    @property
    def kills(self) -> bool:
        return self in (Fate.KILLED_BEFORE, Fate.KILLED_AFTER)

    @property
    def hangs(self) -> bool:
        return self in (Fate.HANGS, Fate.LATE)


EVERY = 3
"""A series strikes one write in so many: between two strikes it goes on as it would."""
HANG_SECONDS = 30.0
"""Longer than the service waits; the hang ends when the process has."""

_KINDS = {
    Fate.KILLED_BEFORE: FaultKind.DROP_BEFORE,
    Fate.KILLED_AFTER: FaultKind.DROP_AFTER,
    Fate.REPLY_LOST: FaultKind.DROP_AFTER,
    Fate.BAD_GATEWAY: FaultKind.STATUS_AFTER,
    Fate.HANGS: FaultKind.HANG_AFTER,
    Fate.LATE: FaultKind.HANG_BEFORE,
}


def nothing() -> None:
    pass


@dataclass
class Trap:
    """Lies in wait for one write, counted from 1 over all trackers. Number 0 only counts."""

    number: int = 0
    fate: Fate | None = None
    meanwhile: Callable[[], None] = nothing
    """What else happens right before the write."""
    armed: bool = False
    """From here on nobody but the service writes."""
    victim: int = 0
    """The process that is at work."""
    writes: list[str] = field(default_factory=list)
    struck: bool = False
    answered: int = 0
    """How many of the writes had their effect, if any, and are done with."""
    _struck: set[int] = field(default_factory=set)
    """The threads whose write was struck; each serves one request at a time."""

    def laid(self, faults: Faults) -> None:
        kind = _KINDS[self.fate] if self.fate else FaultKind.TRUNCATED_LIST
        faults.add(_Spoiled(kind, times=None, seconds=HANG_SECONDS, trap=self))

    def strikes(self, method: str, path: str) -> bool:
        if not self.armed or not is_write(method, path):
            return False
        write = f"{method} {path}"
        self.writes.append(write)
        if not self._chooses(write):
            return False
        self.struck = True
        self._struck.add(get_ident())
        self.meanwhile()
        if self.fate is Fate.KILLED_BEFORE:
            self._kill()
        return self.fate is not None

    def heard(self, exchange: Exchange) -> None:
        """Called when the effect is there and the reply not yet sent."""
        if not self.armed or not is_write(exchange.method, exchange.path):
            return
        if get_ident() not in self._struck:
            self._passed(f"{exchange.method} {exchange.path}", exchange.status)
        elif self.fate is Fate.KILLED_AFTER:
            self._kill()
        self._struck.discard(get_ident())
        self.answered += 1

    def sprung(self) -> bool:
        """Nothing is under way any more."""
        return self.answered == len(self.writes)

    def is_over(self) -> bool:
        """It will not strike again."""
        return self.struck

    def missed(self) -> list[str]:
        return [] if self.struck else ["the fault never struck"]

    def _chooses(self, write: str) -> bool:
        return len(self.writes) == self.number

    def _passed(self, write: str, status: int | None) -> None:
        """One that was not struck."""

    def _kill(self) -> None:
        if self.victim:
            os.kill(self.victim, signal.SIGKILL)
            self.victim = 0


@dataclass
class Series(Trap):
    """Lies in wait for several writes, one after the other.

    Each is named by what it does and how many of the same took effect before it, because whatever recovers from one
    strike repeats some writes, and which number a later one has depends on that.
    """

    due: dict[str, list[int]] = field(default_factory=dict)
    """What is still to be struck of each kind, in order: that so many take effect, counted from 1."""
    _effects: Counter[str] = field(default_factory=Counter)
    """What hangs counts at once, because it will have its effect."""

    def is_over(self) -> bool:
        return not any(self.due.values())

    def missed(self) -> list[str]:
        return [f"never struck: {kind} number {number}" for kind, left in self.due.items() for number in left]

    def _chooses(self, write: str) -> bool:
        left = self.due.get(kind := _kind(write))
        if not left or left[0] > self._effects[kind] + 1:
            return False
        left.pop(0)
        self._effects[kind] += self.fate is not Fate.KILLED_BEFORE
        return True

    def _passed(self, write: str, status: int | None) -> None:
        self._effects[_kind(write)] += status is not None and status < 400


def _kind(write: str) -> str:
    """Without the numbers of issues and comments, and without what stands before GitHub's own paths."""
    return re.sub(r"(?<=/)\d+(?=/|$)", "N", write.partition("?")[0]).replace(f" {API_PATH}/", " /")


@dataclass(frozen=True)
class Spot:
    """Where a history is struck."""

    name: str
    trap: Callable[[Fate | None, Callable[[], None]], Trap]
    """By what becomes of the write, and what else happens right before it."""


Spots = Callable[[Sequence[str]], list[Spot]]
"""Found in the writes of a run without any fault."""


def each(writes: Sequence[str]) -> list[Spot]:
    """One write, so that what follows it is as calm as what came before."""
    return [Spot(f"write {number}, {write}", partial(Trap, number)) for number, write in enumerate(writes, 1)]


def every_third(writes: Sequence[str]) -> list[Spot]:
    """A third of the writes, one after the other: three histories in which each is struck once."""
    return [Spot(f"every third write from {first}", partial(_series, writes, first)) for first in range(1, EVERY + 1)]


def _series(writes: Sequence[str], first: int, fate: Fate | None, meanwhile: Callable[[], None]) -> Series:
    seen, due = Counter[str](), dict[str, list[int]]()
    for number, write in enumerate(writes, 1):
        kind = _kind(write)
        seen[kind] += 1
        if number % EVERY == first % EVERY:
            due.setdefault(kind, []).append(seen[kind])
    return Series(fate=fate, meanwhile=meanwhile, due=due)


@dataclass(frozen=True)
class _Spoiled(Fault):
    trap: Trap = field(default_factory=Trap, compare=False)

    def matches(self, method: str, path: str) -> bool:
        return self.trap.strikes(method, path)


def is_write(method: str, path: str) -> bool:
    return method not in ("GET", "HEAD") and not (method == "POST" and _READS.search(path))
