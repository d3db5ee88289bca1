"""A publish from Alice's label to the review, through whatever befalls it, and what must come of it."""

import signal
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from tests.resilience.fates import Trap, nothing
from tests.resilience.lanes import Lane
from tests.resilience.publishers import OURS, Publisher
from tests.resilience.scene import TITLES, Scene, document, scene
from tests.stories.pairing import Pairing

ROUNDS = 40
"""So many times four minutes it may take to come to rest."""
TITLE = "Checkout answers 500"
TAGGED, FINISHED = "postmortem", "postmortem:finished"


@dataclass(frozen=True)
class End:
    """What came of it."""

    tickets: dict[str, int]
    comments: int
    reviews: list[str]
    said: str = ""
    writes: tuple[str, ...] = ()

    def wrong(self, clean: "End | None" = None) -> list[str]:
        """Against twelve tickets, one status comment and one review; and against an end without any fault."""
        missing = [title for title in TITLES if title not in self.tickets]
        twice = {title: number for title, number in self.tickets.items() if number > 1}
        strange = [title for title in self.tickets if title not in TITLES]
        found = [
            f"missing: {missing}" if missing else "",
            f"more than once: {twice}" if twice else "",
            f"nobody's: {strange}" if strange else "",
            f"{self.comments} comments" if self.comments != 1 else "",
            f"{len(self.reviews)} reviews" if len(self.reviews) != 1 else "",
            f"the status comment says: {self.said}" if clean and clean.said != self.said else "",
        ]
        return [text for text in found if text]

    @property
    def duplicates(self) -> int:
        tickets = sum(number - 1 for number in self.tickets.values())
        return tickets + max(0, self.comments - 1) + max(0, len(self.reviews) - 1)


def published(lane: Lane, pairing: Pairing, trap: Trap, publisher: Publisher = OURS) -> End:
    """Alice tags it once she has written it, all at once."""
    with scene(lane, pairing, trap) as on:
        on.post_mortem = on.alice.opens(on.mapping.project, TITLE, document(), (TAGGED, FINISHED))
        trap.armed = True
        to_the_end(on, publisher)
        return end(on)


def told(lane: Lane, pairing: Pairing, publisher: Publisher) -> dict[str, Any]:
    """The end without any fault, as JSON can hold it."""
    return asdict(published(lane, pairing, Trap(), publisher))


def warm(lane: Lane, pairing: Pairing) -> None:
    """Does it once in this process, so that those it forks find everything imported, read and compiled."""
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        with scene(lane, pairing, Trap()) as on:
            on.forks = False
            asked(on, OURS)
            to_the_end(on, OURS)
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)


def asked(
    on: Scene,
    publisher: Publisher,
    before_the_finish: Callable[[], None] = nothing,
    *,
    before_the_first_look: Callable[[], None] = nothing,
) -> None:
    """A post-mortem that the service knows, which Alice has just finished."""
    incidents = on.mapping.project
    on.post_mortem = on.alice.opens(incidents, TITLE, document(), (TAGGED,))
    before_the_first_look()
    on.fresh(publisher.works)
    before_the_finish()
    on.passes(hours=1)
    on.alice.tags(incidents, on.post_mortem, FINISHED)


def to_the_end(on: Scene, publisher: Publisher) -> None:
    to_rest(on, publisher, sweeps=0)
    on.passes(days=36)
    to_rest(on, publisher)


def to_rest(on: Scene, publisher: Publisher, sweeps: int = 1) -> None:
    """Fresh processes, one every few minutes, until nothing is left to do and so many sweeps more changed nothing."""
    quiet = 0
    for _ in range(ROUNDS):
        before = on.writes()
        died = not on.fresh(publisher.works)
        if died or publisher.waits(on):
            quiet = 0
            on.passes(minutes=4)
            continue
        quiet = quiet + 1 if on.writes() == before else 0
        if quiet >= sweeps:
            return
        on.passes(minutes=16)
    raise AssertionError(f"it does not come to rest within {ROUNDS} rounds")


def end(on: Scene) -> End:
    return End(dict(on.tickets()), on.comments(), on.reviews(), on.said(), tuple(on.trap.writes))
