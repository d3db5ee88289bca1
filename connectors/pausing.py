"""The pace of one process that writes by itself. Workers share one instead (service/pace.py)."""

import math
import time


class Pause:
    """Waits before a write until so many seconds have passed since the last one."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._last = -math.inf

    def __call__(self, writes: bool) -> None:
        if not writes:
            return
        left = self._last + self._seconds - time.monotonic()
        if left > 0:
            time.sleep(left)
        self._last = time.monotonic()
