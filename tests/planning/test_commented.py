"""A listing of comments is held against the count of the issue, where something is missing."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from connectors.tracker import Comment, Issue, Ref, TrackerError, Trouble
from service.commented import comments_of
from tests.planning.rig import HOME, Rig, new_rig
from tests.planning.state import BOB
from tests.planning.world import FakeTracker


class Counting(FakeTracker):
    """Notes what it is asked; something else may happen before it answers with comments."""

    def __init__(self, rig: Rig, before: Callable[[], None] = lambda: None) -> None:
        super().__init__(rig.world)
        self.asked: list[str] = []
        self._before = before

    def issue(self, ref: Ref) -> Issue:
        self.asked.append("issue")
        found = super().issue(ref)
        assert isinstance(found, Issue)
        return found

    def comments(self, ref: Ref, *, least: int = 0) -> list[Comment]:
        self.asked.append("comments")
        self._before()
        return list(super().comments(ref, least=least))


def said(*words: str) -> tuple[Rig, Ref]:
    rig = new_rig()
    ref = rig.people.open_issue(HOME, "Checkout errors", "")
    for word in words:
        rig.people.say(ref, word, BOB)
    return rig, ref


def texts(tracker: Counting, issue: Issue, wanted: str) -> list[str]:
    return [comment.body for comment in comments_of(tracker, issue, lambda comment: comment.body == wanted)]


def test_in_the_usual_case_they_are_read_once() -> None:
    rig, ref = said("one", "two")
    tracker = Counting(rig)
    issue = tracker.issue(ref)

    assert texts(tracker, issue, "nothing like it") == ["one", "two"]
    assert tracker.asked == ["issue", "comments"]


def test_where_the_issue_has_none_none_are_asked_for() -> None:
    rig, ref = said()
    tracker = Counting(rig)

    assert texts(tracker, tracker.issue(ref), "one") == []
    assert tracker.asked == ["issue"]


def test_more_than_are_counted_are_fine() -> None:
    rig, ref = said("one", "two")
    tracker = Counting(rig)

    assert texts(tracker, replace(tracker.issue(ref), comments=1), "three") == ["one", "two"]
    assert tracker.asked == ["issue", "comments"]


def test_fewer_are_fine_where_the_one_that_counts_is_among_them() -> None:
    rig, ref = said("one", "two")
    tracker = Counting(rig)

    assert texts(tracker, replace(tracker.issue(ref), comments=9), "one") == ["one", "two"]
    assert tracker.asked == ["issue", "comments"]


def test_one_that_was_deleted_in_between_is_not_missed() -> None:
    rig, ref = said("one", "two")

    def deleted() -> None:
        rig.people.entry(ref).comments[1:] = []

    tracker = Counting(rig, deleted)
    assert texts(tracker, tracker.issue(ref), "two") == ["one"]
    assert tracker.asked == ["issue", "comments", "issue", "comments"]


def test_where_one_is_missing_twice_nothing_is_believed() -> None:
    rig, ref = said("one", "two")
    comments = rig.people.entry(ref).comments
    tracker = Counting(rig)

    class Short(list[Comment]):
        """Counts more than it shows."""

        def __len__(self) -> int:
            return super().__len__() + 1

    rig.people.entry(ref).comments = Short(comments)
    issue = tracker.issue(ref)
    with pytest.raises(TrackerError) as raised:
        texts(tracker, issue, "three")
    assert raised.value.trouble is Trouble.INCOMPLETE
    assert not raised.value.permanent
    assert not raised.value.outcome_unknown
    assert tracker.asked == ["issue", "comments", "issue", "comments"]
