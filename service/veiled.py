"""A tracker whose errors repeat no credential: servers and proxies may say back what they were sent.

An error's sentence is shown on pages, kept in Redis and written into status comments. Not here: the log, which veils
every record by itself (log.py).
"""

from typing import Any

from connectors.tracker import Tracker, TrackerError
from service.log import without_secrets


class Veiled:
    def __init__(self, tracker: Tracker) -> None:
        self._tracker = tracker

    def __getattr__(self, verb: str) -> Any:
        found = getattr(self._tracker, verb)
        if not callable(found):
            return found

        def veiled(*args: Any, **kwargs: Any) -> Any:
            try:
                return found(*args, **kwargs)
            except TrackerError as error:
                error.message = without_secrets(error.message)
                error.args = (error.message,)
                raise

        return veiled
