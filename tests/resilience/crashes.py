"""Crash matrix: every write of a publish, and every fate of it; one write in a history, or every third."""

from collections.abc import Callable

from tests.resilience.bar import Cases, undisturbed
from tests.resilience.fates import Fate, Spot, Spots, each, nothing
from tests.resilience.lanes import Case, Lane
from tests.resilience.publish import End, published
from tests.resilience.publishers import OURS, Publisher
from tests.stories.pairing import Pairing


def crashes(pairing: Pairing, publisher: Publisher = OURS, spots: Spots = each) -> Cases:
    def cases(lanes: list[Lane]) -> list[Case]:
        clean = undisturbed(lanes, pairing, publisher)
        expected = clean if publisher is OURS else None
        return [
            Case(f"{fate.value} at {spot.name}", _crash(pairing, publisher, spot, fate, expected))
            for spot in spots(clean.writes)
            for fate in Fate
        ]

    return cases


def _crash(
    pairing: Pairing, publisher: Publisher, spot: Spot, fate: Fate, expected: End | None
) -> Callable[[Lane], list[str]]:
    def play(lane: Lane) -> list[str]:
        trap = spot.trap(fate, nothing)
        wrong = published(lane, pairing, trap, publisher).wrong(expected)
        return [*wrong, *trap.missed()] if expected else wrong  # who is to be caught is caught by what came of it

    return play
