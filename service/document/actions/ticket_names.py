"""Tickets that a text names without an address: `#123`, `acme/shop#123`, `PAY-7`. Not here: addresses (inline.py)."""

import re

_NAME = re.compile(
    r"(?<![\w/#&.-])(?:(?P<repository>[A-Za-z0-9][\w.-]{0,60}(?:/[\w.-]{1,80})?)?#\d{1,7}|GH-\d{1,7}|"
    r"(?P<project>[A-Z][A-Z0-9_]{1,9})-\d{1,6})(?![\w#-]|\.\d)"
)
_HINT = re.compile(r"#\d|[A-Z0-9_]-\d")
"""Cheap, and false for most texts."""
_NO_PROJECT = {
    "UTF", "SHA", "ISO", "RFC", "CVE", "HTTP", "TLS", "SSL", "MD", "AES", "RSA", "IPV", "X", "EC", "US", "EU", "AP",
    "CA", "COVID", "PEP", "ADR", "RC", "CF", "AI", "ACT", "SEV", "P", "S", "Q", "H", "CW", "KW", "BASE", "LATIN",
    "PHP", "ES", "GPT", "IEEE", "ECMA",
}  # fmt: skip
"""What stands in front of a hyphen and a number, and is no project: norms, regions, severities, keys of our own."""


def tickets_named_in(text: str) -> tuple[str, ...]:
    """Each once, in order, as written."""
    if not _may_name(text):
        return ()
    found = (match for match in _NAME.finditer(text) if match["project"] not in _NO_PROJECT)
    return tuple(dict.fromkeys(match[0] for match in found))


def _may_name(text: str) -> bool:
    return ("#" in text or "-" in text) and _HINT.search(text) is not None


def is_nothing_but_tickets(text: str) -> bool:
    return _may_name(text) and not _NAME.sub("", text[:_LONGEST]).strip(" ,;&")


_LONGEST = 200
