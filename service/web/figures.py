"""What the entries add up to, for the dashboard and for Prometheus. Pure. There are no figures about a person."""

from collections import Counter
from collections.abc import Iterable
from collections.abc import Mapping as Table
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo

from service.entry import ActionEntry, Entry, ReviewEntry
from service.mappings import Mapping
from service.says.pages import Outcome, Phase

_FOLLOWED = frozenset({Phase.TRACKING.value, Phase.CLOSED.value})

Zones = Table[str, tzinfo]
"""By mapping; a day ends when it ends there."""


@dataclass(frozen=True)
class Figures:
    """Of the post-mortems that were finished; one that is still written, or was set aside, has no actions to do."""

    outcomes: Counter[str | None] = field(default_factory=Counter)
    """Actions by outcome; None for those without a ticket."""
    overdue: int = 0
    reviews_due: int = 0
    reviews_open: int = 0
    closed: int = 0
    """Loops that are closed."""

    @property
    def actions(self) -> int:
        return self.outcomes.total()

    @property
    def settled(self) -> int:
        return self.outcomes[Outcome.DONE.value] + self.outcomes[Outcome.WONT_DO.value]


def figures_of(entries: Iterable[Entry], zones: Zones, now: datetime) -> Figures:
    followed = [entry for entry in entries if entry.phase in _FOLLOWED]
    return Figures(
        outcomes=Counter(action.outcome for entry in followed for action in entry.actions),
        overdue=sum(
            overdue_days(action, today(entry, zones, now)) > 0 for entry in followed for action in entry.actions
        ),
        reviews_due=sum(review_is_due(entry, now) for entry in followed),
        reviews_open=sum(open_review(entry) is not None for entry in followed),
        closed=sum(entry.phase == Phase.CLOSED for entry in followed),
    )


def zones_of(mappings: Iterable[Mapping]) -> dict[str, tzinfo]:
    return {mapping.name: mapping.review.time_zone for mapping in mappings}


def zone(entry: Entry, zones: Zones) -> tzinfo:
    return zones.get(entry.mapping, UTC)


def today(entry: Entry, zones: Zones, now: datetime) -> date:
    return now.astimezone(zone(entry, zones)).date()


def overdue_days(action: ActionEntry, today: date) -> int:
    """Whole days since an open action was due; 0 when it is not overdue, or not open."""
    if action.due is None or action.outcome != Outcome.OPEN:
        return 0
    return max(0, (today - date.fromisoformat(action.due)).days)


def review_is_due(entry: Entry, now: datetime) -> bool:
    """Whether the next review should be open by now."""
    return (
        entry.phase == Phase.TRACKING
        and entry.review_due is not None
        and datetime.fromisoformat(entry.review_due) <= now
    )


def open_review(entry: Entry) -> ReviewEntry | None:
    """The review that is open: it is always the last one."""
    if entry.phase != Phase.TRACKING or not entry.reviews:
        return None
    last = entry.reviews[-1]
    return None if last.closed_at else last
