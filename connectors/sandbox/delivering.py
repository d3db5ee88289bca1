"""Delivers webhooks in a thread of its own by real HTTP, and keeps a record of every attempt.

It never blocks whoever caused the event. Not here: what a delivery looks like, and whether it is tried again.
"""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable
from datetime import datetime
from typing import ClassVar, Generic, TypeVar

from connectors.sandbox.policy import Policy

Parcel = TypeVar("Parcel")
Delivery = TypeVar("Delivery")


class Deliverer(ABC, Generic[Parcel, Delivery]):
    """`submit` from anywhere; `flush` lets go of what a shuffling policy holds; `drain` waits until nothing is left."""

    name: ClassVar[str]
    timeout: ClassVar[float]
    """Seconds that a receiver has for its answer."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._ready = threading.Condition()
        self._queue: deque[tuple[Parcel, bool]] = deque()
        self._held: list[Parcel] = []
        self._busy = False
        self._closed = False
        self._thread: threading.Thread | None = None
        self.policy = Policy()
        self.records: list[Delivery] = []
        self.on_delivery: Callable[[Delivery], None] | None = None

    @abstractmethod
    def _delivered(self, parcel: Parcel, lost: bool) -> Delivery:
        """One attempt, on the deliverer's own thread; one that is lost reaches nobody."""

    @abstractmethod
    def _under_another_id(self, parcel: Parcel, fresh: str) -> Parcel: ...

    def start(self) -> None:
        self._thread = threading.Thread(target=self._run, name=self.name, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Lets the delivery under way end and gives up the rest."""
        with self._ready:
            self._closed = True
            self._queue.clear()
            self._held.clear()
            self._ready.notify_all()
        if self._thread:
            self._thread.join(self.timeout + 5)

    def submit(self, parcel: Parcel) -> None:
        with self._ready:
            for copy in self.policy.copies(parcel, self._under_another_id):
                if self.policy.loses():
                    self._queue.append((copy, True))
                elif self.policy.holds:
                    self._held.append(copy)
                else:
                    self._queue.append((copy, False))
            self._ready.notify_all()

    def send(self, *parcels: Parcel) -> None:
        """What goes out whatever the policy says."""
        with self._ready:
            self._queue.extend((parcel, False) for parcel in parcels)
            self._ready.notify_all()

    def flush(self) -> int:
        """Releases what is held, in the policy's random order; how many that were."""
        with self._ready:
            released = self.policy.shuffled(self._held)
            self._held.clear()
        self.send(*released)
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

    def _run(self) -> None:
        while (entry := self._next()) is not None:
            try:
                self._record(self._delivered(*entry))
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

    def _record(self, delivery: Delivery) -> None:
        with self._ready:
            self.records.append(delivery)
        if self.on_delivery:
            self.on_delivery(delivery)
