"""Several workers at once, on a clock that is turned: each works until it waits; whose time is next goes on.

Only one of them runs at any moment, so that a history is the same each time. Not here: what they do.
"""

import heapq
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.clock import Clock


class Over(BaseException):
    """The shift has ended; whoever still waits stops where it is."""


@dataclass(order=True)
class _Turn:
    at: datetime
    number: int
    go: threading.Event = field(default_factory=threading.Event, compare=False)


class Shift:
    def __init__(self, clock: Clock, passes: Callable[[timedelta], None]) -> None:
        """`passes` lets time pass for everything else."""
        self._clock = clock
        self._passes = passes
        self._turns: list[_Turn] = []
        self._number = 0
        self._over = False
        self._ended = threading.Event()
        self._failures: list[BaseException] = []

    def works(self, *workers: Callable[[], None]) -> None:
        """Until one of them returns, or fails: then it is raised."""
        self._over, self._failures = False, []
        self._ended.clear()
        threads = [threading.Thread(target=self._lives, args=(self._turn(0), it), daemon=True) for it in workers]
        for thread in threads:
            thread.start()
        self._next()
        self._ended.wait()
        for thread in threads:
            while thread.is_alive():
                self._wake_all()
                thread.join(0.01)
        self._turns.clear()
        if self._failures:
            raise self._failures[0]

    def sleep(self, seconds: float) -> None:
        if self._over:
            raise Over
        mine = self._turn(seconds)
        self._next()
        mine.go.wait()
        if self._over:
            raise Over

    def _turn(self, seconds: float) -> _Turn:
        self._number += 1
        turn = _Turn(self._clock() + timedelta(seconds=seconds), self._number)
        heapq.heappush(self._turns, turn)
        return turn

    def _next(self) -> None:
        turn = heapq.heappop(self._turns)
        if turn.at > self._clock():
            self._passes(turn.at - self._clock())
        turn.go.set()

    def _lives(self, turn: _Turn, work: Callable[[], None]) -> None:
        turn.go.wait()
        try:
            if not self._over:
                work()
        except Over:
            return
        except BaseException as error:  # noqa: BLE001 - it is raised where the shift was begun
            self._failures.append(error)
        self._over = True
        self._ended.set()

    def _wake_all(self) -> None:
        for turn in list(self._turns):
            turn.go.set()
