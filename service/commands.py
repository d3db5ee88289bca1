"""What people ask for in comments on a post-mortem, and what the tracker says of whoever asks.

Decides nothing: what follows from it is planning's. Not here: how a command is written (document/waivers.py).
"""

from collections.abc import Iterable, Iterator

from connectors.tracker import Comment, Issue, Tracker
from service.document.commands import asked
from service.document.post_mortem import Waiver
from service.document.text import one_line
from service.document.waivers import commands
from service.markers import MARK
from service.observed import FinishRequest, How, WaiverRequest
from service.record import REASON, AskedWaiver, Record


def finish_requests(tracker: Tracker, issue: Issue, comments: Iterable[Comment]) -> tuple[FinishRequest, ...]:
    """Whoever comments `/finish`; a comment that was edited since counts for nothing, for others may edit it, too."""
    said = [one for one in comments if MARK not in one.body and any(asked(one.body, "finish"))]
    unedited = [comment for comment in said if not _edited(comment)]
    people = dict.fromkeys(comment.author.login for comment in unedited)
    permissions = {login: tracker.permission(issue.ref.project, login) for login in people}
    return tuple(
        FinishRequest(How.COMMENT, one.author.login, permissions[one.author.login], one.created_at, one.author.called)
        for one in unedited
    )


_NAME = 40
"""Characters of a rule or a key that the record has room for."""


def waiver_requests(
    tracker: Tracker, issue: Issue, comments: Iterable[Comment], record: Record
) -> tuple[WaiverRequest, ...]:
    """Everything that comments ask to waive; costs one exchange for each person whose words are new.

    New words in a comment that was edited count for nothing, for others may have put them there.
    """
    said = dict(_asked(comments))
    known = {waiver for waiver in said if any(waiver.same_as(other) for other in (*record.asked, *record.waived))}
    waivers = {
        waiver: comment.author.login for waiver, comment in said.items() if waiver in known or not _edited(comment)
    }
    people = dict.fromkeys(login for waiver, login in waivers.items() if waiver not in known)
    permissions = {login: tracker.permission(issue.ref.project, login) for login in people}
    return tuple(
        WaiverRequest(waiver, None if waiver in known else permissions[login]) for waiver, login in waivers.items()
    )


def _asked(comments: Iterable[Comment]) -> Iterator[tuple[AskedWaiver, Comment]]:
    """Each with its comment. Comments of the service carry its mark; a person may share its account."""
    for comment in comments:
        for waiver in commands(comment.body) if MARK not in comment.body else ():
            yield _of(waiver, comment), comment


def _edited(comment: Comment) -> bool:
    """Whether the words may be another's than the author's: whoever writes there may edit them."""
    return comment.updated_at != comment.created_at


def _of(waiver: Waiver, comment: Comment) -> AskedWaiver:
    return AskedWaiver(
        one_line(waiver.rule, _NAME),
        one_line(waiver.action, _NAME) if waiver.action else None,
        one_line(waiver.because, REASON),
        comment.id,
        comment.author.called,
        comment.updated_at,
        allowed=False,
    )
