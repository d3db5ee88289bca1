"""The service's own texts as they were in Jira a moment ago, so that writing over one need not ask for it again.

Whoever rewrites a text reads it first, to make the new one of it; what that read showed is kept for the write.
Not here: what is made of them (markup/splicing).
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

LIFE = timedelta(seconds=30)
_MOST = 50


class Present:
    """By the path of the issue or comment. What anybody else wrote is not kept: the service rewrites its own."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._held: dict[str, tuple[datetime, Any]] = {}

    def saw(self, path: str, document: Any, *, own: bool) -> None:
        """None is nothing: a listing may leave bodies out."""
        self._held.pop(path, None)
        if own and document is not None:
            self._held[path] = (self._now(), document)
            if len(self._held) > _MOST:
                self._held.pop(next(iter(self._held)))

    def taken(self, path: str) -> tuple[bool, Any]:
        """Whether it is known, and what it is; once, for a write makes it another."""
        at, document = self._held.pop(path, (None, None))
        known = at is not None and self._now() - at < LIFE
        return known, document if known else None
