"""Budgets: requests per second by user, and writes per issue; both off until somebody switches them on.

Only counts; the answers are made in `rest.dispatch`. Figures: https://developer.atlassian.com/cloud/jira/platform/rate-limiting/.
"""

from __future__ import annotations

from datetime import datetime, timedelta

ISSUE_WRITES = ((100, timedelta(seconds=30)), (20, timedelta(seconds=2)))


class Limits:
    """`per_second` None: no burst limit. `per_issue` switches on the two windows of writes to one issue."""

    def __init__(self) -> None:
        self.per_second: int | None = None
        self.per_issue = False
        self._calls: dict[str, list[datetime]] = {}
        self._writes: dict[str, list[datetime]] = {}

    def burst_wait(self, key: str, now: datetime) -> int | None:
        """Seconds to wait, or None when the call may pass (it is then counted)."""
        if self.per_second is None:
            return None
        return _wait(self._calls, key, now, ((self.per_second, timedelta(seconds=1)),))

    def remaining(self, key: str, now: datetime) -> int:
        recent = [at for at in self._calls.get(key, []) if now - at < timedelta(seconds=1)]
        return max(0, (self.per_second or 0) - len(recent))

    def write_wait(self, issue: str, now: datetime) -> int | None:
        return _wait(self._writes, issue, now, ISSUE_WRITES) if self.per_issue else None


def _wait(
    seen: dict[str, list[datetime]], key: str, now: datetime, windows: tuple[tuple[int, timedelta], ...]
) -> int | None:
    longest = max(span for _, span in windows)
    recent = [at for at in seen.get(key, []) if now - at < longest]
    for most, span in windows:
        within = [at for at in recent if now - at < span]
        if len(within) >= most:
            return max(1, int((within[0] + span - now).total_seconds()) + 1)
    seen[key] = [*recent, now]
    return None
