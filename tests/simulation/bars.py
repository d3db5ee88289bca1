"""The simulation as bars: one line each, for `python -m tests.resilience` and for the short form."""

import logging
import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import structlog

from tests.resilience.bar import Bar
from tests.resilience.lanes import Case, Lane
from tests.simulation.doubles import DOUBLES, TELLING, Broken
from tests.simulation.driving import broken, drawn, played, regressions
from tests.simulation.roads import ORDERS, deaf, lossy, orders
from tests.stories.pairing import CLOUD, GITHUB, PAIRINGS

HISTORIES, STEPS = 200, 50
LOSSY, LOSSES, LOSSY_STEPS = 40, 5, 12
"""Stories, so many losses in each, and the moves of one."""
SHARES = 30
"""In so many cases the 720 orders are told; those of one begin with the same two deliveries."""
FEW = 24
"""One in so many, where a sample is told."""

Told = Callable[[str, Path], list[str]]


@dataclass(frozen=True)
class Drawn(Bar):
    """Its histories come from the seed instead of being a sample."""

    told: Callable[[int, int], list[Case]] = lambda seed, count: []
    """By seed and number of histories."""

    most: int | None = HISTORIES

    def chosen(self, lanes: list[Lane], seed: int, count: int | None) -> list[Case]:
        return self.told(seed, self.most or 0 if count is None else count)


def bars() -> list[Bar]:
    return [
        Drawn("simulation", GITHUB, _none, short=4, usual=60, told=_histories),
        Drawn("random loss", GITHUB, _none, short=1, usual=8, told=_losses, most=LOSSY),
        Bar("deaf", GITHUB, lambda _: [_case(f"{it}", partial(deaf, it)) for it in PAIRINGS], short=2, usual=2),
        Drawn("orders", GITHUB, _none, short=1, usual=10, told=_orders, most=SHARES + 1),
        Bar("regressions", GITHUB, lambda _: _regressions(), short=None),
        *(_of_double(it) for it in DOUBLES),
    ]


def _of_double(double: type[Broken]) -> Bar:
    name = f"broken: it {double.__name__.lower()}"
    return Bar(name, GITHUB, lambda _: _caught(double), short=None, to_be_caught=True)


def _none(lanes: list[Lane]) -> list[Case]:
    return []


def _case(name: str, told: Told) -> Case:
    return Case(name, lambda lane: _played(told, lane))


def _played(told: Told, lane: Lane) -> list[str]:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    return told(lane.url, lane.folder)


def _histories(seed: int, count: int) -> list[Case]:
    told = drawn(seed, count, STEPS)
    again = f"--seed {seed} --histories {count} --steps {STEPS} --history"
    return [_case(f"{it.pairing}: {again} {number}", partial(played, it)) for number, it in enumerate(told)]


def _losses(seed: int, count: int) -> list[Case]:
    """So many stories, each with several losses and once without any."""
    told = drawn(seed, count, LOSSY_STEPS)
    return [
        _case(f"{it.pairing} {number}", partial(lossy, it, range(number * LOSSES, (number + 1) * LOSSES)))
        for number, it in enumerate(told)
    ]


def _orders(seed: int, count: int) -> list[Case]:
    if count == 1:
        return [_case(f"GitHub, one in {FEW}", partial(orders, GITHUB, ORDERS[seed % FEW :: FEW]))]
    size = len(ORDERS) // SHARES
    parts = [ORDERS[at : at + size] for at in range(0, len(ORDERS), size)]
    shares = [_case(f"GitHub, share {at} of {SHARES}", partial(orders, GITHUB, it)) for at, it in enumerate(parts)]
    told = [*shares, _case(f"Jira Cloud, one in {FEW}", partial(orders, CLOUD, ORDERS[::FEW]))]
    return random.Random(seed).sample(told, min(count, len(told)))


def _regressions() -> list[Case]:
    return [_case(name, partial(played, history)) for name, history in regressions().items()]


def _caught(double: type[Broken]) -> list[Case]:
    """One case, which is wrong, as it should be, where the invariant that this double breaks is seen to be broken."""

    def told(url: str, folder: Path) -> list[str]:
        wrong = played(TELLING[double], url, folder, double)
        return wrong if broken(wrong) == double.caught_as else []

    return [_case(double.caught_as, told)]
