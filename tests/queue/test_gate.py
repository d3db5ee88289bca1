"""What stands before one exchange is asked at once, and what is stopped early has no effect on what comes after."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import cast

import pytest
from redis import Redis

from connectors.guarded import Guarded, Pause
from connectors.tracker import ProjectId, Ref, Tracker, TrackerError, Trouble
from service.gate import Gate
from service.hints import Hints, Lease, LeaseLost
from service.index import Index, text_of
from service.leased import Before, Leased, Turn, Unleased
from service.refused import ALONE, TRIAL, Patient, Refusals, Refused
from service.waits import Asker, Asking, LeftAlone

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
ME = Asking("jira", "me")


@dataclass
class Somewhere(Guarded):
    """A tracker that hands out a token first, and refuses whoever has an old one."""

    name: str = "jira"
    now: datetime = NOW
    token: str = "old"
    refuses: bool = True
    asked: list[str] = field(default_factory=list)
    during: Callable[[], object] = lambda: None

    def __post_init__(self) -> None:
        super().__init__(write_pause=0)

    def me(self) -> str:
        held = self.token
        self._check(False)
        self.asked.append(held)
        if self.refuses:
            raise TrackerError("jira refuses the credentials; renew them.", Trouble.UNAUTHORIZED)
        return "bot"

    def page(self) -> str:
        """Once more with another token, where this one is refused."""
        try:
            return self.me()
        except TrackerError:
            self.token = "another"
            return self.me()

    def pages(self) -> None:
        """Of which there are two."""
        self.me()
        self.during()
        self.me()

    def known(self) -> str:
        """Asks nobody."""
        return self.name

    def cool(self) -> None:
        self.token = "new"


@dataclass
class Place:
    redis: "Redis"
    gate: Gate

    def sweep(self, tracker: Somewhere) -> Tracker:
        return self._asked(tracker, Unleased(Index(self.redis), {"jira": self.gate}, lambda: tracker.now, Pause(0)))

    def look(self, tracker: Somewhere, lease: Lease) -> Tracker:
        index = Index(self.redis)
        gates = {"jira": self.gate}
        return self._asked(tracker, Turn(lease, index, {}, gates, lambda: tracker.now, lambda seconds: None))

    def lease(self) -> Lease:
        lease = Hints(self.redis).acquire(Ref("jira", ProjectId("10"), 1))
        assert lease
        return lease

    def refused(self, tracker: Somewhere) -> TrackerError:
        with pytest.raises(TrackerError, match="refuses the credentials") as told:
            self.sweep(tracker).me()
        return told.value

    def keys(self) -> set[str]:
        return {text_of(key) for key in self.redis.scan_iter()}

    def _asked(self, tracker: Somewhere, turn: Before) -> Tracker:
        patient = Patient(cast(Tracker, tracker), Refusals(self.redis, "bot"), lambda: tracker.now)
        return cast(Tracker, Leased(cast(Tracker, patient), turn))


@pytest.fixture
def place(valkey: "Redis") -> Place:
    return Place(valkey, Gate(valkey, "bot"))


def test_whoever_lost_the_lease_neither_tries_nor_counts_in_a_crowd(place: Place) -> None:
    lost = place.lease()
    place.redis.delete(lost.key)
    place.refused(Somewhere())
    for _ in range(2):
        place.gate.waits.unanswered()
    place.redis.delete("ft:silent:bot:alone")
    before, later = place.keys(), NOW + ALONE
    with pytest.raises(LeaseLost):
        place.gate.check(ME, later, Asker(f"{lost.token} {lost.target}"), lease=lost)
    assert place.keys() == before


def test_whoever_is_refused_neither_tries_a_silent_one_nor_counts_in_a_crowd(place: Place) -> None:
    lease = place.lease()
    place.refused(Somewhere())
    for _ in range(2):
        place.gate.waits.unanswered()
    place.redis.delete("ft:silent:bot:alone")
    before = place.keys()
    with pytest.raises(Refused):
        place.gate.check(ME, NOW, Asker(f"{lease.token} {lease.target}"), lease=lease)
    assert place.keys() == before


def test_a_lease_is_renewed_although_the_tracker_wants_to_be_left_alone(place: Place) -> None:
    """The look says so under it."""
    lease = place.lease()
    wait = TrackerError("jira asks to wait.", Trouble.LIMITED, retry_at=NOW + timedelta(minutes=5))
    place.gate.waits.told(ME, wait, NOW)
    place.redis.pexpire(lease.key, 1000)
    with pytest.raises(LeftAlone):
        place.gate.check(ME, NOW, Asker(), lease=lease)
    assert place.redis.pttl(lease.key) > 1000


def test_who_asks_without_a_lease_keeps_nobodys(place: Place) -> None:
    lease = place.lease()
    place.redis.pexpire(lease.key, 1000)
    assert place.gate.check(ME, NOW, Asker(), lease=None).doubted is False
    assert place.redis.pttl(lease.key) <= 1000


def test_a_server_that_forgot_its_scripts_is_told_them_again(place: Place) -> None:
    tracker = Somewhere(refuses=False)
    look = place.look(tracker, place.lease())
    for _ in range(2):
        place.redis.script_flush()
        look.me()
    assert len(tracker.asked) == 2


# --- refused credentials, in the midst of all this


@pytest.mark.parametrize("leased", [True, False])
def test_whoever_tries_begins_anew_with_nothing_that_was_fetched_before(place: Place, leased: bool) -> None:
    tracker = Somewhere()
    place.refused(tracker)
    tracker.now, tracker.refuses, tracker.asked = NOW + ALONE, False, []
    (place.look(tracker, place.lease()) if leased else place.sweep(tracker)).me()
    assert tracker.asked == ["new"]
    assert not place.redis.keys("ft:refused:*")


def test_one_trial_in_vain_leaves_it_alone_again_and_asks_once(place: Place) -> None:
    tracker = Somewhere()
    place.refused(tracker)
    tracker.now += ALONE
    again = place.refused(tracker)
    assert (len(tracker.asked), again.retry_at) == (2, tracker.now + ALONE)
    assert place.refused(tracker).retry_at == again.retry_at, "which one that is not asked does not prolong"
    assert len(tracker.asked) == 2


def test_a_call_in_which_another_was_refused_goes_on_and_the_next_is_not_begun(place: Place) -> None:
    refusals = Refusals(place.redis, "bot")
    tracker = Somewhere(refuses=False, during=lambda: refusals.note("jira refuses the credentials.", NOW + ALONE))
    place.sweep(tracker).pages()  # type: ignore[attr-defined]
    place.refused(tracker)
    assert len(tracker.asked) == 2


def test_a_refusal_that_is_remembered_is_no_answer_after_which_another_token_is_tried(place: Place) -> None:
    tracker = Somewhere()
    place.refused(tracker)
    with pytest.raises(TrackerError, match="refuses the credentials"):
        place.sweep(tracker).page()  # type: ignore[attr-defined]
    assert (tracker.asked, tracker.token) == (["old"], "old")


def test_what_asks_nobody_is_neither_refused_nor_taken_for_a_trial(place: Place) -> None:
    tracker = Somewhere()
    place.refused(tracker)
    tracker.now += ALONE
    assert place.sweep(tracker).known() == "jira"  # type: ignore[attr-defined]
    assert place.redis.keys("ft:refused:*:trial") == []
    assert place.redis.keys("ft:refused:*")


def test_others_wait_for_whoever_tries(place: Place) -> None:
    tracker = Somewhere()
    place.refused(tracker)
    tracker.now += ALONE
    place.redis.set("ft:refused:bot:trial", 1, ex=TRIAL)
    assert place.refused(tracker).retry_at == tracker.now + TRIAL
    assert len(tracker.asked) == 1


def test_whoever_was_only_refused_has_had_no_turn_and_comes_first_afterwards(place: Place) -> None:
    tracker, hints = Somewhere(refuses=False), Hints(place.redis)
    served, small = (Ref("jira", ProjectId("10"), number) for number in (1, 2))
    for target in (served, small):
        hints.add(target)
        place.redis.delete(f"ft:queued:{target}")
    lease = hints.acquire(served)
    assert lease
    place.look(tracker, lease).me()
    lease.release()

    told = TrackerError("jira asks to wait.", Trouble.LIMITED, retry_at=NOW + timedelta(seconds=30))
    place.gate.waits.told(ME, told, NOW)
    for target in (served, small):
        lease = hints.acquire(target)
        assert lease
        with pytest.raises(LeftAlone):
            place.look(tracker, lease).me()
        lease.release()

    assert hints.unserved() == [small, served]
