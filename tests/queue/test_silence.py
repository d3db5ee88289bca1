"""A tracker that does not answer is left alone by all processes, and those who wait for it leave room for others."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import cast

import pytest
from redis import Redis

from connectors.guarded import Pause
from connectors.jira import connections as jira_connections
from connectors.sandbox.faults import Fault, FaultKind
from connectors.tracker import Check, ProjectId, Ref, Tracker, TrackerError, Trouble
from service.gate import Gate
from service.hints import Hints, Lease, LeaseLost
from service.index import Index, parse_ref, text_of
from service.jobs import run_look
from service.leased import Call, Leased, Turn, Unleased
from service.pace import GITHUB, NotYet, Pace
from service.waits import FEW, QUIET, SLOW, Asking, LeftAlone, Silent
from tests.simulation.expiry import expire
from tests.stories.conftest import heard  # noqa: F401
from tests.stories.documents import TABLE
from tests.stories.pairing import CLOUD
from tests.stories.stage import Stage

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def silence() -> TrackerError:
    return TrackerError("jira did not answer.", Trouble.UNREACHABLE, silent=True)


@dataclass
class Somewhere:
    """A tracker with one verb, and what comes of an exchange with it."""

    name: str = "jira"
    fails: Callable[[], TrackerError | None] = silence
    during: Callable[[], object] = lambda: None
    """What others do before the answer comes."""
    asked: int = 0
    _check: Check = field(default=lambda writes: None)

    @contextmanager
    def guarded(self, check: Check) -> Iterator[None]:
        before, self._check = self._check, check
        yield
        self._check = before

    def me(self) -> str:
        return self._exchange(False)

    def warm(self) -> None:
        self._exchange(False)

    def link(self) -> str:
        return self._exchange(True)

    def _exchange(self, writes: bool) -> str:
        self._check(writes)
        self.asked += 1
        self.during()
        if error := self.fails():
            raise error
        return "bot"


@dataclass
class Place:
    """Where looks are made, one after the other, at the trackers of two accounts."""

    redis: "Redis"
    hints: Hints
    gates: dict[str, Gate]

    def lease(self, number: int = 1) -> Lease:
        lease = self.hints.acquire(Ref("jira", ProjectId("10"), number))
        assert lease
        return lease

    def turn(self, lease: Lease, sleep: Callable[[float], None] = lambda seconds: None) -> Turn:
        paces = {"paced": Pace(self.redis, "bot", 5 * SECOND, GITHUB)}
        return Turn(lease, Index(self.redis), paces, self.gates, lambda: NOW, sleep)

    def look(self, tracker: Somewhere, number: int = 1) -> Tracker:
        return cast(Tracker, Leased(cast(Tracker, tracker), self.turn(self.lease(number))))

    def sweep(self, tracker: Somewhere) -> Tracker:
        asks = Unleased(Index(self.redis), self.gates, lambda: NOW, Pause(0))
        return cast(Tracker, Leased(cast(Tracker, tracker), asks))

    def silent(self, tracker: Somewhere, times: int = 2) -> None:
        for _ in range(times):
            with pytest.raises(TrackerError, match="did not answer"):
                self.sweep(tracker).me()

    def passes(self, span: timedelta) -> None:
        expire(self.redis, span)


@pytest.fixture
def place(valkey: "Redis") -> Place:
    accounts = {"jira": "one", "github": "two", "paced": "three"}
    return Place(valkey, Hints(valkey), {name: Gate(valkey, account) for name, account in accounts.items()})


def is_answered(tracker: Tracker) -> bool:
    return bool(tracker.me())


# --- silence


def test_one_silence_is_a_hiccup_and_delays_nobody(place: Place) -> None:
    tracker = Somewhere()
    place.silent(tracker, times=1)
    tracker.fails = lambda: None
    assert is_answered(place.look(tracker))
    assert is_answered(place.sweep(tracker))
    tracker.fails = silence
    place.silent(tracker, times=1)
    assert place.redis.keys("ft:silent:*:alone") == [], "an answer lies between them"


def test_two_in_a_row_and_nobody_asks_for_a_while(place: Place) -> None:
    tracker = Somewhere()
    place.silent(tracker)
    for number in range(1, 4):
        with pytest.raises(Silent) as told:
            place.look(tracker, number).me()
    assert tracker.asked == 2
    assert (told.value.trouble, told.value.outcome_unknown) == (Trouble.LIMITED, False), "nothing happened"
    assert told.value.retry_at
    assert 0 * SECOND < told.value.retry_at - NOW <= QUIET


def test_other_accounts_are_none_the_worse(place: Place) -> None:
    place.silent(Somewhere())
    assert is_answered(place.look(Somewhere("github", fails=lambda: None)))


def test_then_one_tries_for_all_and_an_answer_ends_it_at_once(place: Place) -> None:
    tracker, waiting = Somewhere(), Somewhere(fails=lambda: None)
    place.silent(tracker)
    place.passes(QUIET)

    def others() -> None:
        with pytest.raises(Silent):
            place.look(waiting, 2).me()

    tracker.fails, tracker.during = lambda: None, others
    assert is_answered(place.look(tracker))
    assert waiting.asked == 0
    assert is_answered(place.look(waiting, 3))


def test_who_tries_in_vain_gives_it_as_long_again(place: Place) -> None:
    tracker = Somewhere()
    for asked in (2, 3, 4):
        place.silent(tracker, times=2 if asked == 2 else 1)
        place.passes(QUIET - 5 * SECOND)
        with pytest.raises(Silent):
            place.look(tracker, asked).me()
        assert tracker.asked == asked
        place.passes(5 * SECOND)


def test_who_tries_may_need_several_exchanges(place: Place) -> None:
    """A read is tried several times, and a listing has pages."""
    tracker = Somewhere()
    place.silent(tracker)
    place.passes(QUIET)
    tracker.during = lambda: tracker._check(False)
    with pytest.raises(TrackerError, match="jira did not answer"):
        place.look(tracker).me()
    assert tracker.asked == 3


def test_after_one_who_died_trying_another_tries(place: Place) -> None:
    tracker = Somewhere()
    place.silent(tracker)
    place.passes(QUIET)

    def dies() -> None:
        raise KeyboardInterrupt

    tracker.during = dies
    with pytest.raises(KeyboardInterrupt):
        place.look(tracker).me()
    with pytest.raises(Silent):
        place.look(tracker, 2).me()
    place.passes(QUIET)
    tracker.during, tracker.fails = lambda: None, lambda: None
    assert is_answered(place.look(tracker, 3))


@pytest.mark.parametrize("trouble", [Trouble.UNREACHABLE, Trouble.NOT_FOUND, Trouble.UNAUTHORIZED])
def test_a_tracker_that_says_no_has_answered(place: Place, trouble: Trouble) -> None:
    """And one whose proxy says that it is away: that keeps nobody waiting."""
    tracker = Somewhere()
    place.silent(tracker)
    place.passes(QUIET)
    tracker.fails = lambda: TrackerError("no", trouble)
    for number in (1, 2):
        with pytest.raises(TrackerError, match=r"^no$"):
            place.look(tracker, number).me()


def test_what_precedes_every_look_never_tries_a_silent_tracker(place: Place) -> None:
    tracker = Somewhere()
    place.silent(tracker, times=1)
    for _ in range(3):
        with pytest.raises(LeftAlone):
            place.sweep(tracker).warm()
        place.silent(tracker, times=1)
        place.passes(QUIET)
    assert tracker.asked == 4


# --- a crowd


def crowd(place: Place, tracker: str = "jira") -> list[Lease]:
    """Looks that wait for an answer, longer than it usually takes."""
    leases = [place.lease(number) for number in range(1, FEW + 1)]
    for lease in leases:
        place.turn(lease).before(Call(_asking(tracker)), writes=False, begins=False)
    age(place, 2 * SLOW)
    return leases


def _asking(tracker: str) -> Asking:
    return Asking(tracker, "me")


def age(place: Place, span: timedelta) -> None:
    """As if all of them had asked so much earlier."""
    for key in place.redis.keys("ft:asking:*"):
        for member in place.redis.zrange(key, 0, -1):
            place.redis.zincrby(key, -span.total_seconds() * 1000, text_of(member))


def test_where_a_few_wait_for_long_others_let_it_be(place: Place) -> None:
    crowd(place)
    tracker = Somewhere(fails=lambda: None)
    with pytest.raises(NotYet) as turn:
        place.look(tracker, 99).me()
    assert tracker.asked == 0
    assert turn.value.at > NOW, "not at once: there may be nobody else"
    assert is_answered(place.look(Somewhere("github", fails=lambda: None), 98))
    assert is_answered(place.sweep(tracker)), "one that is no look counts as none"


def test_any_number_ask_a_tracker_that_answers(place: Place) -> None:
    crowd(place)
    age(place, -2 * SLOW)
    assert is_answered(place.look(Somewhere(fails=lambda: None), 99))


def test_one_of_the_few_goes_on(place: Place) -> None:
    first, *_ = crowd(place)
    assert place.turn(first).before(Call(_asking("jira")), writes=False, begins=False) is False


def test_looks_that_have_ended_or_died_make_room(place: Place) -> None:
    ended, *_ = crowd(place)
    ended.release()
    assert is_answered(place.look(Somewhere(fails=lambda: None), 99))


def test_a_look_that_goes_on_elsewhere_makes_room(place: Place) -> None:
    leases = [place.lease(number) for number in range(1, FEW + 1)]
    turns = [place.turn(lease) for lease in leases]
    for turn in turns:
        turn.before(Call(_asking("jira")), writes=False, begins=False)
    turns[0].before(Call(_asking("github")), writes=False, begins=False)
    age(place, 2 * SLOW)
    assert is_answered(place.look(Somewhere(fails=lambda: None), 99))


def test_a_look_that_waits_for_its_turn_to_write_makes_room(place: Place) -> None:
    leases = [place.lease(number) for number in range(1, FEW + 1)]
    passed: list[bool] = []

    def sleep(_seconds: float) -> None:
        age(place, 2 * SLOW)
        passed.append(is_answered(place.look(Somewhere("paced", fails=lambda: None), 99)))
        age(place, -2 * SLOW)

    for lease in leases:
        turn = place.turn(lease, sleep)
        turn.before(Call(_asking("paced")), writes=False, begins=False)
    Pace(place.redis, "bot", 5 * SECOND, GITHUB).take("another", NOW)
    turn.before(Call(_asking("paced")), writes=True, begins=False)
    assert passed == [True]


# --- the lease, where a look waits for its turn to write


def test_a_lease_is_renewed_before_a_wait_that_it_might_not_outlast(place: Place) -> None:
    lease, left = place.lease(), list[int]()
    turn = place.turn(lease, lambda seconds: left.append(int(place.redis.pttl(lease.key))))
    Pace(place.redis, "bot", 5 * SECOND, GITHUB).take("another", NOW)
    place.redis.pexpire(lease.key, 1000)
    turn.before(Call(_asking("paced")), writes=True, begins=False)
    assert len(left) == 1
    assert left[0] > 1000


def test_whoever_lost_the_lease_does_not_say_when_the_next_look_is(place: Place) -> None:
    lease, pace = place.lease(), Pace(place.redis, "bot", 5 * SECOND, GITHUB)
    for _ in range(3):
        pace.take("another", NOW)
    with pytest.raises(NotYet):
        place.turn(lease).before(Call(_asking("paced")), writes=True, begins=False)
    place.redis.set(lease.key, "another worker")
    with pytest.raises(LeaseLost):
        place.turn(lease).before(Call(_asking("paced")), writes=True, begins=False)


# --- what it costs, and all of it together


def test_an_exchange_costs_one_round_trip(place: Place) -> None:
    look = place.look(Somewhere(fails=lambda: None))
    look.me()
    before = calls(place.redis)
    look.me()
    # What scripts do within is no round trip.
    assert {name: times for name, times in calls(place.redis).items() if times != before.get(name)}.keys() <= {
        *("evalsha", "info", "get", "hget", "hmget", "pttl", "pexpire", "zcard", "zadd", "incr", "llen", "time"),
    }
    assert calls(place.redis)["evalsha"] - before["evalsha"] == 1


def calls(redis: "Redis") -> dict[str, int]:
    stats = cast("dict[str, dict[str, int]]", redis.info("commandstats"))
    return {name.removeprefix("cmdstat_"): told["calls"] for name, told in stats.items()}


@pytest.mark.parametrize("heard", [CLOUD], indirect=True, ids=str)
def test_looks_at_a_jira_that_hangs_are_put_off_without_asking_it_and_done_when_it_is_back(
    heard: Stage,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(jira_connections, "TIMEOUT", (0.2, 0.2))
    handles = [heard.post_mortem(TABLE, f"Outage {number}") for number in range(4)]
    refs = [parse_ref(entry.ref) for entry in heard.runtime.index.entries()]
    heard.home.delivers("drop")
    heard.home.faults.add(Fault(FaultKind.HANG_BEFORE, path=r"^(?!/_sandbox)", times=None, seconds=60))
    for ref in refs:
        heard.runtime.hints.add(ref)
    told = [run_look(heard.runtime, ref) for ref in refs[:2]]
    hits = heard.home.faults.hits
    told += [run_look(heard.runtime, ref) for ref in refs[2:]]

    assert all(text.startswith("postponed: jira did not answer") for text in told)
    assert heard.home.faults.hits == hits, "two found out, for all"
    assert [parked.message for parked in heard.runtime.index.parked() if "asked again at" in parked.message]

    heard.home.faults.clear()
    expire(heard.redis, QUIET + 2 * SECOND)
    heard.clock.advance(seconds=32)
    heard.settle()
    assert heard.runtime.index.parked() == []
    assert all(heard.status(handle) for handle in handles)
