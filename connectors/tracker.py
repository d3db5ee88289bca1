"""The verbs every tracker answers, and the values that pass through them.

Not here: how any one tracker does it (see the folders beside), and what the verbs are used for (see `service`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, IntEnum, StrEnum
from typing import NewType, Protocol

ProjectId = NewType("ProjectId", str)
"""The tracker's own permanent id of a project. Survives renames, which names do not."""


@dataclass(frozen=True, order=True)
class Ref:
    """Where an issue is: `github:acme/incidents#42`. The project is its permanent id, never its name."""

    tracker: str
    project: ProjectId
    number: int

    def __str__(self) -> str:
        return f"{self.tracker}:{self.project}#{self.number}"


class Visibility(IntEnum):
    """How many people can read a project, fewest last, so that `a >= b` reads "a is at least as closed as b"."""

    UNKNOWN = -1
    PUBLIC = 0
    INTERNAL = 1
    PRIVATE = 2


class Permission(IntEnum):
    """What one person may do in one project, in rising order."""

    NONE = 0
    READ = 1
    TRIAGE = 2
    WRITE = 3
    MAINTAIN = 4
    ADMIN = 5


class Reason(StrEnum):
    """Why a closed issue was closed."""

    COMPLETED = "completed"
    NOT_PLANNED = "not_planned"
    DUPLICATE = "duplicate"


class Absence(StrEnum):
    """Why an issue cannot be read any more."""

    DELETED = "deleted"
    """The tracker says that it existed and was deleted."""
    NOT_FOUND = "not_found"
    """Deleted, or the service may no longer see it: the tracker does not tell which."""


@dataclass(frozen=True)
class Project:
    id: ProjectId
    name: str
    """As people write it: `acme/incidents`."""
    url: str
    visibility: Visibility
    owner: str
    """Who owns the project: sub-issues may not cross owners."""
    open_issues: int
    """The tracker's own count, pull requests included; the control for an empty listing."""
    accepts_issues: bool = True
    """False when the project is archived or its issues are switched off."""
    permission: Permission = Permission.NONE
    """What the service itself may do here."""


@dataclass(frozen=True)
class Person:
    """An account. Compare people by `id`: logins can be renamed and taken over by others."""

    id: str
    login: str
    bot: bool = False


@dataclass(frozen=True)
class Issue:
    ref: Ref
    id: str
    """Permanent id of the issue itself; sub-issues are linked by it."""
    name: str
    """As people write it: `acme/app#12`."""
    url: str
    title: str
    body: str
    author: Person
    open: bool
    created_at: datetime
    updated_at: datetime
    reason: Reason | None = None
    """Set while closed. A closed issue without a reason counts as completed."""
    closed_at: datetime | None = None
    labels: tuple[str, ...] = ()
    assignees: tuple[Person, ...] = ()
    comments: int = 0
    children: int = 0
    """How many sub-issues it has, closed ones included."""


@dataclass(frozen=True)
class Gone:
    """What is known of an issue that cannot be read any more."""

    ref: Ref
    absence: Absence


@dataclass(frozen=True)
class Comment:
    id: str
    author: Person
    body: str
    created_at: datetime
    updated_at: datetime
    url: str


class Act(StrEnum):
    """The kinds of event of an issue's history that are looked at; a tracker leaves the others out."""

    LABELED = "labeled"
    UNLABELED = "unlabeled"
    CLOSED = "closed"
    REOPENED = "reopened"
    ASSIGNED = "assigned"
    UNASSIGNED = "unassigned"
    RENAMED = "renamed"


@dataclass(frozen=True)
class Event:
    act: Act
    actor: Person | None
    """None where the account was deleted since."""
    at: datetime
    detail: str = ""
    """The label, the assignee's login, the reason of a close, or the new title."""


@dataclass(frozen=True)
class Draft:
    """An issue to create. `body` must already carry whatever makes it recognisable afterwards."""

    title: str
    body: str
    labels: tuple[str, ...] = ()
    assignees: tuple[str, ...] = ()


@dataclass(frozen=True)
class Change:
    """What to change on an issue; None leaves as is."""

    title: str | None = None
    body: str | None = None
    open: bool | None = None
    reason: Reason | None = None


@dataclass(frozen=True)
class Label:
    name: str
    description: str = ""
    color: str = "ededed"


@dataclass(frozen=True)
class Hook:
    id: str
    url: str
    events: tuple[str, ...]
    active: bool


@dataclass(frozen=True)
class Listing:
    """The issues of a project that changed since a moment; every page of them.

    `unchanged` means that the tracker answered "same as last time" to `etag`; `issues` is then empty.
    """

    issues: tuple[Issue, ...] = ()
    etag: str | None = None
    unchanged: bool = False


class Trouble(Enum):
    """What kind of failure a TrackerError is: what a caller may do about it, never which library raised it."""

    UNREACHABLE = "unreachable"
    """No answer, or a server error. A write may or may not have happened."""
    LIMITED = "limited"
    """The tracker asks to wait until `retry_at`. Nothing happened."""
    UNAUTHORIZED = "unauthorized"
    """The credentials are refused."""
    FORBIDDEN = "forbidden"
    """The credentials do not allow this."""
    NOT_FOUND = "not_found"
    """Not there, or hidden from these credentials."""
    GONE = "gone"
    """It was deleted, or issues are switched off there."""
    INVALID = "invalid"
    """The tracker refuses these values."""
    MOVED = "moved"
    """The project or issue lives elsewhere now: read again before writing."""


_PASSING = {Trouble.UNREACHABLE, Trouble.LIMITED, Trouble.MOVED}


class TrackerError(Exception):
    """The one error a connector raises. The message is one sentence for people: what, where, how to mend it."""

    def __init__(self, message: str, trouble: Trouble, *, retry_at: datetime | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.trouble = trouble
        self.retry_at = retry_at

    @property
    def permanent(self) -> bool:
        """True when trying again without a change by people cannot help."""
        return self.trouble not in _PASSING

    @property
    def outcome_unknown(self) -> bool:
        """True when a write may have happened although no answer came."""
        return self.trouble is Trouble.UNREACHABLE


class Tracker(Protocol):
    """One tracker. Reads may be tried again for some seconds; a write is sent once and never again.

    Every verb raises TrackerError. A project is addressed by its permanent id; only `project_named` takes a name.
    """

    @property
    def name(self) -> str: ...

    def me(self) -> Person: ...

    def warm(self) -> None:
        """Fetches what every user of this tracker needs first, so that a process that forks hands it down."""

    def project_named(self, name: str) -> Project: ...

    def project(self, project: ProjectId) -> Project: ...

    def issue(self, ref: Ref) -> Issue | Gone:
        """The issue, wherever it lives now: after a transfer `Issue.ref` differs from `ref`."""

    def locate(self, url: str) -> Ref | None:
        """The issue that a web address of this tracker means; None for other addresses. May ask the tracker."""

    def issues(
        self,
        project: ProjectId,
        *,
        since: datetime | None = None,
        labels: Sequence[str] = (),
        etag: str | None = None,
    ) -> Listing:
        """Issues in any state, oldest change first; `since` is inclusive; `labels` must all be there."""

    def lists_anything(self, project: ProjectId) -> bool:
        """Whether the listing of issues shows at least one item, of any kind and state. One exchange."""

    def comments(self, ref: Ref) -> Sequence[Comment]: ...

    def history(self, ref: Ref) -> Sequence[Event]: ...

    def children(self, ref: Ref) -> Sequence[Issue]: ...

    def create(self, project: ProjectId, draft: Draft) -> Issue: ...

    def change(self, ref: Ref, change: Change) -> Issue: ...

    def comment(self, ref: Ref, body: str) -> Comment: ...

    def edit_comment(self, ref: Ref, comment: str, body: str) -> Comment: ...

    def add_label(self, ref: Ref, label: str) -> None: ...

    def link_child(self, parent: Ref, child: Issue) -> None: ...

    def assignable(self, project: ProjectId, login: str) -> bool: ...

    def permission(self, project: ProjectId, login: str) -> Permission: ...

    def labels(self, project: ProjectId) -> Sequence[Label]: ...

    def create_label(self, project: ProjectId, label: Label) -> None:
        """Does nothing where the label exists."""

    def hooks(self, project: ProjectId) -> Sequence[Hook]: ...

    def install_hook(self, project: ProjectId, url: str, secret: str) -> Hook:
        """Creates the webhook for `url`, or brings the existing one up to date."""

    def remove_hook(self, project: ProjectId, hook: str) -> None: ...


class Kind(StrEnum):
    """What an accepted delivery is about."""

    ISSUE = "issue"
    PROJECT = "project"


@dataclass(frozen=True)
class Hint:
    """What a webhook tells: that something about this issue (or project) may have changed. Never what to do."""

    delivery: str
    event: str
    """For logs and figures only: `issues.labeled`."""
    project: ProjectId
    project_name: str
    number: int | None
    labels: frozenset[str] = field(default_factory=frozenset)
    """The issue's labels and the label of the event, to tell quickly whether anyone here cares."""
    marked: bool = False
    """The body carries a hidden comment, so it may be one of the service's own issues."""
    sender: Person | None = None


@dataclass(frozen=True)
class Ignored:
    """A delivery that is fine and about nothing of interest."""

    delivery: str
    event: str
    reason: str
