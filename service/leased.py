"""The trackers of one look: before every exchange the pace is kept, its lease is renewed and waits are obeyed.

Whoever asks without a lease, as sweeps do, obeys the waits, too.

Not here: what stands before an exchange (gate.py), how fast an account may write (pace.py).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from connectors.tracker import Check, Issue, Ref, Tracker, TrackerError, Trouble
from service.gate import Gate
from service.hints import Hints, Lease, LeaseLost
from service.index import Index
from service.pace import SHORT, NotYet, Pace
from service.waits import SLOW, Asker, Asking, LeftAlone, Waits

TURN = 2
"""So many writes, or as many as it has made in the last hour, a post-mortem makes in a row while others wait."""

_CHANGING = ("create", "change")


class Before(Protocol):
    """What comes before every exchange of whoever asks."""

    @property
    def index(self) -> Index: ...
    @property
    def gates(self) -> Mapping[str, Gate]: ...
    @property
    def now(self) -> Callable[[], datetime]: ...
    def before(self, asking: Asking, *, writes: bool, trying: bool, begins: bool) -> bool:
        """As Gate.check. Raises what keeps the exchange from being made."""


@dataclass(frozen=True)
class Unleased:
    """For what is about no single post-mortem. Raises TrackerError while the tracker wants to be left alone."""

    index: Index
    gates: Mapping[str, Gate]
    now: Callable[[], datetime]
    pause: Check

    def before(self, asking: Asking, *, writes: bool, trying: bool, begins: bool) -> bool:
        self.pause(writes)
        # Others can wait while one tries whether a silent tracker answers again; what precedes all of them cannot.
        who = Asker(tries=asking.verb != "warm", trying=trying)
        return self.gates[asking.tracker].check(asking, self.now(), who, begins=begins, lease=None)


@dataclass
class Turn:
    """One look's turn at the trackers."""

    lease: Lease
    index: Index
    hints: Hints
    paces: Mapping[str, Pace]
    gates: Mapping[str, Gate]
    now: Callable[[], datetime]
    sleep: Callable[[float], None]
    patient: bool = False
    """Somebody waits for this work at a terminal: it waits as long as it must, and lets nobody pass."""
    _left: dict[str, int] = field(default_factory=dict)
    """By tracker: the writes that are left while others wait."""
    _asked: Waits | None = None
    """Whom it asked last."""

    def before(self, asking: Asking, *, writes: bool, trying: bool, begins: bool) -> bool:
        """Raises LeaseLost, TrackerError while the tracker wants to be left alone, and NotYet.

        The gate comes last: the lease may be lost, and a wait be told to another worker, while this one waits for its
        turn.
        """
        tracker = asking.tracker
        if writes and tracker in self.paces:
            self._keep_pace(tracker, self.paces[tracker])
        gate = self.gates[tracker]
        before, self._asked = self._asked, gate.waits
        who = Asker("" if self.patient else self._look, before, trying=trying)
        return gate.check(asking, self.now(), who, begins=begins, lease=self.lease)

    @property
    def _look(self) -> str:
        return f"{self.lease.token} {self.lease.target}"

    def _keep_pace(self, tracker: str, pace: Pace) -> None:
        target, now = str(self.lease.target), self.now()
        if tracker not in self._left:
            self._left[tracker] = max(TURN, pace.taken(target, now))
        if not self._left[tracker] and not self.patient and self.hints.waiting():
            raise self._not_yet(tracker, now)
        while (at := pace.take(target, now)) - now > SHORT:
            if not self.patient:
                raise self._not_yet(tracker, at)
            self._wait(SHORT)
            now = self.now()
        self._left[tracker] = max(0, self._left[tracker] - 1)
        if at > now:
            self._wait(at - now)

    def _not_yet(self, tracker: str, at: datetime) -> NotYet:
        """Raises LeaseLost: whoever lost it does not say when the next look is."""
        self.lease.keep()
        return NotYet(tracker, at)

    def _wait(self, span: timedelta) -> None:
        """The lease outlives one exchange and a moment; for longer it is renewed first."""
        if span > SLOW:
            self.lease.keep()
            if self._asked:
                self._asked.pauses(self._look)
        self.sleep(span.total_seconds())


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
        turn, doubted, begins = self._turn, False, True

        def check(writes: bool) -> None:
            nonlocal doubted, begins
            began, begins = begins, False
            doubted = turn.before(asking, writes=writes, trying=doubted, begins=began) or doubted

        waits = turn.gates[asking.tracker].waits
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
