"""What a failed exchange with GitHub means, as the one TrackerError. No I/O."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from connectors.tracker import TrackerError, Trouble

SECONDARY_WAIT = timedelta(seconds=60)
"""The least wait after a secondary limit that names none (docs: best practices for using the REST API)."""


def refused(name: str, act: str, status: int, headers: Mapping[str, Any], data: Any, now: datetime) -> TrackerError:
    """The error for an answer of 400 and above. `act` completes the sentence "could not …"."""
    said = _message(data)
    if status == 429 or (status == 403 and _limited(headers, said)):
        return _limit(name, act, headers, now)
    if status >= 500:
        return TrackerError(f"{name} answered {status} and could not {act}; it is tried again.", Trouble.UNREACHABLE)
    return TrackerError(*_final(name, act, status, headers, said))


def unreachable(name: str, act: str, cause: Exception) -> TrackerError:
    return TrackerError(
        f"{name} did not answer ({type(cause).__name__}) when asked to {act}; "
        f"check its address in the config and the network.",
        Trouble.UNREACHABLE,
    )


def moved(name: str, act: str) -> TrackerError:
    return TrackerError(f"{name} says that the place lives elsewhere now; could not {act}.", Trouble.MOVED)


def _final(name: str, act: str, status: int, headers: Mapping[str, Any], said: str) -> tuple[str, Trouble]:
    match status:
        case 401:
            sentence = f"{name} refuses the credentials; renew the token in the config. Could not {act}."
            return sentence, Trouble.UNAUTHORIZED
        case 403:
            return f"{name} does not allow the service to {act}: {said}{_needed(headers)}.", Trouble.FORBIDDEN
        case 404:
            return (
                f"{name} does not show what is needed to {act}: it is not there, "
                f"or the service's account has no access to it.",
                Trouble.NOT_FOUND,
            )
        case 410:
            return (
                f"{name} could not {act}: {said or 'it was deleted, or issues are switched off there'}.",
                Trouble.GONE,
            )
        case _:
            return f"{name} refused to {act}: {said or f'status {status}'}.", Trouble.INVALID


def _limited(headers: Mapping[str, Any], said: str) -> bool:
    exhausted = str(headers.get("x-ratelimit-remaining", "")) == "0"
    return exhausted or "retry-after" in headers or "rate limit" in said.lower() or "abuse" in said.lower()


def _limit(name: str, act: str, headers: Mapping[str, Any], now: datetime) -> TrackerError:
    until = _until(headers, now)
    message = f"{name} asks to wait until {until:%H:%M:%S} UTC before it will {act}."
    return TrackerError(message, Trouble.LIMITED, retry_at=until)


def _until(headers: Mapping[str, Any], now: datetime) -> datetime:
    """Order as GitHub's own advice: `retry-after`, then the reset of an exhausted budget, then a minute."""
    after = str(headers.get("retry-after", ""))
    if after.isdecimal():
        return now + timedelta(seconds=int(after))
    if after:
        return max(now, _http_date(after) or now + SECONDARY_WAIT)
    reset = str(headers.get("x-ratelimit-reset", ""))
    if str(headers.get("x-ratelimit-remaining", "")) == "0" and reset.isdecimal():
        return max(now, datetime.fromtimestamp(int(reset), UTC))
    return now + SECONDARY_WAIT


def _http_date(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text).astimezone(UTC)
    except ValueError:
        return None


def _needed(headers: Mapping[str, Any]) -> str:
    accepted = headers.get("x-accepted-github-permissions")
    return f" (it needs {accepted})" if accepted else ""


def _message(data: Any) -> str:
    if not isinstance(data, dict):
        return ""
    details = [_detail(entry) for entry in data.get("errors") or () if entry]
    return "; ".join(filter(None, (str(data.get("message") or "").rstrip("."), *details)))


def _detail(entry: Any) -> str:
    if isinstance(entry, dict):
        return str(entry.get("message") or " ".join(str(entry[k]) for k in ("field", "code") if entry.get(k)))
    return str(entry)
