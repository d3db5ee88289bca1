"""Delivers webhooks in a thread of its own by real HTTP, once each, and keeps a record of every attempt.

It never blocks whoever caused the event, waits ten seconds for an answer at most, and does not try again.
"""

from __future__ import annotations

import itertools
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from connectors.sandbox.github.webhooks.envelope import body_of, headers_of
from connectors.sandbox.github.webhooks.parcels import Delivery, Parcel
from connectors.sandbox.policy import Policy
from connectors.sandbox.posting import lost as lost_on_the_way
from connectors.sandbox.posting import post

TIMEOUT = 10.0


class Deliverer:
    """`submit` from anywhere; `flush` lets go of what a shuffling policy holds; `drain` waits until nothing is left."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._ids = itertools.count(9_000_000_001)
        self._ready = threading.Condition()
        self._queue: deque[tuple[Parcel, bool]] = deque()
        self._held: list[Parcel] = []
        self._busy = False
        self._closed = False
        self._thread: threading.Thread | None = None
        self.policy = Policy()
        self.records: list[Delivery] = []
        self.on_delivery: Callable[[Delivery], None] | None = None

    def start(self) -> None:
        self._thread = threading.Thread(target=self._run, name="sandbox-github-deliverer", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Lets the delivery under way end and gives up the rest."""
        with self._ready:
            self._closed = True
            self._queue.clear()
            self._held.clear()
            self._ready.notify_all()
        if self._thread:
            self._thread.join(TIMEOUT + 5)

    def submit(self, parcel: Parcel) -> None:
        with self._ready:
            for copy in self.policy.copies(parcel, _with_guid):
                if self.policy.loses():
                    self._queue.append((copy, True))
                elif self.policy.holds:
                    self._held.append(copy)
                else:
                    self._queue.append((copy, False))
            self._ready.notify_all()

    def send_again(self, parcel: Parcel) -> None:
        """A redelivery somebody asked for: no policy touches it."""
        with self._ready:
            self._queue.append((parcel, False))
            self._ready.notify_all()

    def flush(self) -> int:
        """Releases what is held, in the policy's random order; how many that were."""
        with self._ready:
            released = self.policy.shuffled(self._held)
            self._held.clear()
            self._queue.extend((parcel, False) for parcel in released)
            self._ready.notify_all()
            return len(released)

    def drain(self, timeout: float = 30.0) -> bool:
        """Flushes, then waits until every delivery has had its answer; False when time ran out."""
        self.flush()
        with self._ready:
            return self._ready.wait_for(lambda: not self._queue and not self._busy, timeout)

    @property
    def pending(self) -> int:
        with self._ready:
            return len(self._queue) + len(self._held) + self._busy

    def deliveries_of(self, hook_id: int) -> list[Delivery]:
        """Newest first, as GitHub lists them."""
        with self._ready:
            return [record for record in reversed(self.records) if record.parcel.hook.id == hook_id]

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
        body = body_of(parcel)
        headers = headers_of(parcel, body)
        begun, start = self._now(), time.monotonic()
        outcome = lost_on_the_way() if lost else post(parcel.hook.url, headers, body, TIMEOUT)
        self._record(
            Delivery(
                id=next(self._ids),
                parcel=parcel,
                delivered_at=begun,
                duration=round(time.monotonic() - start, 2),
                status=outcome.status,
                status_code=outcome.code,
                request_headers=headers,
                request_body=body,
                response_headers=outcome.headers,
                response_body=outcome.body,
            )
        )

    def _record(self, delivery: Delivery) -> None:
        hook = delivery.parcel.hook
        hook.last_code, hook.last_status = (
            delivery.status_code,
            "active" if delivery.status == "OK" else "misconfigured",
        )
        with self._ready:
            self.records.append(delivery)
        if self.on_delivery:
            self.on_delivery(delivery)


def _with_guid(parcel: Parcel, guid: str) -> Parcel:
    return replace(parcel, guid=guid)
