"""The places of one look: nothing is written where more people can read than when it was decided to write.

Between reading who can see a project and a write there are other writes, and what is remembered may be a day old. Not
here: which place is closed enough for which words (planning/tickets.py). That is decided anew when one has changed.
"""

from typing import Any

from connectors.tracker import Change, Draft, Issue, Project, ProjectId, Ref, Tracker, TrackerError, Trouble, Visibility
from service.observe import Memory, Trackers

_Place = tuple[str, ProjectId]


class Places:
    """A memory that knows on whose visibility one look rests."""

    def __init__(self, memory: Memory, trackers: Trackers) -> None:
        """`trackers` are asked before each write that carries words."""
        self._memory = memory
        self._trackers = trackers
        self._rests_on: dict[_Place, Visibility] = {}

    def project(self, tracker: str, name: str) -> Project | None:
        found = self._memory.project(tracker, name)
        if found:
            self._rests_on[tracker, found.id] = found.visibility
        return found

    def keep_project(self, tracker: str, project: Project) -> None:
        self._memory.keep_project(tracker, project)
        self._rests_on[tracker, project.id] = project.visibility

    def __getattr__(self, remembered: str) -> Any:
        return getattr(self._memory, remembered)

    def before_words_go_to(self, tracker: str, project: ProjectId) -> None:
        """Raises TrackerError where that place has become more open than it was, or another one more closed."""
        target = (tracker, project)
        if target not in self._rests_on:
            self._refuse_unless_closed(target)
        for place, was in list(self._rests_on.items()):
            settled = Visibility.PUBLIC if place == target else Visibility.PRIVATE
            if was is not settled:
                self._unchanged(place, was)

    def _unchanged(self, place: _Place, was: Visibility) -> None:
        if self._visibility(place) is was:
            return
        now = self._read(place)
        if now.visibility is not was:
            raise TrackerError(
                f"{now.name} is {_word(now.visibility)} now and was {_word(was)} when this was decided; "
                f"nothing more is written until it has been decided anew.",
                Trouble.MOVED,
            )

    def _refuse_unless_closed(self, place: _Place) -> None:
        """A place that nothing was decided about: an issue was moved there."""
        most_closed = max(self._rests_on.values(), default=Visibility.PRIVATE)
        if self._visibility(place) >= most_closed:
            return
        now = self._read(place)
        if now.visibility < most_closed:
            raise TrackerError(
                f"{now.name} is {_word(now.visibility)}, and what would be written there comes from a place that is "
                f"{_word(most_closed)}; move the issue back, or write there yourself.",
                Trouble.FORBIDDEN,
            )

    def _visibility(self, place: _Place) -> Visibility:
        """What is told for less than the whole project; that is read where this is not what it should be."""
        tracker, project = place
        try:
            return self._trackers[tracker].visibility(project)
        except TrackerError as error:
            if error.trouble is Trouble.LIMITED:
                raise
            return Visibility.UNKNOWN

    def _read(self, place: _Place) -> Project:
        tracker, project = place
        found = self._trackers[tracker].project(project)
        self._memory.keep_project(tracker, found)
        return found


class Discreet:
    """A tracker that asks before each write that carries words who can read them by now."""

    def __init__(self, tracker: Tracker, places: Places) -> None:
        self._tracker = tracker
        self._places = places

    def __getattr__(self, verb: str) -> Any:
        return getattr(self._tracker, verb)

    def create(self, project: ProjectId, draft: Draft) -> Issue:
        self._before(project)
        return self._tracker.create(project, draft)

    def change(self, ref: Ref, change: Change) -> Issue:
        if change.title is not None or change.body is not None:
            self._before(ref.project)
        return self._tracker.change(ref, change)

    def comment(self, ref: Ref, body: str) -> Any:
        self._before(ref.project)
        return self._tracker.comment(ref, body)

    def edit_comment(self, ref: Ref, comment: str, body: str) -> Any:
        self._before(ref.project)
        return self._tracker.edit_comment(ref, comment, body)

    def link_abroad(self, ref: Ref, other: Issue) -> None:
        self._before(ref.project)
        self._tracker.link_abroad(ref, other)

    def _before(self, project: ProjectId) -> None:
        self._places.before_words_go_to(self._tracker.name, project)


def _word(visibility: Visibility) -> str:
    return visibility.name.lower()
