"""The trackers of one look: before every exchange the pace is kept, its lease is renewed and waits are obeyed.

Whoever asks without a lease, as sweeps do, obeys the waits, too.

Not here: what stands before an exchange (gate.py), how fast an account may write (pace.py), and when a look gives way
to others (turns.py).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Protocol

from connectors.tracker import Check, Issue, Ref, Tracker, TrackerError, Trouble
from service.gate import Gate, Passed
from service.hints import Lease, LeaseLost
from service.index import Index
from service.pace import SHORT, NotYet, Pace
from service.turns import Course
from service.waits import SLOW, Asker, Asking, LeftAlone, Silent, Waits

MOMENT = timedelta(seconds=5)
"""A look waits out what a tracker asks for, up to that: to come back and read everything anew would ask for more."""
LEAST = timedelta(seconds=1)
"""So long also where it is over by now: a tracker may ask for one moment after the other."""
MOMENTS = timedelta(seconds=20)
"""In all of one look."""

_CHANGING = ("create", "change")


@dataclass
class Call:
    """One call of a verb, which takes one exchange or several."""

    asking: Asking
    begins: bool = True
    doubted: bool = False
    """Whether an answer is to be told (`Waits.answered`)."""
    wrote: bool = False
    """Whether an exchange before the last one was a write: then the call cannot be made again."""
    _writes: bool = False

    def check(self, before: "Before", writes: bool) -> None:
        """Before each of its exchanges."""
        self.wrote = self.wrote or self._writes
        began, self.begins, self._writes = self.begins, False, writes
        self.doubted = before.before(self, writes=writes, begins=began) or self.doubted


class Before(Protocol):
    """What comes before every exchange of whoever asks."""

    @property
    def index(self) -> Index: ...
    @property
    def gates(self) -> Mapping[str, Gate]: ...
    @property
    def now(self) -> Callable[[], datetime]: ...
    def before(self, call: Call, *, writes: bool, begins: bool) -> bool:
        """Whether an answer is to be told. Raises what keeps the exchange from being made."""

    def waits_out(self, until: datetime) -> bool:
        """Waits until then, where that is short enough to ask again; False where it is not."""


@dataclass(frozen=True)
class Unleased:
    """For what is about no single post-mortem. Raises TrackerError while the tracker wants to be left alone."""

    index: Index
    gates: Mapping[str, Gate]
    now: Callable[[], datetime]
    pause: Check

    def before(self, call: Call, *, writes: bool, begins: bool) -> bool:
        self.pause(writes)
        # Others can wait while one tries whether a silent tracker answers again; what precedes all of them cannot.
        who = Asker(tries=call.asking.verb != "warm", trying=call.doubted)
        gate = self.gates[call.asking.tracker]
        return gate.check(call.asking, self.now(), who, begins=begins, lease=None).doubted

    def waits_out(self, until: datetime) -> bool:
        return False


@dataclass
class Turn:
    """One look's turn at the trackers."""

    lease: Lease
    index: Index
    paces: Mapping[str, Pace]
    gates: Mapping[str, Gate]
    now: Callable[[], datetime]
    sleep: Callable[[float], None]
    patient: bool = False
    """Somebody waits for this work at a terminal: it waits as long as it must, and lets nobody pass."""
    _course: Course = field(default_factory=Course)
    _moments: timedelta = MOMENTS
    """What is left of them."""
    _asked: Waits | None = None
    """Whom it asked last."""

    def before(self, call: Call, *, writes: bool, begins: bool) -> bool:
        """Raises LeaseLost, TrackerError while the tracker wants to be left alone, and NotYet.

        The gate comes last: the lease may be lost, and a wait be told to another worker, while this one waits for its
        turn.
        """
        tracker = call.asking.tracker
        if writes and not call.wrote and not self.patient and self._course.gives_way(self.now()):
            raise self._not_yet(tracker, self.now())
        while True:
            if writes and tracker in self.paces:
                self._keep_pace(tracker, self.paces[tracker])
            try:
                passed = self._passes(call, writes, begins)
            except Silent:
                raise
            except LeftAlone as wait:
                if not self.waits_out(wait.until):
                    raise
            else:
                return passed.doubted

    def waits_out(self, until: datetime) -> bool:
        span = max(until - self.now(), LEAST)
        if span > min(MOMENT, self._moments):
            return False
        self._moments -= span
        self._wait(span)
        return True

    def _passes(self, call: Call, writes: bool, begins: bool) -> Passed:
        gate = self.gates[call.asking.tracker]
        before, self._asked = self._asked, gate.waits
        who = Asker("" if self.patient else self._look, before, trying=call.doubted)
        passed = gate.check(call.asking, self.now(), who, begins=begins, writes=writes, lease=self.lease)
        if passed.standing:
            self._course.goes_on(passed.standing, self.now(), writes=writes)
        return passed

    @property
    def _look(self) -> str:
        return f"{self.lease.token} {self.lease.target}"

    def _keep_pace(self, tracker: str, pace: Pace) -> None:
        target, now = str(self.lease.target), self.now()
        while (at := pace.take(target, now)) - now > SHORT:
            if not self.patient:
                raise self._not_yet(tracker, at)
            self._wait(SHORT)
            now = self.now()
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
        turn = self._turn
        waits = turn.gates[asking.tracker].waits
        while True:
            call = Call(asking)
            try:
                with self._tracker.guarded(partial(call.check, turn)):
                    answer = ask()
            except (NotYet, LeftAlone, LeaseLost):
                raise
            except TrackerError as error:
                if error.silent:
                    waits.unanswered()
                elif call.doubted:
                    waits.answered()
                if error.trouble is not Trouble.UNAUTHORIZED:
                    waits.told(asking, error, turn.now())
                if call.wrote or error.trouble is not Trouble.LIMITED:
                    raise
                if error.retry_at is None or not turn.waits_out(error.retry_at):
                    raise
            else:
                if call.doubted:
                    waits.answered()
                return answer
