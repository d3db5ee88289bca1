"""The comments of an issue: empty is not absent, and neither is fewer than there are. Reads only.

Counts and listings of comments trail by seconds in either direction, so that they are only held against each other
where something is missing. Not here: what is looked for among the comments.
"""

from collections.abc import Callable

from connectors.tracker import Comment, Issue, Ref, Tracker


def comments_of(tracker: Tracker, issue: Issue, wanted: Callable[[Comment], bool]) -> tuple[Comment, ...]:
    """Those that the tracker shows; nothing is asked where the issue says that it has none.

    Raises TrackerError where none of them is `wanted` and not all are shown: what is missing may be it.
    """
    found = tuple(tracker.comments(issue.ref)) if issue.comments else ()
    if len(found) >= issue.comments or any(map(wanted, found)):
        return found
    return all_comments(tracker, issue.ref)


def all_comments(tracker: Tracker, ref: Ref) -> tuple[Comment, ...]:
    """Issue and comments once more: what was deleted between reading both before is not missed now."""
    now = tracker.issue(ref)
    return tuple(tracker.comments(ref, least=now.comments if isinstance(now, Issue) else 0))
