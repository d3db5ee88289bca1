"""Closes a ticket or review that is there twice, and says so on it, once.

Not here: which of them is the double (planning/duplicates.py), or what a tracker remembers of it (doubles.py).
"""

from collections.abc import Callable
from typing import Any

from connectors.tracker import Change, Gone, Issue, Ref, TrackerError, Trouble
from service.doubles import REASON, Trackers, judged, word
from service.markers import Signer
from service.planning.duplicates import stands
from service.says import duplicate as words
from service.says import refusals
from service.steps import CloseDuplicate

Write = Callable[[Callable[[], object]], Any]


def close_duplicate(trackers: Trackers, step: CloseDuplicate, signer: Signer, post_mortem: Ref, write: Write) -> bool:
    """Reads both once more before it writes; False where it is still to be done. Raises TrackerError.

    First it is closed: whoever finds it closed by the service and without a word knows what is left to do.
    """
    there = trackers[step.double.ref.tracker]
    now, of = there.issue(step.double.ref), trackers[step.of.tracker].issue(step.of)
    if isinstance(now, Gone) or now.ref == of.ref:
        return True
    if isinstance(of, Gone) or not stands(of):
        return False
    if not judged(there, now, signer, post_mortem).unsaid:
        return True
    closed = Change(open=False, reason=REASON)
    refused = _refused(lambda: write(lambda: there.change(now.ref, closed))) if now.open else ""
    text = words.text(step.claim.kind, step.claim.key, *_named(of, now), refused=refused)
    write(lambda: there.comment(now.ref, f"{text}\n\n{word(signer, post_mortem)}"))
    return True


def _refused(close: Callable[[], object]) -> str:
    """Why it cannot be closed, as a sentence. Then it is said on it, and left to people."""
    try:
        close()
    except TrackerError as error:
        if not error.permanent or error.trouble is Trouble.UNAUTHORIZED:
            raise
        return refusals.tracker_says(error.message)
    return ""


def _named(of: Issue, double: Issue) -> tuple[str, str]:
    """Name and address of the one that stands; empty where others may read the double than that."""
    alike = (of.ref.tracker, of.ref.project) == (double.ref.tracker, double.ref.project)
    closed_enough = of.restricted_to is None or of.restricted_to == double.restricted_to
    return (of.name, of.url) if alike and closed_enough else ("", "")
