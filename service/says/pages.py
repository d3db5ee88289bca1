"""What the status comment and a review are rendered from. Values only."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from connectors.tracker import Gone, Issue, Reason
from service.document.post_mortem import Finding
from service.says import ticket as ticket_words


class Outcome(StrEnum):
    """What became of an action."""

    OPEN = "open"
    DONE = "done"
    WONT_DO = "won't do"
    GONE = "gone"

    @property
    def settled(self) -> bool:
        return self in {Outcome.DONE, Outcome.WONT_DO}


class Phase(StrEnum):
    """How far a post-mortem has come."""

    WRITING = "being written"
    SET_ASIDE = "set aside"
    TRACKING = "being followed"
    CLOSED = "loop closed"


@dataclass(frozen=True)
class Problem:
    """Something that a person must see: what, why and how to mend it, in one sentence."""

    text: str
    action: str | None = None


@dataclass(frozen=True)
class ActionLine:
    """One action with what its ticket says."""

    key: str
    title: str
    owner: str = ""
    due: date | None = None
    cause: str = ""
    measure: str = ""
    outcome: Outcome | None = None
    """None while there is no ticket."""
    reason: Reason | None = None
    ticket_name: str = ""
    ticket_url: str = ""
    settled_at: datetime | None = None
    active_at: datetime | None = None
    """When its ticket was last touched."""
    reworded: str = ""
    """What the document calls it now, where that is no longer what the ticket was made from."""

    def with_ticket(self, ticket: Issue | Gone) -> "ActionLine":
        """The ticket owns title, owner, due date and outcome once it exists."""
        if isinstance(ticket, Gone):
            return replace(self, outcome=Outcome.GONE)
        return replace(
            self,
            title=ticket.title,
            owner=", ".join(person.login for person in ticket.assignees),
            due=ticket_words.due_in(ticket.body) or self.due,
            outcome=outcome_of(ticket),
            reason=ticket.reason,
            ticket_name=ticket.name,
            ticket_url=ticket.url,
            settled_at=ticket.closed_at,
            active_at=ticket.updated_at,
        )

    @property
    def settled(self) -> bool:
        return self.outcome is not None and self.outcome.settled


@dataclass(frozen=True)
class ReviewPage:
    """What one review says."""

    cycle: int
    title: str
    url: str
    """Of the post-mortem."""
    finished_at: datetime
    as_of: datetime
    """Overdue days are counted at this moment, so that the text does not change by itself every day."""
    since: datetime
    """The finish or the review before: what was settled after it is news."""
    repeat: str
    """How long after its close the next one opens: `2 weeks`."""
    lines: tuple[ActionLine, ...] = ()
    no_action_because: str = ""

    @property
    def ticked(self) -> frozenset[str]:
        return frozenset(line.key for line in self.lines if line.settled)

    def with_ticket(self, key: str, ticket: Issue) -> "ReviewPage":
        return replace(self, lines=_with_ticket(self.lines, key, ticket))


@dataclass(frozen=True)
class StatusPage:
    """What a status comment says."""

    phase: Phase
    lines: tuple[ActionLine, ...] = ()
    findings: tuple[Finding, ...] = ()
    problems: tuple[Problem, ...] = ()
    finish_label: str = ""
    refused: str = ""
    """Why a finish that was asked for is not carried out."""
    set_aside: str = ""
    finished_at: datetime | None = None
    finished_by: str = ""
    today: date | None = None
    review_due: datetime | None = None
    reviews: tuple[tuple[int, str], ...] = ()
    """Number and address of every review so far."""
    review_open: bool = False
    closed_at: datetime | None = None
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    no_action_because: str = ""

    def with_ticket(self, key: str, ticket: Issue) -> "StatusPage":
        return replace(self, lines=_with_ticket(self.lines, key, ticket))

    def with_problems(self, problems: tuple[Problem, ...]) -> "StatusPage":
        return replace(self, problems=self.problems + problems)

    @property
    def ticked(self) -> frozenset[str]:
        return frozenset(line.key for line in self.lines if line.settled)

    def with_review(self, cycle: int, url: str) -> "StatusPage":
        return replace(self, reviews=(*self.reviews, (cycle, url)), review_open=True)


def outcome_of(ticket: Issue | Gone) -> Outcome:
    if isinstance(ticket, Gone):
        return Outcome.GONE
    if ticket.open:
        return Outcome.OPEN
    return Outcome.DONE if ticket.reason in {None, Reason.COMPLETED} else Outcome.WONT_DO


def _with_ticket(lines: tuple[ActionLine, ...], key: str, ticket: Issue) -> tuple[ActionLine, ...]:
    return tuple(line.with_ticket(ticket) if line.key == key else line for line in lines)
