"""Keeps in a worker what each look would fetch anew: who the service is, and the tokens of an App.

Forked looks inherit it. Not here: what a look does without it, which is to fetch it itself.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from redis.exceptions import RedisError

from connectors.tracker import Tracker, TrackerError
from service.index import Index

FRESH = timedelta(minutes=1)
"""So long nothing is asked again; tokens are renewed five minutes before they end."""
COLD = timedelta(minutes=5)
"""So long a tracker that refuses, or does not answer, is left to the looks: it must not hold up those at others."""
TRYING = timedelta(minutes=1)
"""Longer than one try takes; meanwhile the other workers do not wait for it, too."""

log = structlog.get_logger()


@dataclass
class Warming:
    """Called before each fork."""

    trackers: Mapping[str, Tracker]
    index: Index
    now: Callable[[], datetime]
    _fresh: dict[str, datetime] = field(default_factory=dict)

    def __call__(self) -> None:
        for name, tracker in self.trackers.items():
            if self._fresh.get(name, self.now()) <= self.now():
                try:
                    self._warm(name, tracker)
                except RedisError as error:
                    log.warning("nothing is warmed without Redis", tracker=name, reason=str(error))

    def _warm(self, name: str, tracker: Tracker) -> None:
        place = f"{name}/warm"
        if self.index.held(place):
            return
        self.index.hold(place, self.now() + TRYING, self.now())
        try:
            tracker.warm()
        except TrackerError as error:
            self.index.hold(place, self.now() + COLD, self.now())
            log.warning("tracker is not ready", tracker=name, reason=error.message)
        else:
            self._fresh[name] = self.now() + FRESH
            self.index.release(place)
