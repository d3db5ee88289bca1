"""Strikes at one chosen write: something happens right before it takes effect, right after, or instead of it.

The sandbox strikes; the service knows nothing of it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum

from connectors.sandbox.faults import Fault, FaultKind, Faults
from connectors.sandbox.recording import Exchange

CREATE = r"^POST /repos/acme/app/issues$"
COMMENT = r"^(POST .*/issues/\d+/comments|PATCH .*/issues/comments/\d+)$"


class Moment(Enum):
    BEFORE = "before"
    AFTER = "after"
    """The effect is there and the answer is not yet sent."""
    INSTEAD = "instead of"
    """The write never arrives."""


@dataclass
class Strike:
    """At the `number`th write of the service, from 1, that `what` describes. It lies in wait once it is armed."""

    moment: Moment
    what: str
    number: int
    act: Callable[[], None] = lambda: None
    armed: bool = False
    seen: int = 0
    struck: bool = False
    _due: bool = field(default=False, repr=False)

    def laid(self, faults: Faults) -> None:
        """The fault seldom spoils anything: it is how the sandbox is heard before it acts."""
        faults.add(_Waiting(FaultKind.DROP_BEFORE, times=None, strike=self))

    def comes(self, method: str, path: str) -> bool:
        """Whether this write is not to arrive."""
        if not self.armed or self.struck or not re.search(self.what, f"{method} {path}"):
            return False
        self.seen += 1
        if self.seen == self.number:
            self._due = True
            if self.moment is not Moment.AFTER:
                self._strike()
        return self._due and self.moment is Moment.INSTEAD

    def heard(self, exchange: Exchange) -> None:
        if self._due and not self.struck and exchange.kind == "api" and exchange.method != "GET":
            self._strike()

    def _strike(self) -> None:
        self.struck = True
        self.act()


@dataclass(frozen=True)
class _Waiting(Fault):
    strike: Strike | None = field(default=None, compare=False)

    def matches(self, method: str, path: str) -> bool:
        return self.strike is not None and self.strike.comes(method, path)
