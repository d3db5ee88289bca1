"""What search sees: each issue as it was when the index last looked, which is some time after the change.

Reading by id or key does not come here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from connectors.sandbox.jira.schemes import Priority, Resolution, Status
from connectors.sandbox.jira.state import Issue, Project, User


@dataclass(frozen=True)
class Indexed:
    """What a query can ask about an issue, as of one moment."""

    issue: Issue
    project: Project
    key: str
    type: str
    summary: str
    status: Status
    labels: tuple[str, ...]
    assignee: User | None
    reporter: User | None
    priority: Priority | None
    resolution: Resolution | None
    created: datetime
    updated: datetime

    @property
    def id(self) -> int:
        return self.issue.id


def seen_now(issue: Issue) -> Indexed:
    return Indexed(
        issue=issue,
        project=issue.project,
        key=issue.key,
        type=issue.type.name,
        summary=issue.summary,
        status=issue.status,
        labels=issue.labels,
        assignee=issue.assignee,
        reporter=issue.reporter,
        priority=issue.priority,
        resolution=issue.resolution,
        created=issue.created_at,
        updated=issue.updated_at,
    )


@dataclass
class _Entry:
    """What was seen of an issue, None once it is gone. `due` is when it shows: None means never, until told."""

    at: datetime
    due: datetime | None
    seen: Indexed | None


class Index:
    """Keeps what was and what is; which of it shows is decided when somebody asks. `now` is the world's clock."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._lag: timedelta | None = timedelta()
        self._entries: dict[int, list[_Entry]] = {}

    def set_lag(self, seconds: float | None) -> None:
        """For what changes from now on and for what does not show yet. None: it never will, until a number is set."""
        now = self._now()
        self._lag = None if seconds is None else timedelta(seconds=seconds)
        for entry in (it for entries in self._entries.values() for it in entries):
            if entry.due is None or entry.due > now:
                entry.due = self._due(entry.at)

    def _due(self, at: datetime) -> datetime | None:
        return None if self._lag is None else at + self._lag

    def changed(self, issue: Issue) -> None:
        self._add(issue, seen_now(issue))

    def removed(self, issue: Issue) -> None:
        self._add(issue, None)

    def _add(self, issue: Issue, seen: Indexed | None) -> None:
        now = self._now()
        self._entries.setdefault(issue.id, []).append(_Entry(now, self._due(now), seen))

    def founded(self, issue: Issue) -> None:
        """In the index at once, whatever the lag."""
        now = self._now()
        self._entries[issue.id] = [_Entry(now, now, seen_now(issue))]

    def forget(self, issue: Issue) -> None:
        """What was founded is not seen before its time."""
        self._entries.pop(issue.id, None)

    def shown(self) -> list[Indexed]:
        now = self._now()
        found = (_latest(entries, now) for entries in self._entries.values())
        return [seen for seen in found if seen is not None]


def _latest(entries: list[_Entry], now: datetime) -> Indexed | None:
    shown = (it for it in reversed(entries) if it.due is not None and it.due <= now)
    entry = next(shown, None)
    return entry.seen if entry else None
