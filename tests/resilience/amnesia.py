"""Redis forgets everything before a write, with its disk or without; and ten pending reviews, which it is to recall."""

from collections.abc import Callable
from functools import partial

from service.index import Index
from tests.resilience.bar import Cases, undisturbed
from tests.resilience.fates import Fate, Spot, Spots, Trap, each
from tests.resilience.lanes import Case, Lane
from tests.resilience.publish import FINISHED, TAGGED, End, published, to_rest
from tests.resilience.publishers import OURS
from tests.resilience.scene import Scene, document, scene
from tests.stories.pairing import Pairing

WAYS: dict[str, tuple[Fate | None, Callable[[Lane], None]]] = {
    "wiped": (None, Lane.wipe),
    "wiped and killed": (Fate.KILLED_BEFORE, Lane.wipe),
    "disk lost and killed": (Fate.KILLED_BEFORE, Lane.lose_disk),
}
PENDING = 10
AFTER = (0, 20, 33)
"""Days after the last finish at which Redis forgets."""


def forgetting(pairing: Pairing, spots: Spots = each) -> Cases:
    def cases(lanes: list[Lane]) -> list[Case]:
        clean = undisturbed(lanes, pairing)
        return [
            Case(f"{way} before {spot.name}", _forgotten(pairing, spot, fate, forget, clean))
            for spot in spots(clean.writes)
            for way, (fate, forget) in WAYS.items()
        ]

    return cases


def _forgotten(
    pairing: Pairing, spot: Spot, fate: Fate | None, forget: Callable[[Lane], None], clean: End
) -> Callable[[Lane], list[str]]:
    def play(lane: Lane) -> list[str]:
        trap = spot.trap(fate, partial(forget, lane))
        return [*published(lane, pairing, trap).wrong(clean), *trap.missed()]

    return play


def pending_reviews(pairing: Pairing) -> Cases:
    def cases(_: list[Lane]) -> list[Case]:
        wiped = [Case(f"wiped {days} days after the last finish", _recalled(pairing, days)) for days in AFTER]
        days = AFTER[1]
        lost = Case(f"disk lost {days} days after the last finish", _recalled(pairing, days, Lane.lose_disk))
        return [*wiped, lost]

    return cases


def _recalled(pairing: Pairing, days: int, forget: Callable[[Lane], None] = Lane.wipe) -> Callable[[Lane], list[str]]:
    def play(lane: Lane) -> list[str]:
        with scene(lane, pairing, Trap()) as on:
            for number in range(PENDING):
                _finished(on, f"Outage {number}")
            on.passes(days=days)
            to_rest(on, OURS)
            before, written = _due(on), on.writes()
            forget(lane)
            assert not _due(on), "it has forgotten nothing"
            to_rest(on, OURS)
            after = _due(on)
            wrong = [] if before == after else [f"due before: {before}, after: {after}"]
            wrong += [] if len(before) == PENDING else [f"{len(before)} pending reviews"]
            wrong += [] if on.writes() == written else [f"{on.writes() - written} writes to recall them"]
            return wrong + _opened_once(on)

    return play


def _finished(on: Scene, title: str) -> None:
    """The next one some hours later, so that no two reviews are due at once."""
    incidents = on.mapping.project
    handle = on.alice.opens(incidents, title, document(1), (TAGGED,))
    on.passes(minutes=1)
    on.alice.tags(incidents, handle, FINISHED)
    on.passes(minutes=20)
    on.fresh(OURS.works)
    on.passes(hours=3)


def _opened_once(on: Scene) -> list[str]:
    on.passes(days=40)
    to_rest(on, OURS)
    reviews = sorted(on.reviews())
    wanted = [f"Follow-up review 1: Outage {number}" for number in range(PENDING)]
    return [] if reviews == wanted else [f"reviews: {reviews}"]


def _due(on: Scene) -> dict[str, str | None]:
    """When the review of each post-mortem is due."""
    return {entry.ref: entry.review_due for entry in Index(on.redis).entries() if entry.review_due}
