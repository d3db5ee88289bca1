"""What a failed exchange with GitHub means, as the one TrackerError. No I/O."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from connectors.silence import is_silence
from connectors.tracker import TrackerError, Trouble

LONGEST_WAIT = timedelta(days=1)
"""Longer waits are taken for a mistake: budgets are by the hour."""

SECONDARY_WAIT = timedelta(seconds=60)
"""The least wait after a secondary limit that names none (docs: best practices for using the REST API)."""

_ABOUT_THE_CLOCK = ("'Issued at' claim ('iat')", "'Expiration time' claim ('exp')")
"""How GitHub's message begins where it refuses an App's token for its times (octokit/auth-app.js#698)."""


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
        silent=is_silence(cause),
    )


def not_github(name: str, act: str) -> TrackerError:
    """For answers of another shape than GitHub's: of a proxy. A write may or may not have happened."""
    return TrackerError(
        f"{name} answered with something else than GitHub's JSON when asked to {act}; check its address in the config.",
        Trouble.UNREACHABLE,
    )


@contextmanager
def understood(name: str, act: str) -> Iterator[None]:
    """Where an answer is taken apart: one that is not as GitHub writes it ends here, as `not_github`."""
    try:
        yield
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise not_github(name, act) from error


def moved(name: str, act: str) -> TrackerError:
    message = f"{name} did not {act}, because the place lives elsewhere now; it is looked up and tried again."
    return TrackerError(message, Trouble.MOVED)


def elsewhere(name: str, act: str) -> TrackerError:
    """For redirects and links to other hosts, which could collect the credentials."""
    return TrackerError(
        f"{name} leads to another host when asked to {act}, where nothing is sent; check its address in the config.",
        Trouble.INVALID,
    )


def _final(name: str, act: str, status: int, headers: Mapping[str, Any], said: str) -> tuple[str, Trouble]:
    match status:
        case 401 if said.startswith(_ABOUT_THE_CLOCK):
            sentence = f"{name} says that the clock of this machine is wrong ({said}), so the service could not {act}; "
            return f"{sentence}set the clock: an App proves who it is by the time.", Trouble.UNAUTHORIZED
        case 401:
            sentence = f"{name} refuses the credentials, so the service could not {act}; renew them in the config."
            return sentence, Trouble.UNAUTHORIZED
        case 403:
            because = f" ({said})" if said else ""
            return f"{name} does not allow the service to {act}{because}; {_needed(headers)}.", Trouble.FORBIDDEN
        case 404:
            return (
                f"{name} does not show what is needed to {act}: it is not there, "
                f"or the service's account needs access to it.",
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
    reset = str(headers.get("x-ratelimit-reset", ""))
    named = _moment(after, now) if after else None
    if not after and str(headers.get("x-ratelimit-remaining", "")) == "0" and reset.isdecimal():
        named = _moment(str(int(reset) - int(now.timestamp())), now)
    return min(max(now, named or now + SECONDARY_WAIT), now + LONGEST_WAIT)


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


def _needed(headers: Mapping[str, Any]) -> str:
    accepted = headers.get("x-accepted-github-permissions")
    return f"it needs {accepted}" if accepted else "its account needs more rights there"


def _message(data: Any) -> str:
    if not isinstance(data, dict):
        return ""
    errors = data.get("errors") or ()
    details = [_detail(entry) for entry in (errors if isinstance(errors, list) else [errors]) if entry]
    return "; ".join(_one_line(text) for text in (str(data.get("message") or ""), *details) if text)


def _one_line(text: str) -> str:
    return " ".join(text.split()).rstrip(".")


def _detail(entry: Any) -> str:
    if isinstance(entry, dict):
        return str(entry.get("message") or " ".join(str(entry[k]) for k in ("field", "code") if entry.get(k)))
    return str(entry)
