"""What becomes of one write of the service: which one is chosen, and how it is spoiled.

The fault happens in the sandbox, which also kills: the code under test knows nothing of it.
"""

import os
import re
import signal
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum

from connectors.sandbox.faults import Fault, FaultKind, Faults
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


def _nothing() -> None:
    pass


@dataclass
class Trap:
    """Lies in wait for one write, counted from 1 over all trackers. Number 0 only counts."""

    number: int = 0
    fate: Fate | None = None
    meanwhile: Callable[[], None] = _nothing
    """What else happens right before the write."""
    armed: bool = False
    """From here on nobody but the service writes."""
    victim: int = 0
    """The process that is at work."""
    writes: list[str] = field(default_factory=list)
    struck: bool = False
    answered: int = 0
    """How many of the writes had their effect, if any, and are done with."""
    _killed: bool = False

    def laid(self, faults: Faults) -> None:
        kind = _KINDS[self.fate] if self.fate else FaultKind.TRUNCATED_LIST
        faults.add(_Spoiled(kind, times=None, seconds=HANG_SECONDS, trap=self))

    def strikes(self, method: str, path: str) -> bool:
        if not self.armed or not is_write(method, path):
            return False
        self.writes.append(f"{method} {path}")
        if len(self.writes) != self.number:
            return False
        self.struck = True
        self.meanwhile()
        if self.fate is Fate.KILLED_BEFORE:
            self._kill()
        return self.fate is not None

    def heard(self, exchange: Exchange) -> None:
        """Called when the effect is there and the reply not yet sent."""
        if not self.armed or not is_write(exchange.method, exchange.path):
            return
        if self.struck and self.fate is Fate.KILLED_AFTER:
            self._kill()
        self.answered += 1

    def sprung(self) -> bool:
        """Nothing is under way any more."""
        return self.answered == len(self.writes)

    def _kill(self) -> None:
        if not self._killed and self.victim:
            self._killed = True
            os.kill(self.victim, signal.SIGKILL)


@dataclass(frozen=True)
class _Spoiled(Fault):
    trap: Trap = field(default_factory=Trap, compare=False)

    def matches(self, method: str, path: str) -> bool:
        return self.trap.strikes(method, path)


def is_write(method: str, path: str) -> bool:
    return method not in ("GET", "HEAD") and not (method == "POST" and _READS.search(path))
