"""Conditional requests: the ETag and Last-Modified of an answer, and whether the client has it already.

The ETag is weak and differs by who asks, what for, in which format, and what the answer says.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime


def etag(*parts: bytes | str) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part if isinstance(part, bytes) else part.encode())
        digest.update(b"\0")
    return f'W/"{digest.hexdigest()}"'


def http_date(moment: datetime) -> str:
    return format_datetime(moment, usegmt=True)


def is_unchanged(headers: Mapping[str, str], tag: str, last_modified: datetime | None) -> bool:
    """If-None-Match decides when it is there; otherwise If-Modified-Since does."""
    known = headers.get("If-None-Match")
    if known is not None:
        return known.strip() == "*" or _opaque(tag) in [_opaque(one) for one in known.split(",")]
    since = headers.get("If-Modified-Since")
    return since is not None and last_modified is not None and _not_after(last_modified, since)


def _opaque(tag: str) -> str:
    return tag.strip().removeprefix("W/")


def _not_after(moment: datetime, since: str) -> bool:
    try:
        return moment <= parsedate_to_datetime(since)
    except ValueError:
        return False
