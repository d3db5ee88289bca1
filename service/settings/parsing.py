"""Turns the words of the config into values: durations, times, zones, addresses and secrets.

Every function raises ValueError with a clause that says what was expected and never repeats the value; Expected allows
the caller to. Not here: which key holds what (model.py).
"""

import re
from datetime import time, timedelta
from zoneinfo import ZoneInfo, available_timezones

from pydantic import SecretStr

from service.settings.problem import meant

DURATION = r"^\s*([0-9]{1,9})\s*(s|seconds?|m|min|minutes?|h|hours?|d|days?|w|weeks?)\s*$"
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_LONGEST = timedelta(weeks=520)
_PROJECT_KEY = r"[A-Z][A-Z0-9_]+"
TIME = r"^([01]?\d|2[0-3]):([0-5]\d)$"

WEBHOOK_SECRET_BYTES = 16
SIGNING_KEY_BYTES = 32
API_TOKEN_BYTES = 16
PATH_TOKEN_CHARACTERS = 32


class Expected(ValueError):
    """What was expected, of a value that may be shown beside it; `hint` follows the value."""

    def __init__(self, expected: str, hint: str = "") -> None:
        super().__init__(expected)
        self.hint = hint


def duration(words: str) -> timedelta:
    if not (length := pause(words)):
        raise Expected("must be longer than nothing")
    return length


def pause(words: str) -> timedelta:
    """A duration that may be nothing."""
    found = re.match(DURATION, words, re.IGNORECASE)
    if not found:
        raise Expected(
            "must be a whole number and a unit such as `20 s`, `15 minutes`, `6 hours`, `3 days` or `5 weeks`"
        )
    amount, unit = int(found[1]), _UNITS[found[2][0].lower()]
    if amount > _LONGEST.total_seconds() or (length := timedelta(**{unit: amount})) > _LONGEST:
        raise Expected("must be 520 weeks at most")
    return length


def time_of_day(words: str) -> time:
    found = re.match(TIME, words)
    if not found:
        raise Expected('must be a time of day such as "10:00" (00:00 to 23:59)')
    return time(int(found[1]), int(found[2]))


def time_zone(name: str) -> ZoneInfo:
    zones = available_timezones()
    if name not in zones:
        raise Expected("must be an IANA name such as `Europe/Berlin` or `UTC`", meant(name, zones))
    return ZoneInfo(name)


def token(value: str) -> SecretStr:
    if not value.isascii() or not value.isprintable() or " " in value:
        raise ValueError("must be one token without spaces or line breaks")
    return SecretStr(value)


def private_key(value: str) -> SecretStr:
    """PEM. Many places that keep variables hold one line only, so `\\n` counts as a line break."""
    pem = value if "\n" in value else value.replace("\\n", "\n")
    if not pem.startswith("-----BEGIN ") or "PRIVATE KEY-----" not in pem:
        raise ValueError("must be a private key in PEM form (`-----BEGIN … PRIVATE KEY-----`), not a path or an id")
    return SecretStr(pem)


def secrets(texts: list[str], at_least: int) -> list[SecretStr]:
    """Several secrets may stand in one text, between white space or commas: that is how they are rotated."""
    found = [secret for text in texts for secret in re.split(r"[\s,]+", text) if secret]
    for position, secret in enumerate(found, 1):
        if (size := len(secret.encode())) < at_least:
            which = "it" if len(found) == 1 else f"number {position}"
            raise ValueError(
                f"must be {at_least} bytes or longer and {which} has {size}; `openssl rand -hex 32` makes a good one"
            )
    return [SecretStr(secret) for secret in found]


def path_token(value: str) -> SecretStr:
    """The secret part of an address, so of what an address can hold."""
    if not re.fullmatch(r"[A-Za-z0-9_-]+", value):
        raise ValueError("must be made of letters, digits, - and _; `openssl rand -hex 32` makes a good one")
    if len(value) < PATH_TOKEN_CHARACTERS:
        raise ValueError(
            f"must have {PATH_TOKEN_CHARACTERS} characters or more and has {len(value)}; "
            "`openssl rand -hex 32` makes a good one"
        )
    return SecretStr(value)


def repository(name: str) -> str:
    return _shaped(name, r"[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+", "must be owner/name such as `acme/incidents`")


def login(name: str) -> str:
    return _shaped(name, r"[A-Za-z0-9][A-Za-z0-9_-]*(\[bot\])?", "must be a login such as `alice`, without @")


def project_key(name: str) -> str:
    hint = f" (did you mean `{name.upper()}`?)" if re.fullmatch(_PROJECT_KEY, name, re.IGNORECASE) else ""
    if not re.fullmatch(_PROJECT_KEY, name):
        raise Expected("must be the key of a Jira project such as `PAY`, in capitals", hint)
    return name


def account(name: str) -> str:
    """What a tracker calls somebody: GitHub's login, Jira Cloud's account id, Data Center's user name."""
    return _shaped(
        name, r"[^@\s/?#%,\\<>\"|][^\s/?#%,\\<>\"|]{0,254}", "must be an account, without blanks and @ before it"
    )


def email(address: str) -> str:
    return _shaped(address, r"[^@\s]+@[^@\s]+", "must be an e-mail address")


def template_name(name: str) -> str:
    """One plain word, so that a template is never looked for outside its folder."""
    return _shaped(name, r"[A-Za-z0-9][A-Za-z0-9_-]*", "must be the name of a template, in letters, digits, - and _")


def profile_name(name: str) -> str:
    return _shaped(name, r"[A-Za-z0-9][A-Za-z0-9_-]*", "must be a name in letters, digits, - and _")


def tracker_name(name: str) -> str:
    """Part of references (`github:acme/incidents#42`) and of addresses (/webhooks/<name>)."""
    expected = "must be a name in letters, digits, - and _ other than http and https"
    return _shaped(name, r"(?!https?$)[A-Za-z][A-Za-z0-9_-]*", expected)


def own_label(name: str) -> str:
    """The trackers take lists of labels as one text with commas between them."""
    return _shaped(name, r"[^,]+", "must be a label without a comma")


def _shaped(value: str, pattern: str, expected: str) -> str:
    if not re.fullmatch(pattern, value, re.IGNORECASE):
        raise Expected(expected)
    return value
