"""Which deliveries of a webhook GitHub should send again. Asking for them is the tracker's.

GitHub never sends one again by itself; it lists what it tried for three days (docs: redelivering webhooks).
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from connectors.github.shapes import moment

_PASSING = frozenset({408, 425, 429})


def worth_sending_again(items: Iterable[dict[str, Any]], since: datetime) -> list[int]:
    """The last attempt of each delivery that has none that went well, oldest first.

    A delivery is known by its GUID, which all its attempts share. What the receiver refused as wrong, it would refuse
    again.
    """
    attempts: dict[str, list[dict[str, Any]]] = {}
    for item in items:
        if moment(item["delivered_at"]) >= since:
            attempts.setdefault(item["guid"], []).append(item)
    last = [max(tries, key=lambda item: moment(item["delivered_at"])) for tries in attempts.values() if _failed(tries)]
    return [item["id"] for item in sorted(last, key=lambda item: moment(item["delivered_at"])) if not _refused(item)]


def is_before(since: datetime, item: dict[str, Any]) -> bool:
    """Deliveries are listed newest first, so that what follows is older still."""
    return moment(item["delivered_at"]) < since


def _failed(attempts: Iterable[dict[str, Any]]) -> bool:
    return not any(200 <= item["status_code"] < 300 for item in attempts)


def _refused(item: dict[str, Any]) -> bool:
    return 400 <= item["status_code"] < 500 and item["status_code"] not in _PASSING
