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
from service.withdrawn import Withdrawn

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
    withdrawn: Withdrawn
    now: Callable[[], datetime]
    _fresh: dict[str, datetime] = field(default_factory=dict)
    _heard: dict[str, str] = field(default_factory=dict)
    """What was told last of a token that was withdrawn, by tracker."""

    def __call__(self) -> None:
        for name, tracker in self.trackers.items():
            try:
                self._cool(name, tracker)
                if self._fresh.get(name, self.now()) <= self.now():
                    self._warm(name, tracker)
            except RedisError as error:
                log.warning("nothing is warmed without Redis", tracker=name, reason=str(error))

    def _cool(self, name: str, tracker: Tracker) -> None:
        """Whoever was forked before met a token that is refused: nobody else is to inherit it."""
        told = self.withdrawn.last(name)
        if told and told != self._heard.get(name):
            tracker.cool()
            self._heard[name] = told
            self._fresh.pop(name, None)

    def _warm(self, name: str, tracker: Tracker) -> None:
        place = f"{name}/warm"
        if self.index.held(place):
            return
        self.index.hold(place, self.now() + TRYING, self.now())
        try:
            tracker.warm()
        except TrackerError as error:
            self.index.hold(place, error.retry_at or self.now() + COLD, self.now())
            log.warning("tracker is not ready", tracker=name, reason=error.message)
        else:
            self._fresh[name] = self.now() + FRESH
            self.index.release(place)
