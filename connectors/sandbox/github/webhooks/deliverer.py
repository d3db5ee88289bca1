"""GitHub's deliveries: ten seconds for an answer at most, once each; only who asks for it has one sent again."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from connectors.sandbox import delivering
from connectors.sandbox.github.webhooks.envelope import body_of, headers_of
from connectors.sandbox.github.webhooks.parcels import Delivery, Parcel
from connectors.sandbox.posting import lost as lost_on_the_way
from connectors.sandbox.posting import post


class Deliverer(delivering.Deliverer[Parcel, Delivery]):
    name = "sandbox-github-deliverer"
    timeout = 10.0

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__(now)
        self._ids = itertools.count(9_000_000_001)

    def deliveries_of(self, hook_id: int) -> list[Delivery]:
        """Newest first, as GitHub lists them."""
        with self._ready:
            return [record for record in reversed(self.records) if record.parcel.hook.id == hook_id]

    def _delivered(self, parcel: Parcel, lost: bool) -> Delivery:
        body = body_of(parcel)
        headers = headers_of(parcel, body)
        begun, start = self._now(), time.monotonic()
        outcome = lost_on_the_way() if lost else post(parcel.hook.url, headers, body, self.timeout)
        parcel.hook.last_code = outcome.code
        parcel.hook.last_status = "active" if outcome.status == "OK" else "misconfigured"
        return Delivery(
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

    def _under_another_id(self, parcel: Parcel, fresh: str) -> Parcel:
        return replace(parcel, guid=fresh)
