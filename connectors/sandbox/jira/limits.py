"""Budgets of requests, by user, by kind and by hour, and of writes by issue; off until somebody switches them on.

Only counts; the answers are made in `rest.dispatch`. Figures: https://developer.atlassian.com/cloud/jira/platform/rate-limiting/.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

BURSTS: Mapping[str, int] = {
    "GET": 100,
    "POST": 100,
    "PUT": 50,
    "DELETE": 50,
    "GET /issue/{issue}": 150,
    "GET /user": 150,
    "GET /issue/{issue}/changelog": 200,
    "POST /search/approximate-count": 150,
}
"""What Cloud allows in a second of each kind of request, all users of a site together; by method unless it is named."""
ISSUE_WRITES = ((100, timedelta(seconds=30)), (20, timedelta(seconds=2)))
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)


class Reason(Enum):
    """As the header `RateLimit-Reason` says it."""

    QUOTA = "jira-quota-tenant-based"
    """Everything, until the hour is over. Jira counts apps so, and no tokens of people; here it is for whoever asks."""
    BURST = "jira-burst-based"
    """One kind of request."""
    ISSUE = "jira-per-issue-on-write"
    """Writes about one issue."""


@dataclass(frozen=True)
class Spent:
    """A budget that is used up `until` then."""

    reason: Reason
    until: datetime
    limit: int | None = None

    def seconds(self, now: datetime) -> int:
        return max(1, math.ceil((self.until - now).total_seconds()))


class Limits:
    """`per_second` is for each user, `bursts` for each kind of request (BURSTS), `per_hour` for all; None: no limit.

    `per_issue` switches on the two windows of writes to one issue; with `as_dates` waits are told as HTTP dates.
    """

    def __init__(self) -> None:
        self.per_second: int | None = None
        self.bursts: Mapping[str, int] | None = None
        self.per_hour: int | None = None
        self.per_issue = False
        self.as_dates = False
        self._calls: dict[str, list[datetime]] = {}
        self._kinds: dict[str, list[datetime]] = {}
        self._writes: dict[str, list[datetime]] = {}
        self._hour: tuple[datetime | None, int] = (None, 0)
        self._others: dict[tuple[Reason, str], datetime] = {}

    def use_up(self, reason: Reason, what: str, until: datetime) -> None:
        """Others of the site leave nothing of a budget until then.

        `what` is a kind of request (`POST /issue`) or the id of an issue, and empty for the quota.
        """
        self._others[reason, what] = until

    def of_call(self, user: str, kind: str, now: datetime) -> Spent | None:
        """What keeps a call from passing, or None when it may (it is then counted). `kind` is as in `POST /issue`."""
        return (
            self._left_by_others(Reason.QUOTA, "", now)
            or self._of_hour(now)
            or self._left_by_others(Reason.BURST, kind, now)
            or self._of_kind(kind, now)
            or self._of_user(user, now)
        )

    def of_write(self, issue: str, now: datetime) -> Spent | None:
        if spent := self._left_by_others(Reason.ISSUE, issue, now):
            return spent
        return _of_windows(Reason.ISSUE, self._writes, issue, now, ISSUE_WRITES) if self.per_issue else None

    def remaining(self, user: str, now: datetime) -> int:
        recent = [at for at in self._calls.get(user, []) if now - at < SECOND]
        return max(0, (self.per_second or 0) - len(recent))

    def _left_by_others(self, reason: Reason, what: str, now: datetime) -> Spent | None:
        until = self._others.get((reason, what))
        return Spent(reason, until) if until and now < until else None

    def _of_hour(self, now: datetime) -> Spent | None:
        if self.per_hour is None:
            return None
        hour = now.replace(minute=0, second=0, microsecond=0)
        used = self._hour[1] if self._hour[0] == hour else 0
        if used >= self.per_hour:
            return Spent(Reason.QUOTA, hour + HOUR, self.per_hour)
        self._hour = (hour, used + 1)
        return None

    def _of_kind(self, kind: str, now: datetime) -> Spent | None:
        if self.bursts is None:
            return None
        most = self.bursts.get(kind, self.bursts.get(kind.partition(" ")[0]))
        return _of_windows(Reason.BURST, self._kinds, kind, now, ((most, SECOND),)) if most else None

    def _of_user(self, user: str, now: datetime) -> Spent | None:
        if self.per_second is None:
            return None
        return _of_windows(Reason.BURST, self._calls, user, now, ((self.per_second, SECOND),))


def _of_windows(
    reason: Reason, seen: dict[str, list[datetime]], key: str, now: datetime, windows: tuple[tuple[int, timedelta], ...]
) -> Spent | None:
    longest = max(span for _, span in windows)
    recent = [at for at in seen.get(key, []) if now - at < longest]
    for most, span in windows:
        within = [at for at in recent if now - at < span]
        if len(within) >= most:
            return Spent(reason, within[-most] + span, most)
    seen[key] = [*recent, now]
    return None
