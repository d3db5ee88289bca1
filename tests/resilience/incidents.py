"""Crash matrix of an incident: its post-mortem is opened once, and told of once, whatever befalls the writes."""

from collections.abc import Callable
from dataclasses import asdict, dataclass

from tests.resilience.bar import Cases, alone
from tests.resilience.fates import Fate, Trap
from tests.resilience.lanes import Case, Lane
from tests.resilience.publish import TAGGED, to_rest
from tests.resilience.publishers import OURS
from tests.resilience.scene import Scene, scene
from tests.stories.github_site import BOT
from tests.stories.pairing import Pairing

WRITES = 3
"""The post-mortem, the link on the incident, the status comment on the post-mortem."""


@dataclass(frozen=True)
class Told:
    """What came of it."""

    post_mortems: list[str]
    links: int
    statuses: list[int]
    """How many comments the service has on each post-mortem."""
    writes: list[str]

    def wrong(self) -> list[str]:
        found = [
            f"post-mortems: {self.post_mortems}" if self.post_mortems != ["Post-mortem: Checkout answers 500"] else "",
            f"{self.links} links on the incident" if self.links != 1 else "",
            f"comments on post-mortems: {self.statuses}" if self.statuses != [1] else "",
        ]
        return [text for text in found if text]


def incidents(pairing: Pairing) -> Cases:
    def cases(lanes: list[Lane]) -> list[Case]:
        return [
            Case(f"{fate.value} at write {number}, {write}", _crash(pairing, number, fate))
            for number, write in enumerate(_writes(lanes, pairing), 1)
            for fate in Fate
        ]

    return cases


def _writes(lanes: list[Lane], pairing: Pairing) -> list[str]:
    """Of a run without any fault. Raises RuntimeError where that comes to a wrong end."""
    what = f"an incident in {pairing}"
    told = Told(**alone(what, lanes, lambda lane: asdict(_opened(lane, pairing, Trap()))))
    if wrong := told.wrong():
        raise RuntimeError(f"{what} without any fault: {wrong}")
    if len(told.writes) != WRITES:
        raise RuntimeError(f"{len(told.writes)} writes: {told.writes}")
    return told.writes


def _crash(pairing: Pairing, number: int, fate: Fate) -> Callable[[Lane], list[str]]:
    def play(lane: Lane) -> list[str]:
        trap = Trap(number, fate)
        wrong = _opened(lane, pairing, trap).wrong()
        return [*wrong, *trap.missed()]

    return play


def _opened(lane: Lane, pairing: Pairing, trap: Trap) -> Told:
    """Alice reports an incident, and tags it an hour later."""
    with scene(lane, pairing, trap) as on:
        home = on.mapping.project
        incident = on.alice.opens(home, "Checkout answers 500", "Since 14:02 one in ten fails.")
        on.passes(hours=1)
        on.alice.tags(home, incident, TAGGED)
        trap.armed = True
        to_rest(on, OURS)
        opened = {told.handle: told.title for told in on.alice.lists(home) if told.author == BOT}
        statuses = [_comments(on, handle) for handle in opened]
        return Told(sorted(opened.values()), _comments(on, incident), statuses, list(trap.writes))


def _comments(on: Scene, handle: int) -> int:
    on.post_mortem = handle
    return on.comments()
