"""Crash matrix: every write of a publish, and every fate of it."""

from collections.abc import Callable

from tests.resilience.bar import Cases, undisturbed
from tests.resilience.fates import Fate, Trap
from tests.resilience.lanes import Case, Lane
from tests.resilience.publish import End, published
from tests.resilience.publishers import OURS, Publisher
from tests.stories.pairing import Pairing

KILLS = tuple(fate for fate in Fate if fate.kills)
SPOILS = tuple(fate for fate in Fate if not fate.kills)


def crashes(pairing: Pairing, publisher: Publisher = OURS, fates: tuple[Fate, ...] = tuple(Fate)) -> Cases:
    def cases(lanes: list[Lane]) -> list[Case]:
        clean = undisturbed(lanes, pairing, publisher)
        expected = clean if publisher is OURS else None
        return [
            Case(f"{fate.value} at write {number}, {write}", _crash(pairing, publisher, number, fate, expected))
            for number, write in enumerate(clean.writes, 1)
            for fate in fates
        ]

    return cases


def _crash(
    pairing: Pairing, publisher: Publisher, number: int, fate: Fate, expected: End | None
) -> Callable[[Lane], list[str]]:
    def play(lane: Lane) -> list[str]:
        trap = Trap(number, fate)
        wrong = published(lane, pairing, trap, publisher).wrong(expected)
        return wrong if trap.struck else [*wrong, "the fault never struck"]

    return play
