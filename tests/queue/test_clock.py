"""The clock: due looks, lost hints and sweeps, however many clocks there are."""

import threading
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from redis import Redis
from rq import Queue
from rq.job import Job
from rq.serializers import JSONSerializer

from connectors.tracker import ProjectId, Ref
from service.clock import Clock
from service.embedded import embedded
from service.hints import QUEUE, Hints
from service.index import Index
from service.redis_connection import connect

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
PM = Ref("github", ProjectId("1006"), 2)
PROJECTS = (("github", "acme/app"), ("github", "acme/incidents"))


@pytest.fixture
def index(valkey: "Redis") -> Index:
    return Index(valkey)


@pytest.fixture
def clock(valkey: "Redis", index: Index) -> Clock:
    return Clock(index, Hints(valkey), PROJECTS, timedelta(minutes=15))


def queued(valkey: "Redis") -> Counter[tuple[object, ...]]:
    queue = Queue(QUEUE, connection=valkey, serializer=JSONSerializer)
    jobs = Job.fetch_many(queue.job_ids, connection=valkey, serializer=JSONSerializer)
    return Counter((str(job.func_name).rpartition(".")[2], *job.args) for job in jobs if job)


def test_what_is_due_is_queued_and_what_is_not_waits(valkey: "Redis", index: Index, clock: Clock) -> None:
    index.postpone(PM, NOW + timedelta(seconds=1))
    clock.tick(NOW)
    assert ("look", str(PM)) not in queued(valkey)

    clock.tick(NOW + timedelta(seconds=1))
    assert queued(valkey)["look", str(PM)] == 1


def test_two_clocks_queue_the_same_look_once_and_each_sweep_once(valkey: "Redis", index: Index, clock: Clock) -> None:
    other = Clock(index, Hints(valkey), PROJECTS, timedelta(minutes=15))
    index.postpone(PM, NOW)
    for each in (clock, other, clock, other):
        each.tick(NOW)

    assert queued(valkey) == {
        ("look", str(PM)): 1,
        ("sweep", "github", "acme/app"): 1,
        ("sweep", "github", "acme/incidents"): 1,
    }


def test_sweeps_come_every_quarter_of_an_hour(index: Index, clock: Clock) -> None:
    claims = [
        index.claim_sweep("github", "acme/app", NOW + timedelta(minutes=minute), clock.sweep_every)
        for minute in range(0, 61, 5)
    ]

    assert [number * 5 for number, claimed in enumerate(claims) if claimed] == [0, 15, 30, 45, 60]


def test_a_clock_that_starts_sweeps_at_once_even_if_another_just_did(valkey: "Redis", clock: Clock) -> None:
    clock.tick(NOW)
    valkey.flushdb()
    stop = threading.Event()
    stop.set()
    clock.run(lambda: NOW, timedelta(seconds=10), stop)

    assert queued(valkey)["sweep", "github", "acme/app"] == 1


def test_a_clock_set_back_two_hours_queues_nothing_twice(valkey: "Redis", index: Index, clock: Clock) -> None:
    index.postpone(PM, NOW)
    clock.tick(NOW)
    clock.tick(NOW - timedelta(hours=2))

    assert queued(valkey)["look", str(PM)] == 1


def test_what_could_not_be_delivered_is_asked_for_at_the_start_and_every_hour(valkey: "Redis", index: Index) -> None:
    clocks = [Clock(index, Hints(valkey), (), timedelta(minutes=15), ("github",)) for _ in range(2)]
    for clock in clocks:
        clock.tick(NOW)
    assert queued(valkey)["redeliver", "github"] == 1

    Hints(valkey).redelivery_starts("github")
    clocks[0].tick(NOW + timedelta(minutes=59))
    assert queued(valkey)["redeliver", "github"] == 1

    clocks[1].tick(NOW + timedelta(minutes=60))
    assert queued(valkey)["redeliver", "github"] == 2


def starts(clock: Clock, at: datetime) -> None:
    stop = threading.Event()
    stop.set()
    clock.run(lambda: at, timedelta(seconds=10), stop)


def test_every_start_asks_for_what_could_not_be_delivered_however_lately_it_was_asked(
    valkey: "Redis", index: Index
) -> None:
    def asked() -> int:
        return queued(valkey)["redeliver", "github"]

    for number, minutes in enumerate((0, 2, 30, 59), 1):
        starts(Clock(index, Hints(valkey), (), timedelta(minutes=15), ("github",)), NOW + timedelta(minutes=minutes))
        assert asked() == number
        Hints(valkey).redelivery_starts("github")


def test_clocks_that_start_together_ask_for_it_once(valkey: "Redis", index: Index) -> None:
    for seconds in (0, 1, 20, 50):
        starts(Clock(index, Hints(valkey), (), timedelta(minutes=15), ("github",)), NOW + timedelta(seconds=seconds))
        Hints(valkey).redelivery_starts("github")
    assert queued(valkey)["redeliver", "github"] == 1


class Wound(threading.Event):
    """Lets a clock tick so many times, and does something after one of them."""

    def __init__(self, ticks: int, after: Callable[[], None]) -> None:
        super().__init__()
        self.left = ticks
        self._after = after

    def wait(self, timeout: float | None = None) -> bool:
        self.left -= 1
        self._after()
        return self.left == 0


def test_a_clock_outlives_its_redis(tmp_path: Path) -> None:
    with ExitStack() as running:
        redis = connect(running.enter_context(embedded(tmp_path)))
        clock = Clock(Index(redis), Hints(redis), PROJECTS, timedelta(minutes=15))
        clock.run(lambda: NOW, timedelta(seconds=10), Wound(3, running.close))
    with embedded(tmp_path):
        clock.run(lambda: NOW + timedelta(hours=1), timedelta(seconds=10), Wound(1, lambda: None))
        assert clock.index.beats()["clock"] == NOW + timedelta(hours=1)
