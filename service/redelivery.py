"""What a tracker could not deliver while the service was away is asked for again: at the start, and every hour.

The sweep finds the same changes, but later. Not here: which deliveries those are (connectors).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from connectors.tracker import Tracker, TrackerError, Trouble
from service.index import Index

log = structlog.get_logger()

EVERY = timedelta(hours=1)
KEPT = timedelta(days=3)
"""Older deliveries cannot be asked for (GitHub docs: redelivering webhooks)."""
OVERLAP = timedelta(minutes=10)
"""What was on its way when it was last asked."""


@dataclass(frozen=True)
class Redelivery:
    """`addresses` says by tracker where webhooks are to arrive; a tracker that is not in it is not asked."""

    index: Index
    addresses: Mapping[str, str]
    now: Callable[[], datetime]

    def ask(self, tracker: Tracker, names: Sequence[str]) -> str:
        """The word says what came of it. What is refused is tried again in an hour, or when the tracker said."""
        now = self.now()
        last = self.index.redelivered(tracker.name)
        since = max(now - KEPT, last - OVERLAP) if last else now - KEPT
        try:
            projects = [tracker.project_named(name).id for name in names]
            asked = tracker.redeliver(projects, self.addresses[tracker.name], since)
        except TrackerError as error:
            if error.retry_at and error.trouble is Trouble.LIMITED:
                self.index.redelivery_again(tracker.name, error.retry_at)
            log.warning("failed deliveries cannot be asked for", tracker=tracker.name, reason=error.message)
            return f"failed: {error.message}"
        self.index.note_redelivery(tracker.name, now)
        log.info("asked for failed deliveries", tracker=tracker.name, deliveries=asked)
        return f"{asked} asked for"
