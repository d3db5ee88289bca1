"""What a tracker in memory holds: projects, issues, people, and a clock that only tests move.

Not here: the verbs of the service (world.py) and of people (acts.py).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from connectors.tracker import (
    Act,
    Comment,
    Event,
    Issue,
    Permission,
    Person,
    Project,
    ProjectId,
    Reason,
    Ref,
    Visibility,
)

NAME = "github"
START = datetime(2026, 3, 2, 9, 0, 0, 250_000, tzinfo=UTC)
"""A Monday. The fraction shows whether somebody compares moments finer than the tracker keeps them."""

ALICE, BOB, CAROL = Person("1", "alice"), Person("2", "bob"), Person("3", "carol")
MALLORY = Person("66", "mallory")
BOT = Person("900", "followthrough[bot]", bot=True)
EVERYBODY = (ALICE, BOB, CAROL, MALLORY, BOT)


@dataclass
class Entry:
    """One issue."""

    ref: Ref
    id: str
    title: str
    body: str
    author: Person
    created_at: datetime
    updated_at: datetime
    open: bool = True
    reason: Reason | None = None
    closed_at: datetime | None = None
    labels: list[str] = field(default_factory=list)
    assignees: list[Person] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    children: list[str] = field(default_factory=list)
    """Ids of its sub-issues."""
    deleted: bool = False


@dataclass
class Place:
    """One project, with what the tests may change about it."""

    id: ProjectId
    name: str
    visibility: Visibility = Visibility.PRIVATE
    accepts_issues: bool = True
    permission: Permission = Permission.WRITE
    readable: bool = True
    roles: dict[str, Permission] = field(default_factory=dict)
    unassignable: set[str] = field(default_factory=set)
    """Logins that the tracker drops without a word when they are assigned."""
    last_number: int = 0


@dataclass
class State:
    now: datetime = START
    places: dict[ProjectId, Place] = field(default_factory=dict)
    entries: dict[Ref, Entry] = field(default_factory=dict)
    moved: dict[Ref, Ref] = field(default_factory=dict)
    last_id: int = 1000

    @property
    def stamp(self) -> datetime:
        """The present as the tracker writes it down: to the second."""
        return self.now.replace(microsecond=0)

    def later(self, span: timedelta) -> None:
        self.now += span

    def place(self, name: str) -> Place:
        return next(place for place in self.places.values() if place.name == name)

    def add_place(self, name: str, visibility: Visibility = Visibility.PRIVATE) -> Place:
        roles = {
            ALICE.login: Permission.WRITE,
            BOB.login: Permission.ADMIN,
            CAROL.login: Permission.TRIAGE,
            MALLORY.login: Permission.READ,
        }
        place = Place(ProjectId(str(100 + len(self.places))), name, visibility, roles=roles)
        self.places[place.id] = place
        return place

    def add(self, place: Place, title: str, body: str, author: Person) -> Entry:
        place.last_number += 1
        ref = Ref(NAME, place.id, place.last_number)
        entry = Entry(ref, self.new_id(), title, body, author, self.stamp, self.stamp)
        self.entries[ref] = entry
        return entry

    def new_id(self) -> str:
        self.last_id += 1
        return str(self.last_id)

    def living(self, place: ProjectId | None = None) -> Iterator[Entry]:
        return (e for e in self.entries.values() if not e.deleted and place in (None, e.ref.project))

    def where(self, ref: Ref) -> Ref:
        while ref in self.moved:
            ref = self.moved[ref]
        return ref

    def name_of(self, ref: Ref) -> str:
        return f"{self.places[ref.project].name}#{ref.number}"

    def url_of(self, ref: Ref) -> str:
        return f"https://github.example/{self.places[ref.project].name}/issues/{ref.number}"

    def happened(self, entry: Entry, act: Act, actor: Person | None, detail: str = "") -> None:
        entry.events.append(Event(act, actor, self.stamp, detail))
        entry.updated_at = self.stamp

    def as_issue(self, entry: Entry) -> Issue:
        return Issue(
            ref=entry.ref,
            id=entry.id,
            name=self.name_of(entry.ref),
            url=self.url_of(entry.ref),
            title=entry.title,
            body=entry.body,
            author=entry.author,
            open=entry.open,
            created_at=entry.created_at,
            updated_at=entry.updated_at,
            reason=None if entry.open else entry.reason or Reason.COMPLETED,
            closed_at=entry.closed_at,
            labels=tuple(entry.labels),
            assignees=tuple(entry.assignees),
            comments=len(entry.comments),
            children=len(entry.children),
        )

    def as_project(self, place: Place) -> Project:
        return Project(
            id=place.id,
            name=place.name,
            url=f"https://github.example/{place.name}",
            visibility=place.visibility,
            owner=place.name.partition("/")[0],
            open_issues=sum(entry.open for entry in self.living(place.id)),
            accepts_issues=place.accepts_issues,
            permission=place.permission,
        )

    # -- what both people and the service do

    def set_open(self, entry: Entry, open: bool, reason: Reason | None, actor: Person) -> None:
        if entry.open == open and (open or entry.reason == reason):
            return
        entry.open, entry.reason = open, None if open else reason or Reason.COMPLETED
        entry.closed_at = None if open else self.stamp
        self.happened(entry, Act.REOPENED if open else Act.CLOSED, actor, "" if open else str(entry.reason))

    def say(self, entry: Entry, body: str, author: Person) -> Comment:
        identity = self.new_id()
        comment = Comment(identity, author, body, self.stamp, self.stamp, f"{self.url_of(entry.ref)}#{identity}")
        entry.comments.append(comment)
        entry.updated_at = self.stamp
        return comment

    def reword_comment(self, entry: Entry, identity: str, body: str) -> Comment:
        at = next(i for i, comment in enumerate(entry.comments) if comment.id == identity)
        entry.comments[at] = replace(entry.comments[at], body=body, updated_at=self.stamp)
        entry.updated_at = self.stamp
        return entry.comments[at]
