"""One post-mortem as the dashboard and the figures show it: the value that the index keeps.

A projection of what the trackers say; nothing is decided from it.
"""

import json
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from connectors.tracker import Ref
from service.document.post_mortem import Severity
from service.observed import Observed
from service.record import HeldReview, Record
from service.says.pages import ActionLine, Phase, StatusPage

REVIEW_AGAIN = timedelta(minutes=15)
"""A review that is due and could not be opened is tried again after so long."""
LOOK_AGAIN = timedelta(days=1)
"""Deletions and transfers leave no trace in any listing, and a due date passes by itself: so a daily look at least."""


@dataclass(frozen=True)
class ActionEntry:
    key: str
    title: str
    owner: str
    due: str | None
    outcome: str | None
    ticket: str
    url: str


@dataclass(frozen=True)
class ReviewEntry:
    cycle: int
    url: str
    due: str
    closed_at: str | None
    gone: bool = False
    """True when it vanished: then it was not held."""


@dataclass(frozen=True)
class Entry:
    ref: str
    name: str
    url: str
    title: str
    mapping: str
    phase: str
    visibility: str
    errors: int = 0
    warnings: int = 0
    finished_at: str | None = None
    review_due: str | None = None
    closed_at: str | None = None
    actions: tuple[ActionEntry, ...] = ()
    reviews: tuple[ReviewEntry, ...] = ()
    problems: tuple[str, ...] = ()
    belongs: tuple[str, ...] = field(default=())
    """Every issue that hangs on it: a hint about one of them is a hint about this post-mortem."""

    def dumps(self) -> str:
        return json.dumps(asdict(self), separators=(",", ":"), sort_keys=True)

    @classmethod
    def loads(cls, text: str | bytes) -> "Entry":
        data: dict[str, Any] = json.loads(text)
        data["actions"] = tuple(ActionEntry(**entry) for entry in data["actions"])
        data["reviews"] = tuple(ReviewEntry(**entry) for entry in data["reviews"])
        data["problems"], data["belongs"] = tuple(data["problems"]), tuple(data["belongs"])
        return cls(**data)


def entry_of(seen: Observed, page: StatusPage, record: Record) -> Entry:
    return Entry(
        ref=str(seen.issue.ref),
        name=seen.issue.name,
        url=seen.issue.url,
        title=seen.issue.title,
        mapping=record.mapping,
        phase=page.phase.value,
        visibility=seen.visibility.name.lower(),
        errors=sum(finding.severity is Severity.ERROR for finding in page.findings),
        warnings=sum(finding.severity is Severity.WARNING for finding in page.findings),
        finished_at=_iso(record.finished_at),
        review_due=_iso(record.review_due),
        closed_at=_iso(record.closed_at),
        actions=tuple(_action(line) for line in page.lines),
        reviews=tuple(_review(review) for review in record.reviews),
        problems=_problems(page),
        belongs=tuple(str(ref) for ref in _belonging(record)),
    )


def next_look(page: StatusPage, record: Record, now: datetime) -> datetime | None:
    """When to look again although nothing hints at it; None where only a hint can change anything."""
    if page.phase in {Phase.CLOSED, Phase.SET_ASIDE}:
        return None
    tomorrow = now + LOOK_AGAIN
    if record.review_due and record.review_due <= now:
        return now + REVIEW_AGAIN
    return min(record.review_due, tomorrow) if record.review_due else tomorrow


def _action(line: ActionLine) -> ActionEntry:
    outcome = line.outcome.value if line.outcome else None
    return ActionEntry(line.key, line.title, line.owner, _iso(line.due), outcome, line.ticket_name, line.ticket_url)


def _review(review: HeldReview) -> ReviewEntry:
    return ReviewEntry(review.cycle, review.url, review.due.isoformat(), _iso(review.closed_at), review.gone)


def _problems(page: StatusPage) -> tuple[str, ...]:
    told = [f"{problem.action}: {problem.text}" if problem.action else problem.text for problem in page.problems]
    return tuple([page.refused, *told] if page.refused else told)


def _belonging(record: Record) -> list[Ref]:
    tickets = [action.ticket for action in record.actions if action.ticket]
    return [*tickets, *(review.ref for review in record.reviews)]


def _iso(moment: date | datetime | None) -> str | None:
    return moment.isoformat() if moment else None
