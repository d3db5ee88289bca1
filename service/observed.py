"""What was read of one tagged issue and everything that hangs on it: the input of `plan`. Values only."""

from collections.abc import Mapping as Table
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from connectors.tracker import Comment, Event, Gone, Issue, Permission, Person, Project, Ref, Visibility
from service.record import AskedWaiver, Record


class How(StrEnum):
    """How a finish was asked for."""

    LABEL = "label"
    CLOSE = "close"
    COMMENT = "comment"


@dataclass(frozen=True)
class FinishRequest:
    how: How
    by: str
    """Login, from the tracker's own history."""
    permission: Permission
    """What that person may do in the post-mortem's project, asked when this was read."""
    at: datetime
    called: str = ""
    """What people call them, where that is not the login."""

    @property
    def shown(self) -> str:
        return self.called or self.by


@dataclass(frozen=True)
class WaiverRequest:
    """A comment that asks to waive a finding."""

    asked: AskedWaiver
    permission: Permission | None = None
    """What its writer may do in the post-mortem's project, asked when this was read; None where that was answered
    before, at the time when the comment was first seen."""


@dataclass(frozen=True)
class StatusComment:
    """The one comment that the service owns on a post-mortem."""

    comment: str
    body: str
    """All of it, as read; compared again right before it is rewritten."""
    text: str
    """What the service's part says, without the record."""
    record: Record
    untouched: bool


@dataclass(frozen=True)
class SeenReview:
    """The last review, and what people did to its list."""

    issue: Issue
    text: str
    """The service's part of its body, without its marker."""
    untouched: bool
    rendered: frozenset[str] = frozenset()
    """Keys of the boxes that were ticked when it was last written."""


@dataclass(frozen=True, order=True)
class Claim:
    """What one created issue is for, or a comment that is there once. No two may hold the same claim."""

    kind: str
    """`ticket`, `review` or `post-mortem`; of comments `status` or `incident`."""
    key: str
    """The action's key, the cycle's number, or empty."""


@dataclass(frozen=True)
class Double:
    """A ticket or review of ours that is not on record although it says what it is for, and about which neither people
    nor the service have decided anything yet."""

    claim: Claim
    issue: Issue


@dataclass(frozen=True)
class Observed:
    """One post-mortem as it stands in the trackers."""

    issue: Issue
    project: Project
    me: Person
    tagger_permission: Permission | None = None
    """What whoever set the tag may do; None when nobody asked, because the post-mortem is followed already."""
    status: StatusComment | None = None
    finish: FinishRequest | None = None
    waivers: tuple[WaiverRequest, ...] = ()
    """In the order of the comments."""
    destination: Project | None = None
    """The project of the tickets; None while nothing needs it."""
    destination_trouble: str = ""
    """Why the destination could not be read, as a sentence."""
    obstacles: Table[Claim, str] = field(default_factory=dict)
    """Why a tracker would not take an issue that is to be created as it is, in sentences."""
    assignable: Table[str, bool] = field(default_factory=dict)
    """By login: whether tickets of the destination can be assigned to it."""
    tickets: Table[Ref, Issue | Gone] = field(default_factory=dict)
    """The recorded tickets, by the place that is on record (they may live elsewhere by now)."""
    linked: Table[str, Issue | Gone] = field(default_factory=dict)
    """The issues that the document's own links mean, by address."""
    children: frozenset[Ref] = frozenset()
    review: SeenReview | Gone | None = None
    strays: Table[Claim, Issue] = field(default_factory=dict)
    """Issues of the service that carry a claim on this post-mortem and are not on record."""
    suspects: frozenset[Ref] = frozenset()
    """Issues that were met and that say that they hang on this post-mortem, whether or not they are on record."""
    doubles: tuple[Double, ...] = ()
    """Of the issues that carry a claim, those that are closed where another one stands."""
    listing_trouble: str = ""
    """Why the listing that would show strays cannot be trusted, as a sentence; then nothing is created."""
    foreign: frozenset[Claim] = frozenset()
    """Claims found on issues that another account wrote: not to be trusted, and not to be repeated."""

    @property
    def visibility(self) -> Visibility:
        """Of the post-mortem itself: one that is restricted is private, wherever it stands."""
        return Visibility.PRIVATE if self.issue.restricted_to else self.project.visibility


@dataclass(frozen=True)
class Incident:
    """A tagged issue that is not a document yet."""

    issue: Issue
    project: Project
    me: Person
    template: str = ""
    """Source of the mapping's template."""
    comments: tuple[Comment, ...] = ()
    history: tuple[Event, ...] = ()
    tagger_permission: Permission = Permission.NONE
    post_mortem: Issue | Gone | None = None
    """The post-mortem that was opened for it, as the service's comment says, or as found by its claim."""
    listing_trouble: str = ""
    """Why nothing is created for now, as a sentence: the listing cannot be trusted, or the tracker would refuse it."""
    linked: bool = False
    """Whether the service's comment with the link is there."""
