"""What the service hides in its own comments and issues to know them again: signed, so that nobody can forge one.

Where a marker must stand, and who must have written it, is decided where it is read (observe.py).
"""

import hashlib
import hmac
import json
import re
from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from itsdangerous import BadData, URLSafeSerializer

MARK = "<!-- followthrough:"
"""How every marker begins; a body without it needs no second look."""

_MARKER = re.compile(r"<!-- followthrough:(?P<kind>[a-z-]+) (?P<token>[A-Za-z0-9_.-]+) -->")


class Kind(StrEnum):
    POST_MORTEM = "post-mortem"
    """In the body of a post-mortem that the service opened: which incident it is about."""
    INCIDENT = "incident"
    """In the service's comment on an incident: which post-mortem was opened for it."""
    STATUS = "status"
    """In the status comment: the record of a post-mortem."""
    TICKET = "ticket"
    """In the body of a ticket: which action of which post-mortem it tracks."""
    REVIEW = "review"
    """In the body of a review: of which post-mortem, and which cycle."""
    IMPORTED = "imported"
    """In the body of a post-mortem that was a file before: which document it was made from."""
    DUPLICATE = "duplicate"
    """In the service's comment on a ticket or review that was there twice: of which post-mortem."""


class Signer:
    """Writes and reads markers. Keys newest first; the others only read, so that a key can be rotated."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._keys = [key.encode() for key in reversed(keys)]

    def marker(self, kind: Kind, payload: Any) -> str:
        """One line of Markdown that no one sees. `payload` must be JSON."""
        return f"<!-- followthrough:{kind} {self._serializer(kind).dumps(payload)} -->"

    def marks(self, payload: Any) -> tuple[str, ...]:
        """One word for each key, newest first, by which a tracker's search finds what carries a marker: 16 hex digits.

        It proves nothing: anybody can copy it. The marker does.
        """
        said = json.dumps(payload, separators=(",", ":")).encode()
        keys = reversed(self._keys)
        return tuple(hmac.new(key, b"followthrough.mark" + said, hashlib.sha256).hexdigest()[:16] for key in keys)

    def read(self, kind: Kind, body: str) -> Any | None:
        """The payload of the first genuine marker of this kind; None where there is none."""
        if MARK not in body:
            return None
        for found in _MARKER.finditer(body):
            if found["kind"] == kind and (payload := self._payload(kind, found["token"])) is not None:
                return payload
        return None

    def is_foreign(self, kind: Kind, body: str) -> bool:
        """Whether there are markers of this kind and none of them is signed with a key of ours."""
        return any(found["kind"] == kind for found in _MARKER.finditer(body)) and self.read(kind, body) is None

    def _payload(self, kind: Kind, token: str) -> Any | None:
        try:
            return self._serializer(kind).loads(token)
        except BadData:
            return None

    def _serializer(self, kind: Kind) -> URLSafeSerializer:
        return URLSafeSerializer(self._keys, salt=f"followthrough.{kind}", signer_kwargs={"key_derivation": "hmac"})


def carries(kind: Kind, body: str) -> bool:
    """Whether there is a marker of this kind at all: for what anybody may say of a text of their own."""
    return MARK in body and any(found["kind"] == kind for found in _MARKER.finditer(body))
