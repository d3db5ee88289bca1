"""The trackers of one look: before every exchange its lease is renewed, waits are obeyed and the pace is kept.

Whoever asks without a lease, as sweeps do, obeys the waits, too.

Not here: the lease itself (hints.py), what a tracker's waits are (waits.py), how fast an account may write (pace.py).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from connectors.guarded import Pause
from connectors.tracker import Issue, Ref, Tracker, TrackerError, Trouble
from service.hints import Hints, Lease, LeaseLost
from service.index import Index
from service.pace import SHORT, NotYet, Pace
from service.waits import SLOW, Asking, LeftAlone, Waits

TURN = 2
"""So many writes, or as many as it has made in the last hour, a post-mortem makes in a row while others wait."""

_CHANGING = ("create", "change")


class Before(Protocol):
    """What comes before every exchange of whoever asks."""

    @property
    def index(self) -> Index: ...
    @property
    def waits(self) -> Mapping[str, Waits]: ...
    @property
    def now(self) -> Callable[[], datetime]: ...
    def before(self, asking: Asking, *, writes: bool, trying: bool) -> bool:
        """As Waits.check. Raises what keeps the exchange from being made."""


@dataclass(frozen=True)
class Unleased:
    """For what is about no single post-mortem. Raises TrackerError while the tracker wants to be left alone."""

    index: Index
    waits: Mapping[str, Waits]
    now: Callable[[], datetime]
    pause: Pause

    def before(self, asking: Asking, *, writes: bool, trying: bool) -> bool:
        self.pause(writes)
        # Others can wait while one tries whether a silent tracker answers again; what precedes all of them cannot.
        tries = asking.verb != "warm"
        return self.waits[asking.tracker].check(asking, self.now(), tries=tries, trying=trying)


@dataclass
class Turn:
    """One look's turn at the trackers."""

    lease: Lease
    index: Index
    hints: Hints
    paces: Mapping[str, Pace]
    waits: Mapping[str, Waits]
    now: Callable[[], datetime]
    sleep: Callable[[float], None]
    patient: bool = False
    """Somebody waits for this work at a terminal: it waits as long as it must, and lets nobody pass."""
    _left: dict[str, int] = field(default_factory=dict)
    """By tracker: the writes that are left while others wait."""
    _asked: Waits | None = None
    """Whom it asked last."""

    def before(self, asking: Asking, *, writes: bool, trying: bool) -> bool:
        """Raises LeaseLost, TrackerError while the tracker wants to be left alone, and NotYet.

        The waits come last: one may be told to another worker while this one waits for its turn.
        """
        self.lease.keep()
        tracker, look = asking.tracker, "" if self.patient else f"{self.lease.token} {self.lease.target}"
        if writes and tracker in self.paces:
            self._keep_pace(tracker, self.paces[tracker])
        before, self._asked = self._asked, self.waits[tracker]
        return self._asked.check(asking, self.now(), look=look, leaves=before, trying=trying)

    def _keep_pace(self, tracker: str, pace: Pace) -> None:
        target, now = str(self.lease.target), self.now()
        if tracker not in self._left:
            self._left[tracker] = max(TURN, pace.taken(target, now))
        if not self._left[tracker] and not self.patient and self.hints.waiting():
            raise NotYet(tracker, now)
        while (at := pace.take(target, now)) - now > SHORT:
            if not self.patient:
                raise NotYet(tracker, at)
            self._wait(SHORT)
            now = self.now()
        self._left[tracker] = max(0, self._left[tracker] - 1)
        if at > now:
            self._wait(at - now)

    def _wait(self, span: timedelta) -> None:
        if self._asked and span > SLOW:
            self._asked.pauses(f"{self.lease.token} {self.lease.target}")
        self.sleep(span.total_seconds())
        self.lease.keep()


class Leased:
    """A tracker during a look's turn."""

    def __init__(self, tracker: Tracker, turn: Before) -> None:
        self._tracker = tracker
        self._turn = turn

    @property
    def name(self) -> str:
        return self._tracker.name

    @property
    def trails(self) -> timedelta:
        return self._tracker.trails

    def could_mean(self, words: str) -> bool:
        return self._tracker.could_mean(words)

    def __getattr__(self, verb: str) -> Any:
        method = getattr(self._tracker, verb)

        def guarded(*args: Any, **kwargs: Any) -> Any:
            asking = Asking(self.name, verb, next((arg for arg in args if isinstance(arg, Ref)), None))
            answer = self._asked(asking, lambda: method(*args, **kwargs))
            if verb in _CHANGING and isinstance(answer, Issue):
                self._turn.index.touch(answer.ref)
            return answer

        return guarded

    def _asked(self, asking: Asking, ask: Callable[[], Any]) -> Any:
        """The answer; what it teaches about the tracker is told to everybody who has the same account."""
        turn, doubted = self._turn, False

        def check(writes: bool) -> None:
            nonlocal doubted
            doubted = turn.before(asking, writes=writes, trying=doubted) or doubted

        waits = turn.waits[asking.tracker]
        try:
            with self._tracker.guarded(check):
                answer = ask()
        except (NotYet, LeftAlone, LeaseLost):
            raise
        except TrackerError as error:
            if error.silent:
                waits.unanswered()
            elif doubted:
                waits.answered()
            if error.trouble is not Trouble.UNAUTHORIZED:
                waits.told(asking, error, turn.now())
            raise
        if doubted:
            waits.answered()
        return answer
