"""The verbs every tracker answers, and the values that pass through them.

Not here: how any one tracker does it (see the folders beside), and what the verbs are used for (see `service`).
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum, IntEnum, StrEnum
from typing import Any, NewType, Protocol

ProjectId = NewType("ProjectId", str)
"""The tracker's own permanent id of a project. Survives renames, which names do not."""


@dataclass(frozen=True, order=True)
class Ref:
    """Where an issue is. The project is its permanent id, never its name.

    `number` is what the tracker keeps: GitHub's number within the repository, Jira's id of the issue (not that of its
    key, which changes when the issue moves).
    """

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
    """As people write it: `acme/incidents`, or the key `PAY`."""
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
    """What the tracker's own verbs take: GitHub's login, Jira Cloud's account id, Data Center's user name."""
    bot: bool = False
    name: str = ""
    """What people call them, where that is not the login."""

    @property
    def called(self) -> str:
        return self.name or self.login


@dataclass(frozen=True)
class Level:
    """A narrower circle of readers than the project's, which a tracker can give a single issue."""

    id: str
    name: str
    """As people call it: `Staff only`."""


@dataclass(frozen=True)
class Issue:
    ref: Ref
    id: str
    """Permanent id of the issue itself; sub-issues are linked by it."""
    name: str
    """As people write it: `acme/app#12`, or `PAY-7`."""
    url: str
    title: str
    body: str
    """Markdown, whatever the tracker keeps."""
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
    """How many sub-issues it has, closed ones included; 0 where `Tracker.children` knows none."""
    due: date | None = None
    """The tracker's own date, where it has one."""
    status: str = ""
    """The tracker's own word for where it stands, where there are more than open and closed."""
    restricted_to: Level | None = None
    """Set where fewer people may read the issue than its project says."""
    notices: tuple[str, ...] = ()
    """What a create had to leave out or put elsewhere, each a sentence; empty for what was read."""
    owed: tuple[str, ...] = field(default=(), compare=False)
    """Whom a create could not assign for a reason that passes: logins to try again, empty for what was read."""
    unread: bool = field(default=False, compare=False)
    """True where a create tells only what it sent: people lack their names, and the tracker's own words are missing."""


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
    shown: str = ""
    """What people call the assignee, where that is not the login."""


@dataclass(frozen=True)
class Draft:
    """An issue to create. `body` must already carry whatever makes it recognisable afterwards."""

    title: str
    body: str
    labels: tuple[str, ...] = ()
    assignees: tuple[str, ...] = ()
    """Logins; a tracker with one assignee takes the first that it can."""
    mark: str = ""
    """One word that no other issue has. A tracker whose search trails its writes makes it a label in the same call."""
    due: date | None = None
    """For a tracker that keeps dates; the others have it in the body."""
    priority: str | None = None
    """The tracker's own name of it; for a tracker without priorities it is among the labels."""
    kind: str | None = None
    """The tracker's own name of the type: `Task`."""
    fields: Mapping[str, Any] = field(default_factory=dict)
    """Further fields by the tracker's own ids, each as its API takes it."""
    restricted_to: Level | None = None
    """Who alone may read it. Where that cannot be, it is not created: it is never left out."""
    under: str = "tickets"
    """Where a mapping says `kind` and `fields`, for the sentences that name a cure."""


@dataclass(frozen=True)
class Size:
    """How long a text is, and how long it may be, both as its tracker counts."""

    length: int
    most: int


@dataclass(frozen=True)
class Change:
    """What to change on an issue; None leaves as is."""

    title: str | None = None
    body: str | None = None
    open: bool | None = None
    reason: Reason | None = None
    assignees: tuple[str, ...] | None = None
    """Logins; a tracker with one assignee takes the first that it can."""


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


@dataclass(frozen=True)
class Alike:
    """What several issues have in common, by which a tracker may list them instead of reading each."""

    labels: tuple[str, ...] = ()
    """Most of them carry all of these."""
    since: datetime | None = None
    """Most of them changed since then."""
    restless: frozenset[Ref] = frozenset()
    """Those that changed a moment ago: a listing might show them as they were before."""


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
    DEAD_END = "dead end"
    """No way leads there for now, and trying has moved the issue about: not to be tried again soon."""
    LACKING = "lacking"
    """The tracker is not set up for this, whichever issue it is about; its administrator can mend it. Nothing
    happened."""
    MOVED = "moved"
    """The project or issue lives elsewhere now: read again before writing."""
    INCOMPLETE = "incomplete"
    """A listing shows less than there is: what is not in it may be there. Nothing happened."""


class Wide(Enum):
    """How much a tracker wants to be left alone with, when it asks to wait."""

    TRACKER = "tracker"
    VERB = "verb"
    """What was asked of it just now, about any issue."""
    ISSUE = "issue"
    """Writes to this issue."""


Check = Callable[[bool], None]
"""Asked before an exchange, with whether that writes; what it raises ends the verb there."""

_PASSING = {Trouble.UNREACHABLE, Trouble.LIMITED, Trouble.MOVED, Trouble.INCOMPLETE}


class TrackerError(Exception):
    """The one error a connector raises. The message is one sentence for people: what, where, how to mend it."""

    def __init__(
        self,
        message: str,
        trouble: Trouble,
        *,
        retry_at: datetime | None = None,
        wide: Wide = Wide.TRACKER,
        silent: bool = False,
    ) -> None:
        """`silent`: there was no connection, or no answer in time, as where all of the tracker is down."""
        super().__init__(message)
        self.message = message
        self.trouble = trouble
        self.retry_at = retry_at
        self.wide = wide
        self.silent = silent

    @property
    def permanent(self) -> bool:
        """True when trying again without a change by people cannot help."""
        return self.trouble not in _PASSING

    @property
    def outcome_unknown(self) -> bool:
        """True when a write may have happened although no answer came."""
        return self.trouble is Trouble.UNREACHABLE


class Tracker(Protocol):
    """One tracker. Reads may be tried again for some seconds; a write that may have happened is never sent again.

    Every verb raises TrackerError. A project is addressed by its permanent id; only `project_named` takes a name.
    """

    @property
    def name(self) -> str: ...

    @property
    def trails(self) -> timedelta:
        """How long after a change a listing may not show it yet."""

    def guarded(self, check: Check) -> AbstractContextManager[None]:
        """Within, `check` is asked before every single exchange, and sees to the pace of writes."""

    def me(self) -> Person: ...

    def warm(self) -> None:
        """Fetches what every user of this tracker needs first, so that a process that forks hands it down."""

    def cool(self) -> None:
        """Forgets what it fetched to be let in, which was refused since. Asks nobody."""

    def probe(self, names: Collection[str]) -> None:
        """Whether the tracker takes the credentials for the projects of these names, by the cheapest exchanges."""

    def project_named(self, name: str) -> Project: ...

    def project(self, project: ProjectId) -> Project: ...

    def visibility(self, project: ProjectId) -> Visibility:
        """Who can read it right now, in one exchange. Raises where that cannot be told."""

    def issue(self, ref: Ref) -> Issue | Gone:
        """The issue, wherever it lives now: after a transfer `Issue.ref` differs from `ref`."""

    def several(self, refs: Sequence[Ref], *, alike: Alike | None = None) -> Mapping[Ref, Issue | Gone]:
        """Each as `issue` would give it, by the ref that was asked for; in the fewest exchanges.

        With `alike` a listing may show them, which can trail by `trails`, and whose bodies may lack what is hidden
        in them; what it does not show, and whatever is restless, is read as ever.
        """

    def could_mean(self, words: str) -> bool:
        """Whether words look like one of this tracker's issues, as `locate` takes them. Asks nobody."""

    def locate(self, words: str, home: ProjectId | None = None) -> Ref | None:
        """The issue that people mean: a web address of this tracker, `acme/app#7`, `PAY-7`, or `#7` in `home`.

        None for whatever else, and for what is not there. May ask the tracker.
        """

    def issues(
        self,
        project: ProjectId,
        *,
        also: Sequence[ProjectId] = (),
        since: datetime | None = None,
        labels: Sequence[str] = (),
        etag: str | None = None,
        brief: bool = False,
    ) -> Listing:
        """Issues in any state, oldest change first; `since` is inclusive; `labels` must all be there.

        `also` are further projects, in the same exchange where the tracker lists several at once. `brief` may leave
        bodies out, where they take exchanges of their own.
        """

    def lists_anything(self, project: ProjectId) -> bool:
        """Whether the listing of issues shows at least one item, of any kind and state. One exchange."""

    def unlisted(self, project: ProjectId, *, since: datetime, marks: Sequence[str]) -> Sequence[Issue]:
        """Issues created since then, or carrying one of the marks, that `issues` may not show yet.

        Found without the index that trails: by number. Nothing where a listing shows what was written.
        """

    def obstacles(self, place: Project, draft: Draft) -> Sequence[str]:
        """What keeps such a draft from being created there, each a sentence that names the cure. Creates nothing.

        `place` as it was just read.
        """

    def size(self, body: str) -> Size:
        """Of the body of an issue. Asks nobody."""

    def comments(self, ref: Ref, *, least: int = 0) -> Sequence[Comment]:
        """Oldest first, but for those that only some of the issue's readers may see.

        Raises TrackerError (INCOMPLETE) where the tracker shows fewer than `least`, those included.
        """

    def history(self, ref: Ref) -> Sequence[Event]: ...

    def children(self, ref: Ref) -> Sequence[Issue]: ...

    def create(self, project: ProjectId, draft: Draft) -> Issue: ...

    def change(self, ref: Ref, change: Change) -> Issue: ...

    def comment(self, ref: Ref, body: str) -> Comment: ...

    def edit_comment(self, ref: Ref, comment: str, body: str) -> Comment: ...

    def add_label(self, ref: Ref, label: str) -> None: ...

    def link_child(self, parent: Ref, child: Issue) -> None:
        """Ties two issues of this tracker in its own way: a sub-issue, an issue link. Once more changes nothing or
        is refused for good."""

    def link_abroad(self, ref: Ref, other: Issue) -> None:
        """Shows an issue of another tracker on this one. Once more changes nothing; does nothing where the tracker
        knows no such links."""

    def assignable(self, project: ProjectId, login: str) -> bool: ...

    def permission(self, project: ProjectId, login: str) -> Permission: ...

    def labels(self, project: ProjectId) -> Sequence[Label] | None:
        """None where any word is a label, without being created first."""

    def create_label(self, project: ProjectId, label: Label) -> None:
        """Does nothing where the label exists."""

    def hooks(self, project: ProjectId) -> Sequence[Hook]: ...

    def install_hook(self, project: ProjectId, url: str, secret: str) -> Hook:
        """Creates the webhook for `url`, or brings the existing one up to date."""

    def remove_hook(self, project: ProjectId, hook: str, *, also: Sequence[ProjectId] = ()) -> None:
        """`also` may lose it, too, where one webhook tells of several projects."""

    def redeliver(self, projects: Sequence[ProjectId], url: str, since: datetime) -> int:
        """Asks for what could not be delivered to `url` since then; how many deliveries that were.

        0 where the tracker tries again by itself, or keeps no list of them.
        """


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
    """Empty where the delivery does not tell: then any project of the tracker may have changed."""
    project_name: str
    number: int | None
    """None where the delivery is about a project."""
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
