"""Histories: fifty moves of people, weather and the service, each a value, so that a failing one prints as it was told.

A history is played on a town (town.py), and what was wrong is a list of sentences.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from hypothesis import strategies as st

from connectors.tracker import TrackerError
from tests.planning.documents import Row
from tests.simulation import invariants
from tests.simulation.acts import DUE, PEOPLE, Act, opens
from tests.simulation.survey import Survey
from tests.simulation.tale import FINISHED, TAGGED, Tale, Told
from tests.simulation.town import Restless, Town
from tests.simulation.weather import WEATHER, clears_up
from tests.stories.pairing import CLOUD, CLOUD_GITHUB, DATACENTER, GITHUB, GITHUB_CLOUD, Pairing

GAPS = (0, 1, 60, 960, 18_000, 3 * 86_400, 9 * 86_400)
"""Seconds between two moves."""
NOTHING = "nothing"


def _waits(tale: Tale) -> None:
    """Nobody hears of it yet."""


def _hears(tale: Tale) -> None:
    tale.town.hear()


def _hears_one(tale: Tale) -> None:
    """The last delivery comes first, and a worker takes one job."""
    tale.town.deliver(-1)
    tale.town.work()


def _ticks(tale: Tale) -> None:
    tale.town.tick()
    tale.town.work()


def _sweeps(tale: Tale) -> None:
    tale.town.sweep()
    tale.town.work()


THEN: dict[str, Callable[[Tale], None]] = {
    "waits": _waits,
    "hears": _hears,
    "hears one": _hears_one,
    "ticks": _ticks,
    "sweeps": _sweeps,
}
"""What the service does after a move."""


def _nothing(tale: Tale, n: int, m: int) -> None:
    """Only time passes."""


MOVES: dict[str, tuple[int, Act]] = {NOTHING: (1, _nothing), **PEOPLE, **WEATHER}


@dataclass(frozen=True)
class Move:
    """One thing that happens; `n` and `m` say to what and how; then time passes, and the service has its turn."""

    act: str
    n: int = 0
    m: int = 0
    gap: int = 0
    then: str = "waits"

    @property
    def is_nothing(self) -> bool:
        return self == Move(NOTHING)

    def make(self, tale: Tale) -> None:
        tale.moments.add(tale.town.clock().replace(microsecond=0))
        try:
            MOVES[self.act][1](tale, self.n, self.m)
        except (AssertionError, StopIteration):
            """A tracker would not let them, or offered no such way."""
        tale.town.passes(timedelta(seconds=self.gap))
        turn(tale, THEN[self.then])


@dataclass(frozen=True)
class History:
    pairing: Pairing
    begun: int
    """0: with nothing; 1: a post-mortem is written; 2: it is finished; 3: its review is open."""
    moves: tuple[Move, ...]

    def play(self, town: Town) -> list[str]:
        """What was wrong; it ends with the first move after which anything is."""
        tale = Tale(town)
        self._begin(tale)
        for number, move in enumerate(self.moves, 1):
            move.make(tale)
            if tale.wrong:
                return [f"move {number}, {move}: {wrong}" for wrong in tale.wrong]
        ends(tale)
        return tale.wrong

    def _begin(self, tale: Tale) -> None:
        if self.begun:
            opens(tale, 2, 1)
            turn(tale, _hears)
        if self.begun > 1:
            Move("asks to finish", 0, 0, 60, "hears").make(tale)
        if self.begun > 2:
            tale.town.passes(timedelta(days=36))
            turn(tale, _ticks)
            turn(tale, _hears)


def turn(tale: Tale, act: Callable[[Tale], None]) -> None:
    """The service does something, and the invariants are looked at."""
    before, writes = tale.survey(), tale.town.wire.writes
    try:
        act(tale)
    except Restless as restless:
        tale.breaks(invariants.CONVERGES, f"{restless}")
    if tale.town.wire.writes != writes or tale.town.failures:
        watched(tale, before)


def watched(tale: Tale, before: Survey) -> None:
    try:
        invariants.after_a_turn(tale, before, tale.survey())
    except TrackerError:
        return  # the one who looks may not read either


def ends(tale: Tale) -> None:
    """All faults end, people mend what they wrote and ask to finish; after some quiet everything is in step."""
    clears_up(tale)
    tale.town.restart()
    tale.town.passes(timedelta(days=1))
    turn(tale, lambda tale: tale.town.sweep())
    _rests(tale)
    for told in tale.tolds:
        _mends(tale, told)
    tale.town.passes(timedelta(days=1, hours=1))
    _rests(tale)
    if not tale.wrong:
        invariants.at_rest(tale)


def _quietens(tale: Tale) -> None:
    tale.town.quiet()


def _rests(tale: Tale) -> None:
    turn(tale, _quietens)


def _mends(tale: Tale, told: Told) -> None:
    seen = tale.at(told)
    if seen is None:
        return
    desk, due = told.site.desk("alice"), (tale.town.clock() + DUE).date().isoformat()
    if not seen.open:
        desk.reopens(seen.project, seen.handle)
    rows: list[Row] = []
    for row in told.document.rows:
        key = "" if row.key and row.key in {it.key for it in rows} else row.key
        if key == row.key:
            rows.append(replace(row, owner="@alice", due=due, measure="the graph shows it"))
    tale.write(told, told.document.with_rows(*rows))
    tale.town.passes(timedelta(minutes=1))
    for label in (TAGGED, FINISHED):
        if label in seen.labels:
            desk.untags(seen.project, seen.handle, label)
        desk.tags(seen.project, seen.handle, label)
    told.asked.append(tale.town.clock())
    tale.moments.add(tale.town.clock())


_small = st.integers(0, 11)


def _weighed(table: dict[str, tuple[int, Act]]) -> list[str]:
    return [name for name, (weight, _) in table.items() for _ in range(weight)]


_then = st.sampled_from(("waits",) * 6 + ("hears",) * 3 + ("hears one", "ticks", "sweeps"))
_moves = st.builds(Move, st.sampled_from(_weighed(MOVES)), _small, _small, st.sampled_from(GAPS), _then)
_calm = st.builds(Move, st.sampled_from([NOTHING, *_weighed(PEOPLE)]), _small, _small, st.sampled_from(GAPS), _then)
_pairings = st.sampled_from((*(GITHUB,) * 6, GITHUB_CLOUD, GITHUB_CLOUD, CLOUD, CLOUD_GITHUB, DATACENTER))


def histories(steps: int) -> st.SearchStrategy[History]:
    """Every fourth has no weather in it: what people do to one another is enough."""
    stormy, calm = (st.lists(it, min_size=steps, max_size=steps).map(tuple) for it in (_moves, _calm))
    return st.builds(History, _pairings, st.integers(0, 3), st.one_of(stormy, stormy, stormy, calm))
