"""What is to be cleared: a name, and the histories that must go well.

Ours must clear every bar; a naive publisher is there to be caught.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from tests.resilience.lanes import Case, Lane, played
from tests.resilience.publish import End, told
from tests.resilience.publishers import OURS, Publisher
from tests.stories.pairing import Pairing

Cases = Callable[[list[Lane]], list[Case]]
"""Told on lanes, because writes are counted first by a run without a fault."""


class Size(Enum):
    SHORT = "a sample of every bar"
    USUAL = "what two cores can do in ten minutes"
    ALL = "everything"


@dataclass(frozen=True)
class Bar:
    name: str
    pairing: Pairing
    cases: Cases
    short: int | None
    """How many of them the short form tries, chosen by the seed; None: all, 0: it leaves the bar out."""
    usual: int | None = None
    """The same for the usual form."""
    most: int | None = None
    """The same for all of it."""
    to_be_caught: bool = False
    """Naive: some of its histories must go wrong."""

    def count(self, size: Size) -> int | None:
        return {Size.SHORT: self.short, Size.USUAL: self.usual, Size.ALL: self.most}[size]

    def chosen(self, lanes: list[Lane], seed: int, count: int | None) -> list[Case]:
        """So many of them; None: all."""
        cases = self.cases(lanes)
        if count is None or count >= len(cases):
            return cases
        return random.Random(f"{seed} {self.name}").sample(cases, count)


def undisturbed(lanes: list[Lane], pairing: Pairing, publisher: Publisher = OURS) -> End:
    """The end without a fault, found out once. Raises RuntimeError where that is none."""
    key = (publisher.name, pairing)
    if key not in _ends:
        _ends[key] = _undisturbed(lanes, pairing, publisher)
    return _ends[key]


_ends: dict[tuple[str, Pairing], End] = {}


def _undisturbed(lanes: list[Lane], pairing: Pairing, publisher: Publisher) -> End:
    what = f"{publisher.name} in {pairing}"
    end = End(**alone(what, lanes, lambda lane: told(lane, pairing, publisher)))
    wrong = end.wrong()
    if wrong:
        raise RuntimeError(f"{what} without any fault: {wrong}")
    return end


def alone(what: str, lanes: list[Lane], play: Callable[[Lane], Any]) -> Any:
    """What comes of a history without a fault. Raises RuntimeError where it does not end."""
    outcome = next(played([Case("undisturbed", play)], lanes))
    if outcome.failure:
        raise RuntimeError(f"{what} without any fault: {outcome.failure}")
    return outcome.result
