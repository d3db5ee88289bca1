"""Budgets: requests per user and hour (primary), content created per minute and hour (secondary, off by default).

Only counts; the answers are made in `rest.dispatch`. Figures: https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

ANONYMOUS_PER_HOUR = 60
CONTENT_PER_MINUTE = 80
CONTENT_PER_HOUR = 500


@dataclass(frozen=True)
class Budget:
    """A primary budget as its headers say it; `reset` is when the hour is over."""

    limit: int
    used: int
    reset: datetime

    @property
    def remaining(self) -> int:
        return max(0, self.limit - self.used)


class Limits:
    """`per_hour` for everyone, `per_hour_of` for single keys (see `Viewer.key`)."""

    def __init__(self) -> None:
        self.per_hour = 5000
        self.per_hour_of: dict[str, int] = {}
        self.content_limits = False
        self._windows: dict[str, tuple[datetime, int]] = {}
        self._created: dict[str, list[datetime]] = {}

    def limit_for(self, key: str) -> int:
        default = ANONYMOUS_PER_HOUR if key == "anonymous" else self.per_hour
        return self.per_hour_of.get(key, default)

    def budget(self, key: str, now: datetime) -> Budget:
        start, used = self._windows.get(key, (now, 0))
        if now >= start + timedelta(hours=1):
            start, used = now, 0
        return Budget(self.limit_for(key), used, start + timedelta(hours=1))

    def spend(self, key: str, now: datetime, count: int = 1) -> None:
        budget = self.budget(key, now)
        self._windows[key] = (budget.reset - timedelta(hours=1), budget.used + count)

    def content_wait(self, key: str, now: datetime) -> int | None:
        """Seconds until content may be created again, or None when it may be now (it is then counted)."""
        if not self.content_limits:
            return None
        recent = [at for at in self._created.get(key, []) if now - at < timedelta(hours=1)]
        for most, span in ((CONTENT_PER_HOUR, timedelta(hours=1)), (CONTENT_PER_MINUTE, timedelta(minutes=1))):
            within = [at for at in recent if now - at < span]
            if len(within) >= most:
                return max(1, int((within[0] + span - now).total_seconds()) + 1)
        self._created[key] = [*recent, now]
        return None
