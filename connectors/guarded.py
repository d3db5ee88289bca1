"""What stands before every exchange of a client: whoever uses it may look on, end it there, and see to the pace."""

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager

from connectors.tracker import Check


class Pause:
    """The pace of one process that writes by itself. Workers share one instead (service/pace.py)."""

    def __init__(self, seconds: float) -> None:
        """`seconds` have passed at least between two writes."""
        self._seconds = seconds
        self._last = -math.inf

    def __call__(self, writes: bool) -> None:
        if not writes:
            return
        left = self._last + self._seconds - time.monotonic()
        if left > 0:
            time.sleep(left)
        self._last = time.monotonic()


class Guarded:
    """A client that asks `_check` before every single exchange."""

    def __init__(self, write_pause: float) -> None:
        self._check: Check = Pause(write_pause)

    @contextmanager
    def guarded(self, check: Check) -> Iterator[None]:
        """Within, `check` is asked instead of the pause, and sees to the pace of writes."""
        before, self._check = self._check, check
        try:
            yield
        finally:
            self._check = before
