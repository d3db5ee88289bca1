"""What the status comment and a review are rendered from. Values only."""

from collections.abc import Mapping as Table
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from connectors.tracker import Gone, Issue, Person, Reason
from service.document.post_mortem import Finding
from service.record import AskedWaiver
from service.says import refusals
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
    """What people call whoever owns it; several, with commas, where a ticket has several assignees."""
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
    apart: bool = False
    """True when not the same people read the ticket as the post-mortem: then its title stays there."""
    reworded: str = ""
    """What the document calls it now, where that is no longer what the ticket was made from."""
    accounts: tuple[str, ...] = ()
    """Of the ticket's assignees, in its tracker."""

    def with_ticket(self, ticket: Issue | Gone) -> "ActionLine":
        """The ticket owns title, owner, due date and outcome once it exists."""
        if isinstance(ticket, Gone):
            return replace(self, outcome=Outcome.GONE)
        return replace(
            self,
            title=self.title if self.apart else ticket.title,
            owner=", ".join(called(person) for person in ticket.assignees),
            accounts=tuple(person.login for person in ticket.assignees),
            due=ticket.due or ticket_words.due_in(ticket.body) or self.due,
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
class Draft:
    """One action while the post-mortem is written: who, what, by when, and how one will know. A blank is empty."""

    key: str
    what: str
    who: str = ""
    by_when: str = ""
    measure: str = ""
    done: bool = False


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
    mentions: Table[str, str] = field(default_factory=dict)
    """By account in the tracker of the tickets: the account in the review's tracker, where that is another one."""
    asked: frozenset[str] = frozenset()
    """Keys whose box a person changed and whose ticket could not follow: the box stays, and asks again."""
    room: float = 1.0
    """What part of the usual room the tracker gives."""

    def fit(self, characters: int) -> int:
        """What is left of so much room."""
        return int(characters * self.room)

    @property
    def ticked(self) -> frozenset[str]:
        return frozenset(line.key for line in self.lines if line.settled)

    def box_stands(self, line: ActionLine) -> bool:
        return line.settled != (line.key in self.asked)

    def unsettled(self, key: str, ticket: Issue) -> "ReviewPage":
        return replace(self, lines=_with_ticket(self.lines, key, ticket), asked=self.asked | {key})

    def with_ticket(self, key: str, ticket: Issue) -> "ReviewPage":
        return replace(self, lines=_with_ticket(self.lines, key, ticket))


@dataclass(frozen=True)
class StatusPage:
    """What a status comment says."""

    phase: Phase
    lines: tuple[ActionLine, ...] = ()
    findings: tuple[Finding, ...] = ()
    """Those that stand; what was waived is in `waived`."""
    waived: tuple[AskedWaiver, ...] = ()
    drafts: tuple[Draft, ...] = ()
    """While it is written: every action with what it answers."""
    problems: tuple[Problem, ...] = ()
    finish_label: str = ""
    refused: str = ""
    """Why a finish that was asked for is not carried out."""
    waits: bool = False
    """It is carried out once that is mended: nobody has to ask again."""
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
    asked: frozenset[str] = frozenset()
    """Keys whose box a person changed and whose ticket could not follow: the box stays, and asks again."""
    room: float = 1.0
    """What part of the usual room the tracker gives."""

    def fit(self, characters: int) -> int:
        """What is left of so much room."""
        return int(characters * self.room)

    def box_stands(self, line: ActionLine) -> bool:
        return line.settled != (line.key in self.asked)

    def unsettled(self, key: str, ticket: Issue) -> "StatusPage":
        return replace(self, lines=_with_ticket(self.lines, key, ticket), asked=self.asked | {key})

    def with_ticket(self, key: str, ticket: Issue) -> "StatusPage":
        """Findings are shown of actions that have no ticket, and of owners that the tracker dropped unsaid."""
        left = tuple(finding for finding in self.findings if finding.action != key)
        page = replace(self, lines=_with_ticket(self.lines, key, ticket), findings=left)
        about = (owner_problem(line) for line in page.lines if line.key == key)
        return page.with_problems(tuple(filter(None, about)))

    def assigned(self, key: str, ticket: Issue) -> "StatusPage":
        """An owner more, and what was said of the lack of one no longer."""
        lack = Problem(refusals.nobody_assigned(ticket.name), key)
        left = tuple(problem for problem in self.problems if problem != lack)
        return replace(self, problems=left).with_ticket(key, ticket)

    def with_problems(self, problems: tuple[Problem, ...]) -> "StatusPage":
        """In the order of the actions, whoever noticed them first: the next look must put them in the same order."""
        place = {line.key: at for at, line in enumerate(self.lines)}
        together = dict.fromkeys(self.problems + problems)
        ordered = sorted(together, key=lambda problem: (place.get(problem.action or "", -1), problem.text))
        return replace(self, problems=tuple(ordered))

    @property
    def ticked(self) -> frozenset[str]:
        return frozenset(line.key for line in self.lines if line.settled)

    def with_review(self, cycle: int, review: Issue) -> "StatusPage":
        page = replace(self, reviews=(*self.reviews, (cycle, review.url)), review_open=True)
        return page if review.assignees else page.with_problems((Problem(refusals.nobody_reviews(cycle)),))


def owner_problem(line: ActionLine) -> Problem | None:
    """An open ticket wants one owner."""
    if line.outcome is not Outcome.OPEN:
        return None
    if not line.owner:
        return Problem(refusals.nobody_assigned(line.ticket_name), line.key)
    if ", " in line.owner:
        return Problem(refusals.several_assigned(line.ticket_name, line.owner), line.key)
    return None


def called(person: Person) -> str:
    """What a line of people calls one of them: a comma would make two of `Moreau, Alice`."""
    return person.called.replace(",", "")


def outcome_of(ticket: Issue | Gone) -> Outcome:
    if isinstance(ticket, Gone):
        return Outcome.GONE
    if ticket.open:
        return Outcome.OPEN
    return Outcome.DONE if ticket.reason in {None, Reason.COMPLETED} else Outcome.WONT_DO


def _with_ticket(lines: tuple[ActionLine, ...], key: str, ticket: Issue) -> tuple[ActionLine, ...]:
    return tuple(line.with_ticket(ticket) if line.key == key else line for line in lines)
