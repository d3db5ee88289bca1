"""One webhook on its way (`Parcel`) and what became of it (`Delivery`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from connectors.sandbox.github.state import Hook


@dataclass(frozen=True)
class Parcel:
    """A payload for one hook. Several hooks that hear the same happening share its GUID."""

    hook: Hook
    guid: str
    event: str
    action: str | None
    payload: bytes
    repository_id: int | None
    installation_id: int | None
    redelivery: bool = False


@dataclass(frozen=True)
class Delivery:
    """An attempt, with what was sent and what came back. `status` is "OK" when the receiver answered 2xx."""

    id: int
    parcel: Parcel
    delivered_at: datetime
    duration: float
    status: str
    status_code: int
    request_headers: Mapping[str, str]
    request_body: bytes
    response_headers: Mapping[str, str]
    response_body: bytes
