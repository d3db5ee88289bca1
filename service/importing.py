"""Documents become post-mortems, each exactly once: looked for in the listing, created with its claim, then looked at.

Not here: what a document is known by and why one is refused (imported.py), or reading files and showing what came of it
(service/cli).
"""

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import cast

from connectors.tracker import Issue, Permission, Project, Tracker, TrackerError, Trouble
from service.afresh import SLACK, marks_of, trustworthy
from service.creation import Creation, Uncertain
from service.hints import Lease, LeaseLost
from service.imported import Fate, Known, Offered, Result, draft, home, known, sorted_out
from service.jobs import Runtime, run_look, turn_of, unleased
from service.leased import Leased
from service.mappings import Mapping
from service.markers import Signer
from service.says import importing as words
from service.says import refusals

NEEDED = Permission.WRITE
"""GitHub drops labels of a new issue silently where there is no push access (REST: create an issue)."""

PATIENCE = 3
"""After so many creates in a row without an answer the others are not tried."""

READINGS = 3
"""How often a listing is read that shifted while it was read."""

_HOPELESS = {Trouble.UNAUTHORIZED, Trouble.LIMITED}
"""What is wrong with one is wrong with all."""

Progress = Callable[[Sequence[Offered]], Generator[Offered, None, None]]


def one_by_one(documents: Sequence[Offered]) -> Generator[Offered, None, None]:
    yield from documents


class CannotImport(Exception):
    """Nothing can be imported here, for a reason that people can do something about."""


@dataclass(frozen=True)
class Importer:
    """Imports documents as post-mortems of one mapping."""

    runtime: Runtime
    mapping: Mapping
    signer: Signer

    def rehearse(self, documents: Sequence[Offered]) -> Iterator[Result]:
        """What would become of each, in no order. Writes nothing. Raises CannotImport and TrackerError."""
        tracker = unleased(self.runtime, self.mapping.tracker)
        project = self._project(tracker)
        good, bad = sorted_out(documents, self.mapping, self.signer, tracker.size)
        before = self.known_before(tracker, project, good)
        yield from bad
        yield from (before.result(document) or Result(document, Fate.WOULD_CREATE) for document in good)

    def carry_out(self, documents: Sequence[Offered], progress: Progress = one_by_one) -> Generator[Result, None, None]:
        """What became of each, in no order. Raises CannotImport and TrackerError before anything is written."""
        tracker = self.runtime.trackers[self.mapping.tracker]
        project = self._project(unleased(self.runtime, tracker.name))
        good, bad = sorted_out(documents, self.mapping, self.signer, tracker.size)
        lease = self.runtime.hints.acquire(home(tracker.name, project.id))
        if lease is None:
            raise CannotImport(words.another_runs(project.name))
        try:
            run = _Run(self, tracker, project, lease)
            yield from bad
            yield from run.each(good, progress)
        except LeaseLost as lost:
            raise CannotImport(words.lease_lost(project.name)) from lost
        finally:
            lease.release()

    def _project(self, tracker: Tracker) -> Project:
        project = tracker.project_named(self.mapping.project)
        if not project.accepts_issues:
            raise CannotImport(words.closed_to_issues(project.name))
        if project.permission < NEEDED:
            raise CannotImport(words.no_permission(project.name, project.permission.name.lower()))
        return project

    def known_before(self, tracker: Tracker, project: Project, documents: Sequence[Offered]) -> Known:
        """Raises CannotImport where the listing is no proof of what is not in it, or nothing new would be taken."""
        listed = _steady(lambda: tracker.issues(project.id).issues)
        if not trustworthy(tracker, project, listed, None):
            raise CannotImport(refusals.empty_listing(project.name))
        unlisted = self.unlisted(tracker, project, self.runtime.now() - tracker.trails, documents)
        before = known((*listed, *unlisted), tracker.me(), self.signer, self.mapping)
        self._check_obstacles(tracker, project, [document for document in documents if not before.result(document)])
        return before

    def _check_obstacles(self, tracker: Tracker, project: Project, new: Sequence[Offered]) -> None:
        """What keeps the first from being created keeps all of them: they differ in their words alone."""
        for document in new[:1]:
            if obstacles := tracker.obstacles(project, draft(document, self.mapping, self.signer)):
                raise CannotImport(words.refused(project.name, obstacles))

    def unlisted(
        self, tracker: Tracker, project: Project, since: datetime, documents: Sequence[Offered]
    ) -> Sequence[Issue]:
        """Those of these documents that the listing may not show yet."""
        marks = [mark for one in documents for mark in marks_of(one.claim, home(tracker.name, project.id), self.signer)]
        return tracker.unlisted(project.id, since=since, marks=marks)


def _steady(read: Callable[[], tuple[Issue, ...]]) -> tuple[Issue, ...]:
    """Where an issue changes while a listing by last change is read, it comes twice, and another not at all."""
    for _ in range(READINGS - 1):
        issues = read()
        if len({issue.ref for issue in issues}) == len(issues):
            return issues
    return read()


@dataclass
class _Run:
    """One import in earnest, under its lease."""

    importer: Importer
    bare: Tracker
    project: Project
    lease: Lease
    silent: int = 0
    """How many creates in a row had no answer."""
    stopped: str = ""
    """Why nothing more is tried."""
    pending: dict[Offered, Result] = field(default_factory=dict)
    """Those whose outcome is not known, with what is to be said of them."""

    def __post_init__(self) -> None:
        runtime = self.importer.runtime
        self.started = runtime.now()
        self.tracker: Tracker = cast(Tracker, Leased(self.bare, turn_of(runtime, self.lease, patient=True)))
        self.home = self.lease.target
        self.creation = Creation({self.tracker.name: self.tracker}, runtime.index, self.home, runtime.now)

    def each(self, documents: Sequence[Offered], progress: Progress) -> Iterator[Result]:
        before = self.importer.known_before(self.tracker, self.project, documents)
        with closing(progress(documents)) as every:
            for document in every:
                if result := self._result(document, before):
                    yield result
        yield from self._looked_for()

    def _result(self, document: Offered, before: Known) -> Result | None:
        if self.stopped:
            return Result(document, Fate.NOT_TRIED, why=words.stopped(self.stopped))
        seen = before.result(document)
        return self._seen(seen) if seen else self._created(document)

    def _created(self, document: Offered) -> Result | None:
        """None where the outcome is not known: it is looked for once more in the end."""
        mark = marks_of(document.claim, self.home, self.importer.signer)[0]
        made = replace(draft(document, self.importer.mapping, self.importer.signer), mark=mark)
        try:
            self.lease.keep()
            issue = self.creation.once(document.claim, self.tracker.name, self.project.id, made)
        except Uncertain as uncertain:
            self._note_uncertain(document, uncertain)
            return None
        except TrackerError as error:
            return self._failed(document, error)
        self.silent = 0
        self.importer.runtime.index.count("writes")
        return Result(document, Fate.CREATED, issue, self._look(issue))

    def _note_uncertain(self, document: Offered, uncertain: Uncertain) -> None:
        """An intent of an earlier import says nothing of how the tracker answers now."""
        self.silent += uncertain.__cause__ is not None
        why = words.uncertain(self.bare.name, uncertain.retry_at)
        self.pending[document] = Result(document, Fate.UNCERTAIN, why=why)
        if self.silent >= PATIENCE:
            self.stopped = words.silent(self.bare.name)

    def _failed(self, document: Offered, error: TrackerError) -> Result:
        if error.trouble in _HOPELESS:
            self.stopped = error.message
        return Result(document, Fate.FAILED, why=error.message)

    def _seen(self, result: Result) -> Result:
        """One that was imported before; where that was cut short, its first look is still to come."""
        self.importer.runtime.index.settle(self.home, result.document.claim)
        if result.issue and result.issue.comments == 0:
            self._look(result.issue)
        return result

    def _look(self, issue: Issue) -> str:
        """The ordinary look, here and now; why it has to wait, if it does. The hint stays until it is served."""
        runtime = self.importer.runtime
        runtime.hints.add(issue.ref)
        told = run_look(runtime, issue.ref)
        return words.look_later(told.partition(": ")[2]) if told.startswith("postponed") else ""

    def _looked_for(self) -> Iterator[Result]:
        """Most replies that are lost are lost behind a create that happened: then the listing shows it by now."""
        if not self.pending:
            return
        try:
            since = self.started - SLACK
            listed = self.tracker.issues(self.project.id, since=since).issues
            unlisted = self.importer.unlisted(self.tracker, self.project, since, tuple(self.pending))
            found = known((*listed, *unlisted), self.tracker.me(), self.importer.signer, self.importer.mapping)
        except TrackerError:
            found = Known()
        for document, uncertain in self.pending.items():
            issue = found.places.get(document.place_digest)
            if issue is None:
                yield uncertain
            else:
                self.importer.runtime.index.settle(self.home, document.claim)
                yield Result(document, Fate.CREATED, issue, self._look(issue))
