"""The simulation as bars: one line each, for `python -m tests.resilience` and for the short form."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import structlog

from tests.resilience.bar import Bar
from tests.resilience.lanes import Case, Lane
from tests.simulation.doubles import DOUBLES, TELLING, Broken
from tests.simulation.driving import broken, drawn, played, regressions
from tests.simulation.roads import deaf, lossy, orders
from tests.stories.pairing import CLOUD, GITHUB, PAIRINGS

HISTORIES, STEPS, LOSSY_STEPS = 200, 50, 12
SHARES = 24
"""In so many cases the 720 orders are told."""

Told = Callable[[str, Path], list[str]]


@dataclass(frozen=True)
class Drawn(Bar):
    """Its histories come from the seed instead of being a sample."""

    told: Callable[[int, int], list[Case]] = lambda seed, count: []
    """By seed and number of histories."""

    def chosen(self, lanes: list[Lane], seed: int, *, short: bool) -> list[Case]:
        return self.told(seed, (self.short if short else self.full) or 0)


def bars() -> list[Bar]:
    return [
        Drawn("simulation", GITHUB, _none, short=4, full=HISTORIES, told=_histories),
        Drawn("random loss", GITHUB, _none, short=4, full=HISTORIES, told=_losses),
        Bar("deaf", GITHUB, lambda _: [_case(f"{it}", partial(deaf, it)) for it in PAIRINGS], short=2),
        Bar("orders", GITHUB, lambda _: _orders(), short=1),
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
    told = drawn(seed, count, LOSSY_STEPS)
    return [_case(f"{it.pairing} {number}", partial(lossy, it, number)) for number, it in enumerate(told)]


def _orders() -> list[Case]:
    shares = [_case(f"GitHub, share {at} of {SHARES}", partial(orders, GITHUB, at, SHARES)) for at in range(SHARES)]
    return [*shares, _case("Jira Cloud, one in 24", partial(orders, CLOUD, 0, 24))]


def _regressions() -> list[Case]:
    return [_case(name, partial(played, history)) for name, history in regressions().items()]


def _caught(double: type[Broken]) -> list[Case]:
    """One case, which is wrong, as it should be, where the invariant that this double breaks is seen to be broken."""

    def told(url: str, folder: Path) -> list[str]:
        wrong = played(TELLING[double], url, folder, double)
        return wrong if broken(wrong) == double.caught_as else []

    return [_case(double.caught_as, told)]
