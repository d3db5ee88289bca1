"""Delivers webhooks in a thread of its own by real HTTP, and again where Cloud would; keeps a record of every attempt.

It never blocks whoever caused the event. Retries wait on the world's clock: `send_due` sends those whose time has come.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from connectors.sandbox.jira.webhooks.envelope import headers_of
from connectors.sandbox.jira.webhooks.parcels import Delivery, Parcel
from connectors.sandbox.policy import Policy
from connectors.sandbox.posting import LOST, TIMED_OUT, Outcome, post
from connectors.sandbox.posting import lost as lost_on_the_way

TIMEOUT = 20.0
RETRIES = 5
BETWEEN = timedelta(minutes=10)
"""Jira waits 5 to 15 minutes, at random."""
TRIED_AGAIN = (408, 409, 425, 429)


class Deliverer:
    """`submit` from anywhere; `flush` lets go of what a shuffling policy holds; `drain` waits until nothing is left.

    Drained does not mean that no retry waits: see `waiting`.
    """

    def __init__(self, now: Callable[[], datetime], retries: bool) -> None:
        self._now = now
        self._retries = retries
        self._ready = threading.Condition()
        self._queue: deque[tuple[Parcel, bool]] = deque()
        self._held: list[Parcel] = []
        self._later: list[tuple[datetime, Parcel]] = []
        self._busy = False
        self._closed = False
        self._thread: threading.Thread | None = None
        self.policy = Policy()
        self.records: list[Delivery] = []
        self.on_delivery: Callable[[Delivery], None] | None = None

    def start(self) -> None:
        self._thread = threading.Thread(target=self._run, name="sandbox-jira-deliverer", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Lets the delivery under way end and gives up the rest."""
        with self._ready:
            self._closed = True
            self._queue.clear()
            self._held.clear()
            self._later.clear()
            self._ready.notify_all()
        if self._thread:
            self._thread.join(TIMEOUT + 5)

    def submit(self, parcel: Parcel) -> None:
        with self._ready:
            for copy in self.policy.copies(parcel, _with_identifier):
                if self.policy.loses():
                    self._queue.append((copy, True))
                elif self.policy.holds:
                    self._held.append(copy)
                else:
                    self._queue.append((copy, False))
            self._ready.notify_all()

    def flush(self) -> int:
        """Releases what is held, in the policy's random order; how many that were."""
        with self._ready:
            released = self.policy.shuffled(self._held)
            self._held.clear()
            self._queue.extend((parcel, False) for parcel in released)
            self._ready.notify_all()
            return len(released)

    def send_due(self) -> int:
        """Sends the retries that are due by now; how many those were."""
        with self._ready:
            due = [parcel for at, parcel in self._later if at <= self._now()]
            self._later = [(at, parcel) for at, parcel in self._later if at > self._now()]
            self._queue.extend((parcel, False) for parcel in due)
            self._ready.notify_all()
            return len(due)

    def drain(self, timeout: float = 30.0) -> bool:
        """Flushes, then waits until every delivery has had its answer; False when time ran out."""
        self.flush()
        with self._ready:
            return self._ready.wait_for(lambda: not self._queue and not self._busy, timeout)

    @property
    def pending(self) -> int:
        with self._ready:
            return len(self._queue) + len(self._held) + self._busy

    @property
    def waiting(self) -> int:
        """How many retries wait for their time."""
        with self._ready:
            return len(self._later)

    def _run(self) -> None:
        while (entry := self._next()) is not None:
            try:
                self._deliver(*entry)
            finally:
                with self._ready:
                    self._busy = False
                    self._ready.notify_all()

    def _next(self) -> tuple[Parcel, bool] | None:
        with self._ready:
            self._ready.wait_for(lambda: self._queue or self._closed)
            if self._closed:
                return None
            self._busy = True
            return self._queue.popleft()

    def _deliver(self, parcel: Parcel, lost: bool) -> None:
        headers = headers_of(parcel)
        outcome = lost_on_the_way() if lost else post(parcel.hook.url, headers, parcel.payload, TIMEOUT)
        delivery = Delivery(
            parcel=parcel,
            delivered_at=self._now(),
            status=outcome.status,
            status_code=outcome.code,
            request_headers=headers,
            response_headers=outcome.headers,
            response_body=outcome.body,
        )
        with self._ready:
            self.records.append(delivery)
            if not lost and self._goes_again(parcel, outcome):
                self._later.append((self._now() + BETWEEN, replace(parcel, retry=parcel.retry + 1)))
        if self.on_delivery:
            self.on_delivery(delivery)

    def _goes_again(self, parcel: Parcel, outcome: Outcome) -> bool:
        """Data Center never tries again; Cloud does for what may pass."""
        if not self._retries or parcel.retry >= RETRIES:
            return False
        passing = outcome.code in TRIED_AGAIN or outcome.code >= 500
        return outcome.status in (LOST, TIMED_OUT) or passing


def _with_identifier(parcel: Parcel, identifier: str) -> Parcel:
    return replace(parcel, identifier=identifier)
