"""Jira's search trails, by nothing, by seconds or for ever, while a write fails: no ticket comes twice."""

import re
from collections.abc import Callable
from functools import partial

from connectors.tracker import Ref
from service.hints import Hints
from service.index import Index, parse_ref
from tests.resilience.bar import Cases, alone, undisturbed
from tests.resilience.fates import Fate, Spot, Spots, Trap, each, nothing
from tests.resilience.lanes import Case, Lane
from tests.resilience.publish import End, asked, end, to_the_end
from tests.resilience.publishers import OURS
from tests.resilience.scene import Scene, scene
from tests.stories.jira_site import JiraSite
from tests.stories.pairing import Pairing

LAGS: tuple[float | None, ...] = (0, 1, 30, 600, None)
"""Seconds; None is never."""
FATES = (Fate.KILLED_BEFORE, Fate.KILLED_AFTER, Fate.REPLY_LOST, Fate.BAD_GATEWAY)


def lagging(pairing: Pairing, spots: Spots = each) -> Cases:
    def cases(lanes: list[Lane]) -> list[Case]:
        clean = undisturbed(lanes, pairing)
        writes = alone("a search that does not trail", lanes, partial(_writes, pairing))
        return [
            Case(
                f"{'never' if lag is None else f'{lag} s'}: {fate.value} at {spot.name}",
                _behind(pairing, lag, spot, fate, clean),
            )
            for lag in LAGS
            for spot in spots(writes)
            for fate in FATES
        ]

    return cases


def _writes(pairing: Pairing, lane: Lane) -> list[str]:
    """Without the links, which no search is to find again."""
    return [write for write in _told(lane, pairing, 0, Trap()).writes if not re.search(r"link$", write, re.IGNORECASE)]


def _behind(pairing: Pairing, lag: float | None, spot: Spot, fate: Fate, clean: End) -> Callable[[Lane], list[str]]:
    def play(lane: Lane) -> list[str]:
        trap = spot.trap(fate, nothing)
        return [*_told(lane, pairing, lag, trap).wrong(clean), *trap.missed()]

    return play


def _told(lane: Lane, pairing: Pairing, lag: float | None, trap: Trap) -> End:
    with scene(lane, pairing, trap) as on:
        asked(on, OURS, before_the_finish=partial(_falls_behind, on, lag))
        _hint(on)
        trap.armed = True
        to_the_end(on, OURS)
        return end(on)


def _falls_behind(on: Scene, lag: float | None) -> None:
    for site in on.sites:
        if isinstance(site, JiraSite):
            site.world.index.set_lag(lag)


def _hint(on: Scene) -> None:
    """What the webhook of the label tells: a search that never shows it would not."""
    Hints(on.redis).add(known(on))


def known(on: Scene) -> Ref:
    """The one post-mortem that there is."""
    refs = [parse_ref(entry.ref) for entry in Index(on.redis).entries()]
    assert len(refs) == 1, refs
    return refs[0]
