"""One webhook on its way (`Parcel`) and what became of it (`Delivery`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from connectors.sandbox.jira.state import Hook


@dataclass(frozen=True)
class Parcel:
    """A payload for one hook. Its identifier stays the same over retries; `retry` counts those, 0 is the first.

    `flow` is Cloud's: Primary, or Secondary for what follows from something else. Data Center says neither that nor
    the identifier.
    """

    hook: Hook
    identifier: str
    event: str
    payload: bytes
    flow: str | None = "Primary"
    retry: int = 0


@dataclass(frozen=True)
class Delivery:
    """An attempt, with what was sent and what came back. `status` is "OK" when the receiver answered 2xx."""

    parcel: Parcel
    delivered_at: datetime
    status: str
    status_code: int
    request_headers: Mapping[str, str]
    response_headers: Mapping[str, str]
    response_body: bytes
