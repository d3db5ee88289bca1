"""The clock: every tick it queues what is due, what was left unserved, and the sweeps.

Any number of clocks is harmless. It asks no tracker anything and decides nothing about post-mortems: it only hints.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from redis.exceptions import RedisError

from service.hints import Hints
from service.index import Index
from service.redelivery import EVERY

AGAIN = timedelta(minutes=1)
"""A look that is due and was queued is queued again after this long, should it have been lost."""
TOGETHER = timedelta(minutes=1)
"""Clocks that start within so much time of each other ask once for what could not be delivered."""

log = structlog.get_logger()


@dataclass(frozen=True)
class Clock:
    index: Index
    hints: Hints
    projects: tuple[tuple[str, str], ...]
    """Every tracker and project that is swept."""
    sweep_every: timedelta
    asked_again: tuple[str, ...] = ()
    """The trackers that are asked for what they could not deliver."""

    def tick(self, now: datetime) -> None:
        self.index.beat("clock", now)
        self.hints.trust()
        for ref in self.index.due(now):
            self.index.postpone(ref, now + AGAIN)
            self.hints.add(ref)
        for ref in self.hints.unserved():
            self.hints.add(ref)
        self._ask_again(now, EVERY)
        self.sweep(now, self.sweep_every)

    def sweep(self, now: datetime, every: timedelta = timedelta()) -> None:
        """Queues a sweep of each project that had none for so long."""
        for tracker, project in self.projects:
            if self.index.claim_sweep(tracker, project, now, every):
                self.hints.add_sweep(tracker, project)

    def run(self, now: Callable[[], datetime], tick: timedelta, stop: threading.Event) -> None:
        """Sweeps and asks again once at the start, then ticks until `stop` is set. Without Redis it goes on trying."""
        begun = False
        while True:
            try:
                begun = begun or self._begin(now())
                self.tick(now())
            except RedisError as error:
                log.warning("no tick without Redis", reason=str(error))
            if stop.wait(tick.total_seconds()):
                return

    def _begin(self, now: datetime) -> bool:
        self.index.forget_other_sweeps(self.projects)
        self.sweep(now)
        self._ask_again(now, TOGETHER)
        return True

    def _ask_again(self, now: datetime, every: timedelta) -> None:
        for tracker in self.asked_again:
            if self.index.claim_redelivery(tracker, now, every):
                self.hints.add_redelivery(tracker)
