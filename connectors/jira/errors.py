"""What a failed exchange with a Jira means, as the one TrackerError. No I/O."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from connectors.silence import is_silence
from connectors.tracker import TrackerError, Trouble, Wide

LONGEST_WAIT = timedelta(days=1)
"""Longer waits are taken for a mistake: budgets are by the hour."""

USUAL_WAIT = timedelta(seconds=60)
"""For a limit that names no wait, as those of Atlassian's gateway."""

MOST_WORDS = 500
"""Of what Jira says, so that a page of HTML or a long list of values does not fill a status comment."""


class Refusal(TrackerError):
    """Jira's no with its reasons by field, for whoever can do without one of the fields."""

    def __init__(self, message: str, trouble: Trouble, fields: Mapping[str, str]) -> None:
        super().__init__(message, trouble)
        self.fields = dict(fields)


def refused(
    name: str, act: str, status: int, headers: Mapping[str, str], data: Any, *, now: datetime, cure: str
) -> TrackerError:
    """The error for an answer of 400 and above. `act` completes "could not …", `cure` "refuses the credentials: …"."""
    if status == 429 or (status == 503 and headers.get("Retry-After")):
        return _limit(name, act, headers, now)
    if status >= 500:
        return TrackerError(f"{name} answered {status} and could not {act}; it is tried again.", Trouble.UNREACHABLE)
    if "CAPTCHA" in headers.get("X-Authentication-Denied-Reason", "").upper():
        return TrackerError(
            f"{name} wants a CAPTCHA answered before it lets the service {act}: "
            f"log in once with its account in a browser.",
            Trouble.UNAUTHORIZED,
        )
    message, trouble = _final(name, act, status, said(data), cure)
    return Refusal(message, trouble, _by_field(data))


def unreachable(name: str, act: str, cause: Exception) -> TrackerError:
    return TrackerError(
        f"{name} did not answer ({type(cause).__name__}) when asked to {act}; "
        f"check its address in the config and the network.",
        Trouble.UNREACHABLE,
        silent=is_silence(cause),
    )


def not_jira(name: str, act: str) -> TrackerError:
    """For answers that are no JSON: of a proxy, or of a page to log in at. A write may or may not have happened."""
    return TrackerError(
        f"{name} answered with something else than Jira's JSON when asked to {act}; check its address in the config.",
        Trouble.UNREACHABLE,
    )


@contextmanager
def understood(name: str, act: str) -> Iterator[None]:
    """Where an answer is taken apart: one that is not as Jira writes it ends here, as `not_jira`."""
    try:
        yield
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise not_jira(name, act) from error


def elsewhere(name: str, act: str, host: str) -> TrackerError:
    """For redirects: what follows them could hand the credentials to another host, or turn a write into a read."""
    return TrackerError(
        f"{name} leads to {host or 'another place'} when asked to {act}, where nothing is sent; "
        f"put the address that it really has in the config.",
        Trouble.INVALID,
    )


def said(data: Any) -> str:
    """Jira's own words, in one line."""
    if not isinstance(data, dict):
        return ""
    listed = data.get("errorMessages")
    messages = [_one_line(text) for text in (listed if isinstance(listed, list) else []) if text]
    fields = [f"{field}: {text}" for field, text in _by_field(data).items()]
    plain = data.get("message") or data.get("errorMessage")
    words = "; ".join([*messages, *fields] or ([_one_line(plain)] if plain else []))
    return words if len(words) <= MOST_WORDS else f"{words[:MOST_WORDS]}…"


def _final(name: str, act: str, status: int, words: str, cure: str) -> tuple[str, Trouble]:
    because = f" ({words})" if words else ""
    match status:
        case 401:
            return f"{name} refuses the credentials, so the service could not {act}: {cure}.", Trouble.UNAUTHORIZED
        case 403:
            sentence = f"{name} does not allow the service to {act}{because}; its account needs more rights there."
            return sentence, Trouble.FORBIDDEN
        case 404:
            sentence = (
                f"{name} does not show what is needed to {act}{because}: it is not there, "
                f"or the service's account needs access to it."
            )
            return sentence, Trouble.NOT_FOUND
        case 409:
            return f"{name} did not {act}, because somebody changed it at that moment; it is read again.", Trouble.MOVED
        case 410:
            return f"{name} could not {act}{because}: Jira has done away with it.", Trouble.GONE
        case _:
            return f"{name} refused to {act}: {words or f'status {status}'}.", Trouble.INVALID


def _limit(name: str, act: str, headers: Mapping[str, str], now: datetime) -> TrackerError:
    until = _until(headers, now)
    reason = headers.get("RateLimit-Reason", "")
    because = f" ({reason})" if reason else ""
    message = f"{name} asks to wait until {until:%H:%M:%S} UTC before it will {act}{because}."
    return TrackerError(message, Trouble.LIMITED, retry_at=until, wide=_WIDE.get(reason, Wide.TRACKER))


_WIDE = {"jira-per-issue-on-write": Wide.ISSUE}
"""Of the reasons in `RateLimit-Reason`; the others are quotas of the whole site, and bursts of one path of the API, for
which several verbs ask (docs: rate limiting)."""


def _until(headers: Mapping[str, str], now: datetime) -> datetime:
    after = headers.get("Retry-After", "").strip()
    reset = headers.get("X-RateLimit-Reset", "").strip()
    named = _moment(after, now) if after else _reset(reset)
    return min(max(now, named or now + USUAL_WAIT), now + LONGEST_WAIT)


def _moment(text: str, now: datetime) -> datetime | None:
    """Of a number of seconds from now, or of an HTTP date."""
    try:
        if text.removeprefix("-").isdecimal():
            return now + timedelta(seconds=int(text))
        return parsedate_to_datetime(text).astimezone(UTC)
    except OverflowError:
        return now + LONGEST_WAIT
    except ValueError:
        return None


def _reset(text: str) -> datetime | None:
    """Of the ISO 8601 time when the budget is whole again."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _by_field(data: Any) -> dict[str, str]:
    errors = data.get("errors") if isinstance(data, dict) else None
    return {str(field): _one_line(text) for field, text in errors.items()} if isinstance(errors, dict) else {}


def _one_line(text: Any) -> str:
    return " ".join(str(text).split()).rstrip(".")
