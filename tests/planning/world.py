"""A tracker in memory that speaks the Protocol, loses replies and lies in its listings when a test says so.

Not here: what it holds (state.py), and what people do in it (acts.py).
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import Enum
from typing import TypeVar

from connectors.tracker import (
    Absence,
    Act,
    Alike,
    Change,
    Check,
    Comment,
    Draft,
    Event,
    Gone,
    Hook,
    Issue,
    Label,
    Listing,
    Permission,
    Person,
    Project,
    ProjectId,
    Ref,
    Size,
    TrackerError,
    Trouble,
    Visibility,
)
from tests.planning.state import BOT, EVERYBODY, NAME, Entry, Place, State

MOST_BODY = 65_536
MOST_TITLE = 256
MOST_CHILDREN = 100

T = TypeVar("T")


class Killed(Exception):
    """The process of the service ended here."""


class Fate(Enum):
    """What becomes of one write."""

    LOST_BEFORE = "no answer, and nothing happened"
    LOST_AFTER = "no answer, although it happened"
    KILLED_BEFORE = "the process died before the write"
    KILLED_AFTER = "the process died after the write"
    LIMITED = "the tracker asks to wait"
    REFUSED = "the tracker refuses the values"
    DEAD_END = "no way leads there"
    FORBIDDEN = "the service may not"
    NOT_SHOWN = "it is not there, or hidden"


_ERRORS = {
    Fate.LOST_BEFORE: Trouble.UNREACHABLE,
    Fate.LOST_AFTER: Trouble.UNREACHABLE,
    Fate.LIMITED: Trouble.LIMITED,
    Fate.REFUSED: Trouble.INVALID,
    Fate.DEAD_END: Trouble.DEAD_END,
    Fate.FORBIDDEN: Trouble.FORBIDDEN,
    Fate.NOT_SHOWN: Trouble.NOT_FOUND,
}


class Lie(Enum):
    """What a listing may do wrong."""

    EMPTY = "shows nothing"
    FIRST_PAGE = "shows only what changed first"
    STALE = "shows only what changed until some minutes ago"
    NOT_FOUND = "answers 404"


@dataclass
class World(State):
    """A State with what goes wrong, and the tracker through which the service sees it."""

    me: Person = BOT
    fates: dict[int, Fate] = field(default_factory=dict)
    """By the number of the write, the first being 1."""
    create_fate: Callable[[Draft], Fate | None] = field(default=lambda draft: None)
    edit_fate: Fate | None = None
    """Of every edit of a comment."""
    refuses: Callable[[Draft], str] = field(default=lambda draft: "")
    """What the tracker says it would not take of a draft, before it is asked to."""
    owes: Callable[[Draft], bool] = field(default=lambda draft: False)
    """Whether a create cannot assign for now."""
    leaves_out: Callable[[Draft], tuple[str, ...]] = field(default=lambda draft: ())
    """What a create leaves out and says so."""
    hidden: set[str] = field(default_factory=set)
    """Marks of created issues that listings do not show; `unlisted` does."""
    marks: dict[Ref, str] = field(default_factory=dict)
    lies: dict[ProjectId, Lie] = field(default_factory=dict)
    meanwhile: list[Callable[[], object]] = field(default_factory=list)
    """What people do, one a time, right after the service has read the comments of an issue."""
    writes: list[str] = field(default_factory=list)
    """Every write that was tried."""
    creates: int = 0
    """How many issues the service created."""

    @property
    def tracker(self) -> "FakeTracker":
        return FakeTracker(self)

    def ours(self) -> list[Entry]:
        """Every living issue that the service created, whatever its account was called then."""
        return [entry for entry in self.living() if entry.author.bot]


class FakeTracker:
    """The verbs of connectors.tracker.Tracker over a World."""

    def __init__(self, world: World) -> None:
        self._world = world

    @property
    def name(self) -> str:
        return NAME

    @property
    def trails(self) -> timedelta:
        return timedelta(minutes=5)

    def guarded(self, check: Check) -> AbstractContextManager[None]:
        return nullcontext()

    def me(self) -> Person:
        return self._world.me

    def warm(self) -> None:
        pass

    def cool(self) -> None:
        pass

    def probe(self, names: Collection[str]) -> None:
        pass

    # -- reads

    def project_named(self, name: str) -> Project:
        found = [place for place in self._world.places.values() if place.name.lower() == name.lower()]
        return self._world.as_project(self._readable(found[0] if found else None, name))

    def project(self, project: ProjectId) -> Project:
        return self._world.as_project(self._readable(self._world.places.get(project), project))

    def visibility(self, project: ProjectId) -> Visibility:
        return self.project(project).visibility

    def issue(self, ref: Ref) -> Issue | Gone:
        now = self._world.where(ref)
        entry = self._world.entries.get(now)
        if entry is None or not self._world.places[now.project].readable:
            return Gone(ref, Absence.NOT_FOUND)
        return Gone(ref, Absence.DELETED) if entry.deleted else self._world.as_issue(entry)

    def several(self, refs: Sequence[Ref], *, alike: Alike | None = None) -> Mapping[Ref, Issue | Gone]:
        return {ref: self.issue(ref) for ref in refs}

    def could_mean(self, words: str) -> bool:
        return "#" in words or "://" in words

    def locate(self, words: str, home: ProjectId | None = None) -> Ref | None:
        name, mark, number = words.removeprefix("https://github.example/").replace("/issues/", "#").rpartition("#")
        if not mark or not number.isdecimal():
            return None
        place = next((place.id for place in self._world.places.values() if place.name == name), None)
        project = place if name else home
        return Ref(NAME, project, int(number)) if project else None

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
        place = self._readable(self._world.places.get(project), project)
        lie = self._world.lies.get(project)
        if lie is Lie.NOT_FOUND:
            raise TrackerError(f"There is no list of issues in {place.name}.", Trouble.NOT_FOUND)
        found = sorted(self._world.living(project), key=lambda entry: (entry.updated_at, entry.ref.number))
        if lie is Lie.STALE:
            found = [entry for entry in found if entry.updated_at < self._world.now - timedelta(minutes=10)]
        asked = [entry for entry in found if since is None or entry.updated_at >= since.replace(microsecond=0)]
        asked = [entry for entry in asked if set(labels) <= set(entry.labels)]
        asked = [entry for entry in asked if self._world.marks.get(entry.ref, "") not in self._world.hidden]
        if lie is Lie.EMPTY:
            asked = []
        if lie is Lie.FIRST_PAGE:
            asked = asked[:1] if len(asked) > 1 else []
        return Listing(tuple(self._world.as_issue(entry) for entry in asked))

    def lists_anything(self, project: ProjectId) -> bool:
        return self._world.lies.get(project) is not Lie.EMPTY and any(self._world.living(project))

    def unlisted(self, project: ProjectId, *, since: datetime, marks: Sequence[str]) -> Sequence[Issue]:
        marked = (ref for ref, mark in self._world.marks.items() if mark in marks and ref.project == project)
        return tuple(self._world.as_issue(self._world.entries[ref]) for ref in marked)

    def obstacles(self, place: Project, draft: Draft) -> Sequence[str]:
        refused = self._world.refuses(draft)
        return (refused,) if refused else ()

    def size(self, body: str) -> Size:
        return Size(len(body), MOST_BODY)

    def comments(self, ref: Ref, *, least: int = 0) -> Sequence[Comment]:
        found = list(self._entry(ref).comments)
        if len(found) < least:
            raise TrackerError(f"{len(found)} of {least} comments are shown.", Trouble.INCOMPLETE)
        if self._world.meanwhile:
            self._world.meanwhile.pop(0)()
        return found

    def history(self, ref: Ref) -> Sequence[Event]:
        return list(self._entry(ref).events)

    def children(self, ref: Ref) -> Sequence[Issue]:
        wanted = self._entry(ref).children
        found = (entry for entry in self._world.living() if entry.id in wanted)
        return [self._world.as_issue(e) for e in found if self._world.places[e.ref.project].readable]

    def assignable(self, project: ProjectId, login: str) -> bool:
        return login in self._world.places[project].roles

    def permission(self, project: ProjectId, login: str) -> Permission:
        return self._world.places[project].roles.get(login, Permission.NONE)

    def labels(self, project: ProjectId) -> Sequence[Label]:
        return sorted({Label(label) for entry in self._world.living(project) for label in entry.labels}, key=str)

    def hooks(self, project: ProjectId) -> Sequence[Hook]:
        return []

    # -- writes

    def create(self, project: ProjectId, draft: Draft) -> Issue:
        return self._write(
            f"create {draft.title}", lambda: self._create(project, draft), self._world.create_fate(draft)
        )

    def change(self, ref: Ref, change: Change) -> Issue:
        return self._write(f"change #{ref.number}", lambda: self._change(ref, change))

    def comment(self, ref: Ref, body: str) -> Comment:
        self._fits("", body)
        return self._write(f"comment on #{ref.number}", lambda: self._world.say(self._entry(ref), body, self._world.me))

    def edit_comment(self, ref: Ref, comment: str, body: str) -> Comment:
        self._fits("", body)
        return self._write(
            f"edit a comment on #{ref.number}",
            lambda: self._reworded(self._entry(ref), comment, body),
            self._world.edit_fate,
        )

    def _reworded(self, entry: Entry, comment: str, body: str) -> Comment:
        if all(there.id != comment for there in entry.comments):
            raise TrackerError(f"There is no comment {comment}.", Trouble.NOT_FOUND)
        return self._world.reword_comment(entry, comment, body)

    def add_label(self, ref: Ref, label: str) -> None:
        self._write(f"label #{ref.number}", lambda: self._entry(ref).labels.append(label))

    def link_child(self, parent: Ref, child: Issue) -> None:
        self._write(f"link #{child.ref.number}", lambda: self._link_child(self._entry(parent), child))

    def link_abroad(self, ref: Ref, other: Issue) -> None:
        raise NotImplementedError

    def create_label(self, project: ProjectId, label: Label) -> None:
        raise NotImplementedError

    def install_hook(self, project: ProjectId, url: str, secret: str) -> Hook:
        raise NotImplementedError

    def remove_hook(self, project: ProjectId, hook: str, *, also: Sequence[ProjectId] = ()) -> None:
        raise NotImplementedError

    def redeliver(self, projects: Sequence[ProjectId], url: str, since: datetime) -> int:
        raise NotImplementedError

    # -- how a write goes

    def _write(self, words: str, effect: Callable[[], T], fate: Fate | None = None) -> T:
        self._world.writes.append(words)
        fate = self._world.fates.get(len(self._world.writes)) or fate
        if fate is None:
            return effect()
        if fate in {Fate.LOST_AFTER, Fate.KILLED_AFTER}:
            effect()
        if fate in _ERRORS:
            retry_at = self._world.now + timedelta(minutes=1) if fate is Fate.LIMITED else None
            raise TrackerError(f"GitHub could not {words}: {fate.value}.", _ERRORS[fate], retry_at=retry_at)
        raise Killed(words)

    def _create(self, project: ProjectId, draft: Draft) -> Issue:
        place = self._readable(self._world.places.get(project), project)
        self._fits(draft.title, draft.body)
        if not place.accepts_issues:
            raise TrackerError(f"{place.name} takes no issues.", Trouble.GONE)
        entry = self._world.add(place, draft.title, draft.body, self._world.me)
        self._world.creates += 1
        for label in draft.labels:
            entry.labels.append(label)
            self._world.happened(entry, Act.LABELED, self._world.me, label)
        owed = draft.assignees if self._world.owes(draft) else ()
        found = [who for who in EVERYBODY if who.login in draft.assignees and self._may_own(place, who)]
        entry.assignees = [] if owed else found
        self._world.marks[entry.ref] = draft.mark
        return replace(self._world.as_issue(entry), notices=self._world.leaves_out(draft), owed=owed)

    def _may_own(self, place: Place, who: Person) -> bool:
        return who.login in place.roles and who.login not in place.unassignable

    def _change(self, ref: Ref, change: Change) -> Issue:
        entry = self._entry(ref)
        self._fits(change.title or entry.title, change.body or "")
        entry.title = entry.title if change.title is None else change.title
        entry.body = entry.body if change.body is None else change.body
        if change.assignees is not None:
            place = self._world.places[entry.ref.project]
            entry.assignees = [w for w in EVERYBODY if w.login in change.assignees and self._may_own(place, w)]
        entry.updated_at = self._world.stamp
        if change.open is not None:
            self._world.set_open(entry, change.open, change.reason, self._world.me)
        return self._world.as_issue(entry)

    def _link_child(self, parent: Entry, child: Issue) -> None:
        taken = [entry for entry in self._world.living() if child.id in entry.children]
        own = self._world.places[parent.ref.project].name.partition("/")[0]
        other = self._world.places[self._world.where(child.ref).project].name.partition("/")[0]
        if taken or len(parent.children) >= MOST_CHILDREN or own != other:
            raise TrackerError("GitHub refuses this sub-issue.", Trouble.INVALID)
        parent.children.append(child.id)
        parent.updated_at = self._world.stamp

    def _entry(self, ref: Ref) -> Entry:
        now = self._world.where(ref)
        entry = self._world.entries.get(now)
        if entry is None or entry.deleted or not self._world.places[now.project].readable:
            raise TrackerError(f"There is no issue #{ref.number}.", Trouble.NOT_FOUND)
        if now != ref:
            raise TrackerError(f"#{ref.number} lives elsewhere now.", Trouble.MOVED)
        return entry

    def _readable(self, place: Place | None, name: str) -> Place:
        if place is None or not place.readable:
            raise TrackerError(f"There is no project {name}, or the service may not read it.", Trouble.NOT_FOUND)
        return place

    def _fits(self, title: str, body: str) -> None:
        if len(title) > MOST_TITLE or len(body) > MOST_BODY:
            raise TrackerError(f"{len(title)} and {len(body)} characters are too long.", Trouble.INVALID)
