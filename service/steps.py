"""The writes that a plan can ask for. Values only: carrying them out is apply.py's."""

from dataclasses import dataclass
from datetime import datetime

from connectors.tracker import Issue, ProjectId, Reason, Ref
from service.observed import Claim
from service.record import Record
from service.says.pages import ReviewPage, StatusPage


@dataclass(frozen=True)
class OpenPostMortem:
    """Open the post-mortem of an incident, from the template."""

    project: ProjectId
    title: str
    text: str
    labels: tuple[str, ...]

    @property
    def claim(self) -> Claim:
        return Claim("post-mortem", "")


@dataclass(frozen=True)
class LinkIncident:
    """Say on the incident where its post-mortem is; `to` is None while that is created in the same plan."""

    incident: Ref
    to: Issue | None


@dataclass(frozen=True)
class CreateTicket:
    """Create the ticket of one action."""

    key: str
    project: ProjectId
    title: str
    text: str
    labels: tuple[str, ...] = ()
    assignees: tuple[str, ...] = ()

    @property
    def claim(self) -> Claim:
        return Claim("ticket", self.key)


@dataclass(frozen=True)
class LinkChild:
    """Make a ticket a sub-issue; `ticket` is None while that is created in the same plan."""

    key: str
    ticket: Issue | None


@dataclass(frozen=True)
class SettleTicket:
    """A person ticked or cleared an action's box: close its ticket, or reopen it."""

    key: str
    ticket: Ref
    open: bool
    reason: Reason | None


@dataclass(frozen=True)
class ReopenPostMortem:
    """A close asked for a finish that cannot be."""


@dataclass(frozen=True)
class OpenReview:
    """Open the follow-up review of one cycle."""

    cycle: int
    project: ProjectId
    page: ReviewPage
    labels: tuple[str, ...]
    assignees: tuple[str, ...]
    due: datetime

    @property
    def claim(self) -> Claim:
        return Claim("review", str(self.cycle))


@dataclass(frozen=True)
class UpdateReview:
    """Bring the service's part of an open review up to date."""

    ref: Ref
    page: ReviewPage


@dataclass(frozen=True)
class WriteStatus:
    """Create the status comment, or edit it in place. Comes last, so that it tells what happened."""

    comment: str | None
    page: StatusPage
    record: Record


Step = (
    OpenPostMortem
    | LinkIncident
    | CreateTicket
    | LinkChild
    | SettleTicket
    | ReopenPostMortem
    | OpenReview
    | UpdateReview
    | WriteStatus
)
