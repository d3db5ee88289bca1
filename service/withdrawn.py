"""Tells every process that a tracker refuses a token which it gave: whoever forks others would hand it on.

Only that it happened is told, never which token. Not here: who drops what it holds (warming.py), and what is done about
credentials that are refused altogether (refused.py).
"""

import secrets
from dataclasses import dataclass
from datetime import timedelta

import structlog
from redis import Redis
from redis.exceptions import RedisError

from service.index import PREFIX, text_of

KEPT = timedelta(hours=1)
"""So long a token of an App lives at the most (docs: authenticating as a GitHub App installation)."""

log = structlog.get_logger()


@dataclass(frozen=True)
class Withdrawn:
    """What was told last, by tracker."""

    redis: "Redis"

    def tell(self, tracker: str) -> None:
        """Never raises: whoever met it has a new token already, or an error of its own."""
        try:
            self.redis.set(_key(tracker), secrets.token_hex(8), ex=KEPT)
        except RedisError as error:
            log.warning("a token that was withdrawn is not told without Redis", tracker=tracker, reason=str(error))

    def last(self, tracker: str) -> str:
        """Another one each time it is told; empty where nothing was."""
        found = self.redis.get(_key(tracker))
        return text_of(found) if found else ""


def _key(tracker: str) -> str:
    return f"{PREFIX}withdrawn:{tracker}"
