"""Webhooks that never come, come now and then, or come in any order: the end is the same as with all of them.

The rest of what can go wrong is weather.py's.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from pathlib import Path

from tests.planning.documents import document
from tests.simulation.acts import PEOPLE
from tests.simulation.branching import Branching, Way
from tests.simulation.ends import differing, end
from tests.simulation.histories import History, Move
from tests.simulation.tale import TAGGED, Tale
from tests.simulation.town import SWEEP_EVERY, Town, town
from tests.stories.pairing import Pairing

LOST = 0.3
BETWEEN = SWEEP_EVERY + timedelta(minutes=1)
APART = timedelta(minutes=1)
"""Between a sweep and what people do next: trackers tell their seconds only."""
EVENTS = 6
ORDERS = tuple(permutations(range(EVENTS)))
"""In which six deliveries can come: 720, sorted."""

STORY = (
    Move("inserts a row", 1, 4),
    Move("asks to finish", 0, 0),
    Move("closes a ticket", 0, 0),
    Move("assigns a ticket", 1, 2),
    Move("ticks", 2, 0),
    Move("reopens a ticket", 0, 0),
    Move("nothing", gap=36 * 86_400),
    Move("ticks", 3, 1),
    Move("closes a ticket", 1, 1),
    Move("closes a review", 0, 0),
    Move("nothing", gap=15 * 86_400),
    Move("deletes a ticket", 1, 3, gap=90_000),
    Move("closes a ticket", 2, 0),
    Move("nothing", gap=86_400),
    Move("closes a review", 1, 0),
    Move("nothing", gap=86_400),
)
"""A life with two reviews, from its first words to the closed loop. What is deleted no list shows: that takes a day."""

Road = Callable[[Town], None]


def all_arrive(town: Town) -> None:
    town.hear()


def none_arrives(town: Town) -> None:
    town.road.clear()


def some_arrive(seed: str) -> Road:
    chance = random.Random(seed)

    def arrive(town: Town) -> None:
        while town.road:
            if chance.random() < LOST:
                town.lose()
            else:
                town.deliver()
        town.work()
        town.road.clear()

    return arrive


def told(on: Town, moves: tuple[Move, ...], arrives: Road) -> list[list[str]]:
    """What stood there after each move and the sweep that follows it."""
    tale, found = Tale(on), []
    for move in (Move("opens", 2, 1), *moves):
        on.passes(APART)
        replace(move, then="waits").make(tale)
        arrives(on)
        on.passes(BETWEEN)
        on.tick()
        on.work()
        on.road.clear()
        found.append(end(on))
    return found


def deaf(pairing: Pairing, url: str, folder: Path) -> list[str]:
    """Not one webhook: after every act, one sweep says the same as if all had come."""
    with town(url, folder, pairing) as hearing:
        wanted = told(hearing, STORY, all_arrive)
    with town(url, folder, pairing) as not_hearing:
        found = told(not_hearing, STORY, none_arrives)
    steps = zip(("opens", *(move.act for move in STORY)), wanted, found, strict=True)
    return [f"after {act}: {text}" for act, there, here in steps for text in differing(there, here)][:4]


def lossy(history: History, numbers: Sequence[int], url: str, folder: Path) -> list[str]:
    """Three in ten are lost, others each time: the end is the same as with all of them."""
    moves = tuple(move for move in history.moves if move.act in PEOPLE)

    def ended(arrives: Road) -> list[str]:
        with town(url, folder, history.pairing) as on:
            told(on, moves, arrives)
            on.passes(timedelta(days=1, hours=1))
            on.quiet()
            return end(on)

    wanted = ended(all_arrive)
    differ = [(number, differing(wanted, ended(some_arrive(f"{number}")))) for number in numbers]
    return [f"loss {number}: {text}" for number, texts in differ for text in texts[:4]]


def orders(pairing: Pairing, chosen: Sequence[Way], url: str, folder: Path) -> list[str]:
    """Some of the ORDERS, sorted."""
    [wanted] = ordered(pairing, ORDERS[:1], url, folder)
    wrong = [] if any("Add an alert" in text for text in wanted) else ["nothing was published"]
    for order, found in zip(chosen, ordered(pairing, chosen, url, folder), strict=True):
        wrong += [f"{order}: {text}" for text in differing(wanted, found)]
    return wrong[:4]


def ordered(pairing: Pairing, chosen: Sequence[Way], url: str, folder: Path) -> list[list[str]]:
    """The end of each."""
    with town(url, folder, pairing) as on:
        alice, project = on.home.desk("alice"), on.mapping.project
        handle = alice.opens(project, "Outage", "It answers with 500.")
        alice.tags(project, handle, TAGGED)
        rows = document(1)
        alice.writes(project, handle, str(rows.with_rows(*(replace(row, due="2026-12-01") for row in rows.rows))))
        alice.closes(project, handle)
        alice.reopens(project, handle)
        alice.closes(project, handle)
        parcels = [parcel for parcel in on.road if parcel.event != "label"]
        assert len(parcels) == EVENTS, [parcel.event for parcel in parcels]

        def comes(number: int) -> None:
            on.road[:] = [parcels[number]]
            on.deliver()
            on.work()

        return Branching(on.redis, comes, lambda: end(on)).told(chosen)
