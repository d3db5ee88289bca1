"""Jira's deliveries: twenty seconds for an answer at most, and again where Cloud would.

Retries wait on the world's clock: `send_due` sends those whose time has come.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from connectors.sandbox import delivering
from connectors.sandbox.jira.webhooks.envelope import headers_of
from connectors.sandbox.jira.webhooks.parcels import Delivery, Parcel
from connectors.sandbox.posting import LOST, TIMED_OUT, Outcome, post
from connectors.sandbox.posting import lost as lost_on_the_way

RETRIES = 5
BETWEEN = timedelta(minutes=10)
"""Jira waits 5 to 15 minutes, at random."""
TRIED_AGAIN = (408, 409, 425, 429)


class Deliverer(delivering.Deliverer[Parcel, Delivery]):
    """Drained does not mean that no retry waits: see `waiting`."""

    name = "sandbox-jira-deliverer"
    timeout = 20.0

    def __init__(self, now: Callable[[], datetime], retries: bool) -> None:
        super().__init__(now)
        self._retries = retries
        self._later: list[tuple[datetime, Parcel]] = []

    def close(self) -> None:
        with self._ready:
            self._later.clear()
        super().close()

    def send_due(self) -> int:
        """Sends the retries that are due by now; how many those were."""
        with self._ready:
            due = [parcel for at, parcel in self._later if at <= self._now()]
            self._later = [(at, parcel) for at, parcel in self._later if at > self._now()]
        self.send(*due)
        return len(due)

    @property
    def waiting(self) -> int:
        """How many retries wait for their time."""
        with self._ready:
            return len(self._later)

    def _delivered(self, parcel: Parcel, lost: bool) -> Delivery:
        headers = headers_of(parcel)
        outcome = lost_on_the_way() if lost else post(parcel.hook.url, headers, parcel.payload, self.timeout)
        if not lost and self._goes_again(parcel, outcome):
            with self._ready:
                self._later.append((self._now() + BETWEEN, replace(parcel, retry=parcel.retry + 1)))
        return Delivery(
            parcel=parcel,
            delivered_at=self._now(),
            status=outcome.status,
            status_code=outcome.code,
            request_headers=headers,
            response_headers=outcome.headers,
            response_body=outcome.body,
        )

    def _goes_again(self, parcel: Parcel, outcome: Outcome) -> bool:
        """Data Center never tries again; Cloud does for what may pass."""
        if not self._retries or parcel.retry >= RETRIES:
            return False
        passing = outcome.code in TRIED_AGAIN or outcome.code >= 500
        return outcome.status in (LOST, TIMED_OUT) or passing

    def _under_another_id(self, parcel: Parcel, fresh: str) -> Parcel:
        return replace(parcel, identifier=fresh)
