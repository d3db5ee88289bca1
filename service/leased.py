"""The trackers of one look: before every exchange its lease is renewed, waits are obeyed and the pace is kept.

Not here: the lease itself (hints.py), what a tracker's waits are (index.py), how fast an account may write (pace.py).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from connectors.tracker import Issue, Ref, Tracker, TrackerError, Trouble, Wide
from service.hints import Hints, Lease
from service.index import Index
from service.pace import SHORT, NotYet, Pace

TURN = 2
"""So many writes, or as many as it has made in the last hour, a post-mortem makes in a row while others wait."""

_CHANGING = ("create", "change")


@dataclass
class Turn:
    """One look's turn at the trackers."""

    lease: Lease
    index: Index
    hints: Hints
    paces: Mapping[str, Pace]
    now: Callable[[], datetime]
    sleep: Callable[[float], None]
    patient: bool = False
    """Somebody waits for this work at a terminal: it waits as long as it must, and lets nobody pass."""
    _left: dict[str, int] = field(default_factory=dict)
    """By tracker: the writes that are left while others wait."""

    def before(self, tracker: str, places: tuple[str, ...], *, writes: bool) -> None:
        """Raises LeaseLost, TrackerError while the tracker wants to be left alone, and NotYet."""
        self.lease.keep()
        self._obey(tracker, places)
        if writes and tracker in self.paces:
            self._keep_pace(tracker, self.paces[tracker])

    def _obey(self, tracker: str, places: tuple[str, ...]) -> None:
        if wait := self.index.held(*places):
            until = self.now() + timedelta(seconds=wait)
            raise TrackerError(f"{tracker} asked to wait until {until:%H:%M:%S} UTC.", Trouble.LIMITED, retry_at=until)

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
        self.sleep(span.total_seconds())
        self.lease.keep()


class Leased:
    """A tracker during a look's turn."""

    def __init__(self, tracker: Tracker, turn: Turn) -> None:
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
            about = next((arg for arg in args if isinstance(arg, Ref)), None)
            places = _places(self.name, verb, about)

            def check(writes: bool) -> None:
                self._turn.before(self.name, tuple(places.values()), writes=writes)

            try:
                with self._tracker.guarded(check):
                    answer = method(*args, **kwargs)
            except NotYet:
                raise
            except TrackerError as error:
                if error.retry_at and error.trouble is not Trouble.UNAUTHORIZED:
                    place = places.get(error.wide, places[Wide.VERB])
                    self._turn.index.hold(place, error.retry_at, self._turn.now())
                raise
            if verb in _CHANGING and isinstance(answer, Issue):
                self._turn.index.touch(answer.ref)
            return answer

        return guarded


def _places(tracker: str, verb: str, about: Ref | None) -> dict[Wide, str]:
    """Under which names a wait is kept, by how much it is about."""
    places = {Wide.TRACKER: tracker, Wide.VERB: f"{tracker}/{verb}"}
    return places | {Wide.ISSUE: f"{tracker}/{about}"} if about else places
