"""Exactly-once creation: an intent is written down, the create call carries its claim, an unknown outcome is adopted.

No tracker takes a key that would make a create repeatable, so whoever is not sure looks in the listing; that is the
observer's (observe.py). Here is the other half: never to send a second create while the first may have happened. So it
is with issues, and with the comments that are there once.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from connectors.tracker import Comment, Draft, Issue, ProjectId, Ref, Tracker, TrackerError
from service.observed import Claim

QUIET = timedelta(minutes=2)
"""After an unknown outcome nothing is created again for so long: the tracker is slow, and its listings trail."""
UNHEARD = timedelta(minutes=1)
"""The same after an intent of which nothing was heard since, because its process died: listings were seen to trail by
half a minute, and the request was not on its way for long."""

T = TypeVar("T")


class Journal(Protocol):
    """Where intents are written down. Losing it is survived: markers in the tracker say the same, only later."""

    def intend(self, post_mortem: Ref, claim: Claim, until: datetime) -> datetime | None:
        """Writes down that a create may be under way `until` then; of one that is open already its end, which stays."""

    def prolong(self, post_mortem: Ref, claim: Claim, until: datetime) -> None:
        """It may be under way longer."""

    def settle(self, post_mortem: Ref, claim: Claim) -> None:
        """The outcome is known: forget the intent."""


class Uncertain(Exception):
    """A create may have happened and cannot be seen yet; to be looked for again from `retry_at` on.

    `asked` is False where the tracker was not asked this time.
    """

    def __init__(self, claim: Claim, retry_at: datetime, *, asked: bool) -> None:
        super().__init__(f"{claim.kind} {claim.key}")
        self.claim = claim
        self.retry_at = retry_at
        self.asked = asked


class Creation:
    """Creates issues of one post-mortem, and the comments that are there once: each claim at most once."""

    def __init__(
        self, trackers: Mapping[str, Tracker], journal: Journal, post_mortem: Ref, now: Callable[[], datetime]
    ) -> None:
        self._trackers = trackers
        self._journal = journal
        self._post_mortem = post_mortem
        self._now = now

    def later(self, after: timedelta = QUIET) -> datetime:
        """When what was not done may be tried again."""
        return self._now() + after

    def once(self, claim: Claim, tracker: str, project: ProjectId, draft: Draft) -> Issue:
        """Creates the issue, given that a trustworthy listing just showed none with this claim.

        Raises Uncertain while an earlier or this create may have happened unseen, TrackerError when it surely did not.
        """
        created = self._sent(claim, lambda: self._trackers[tracker].create(project, draft))
        self._journal.settle(self._post_mortem, claim)
        return created

    def comment_once(self, claim: Claim, ref: Ref, body: str) -> Comment:
        """The same of a comment, given that the comments that are shown are all, and none has this claim.

        Its intent stays until its time is over: whether there is a comment is told by a count, which may trail.
        """
        return self._sent(claim, lambda: self._trackers[ref.tracker].comment(ref, body))

    def _sent(self, claim: Claim, write: Callable[[], T]) -> T:
        now = self._now()
        earlier = self._journal.intend(self._post_mortem, claim, now + UNHEARD)
        if earlier is not None:
            if now < earlier:
                raise Uncertain(claim, earlier, asked=False)
            self._journal.prolong(self._post_mortem, claim, now + UNHEARD)
        try:
            return write()
        except TrackerError as error:
            if error.outcome_unknown:
                self._journal.prolong(self._post_mortem, claim, now + QUIET)
                raise Uncertain(claim, now + QUIET, asked=True) from error
            self._journal.settle(self._post_mortem, claim)
            raise
