"""What changed since the last time, as hints: the sweep finds whatever no webhook told.

With nothing new it costs one conditional request a repository, and one search a Jira. It decides nothing and reads no
post-mortem.
"""

from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Table
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from connectors.tracker import Issue, Listing, Project, ProjectId, Ref, Tracker
from service.index import Index, Watermark
from service.mappings import Home, Mapping, TrackerKind
from service.markers import MARK

TOGETHER = ","
"""Between the names of projects that are swept in one go."""


class Hinted(Protocol):
    """Where hints go: the queue (hints.Hints), or a command that looks here and now."""

    def add_all(self, issues: Table[Ref, bool]) -> list[str]:
        """By whether each matters even if nobody knows it; `unknown` where it is nobody's concern."""


MOMENT = timedelta(seconds=5)
"""Trackers tell whole seconds, and their clocks are not ours."""


@dataclass(frozen=True)
class Swept:
    """What one sweep found."""

    changed: int
    hinted: int
    unchanged: bool = False


def sweep_project(
    tracker: Tracker,
    name: str,
    index: Index,
    hints: Hinted,
    now: datetime,
    *,
    labels: frozenset[str],
    since: datetime | None = None,
) -> Swept:
    """Hints at every changed issue that is known, labelled or marked as ours. Raises TrackerError.

    `name` is a project, or several as `sweeps` has them; `labels` are those of their mappings; `since` overrides where
    the last sweep ended.
    """
    names = name.split(TOGETHER)
    remembered = index.projects(tracker.name, names)
    place, *also = [(known or _read(tracker, one, index)).id for one, known in zip(names, remembered, strict=True)]
    mark = Watermark(since) if since else index.watermark(tracker.name, name)
    if mark is None:
        return _first(tracker, place, also, name, index, hints, now, labels)
    listing = tracker.issues(place, also=also, since=mark.since, etag=mark.etag, brief=True)
    if listing.unchanged:
        return Swept(0, 0, unchanged=True)
    seen = set(mark.seen)
    changed = [issue for issue in listing.issues if _stamp(issue) not in seen]
    hinted = _hint(changed, hints, labels)
    index.keep_watermark(tracker.name, name, _next(mark, listing, tracker.trails, now))
    return Swept(len(changed), hinted)


def sweeps(mappings: Iterable[Mapping]) -> dict[tuple[str, str], frozenset[str]]:
    """What is swept in one go: each project by itself, but all of one Jira together, which one search lists."""
    found: dict[tuple[str, str], frozenset[str]] = {}
    jiras = {home.tracker for mapping in mappings for home in _homes(mapping) if home.kind is TrackerKind.JIRA}
    projects = swept_projects(mappings)
    for (tracker, project), labels in projects.items():
        names = sorted(name for other, name in projects if other == tracker) if tracker in jiras else [project]
        place = (tracker, TOGETHER.join(names))
        found[place] = found.get(place, frozenset()) | labels
    return found


def is_swept(mappings: Iterable[Mapping], tracker: str, project: str) -> bool:
    """Whether this is a project that a mapping names, or several that are swept in one go."""
    every = sweeps(mappings)
    return any(other == tracker and project in (names, *names.split(TOGETHER)) for other, names in every)


def sweep_of(mappings: Iterable[Mapping], tracker: str, project: str) -> tuple[str, frozenset[str]]:
    """The sweep that a project belongs to, with its labels; of a project that no mapping names, itself."""
    for (other, names), labels in sweeps(mappings).items():
        if other == tracker and project in (names, *names.split(TOGETHER)):
            return names, labels
    return project, frozenset()


def _homes(mapping: Mapping) -> tuple[Home, Home]:
    return mapping.home, mapping.tickets.home


def swept_projects(mappings: Iterable[Mapping]) -> dict[tuple[str, str], frozenset[str]]:
    """Every project that a mapping names, by tracker and name, with the labels that matter there."""
    found: dict[tuple[str, str], frozenset[str]] = {}
    spelled: dict[tuple[str, str], tuple[str, str]] = {}
    for mapping in mappings:
        labels = mapping.labels
        ours = frozenset((labels.start, labels.finished, labels.action, labels.review))
        for tracker, name in ((mapping.tracker, mapping.project), (mapping.tickets.tracker, mapping.tickets.project)):
            place = spelled.setdefault((tracker, name.lower()), (tracker, name))
            found[place] = found.get(place, frozenset()) | ours
    return found


def _first(
    tracker: Tracker,
    project: ProjectId,
    also: Sequence[ProjectId],
    name: str,
    index: Index,
    hints: Hinted,
    now: datetime,
    labels: frozenset[str],
) -> Swept:
    """Nothing is known of this project yet: everything that carries one of the labels."""
    found = {
        issue.ref: issue
        for label in sorted(labels)
        for issue in tracker.issues(project, also=also, labels=[label], brief=True).issues
    }
    hinted = _hint(found.values(), hints, labels)
    newest = max((issue.updated_at for issue in found.values()), default=now)
    index.keep_watermark(tracker.name, name, Watermark(min(newest, now) - tracker.trails))
    return Swept(len(found), hinted)


def _hint(issues: Iterable[Issue], hints: Hinted, labels: frozenset[str]) -> int:
    outcomes = hints.add_all({issue.ref: concerns(issue, labels) for issue in issues})
    return sum(outcome != "unknown" for outcome in outcomes)


def concerns(issue: Issue, labels: frozenset[str]) -> bool:
    """Whether an issue is worth a look although no post-mortem is known to be tied to it."""
    return bool(labels & set(issue.labels)) or MARK in issue.body


def _next(mark: Watermark, listing: Listing, trails: timedelta, now: datetime) -> Watermark:
    """Only what the tracker said moves the mark; while it stands, the same request can be answered "unchanged".

    What changed just now may change again within what trackers take for the same moment, so it counts as unseen.
    """
    newest = max((issue.updated_at for issue in listing.issues), default=mark.since)
    since = max(mark.since, newest - trails)
    seen = tuple(_stamp(issue) for issue in listing.issues if since <= issue.updated_at < now - MOMENT)
    return Watermark(since, listing.etag if since == mark.since else None, seen)


def _stamp(issue: Issue) -> tuple[int, str]:
    return issue.ref.number, issue.updated_at.isoformat()


def _read(tracker: Tracker, name: str, index: Index) -> Project:
    project = tracker.project_named(name)
    index.keep_project(tracker.name, project)
    return project
