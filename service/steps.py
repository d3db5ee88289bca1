"""The writes that a plan can ask for. Values only: carrying them out is apply.py's."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from connectors.tracker import Draft, Issue, Level, ProjectId, Reason, Ref
from service.observed import Claim
from service.record import Record
from service.says.pages import ReviewPage, StatusPage

POST_MORTEMS = "post_mortems"
"""The table of a mapping that says how post-mortems and reviews are created."""


@dataclass(frozen=True)
class OpenPostMortem:
    """Open the post-mortem of an incident, from the template."""

    project: ProjectId
    title: str
    text: str
    labels: tuple[str, ...]
    kind: str | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)
    restricted_to: Level | None = None

    @property
    def claim(self) -> Claim:
        return Claim("post-mortem", "")

    @property
    def draft(self) -> Draft:
        """Without what marks it as the service's."""
        return Draft(
            self.title,
            self.text,
            self.labels,
            kind=self.kind,
            fields=self.fields,
            restricted_to=self.restricted_to,
            under=POST_MORTEMS,
        )


@dataclass(frozen=True)
class LinkIncident:
    """Say on the incident where its post-mortem is; `to` is None while that is created in the same plan."""

    incident: Ref
    to: Issue | None


@dataclass(frozen=True)
class CreateTicket:
    """Create the ticket of one action."""

    key: str
    tracker: str
    project: ProjectId
    title: str
    text: str
    labels: tuple[str, ...] = ()
    assignees: tuple[str, ...] = ()
    due: date | None = None
    priority: str | None = None
    """Where the tracker has priorities of its own; else it is one of the labels."""
    kind: str | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)
    restricted_to: Level | None = None

    @property
    def claim(self) -> Claim:
        return Claim("ticket", self.key)

    @property
    def draft(self) -> Draft:
        """Without what marks it as the service's."""
        return Draft(
            self.title,
            self.text,
            self.labels,
            self.assignees,
            due=self.due,
            priority=self.priority,
            kind=self.kind,
            fields=self.fields,
            restricted_to=self.restricted_to,
        )


@dataclass(frozen=True)
class LinkChild:
    """Tie a ticket to its post-mortem in their tracker's own way.

    `ticket` is None while that is created in the same plan.
    """

    key: str
    ticket: Issue | None


@dataclass(frozen=True)
class LinkAbroad:
    """Show a ticket and its post-mortem on each other, where they live in different trackers."""

    key: str
    ticket: Issue | None
    """None while it is created in the same plan."""


@dataclass(frozen=True)
class SettleTicket:
    """A person ticked or cleared an action's box: close its ticket, or reopen it."""

    key: str
    ticket: Ref
    open: bool
    reason: Reason | None
    at: datetime


@dataclass(frozen=True)
class AssignTicket:
    """Assign somebody for whom the tracker had no answer when the ticket was created."""

    key: str
    ticket: Ref
    logins: tuple[str, ...]
    """The first that the tracker takes is the owner."""


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
    kind: str | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)
    restricted_to: Level | None = None

    @property
    def claim(self) -> Claim:
        return Claim("review", str(self.cycle))

    @property
    def draft(self) -> Draft:
        """Without its words, which tell of what the same plan creates, and without what marks it as the service's."""
        return Draft(
            "",
            "",
            self.labels,
            self.assignees,
            kind=self.kind,
            fields=self.fields,
            restricted_to=self.restricted_to,
            under=POST_MORTEMS,
        )


@dataclass(frozen=True)
class UpdateReview:
    """Bring the service's part of an open review up to date."""

    ref: Ref
    page: ReviewPage


@dataclass(frozen=True)
class CloseDuplicate:
    """Close a second ticket of one action, or a second review of one cycle, and say so on it."""

    claim: Claim
    double: Issue
    of: Ref
    """The one that stands."""


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
    | LinkAbroad
    | SettleTicket
    | AssignTicket
    | ReopenPostMortem
    | OpenReview
    | UpdateReview
    | CloseDuplicate
    | WriteStatus
)
