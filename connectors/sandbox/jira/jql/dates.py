"""Moments in queries: to the minute, in the time zone of whoever asks; also since the epoch, or before now."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from connectors.sandbox.jira.refusals import invalid

FORMATS = ("%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M", "%Y-%m-%d", "%Y/%m/%d")
_SPANS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def moment(word: str, field: str, now: datetime, time_zone: str) -> datetime:
    """Refused, as Jira does, where it is none of these: seconds and offsets are not taken."""
    try:
        found = _moment(word, now, time_zone)
    except (OverflowError, OSError):
        found = None
    if found is not None:
        return found
    raise invalid(
        f"Date value '{word}' for field '{field}' is invalid. Valid formats include: 'yyyy/MM/dd HH:mm', "
        "'yyyy-MM-dd HH:mm', 'yyyy/MM/dd', 'yyyy-MM-dd', or a period format e.g. '-5d', '4w 2d'."
    )


def _moment(word: str, now: datetime, time_zone: str) -> datetime | None:
    relative = re.fullmatch(r"([+-]?)(\d+)([mhdw])", word)
    if relative:
        span = timedelta(**{_SPANS[relative[3]]: int(relative[2])})
        return now - span if relative[1] == "-" else now + span
    if re.fullmatch(r"\d{10,}", word):
        return datetime.fromtimestamp(int(word) / 1000, UTC)
    for form in FORMATS:
        try:
            return datetime.strptime(word, form).replace(tzinfo=ZoneInfo(time_zone)).astimezone(UTC)
        except ValueError:
            continue
    return None
