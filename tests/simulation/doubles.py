"""The service broken on purpose, one way each, to show that the simulation can tell.

Each stands between the service and a tracker, and does what a library, a shortcut or a slip of the pen would do.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from connectors.tracker import Change, Comment, Draft, Event, Issue, Project, ProjectId, Ref, TrackerError, Trouble
from connectors.tracker import Visibility as Seeing
from tests.simulation import invariants
from tests.simulation.histories import History, Move
from tests.stories.pairing import GITHUB


class Broken:
    """A tracker; what a double does not do otherwise is done as ever."""

    caught_as = ""
    """The invariant that it breaks."""

    def __init__(self, tracker: Any) -> None:
        self._tracker = tracker

    def __getattr__(self, verb: str) -> Any:
        return getattr(self._tracker, verb)


class Repeats(Broken):
    """A create whose outcome is unknown is sent again, as the libraries do by default."""

    caught_as = invariants.ONE_TICKET

    def create(self, project: ProjectId, draft: Draft) -> Any:
        try:
            return self._tracker.create(project, draft)
        except TrackerError as error:
            if not error.outcome_unknown:
                raise
            return self._tracker.create(project, draft)


class Tidies(Broken):
    """What stands around its own part of a text is dropped."""

    caught_as = invariants.BYTES_KEPT

    def change(self, ref: Ref, change: Change) -> Any:
        return self._tracker.change(ref, replace(change, body=_alone(change.body)) if change.body else change)

    def edit_comment(self, ref: Ref, comment: str, body: str) -> Comment:
        edited: Comment = self._tracker.edit_comment(ref, comment, _alone(body))
        return edited


def _alone(body: str) -> str:
    begin, end = body.rfind("<!-- followthrough:begin"), "<!-- followthrough:end -->"
    return body[begin : body.rfind(end) + len(end)] if begin >= 0 else body


class Trusts(Broken):
    """Every project counts as private."""

    caught_as = invariants.PRIVATE

    def project(self, project: ProjectId) -> Project:
        found: Project = self._tracker.project(project)
        return replace(found, visibility=Seeing.PRIVATE)

    def project_named(self, name: str) -> Project:
        found: Project = self._tracker.project_named(name)
        return replace(found, visibility=Seeing.PRIVATE)


class Hurries(Broken):
    """Times of the history are a week early."""

    caught_as = invariants.REVIEWS

    def history(self, ref: Ref) -> Sequence[Event]:
        return [replace(event, at=event.at - _WEEK) for event in self._tracker.history(ref)]


class Skips(Broken):
    """Some actions are given up without a word."""

    caught_as = invariants.CONVERGES

    def create(self, project: ProjectId, draft: Draft) -> Any:
        if "runbook" in draft.title:
            raise TrackerError("No.", Trouble.INVALID)
        return self._tracker.create(project, draft)


class Corrects(Broken):
    """Whenever it closes or opens a ticket, it gives it a title of its own."""

    caught_as = invariants.OVERRULED

    def change(self, ref: Ref, change: Change) -> Any:
        return self._tracker.change(
            ref, replace(change, title="As it should be") if change.open is not None else change
        )


class Ignores(Broken):
    """What a box asks for is not carried out, and counts as done."""

    caught_as = invariants.OVERRULED

    def change(self, ref: Ref, change: Change) -> Any:
        found = self._tracker.issue(ref)
        if change.open is None or not isinstance(found, Issue):
            return self._tracker.change(ref, change)
        return replace(found, open=change.open)


class Dreams(Broken):
    """Every ticket counts as open."""

    caught_as = invariants.IN_STEP

    def children(self, ref: Ref) -> Sequence[Issue]:
        return [replace(child, open=True, reason=None) for child in self._tracker.children(ref)]


_WEEK = timedelta(weeks=1)

DOUBLES: tuple[type[Broken], ...] = (Repeats, Tidies, Trusts, Hurries, Skips, Corrects, Ignores, Dreams)

TELLING: dict[type[Broken], History] = {
    Repeats: History(GITHUB, 1, (Move("a write is spoiled", 0, 2), Move("asks to finish", 0, 0, 60, "hears"))),
    Tidies: History(GITHUB, 2, (Move("scribbles in the status", 0, 1), Move("closes a ticket", 0, 0, 60, "hears"))),
    Trusts: History(GITHUB, 1, (Move("a project is shown", 0, 1), Move("asks to finish", 0, 0, 60, "hears"))),
    Hurries: History(GITHUB, 2, ()),
    Skips: History(GITHUB, 2, ()),
    Corrects: History(GITHUB, 2, (Move("ticks", 0, 0, 60, "hears"),)),
    Dreams: History(GITHUB, 2, (Move("closes a ticket", 0, 0, 60, "hears"),)),
    Ignores: History(GITHUB, 2, (Move("ticks", 0, 0, 60, "hears"),)),
}
"""A short history each, by which it is found out; drawn ones find it, too, after some."""
