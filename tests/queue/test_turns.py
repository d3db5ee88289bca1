"""A look gives way to others, though not before its reading was worth it, and waits out what takes a moment only."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import cast

import pytest
from redis import Redis

from connectors.guarded import Guarded, Pause
from connectors.tracker import ProjectId, Ref, Tracker, TrackerError, Trouble
from service.gate import Gate
from service.hints import Hints, Lease
from service.index import Index
from service.leased import LEAST, MOMENT, MOMENTS, Leased, Turn, Unleased
from service.pace import NotYet
from service.turns import FIRST, WAITED, WORTH
from service.waits import Asking, LeftAlone
from tests.clock import Clock

SECOND = timedelta(seconds=1)
MANY = 200


@dataclass
class Somewhere(Guarded):
    """A tracker whose exchanges take a second each, and which asks for waits where it is told to."""

    clock: Clock
    name: str = "jira"
    waits: list[timedelta | None] = field(default_factory=list)
    """For which exchange it asks for which wait; None where it answers, as it does after the last."""
    asked: list[datetime] = field(default_factory=list)
    written: int = 0

    def __post_init__(self) -> None:
        super().__init__(write_pause=0)

    def me(self) -> str:
        self._exchange(writes=False)
        return "bot"

    def link(self) -> None:
        self._exchange(writes=True)

    def links(self) -> None:
        """Of which there are two."""
        self.link()
        self.link()

    def seen(self) -> None:
        """What was written is read."""
        self.link()
        self.me()

    def _exchange(self, *, writes: bool) -> None:
        self._check(writes)
        self.asked.append(self.clock())
        wait = self.waits.pop(0) if self.waits else None
        if wait is not None:
            raise TrackerError("jira asks to wait.", Trouble.LIMITED, retry_at=self.clock() + wait)
        self.clock.now += SECOND
        self.written += writes


@dataclass
class Place:
    redis: "Redis"
    clock: Clock
    tracker: Somewhere
    gate: Gate
    hints: Hints
    slept: list[timedelta] = field(default_factory=list)

    def look(self, number: int = 1, *, patient: bool = False) -> "Somewhere":
        """The tracker as the look at one post-mortem has it."""
        self.hints.add(ref(number))
        return self.turn(self.lease(number), patient=patient)

    def lease(self, number: int = 1) -> Lease:
        lease = self.hints.acquire(ref(number))
        assert lease
        return lease

    def sweep(self) -> "Somewhere":
        asks = Unleased(Index(self.redis), {"jira": self.gate}, self.clock, Pause(0))
        return cast(Somewhere, Leased(cast(Tracker, self.tracker), asks))

    def others_wait(self) -> None:
        self.hints.add(ref(99))

    def turn(self, lease: Lease, *, patient: bool = False) -> "Somewhere":
        turn = Turn(lease, Index(self.redis), {}, {"jira": self.gate}, self.clock, self._sleep, patient)
        return cast(Somewhere, Leased(cast(Tracker, self.tracker), turn))

    def _sleep(self, seconds: float) -> None:
        """Redis counts real time, so what was told to others is over as soon as somebody slept."""
        self.slept.append(timedelta(seconds=seconds))
        self.clock.now += timedelta(seconds=seconds)
        for key in self.redis.keys("ft:hold:*"):
            self.redis.delete(key)


def ref(number: int) -> Ref:
    return Ref("jira", ProjectId("10"), number)


@pytest.fixture
def place(valkey: "Redis") -> Iterator[Place]:
    clock = Clock(datetime(2026, 11, 2, 9, tzinfo=UTC))
    yield Place(valkey, clock, Somewhere(clock), Gate(valkey, "bot"), Hints(valkey))


def writes_of(look: Somewhere, tracker: Somewhere, *, reads: int = 1) -> int:
    """How much one turn writes before it gives way."""
    before = tracker.written
    for _ in range(reads):
        look.me()
    with pytest.raises(NotYet) as given:
        for _ in range(MANY):
            look.link()
    assert given.value.at == tracker.clock(), "it may go on as soon as there is nobody else"
    return tracker.written - before


# --- turns


def test_where_nobody_waits_a_look_goes_on_to_its_end(place: Place) -> None:
    look = place.look()
    place.redis.delete("rq:queue:looks")
    for _ in range(MANY):
        look.link()
    assert place.tracker.written == MANY


def test_a_look_gives_way_after_what_its_reading_was_worth(place: Place) -> None:
    look = place.look()
    place.others_wait()
    assert writes_of(look, place.tracker, reads=5) == 5 * WORTH


def test_a_look_that_read_little_writes_a_little_at_first_and_then_as_much_as_before(place: Place) -> None:
    """Or it would read as often as it writes, where writing takes its time."""
    place.hints.add(ref(1))
    place.others_wait()
    written = []
    for _ in range(4):
        lease = place.lease()
        written.append(writes_of(place.turn(lease), place.tracker, reads=0))
        lease.release()
    assert written == [FIRST, FIRST, 2 * FIRST, 4 * FIRST]


def test_what_was_served_begins_anew(place: Place) -> None:
    place.hints.add(ref(1))
    place.others_wait()
    lease = place.lease()
    for _ in range(3):
        place.turn(lease).link()
    assert lease.finish()
    place.hints.add(ref(1))
    assert writes_of(place.turn(place.lease()), place.tracker, reads=0) == FIRST


def test_nobody_gives_way_to_whom_a_free_worker_takes_at_once(place: Place) -> None:
    look = place.look()
    place.others_wait()
    for _ in range(MANY):
        look.link()
        place.redis.delete("rq:queue:looks")
        look.me()
        place.hints.add(ref(99))
        place.redis.delete("ft:queued:jira:10#99")
    assert place.clock() > place.tracker.asked[0] + WAITED
    assert place.tracker.written == MANY


def test_work_that_somebody_waits_for_at_a_terminal_lets_nobody_pass(place: Place) -> None:
    look = place.look(patient=True)
    place.others_wait()
    for _ in range(MANY):
        look.link()
    assert place.tracker.written == MANY


def test_a_call_of_several_writes_is_not_torn(place: Place) -> None:
    look = place.look()
    place.others_wait()
    with pytest.raises(NotYet):
        for _ in range(MANY):
            look.links()
    assert place.tracker.written % 2 == 0


# --- moments


@pytest.mark.parametrize("verb", ["me", "link"])
def test_a_moment_that_a_tracker_asks_for_is_waited_out_and_what_was_read_stays_good(place: Place, verb: str) -> None:
    place.tracker.waits = [None, 3 * SECOND]
    look = place.look()
    look.me()
    getattr(look, verb)()
    _read, refused, again = place.tracker.asked
    assert again - refused == 3 * SECOND
    assert place.slept == [3 * SECOND]
    assert place.tracker.written == (verb == "link")


def test_the_moment_is_told_to_others_who_wait_it_out_as_well(place: Place) -> None:
    told = TrackerError("jira asks to wait.", Trouble.LIMITED, retry_at=place.clock() + 3 * SECOND)
    place.gate.waits.told(Asking("jira", "me"), told, place.clock())
    began = place.clock()
    place.look().me()
    (asked,) = place.tracker.asked
    assert timedelta(seconds=2.9) < asked - began <= 3 * SECOND


def test_for_longer_a_look_comes_back(place: Place) -> None:
    place.tracker.waits = [MOMENT + SECOND]
    with pytest.raises(TrackerError, match="asks to wait") as told:
        place.look().me()
    assert told.value.retry_at == place.clock() + MOMENT + SECOND
    with pytest.raises(LeftAlone):
        place.look(2).me()
    assert (len(place.tracker.asked), place.slept) == (1, [])


def test_a_sweep_comes_back_however_short_it_is(place: Place) -> None:
    place.tracker.waits = [SECOND]
    with pytest.raises(TrackerError, match="asks to wait"):
        place.sweep().me()
    assert (len(place.tracker.asked), place.slept) == (1, [])


@pytest.mark.parametrize("verb", ["links", "seen"])
def test_a_call_that_wrote_before_is_not_made_again(place: Place, verb: str) -> None:
    """What was written would be there twice."""
    place.tracker.waits = [None, SECOND]
    look = place.look()
    with pytest.raises(TrackerError, match="asks to wait"):
        getattr(look, verb)()
    assert (len(place.tracker.asked), place.tracker.written) == (2, 1)


@pytest.mark.parametrize("moment", [timedelta(), SECOND, 4 * SECOND])
def test_a_tracker_that_asks_for_one_moment_after_the_other_is_left_to_a_later_look(
    place: Place, moment: timedelta
) -> None:
    place.tracker.waits = [moment] * MANY
    look = place.look()
    with pytest.raises(TrackerError, match="asks to wait"):
        look.me()
    assert sum(place.slept, timedelta()) <= MOMENTS
    assert len(place.tracker.asked) <= MOMENTS / LEAST + 1


def test_nothing_is_waited_out_that_is_no_wait(place: Place) -> None:
    def refused() -> None:
        raise TrackerError("jira is broken.", Trouble.UNREACHABLE, retry_at=place.clock() + SECOND)

    place.tracker.me = refused  # type: ignore[method-assign, assignment]
    with pytest.raises(TrackerError, match="broken"):
        place.look().me()
    assert place.slept == []
