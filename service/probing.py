"""Asks each tracker every minute whether it still takes the service's credentials: people hear it before work fails.

Not here: when a tracker that refused them is asked again (refused.py), and what the health page says about it.
"""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from redis import Redis
from redis.exceptions import RedisError

from connectors.tracker import Tracker, TrackerError
from service.hints import Hints
from service.index import PREFIX, Index, parse_ref, text_of
from service.refused import ALONE
from service.sweep import TOGETHER

EVERY = timedelta(seconds=45)
TURN = timedelta(seconds=5)
"""How often each clock sees whether a tracker is to be asked: with both, what is refused shows within a minute."""

log = structlog.get_logger()


@dataclass(frozen=True)
class Probes:
    """What the trackers said last, where all processes see it."""

    redis: "Redis"

    def claim(self, account: str) -> bool:
        """True for the one clock that may ask now."""
        return bool(self.redis.set(_turn(account), 1, nx=True, ex=EVERY))

    def rest(self, account: str, span: timedelta) -> None:
        """Nobody asks before."""
        self.redis.set(_turn(account), 1, px=max(span, TURN))

    def note(self, tracker: str, trouble: str) -> bool:
        """Why it does not take the credentials, as a sentence. True where that is news."""
        before = self.redis.hget(_TROUBLES, tracker)
        self.redis.hset(_TROUBLES, tracker, trouble)
        return before is None or text_of(before) != trouble

    def clear(self, tracker: str) -> bool:
        """True where there was something."""
        return bool(self.redis.hdel(_TROUBLES, tracker))

    def troubles(self) -> dict[str, str]:
        return {text_of(name): text_of(trouble) for name, trouble in self.redis.hgetall(_TROUBLES).items()}


_TROUBLES = f"{PREFIX}probe_troubles"


def _turn(account: str) -> str:
    return f"{PREFIX}probe:{account}"


@dataclass(frozen=True)
class Probing:
    """`projects` is what is swept, by tracker and name; `accounts` tell the credentials of each tracker from others."""

    trackers: Mapping[str, Tracker]
    accounts: Mapping[str, str]
    projects: Sequence[tuple[str, str]]
    probes: Probes
    index: Index
    hints: Hints
    now: Callable[[], datetime]

    def start(self, stop: threading.Event) -> None:
        """A thread for each tracker, so that one which does not answer keeps no other waiting."""
        for name in sorted({tracker for tracker, _ in self.projects}):
            threading.Thread(target=self._run, args=(name, stop), name=f"probe {name}", daemon=True).start()

    def ask(self, name: str) -> None:
        """Unless somebody did a moment ago. What passes by itself is nothing to tell."""
        turn = f"{name} {self.accounts[name]}"
        if not self.probes.claim(turn):
            return
        try:
            self.trackers[name].probe(self._projects_of(name))
        except TrackerError as error:
            if not error.permanent:
                log.info("tracker cannot be probed", tracker=name, reason=error.message)
                return
            if self.probes.note(name, error.message):
                log.warning("tracker does not take the credentials", tracker=name, reason=error.message)
            self.probes.rest(turn, error.retry_at - self.now() if error.retry_at else ALONE)
        else:
            if self.probes.clear(name):
                log.info("tracker takes the credentials again", tracker=name)
                self._catch_up(name)

    def _catch_up(self, name: str) -> None:
        """What was refused meanwhile is not left for its next turn."""
        for tracker, project in self.projects:
            if tracker == name:
                self.hints.add_sweep(tracker, project)
        for parked in self.index.parked():
            self.hints.hurry(parse_ref(parked.ref))

    def _projects_of(self, name: str) -> list[str]:
        return [
            project for tracker, projects in self.projects if tracker == name for project in projects.split(TOGETHER)
        ]

    def _run(self, name: str, stop: threading.Event) -> None:
        while True:
            try:
                self.ask(name)
            except RedisError as error:
                log.info("nothing is probed without Redis", tracker=name, reason=str(error))
            except Exception:
                log.exception("probe failed", tracker=name)
            if stop.wait(TURN.total_seconds()):
                return
