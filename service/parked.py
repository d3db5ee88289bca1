"""Tells in the status comment that looks at its post-mortem are parked, once; the next that goes through unsays it.

Not here: what is parked, and which of it is told there (jobs.py).
"""

from datetime import datetime, timedelta

import structlog

from connectors.tracker import Gone, Issue, Ref, Tracker, TrackerError
from service import fence
from service.commented import comments_of
from service.hints import LeaseLost
from service.index import Index, Parked
from service.observe import Surroundings, kept, status_in
from service.reconcile import Reconciler
from service.says.parked import has_note, note, with_note

log = structlog.get_logger()

SELDOM = timedelta(hours=6)
"""From one telling to the next. What came and went more often would use up how often a text may return (runaway.py)."""


def tell(reconciler: Reconciler, index: Index, target: Ref, parked: Parked) -> None:
    """At most one write. What keeps it from being told is logged: the parking stands, and the next attempt tells it."""
    if not index.claim_telling(target, SELDOM):
        return
    is_told = False
    try:
        is_told = _told(reconciler, index, target, parked)
    except (TrackerError, LeaseLost) as error:
        log.warning("not told in the status comment", post_mortem=str(target), reason=str(error))
    finally:
        if not is_told:
            index.give_up_telling(target)


def _told(reconciler: Reconciler, index: Index, target: Ref, parked: Parked) -> bool:
    """Whether the comment says it now. No comment is begun for it, and none that people changed by hand is touched."""
    if target.tracker not in reconciler.trackers:
        return False
    tracker, around = reconciler.trackers[target.tracker], reconciler.around
    issue = tracker.issue(target)
    if isinstance(issue, Gone):
        return False
    _rest_on(tracker, issue, around)
    me = tracker.me()
    comments = comments_of(tracker, issue, lambda comment: status_in((comment,), me, around.signer) is not None)
    status = status_in(comments, me, around.signer)
    block = fence.find(status.body) if status else None
    if status is None or block is None or not block.untouched:
        return False
    if not has_note(block.text):
        said = note(target, datetime.fromisoformat(parked.since), parked.message)
        tracker.edit_comment(issue.ref, status.comment, fence.replace(status.body, with_note(block.text, said)))
        index.count("writes")
    return True


def _rest_on(tracker: Tracker, issue: Issue, around: Surroundings) -> None:
    """Nothing is written where more people read by now than at the last look (places.py)."""
    if around.memory.project(tracker.name, issue.ref.project) is None:
        kept(tracker.project(issue.ref.project), tracker, around)
