"""A bot that undoes what the service writes, hundreds of times within the hour: five writes, one alert, and quiet.

In Jira it has fewer rounds, since one takes ten times as long there. A thousand are tests/queue/test_runaway.py's.
"""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

from service import jobs
from service.hints import Hints
from service.index import Index
from service.jobs import run_look
from service.wiring import build_runtime, connect
from tests.resilience.bar import Cases
from tests.resilience.fates import Trap, is_write
from tests.resilience.lagging import known
from tests.resilience.lanes import Case, Lane
from tests.resilience.publish import asked, to_rest
from tests.resilience.publishers import OURS
from tests.resilience.scene import ACTIONS, TITLES, Scene, scene
from tests.stories.pairing import Pairing

ROUNDS, ROUNDS_IN_JIRA = 300, 60
EVERY = timedelta(seconds=3)
FEW = 5
"""Writes of the service's to any one thing."""
LONGEST = 600.0

Undo = Callable[[Scene], None]


def runaways(pairing: Pairing) -> Cases:
    def cases(_: list[Lane]) -> list[Case]:
        return [
            Case("a comment that is deleted each time", _undone(pairing, _unsays), LONGEST),
            Case("a ticket that is closed and opened", _undone(pairing, _toggles), LONGEST),
        ]

    return cases


def _undone(pairing: Pairing, undo: Undo) -> Callable[[Lane], list[str]]:
    def play(lane: Lane) -> list[str]:
        with scene(lane, pairing, Trap()) as on:
            asked(on, OURS)
            to_rest(on, OURS)
            on.passes(days=2)
            writes, alerts = _many(on, undo, ROUNDS_IN_JIRA if pairing.home.is_jira else ROUNDS)
            wrong = [] if writes and max(writes.values()) <= FEW else [f"written: {writes}"]
            return wrong if alerts == 1 else [*wrong, f"{alerts} alerts"]

    return play


def _many(on: Scene, undo: Undo, rounds: int) -> tuple[Counter[str], int]:
    """How often the service wrote what, and how much was parked after the last two rounds, whichever is more.

    What is done and undone in turn is as it should be in every other.
    """
    runtime = build_runtime(on.place, connect(on.lane.url), on.clock)
    jobs.prepare(runtime)
    target, hints, parked = known(on), Hints(on.redis), [0]
    ours: Counter[str] = Counter()
    for _ in range(rounds):
        undo(on)
        before = _written(on)
        on.clock.advance(seconds=EVERY.total_seconds())
        hints.add(target)
        run_look(runtime, target)
        ours += _written(on) - before
        parked.append(len(Index(on.redis).parked()))
    # Every ticket has a link of its own.
    return Counter({what: -(-n // (ACTIONS if "Link" in what else 1)) for what, n in ours.items()}), max(parked[-2:])


def _written(on: Scene) -> Counter[str]:
    """By method and path, of everybody."""
    requests = sum((Counter(site.requests()) for site in on.sites), Counter[str]())
    return Counter({what: n for what, n in requests.items() if is_write(*what.split())})


def _unsays(on: Scene) -> None:
    for said in on.alice.comments(on.mapping.project, on.post_mortem):
        if "followthrough:status" in said.body:
            on.alice.unsays(on.mapping.project, on.post_mortem, said.id)


def _toggles(on: Scene) -> None:
    app = on.mapping.tickets.project
    ticket = next(told for told in on.alice.lists(app) if told.title == TITLES[0])
    (on.alice.closes if ticket.open else on.alice.reopens)(app, ticket.handle)
