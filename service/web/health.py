"""How the service is, read from Redis: what is alive, what waits, what is stuck; and the routes that say so.

Ready means that what a webhook hints at will be looked at. Something that is stuck wants attention, and does not make
it unready: taking the web process out of service would mend nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, Response, jsonify
from redis import Redis
from redis.exceptions import NoPermissionError, RedisError
from rq import Queue
from rq.serializers import JSONSerializer
from rq.worker_registration import get_keys

from service.hints import QUEUE, Hints, Ledger
from service.index import Index, Parked
from service.probing import Probes
from service.settings import Settings
from service.sweep import swept_projects
from service.web.privacy import may_show_private
from service.web.spans import counted, roughly

SILENT_TICKS, LATE_SWEEPS = 3, 3
"""A clock is silent, and a sweep late, after so many times its interval."""
LEAST_PATIENCE = timedelta(seconds=60)
"""However short the intervals are."""


@dataclass(frozen=True)
class Sweep:
    """The sweeps of one tracker."""

    tracker: str
    good_at: datetime | None = None
    """The last one that went through."""
    trouble: str = ""
    """Why the last one did not, as a sentence."""
    late: bool = True

    def problems(self, at: datetime) -> list[str]:
        if not self.late:
            return []
        if self.good_at is None:
            return [f"No sweep of {self.tracker} has gone through yet."]
        return [f"The last good sweep of {self.tracker} was {roughly(at - self.good_at)} ago."]


NONE = Ledger(0, 0, 0)


@dataclass(frozen=True)
class Health:
    at: datetime
    reachable: bool = False
    """Whether Redis answers; when it does not, nothing else here is known."""
    persistence_trouble: str = ""
    workers: int = 0
    clock_at: datetime | None = None
    clock_silent: bool = True
    sweeps: tuple[Sweep, ...] = ()
    refusals: tuple[str, ...] = ()
    """Which trackers do not take the service's credentials, and why, as sentences."""
    parked: tuple[Parked, ...] = ()
    unserved: int = 0
    """Hints that no look has served, and that none is queued or running for."""
    queued: int = 0
    hints: Ledger = NONE

    @property
    def problems(self) -> list[str]:
        """Why it is not ready, as sentences."""
        if not self.reachable:
            return ["Redis does not answer: deliveries are refused until it does."]
        nobody = [] if self.workers else ["No worker is alive; start one with `followthrough worker`."]
        late = [problem for sweep in self.sweeps for problem in sweep.problems(self.at)]
        return [*nobody, *self._clock_problem(), *late]

    @property
    def warnings(self) -> list[str]:
        """What wants attention although it is ready."""
        forgetful = [self.persistence_trouble] if self.persistence_trouble else []
        failed = [
            f"The last sweep of {sweep.tracker} failed: {sweep.trouble}" for sweep in self.sweeps if sweep.trouble
        ]
        stuck = f"{counted(len(self.parked), 'post-mortem')} could not be looked at, and will be tried again."
        return [*forgetful, *self.refusals, *failed, *([stuck] if self.parked else [])]

    @property
    def ready(self) -> bool:
        return not self.problems

    @property
    def status(self) -> str:
        if not self.ready:
            return "not ready"
        return "attention" if self.warnings else "ready"

    def _clock_problem(self) -> list[str]:
        if not self.clock_silent:
            return []
        if self.clock_at is None:
            return ["No clock has run yet; start one with `followthrough clock`."]
        silence = roughly(self.at - self.clock_at)
        return [f"The clock has been silent for {silence}; start one with `followthrough clock`."]


def blueprint(examined: Callable[[bool], Health], show_private: bool) -> Blueprint:
    """`examined` says how the service is now, with or without what is not public."""
    routes = Blueprint("health", __name__)

    @routes.get("/healthz")
    def alive() -> Response:
        return Response("ok\n", mimetype="text/plain")

    @routes.get("/readyz")
    def ready() -> tuple[Response, int]:
        told = may_show_private(show_private)
        health = examined(told)
        return jsonify(_report(health, told)), 200 if health.ready else 503

    return routes


def examine(settings: Settings, index: Index, hints: Hints, redis: "Redis", now: datetime, told: bool) -> Health:
    """Never raises. Why a tracker refuses may name a private project, so it is told only where that may be shown."""
    try:
        clock = index.beats().get("clock")
        return Health(
            at=now,
            reachable=True,
            persistence_trouble=_persistence_trouble(redis),
            workers=_workers(redis),
            clock_at=clock,
            clock_silent=_overdue(clock, SILENT_TICKS * settings.clock.tick, now),
            sweeps=_sweeps(settings, index, now, told),
            refusals=_refusals(settings, redis, told),
            parked=tuple(index.parked()),
            unserved=len(hints.unserved()),
            queued=hints.waiting(),
            hints=hints.ledger(),
        )
    except RedisError:
        return Health(at=now)


def _persistence_trouble(redis: "Redis") -> str:
    """Why Redis may forget an accepted delivery when it restarts; empty when it does not, or will not say."""
    try:
        said = {**redis.info("persistence"), **redis.info("memory")}
    except NoPermissionError:
        return ""
    if not said.get("aof_enabled", 1):
        return "Redis keeps no append-only file, so a restart may forget deliveries until the next sweep."
    if said.get("maxmemory_policy", "noeviction") != "noeviction":
        return f"Redis may drop keys when it is full ({said['maxmemory_policy']}); set maxmemory-policy to noeviction."
    return ""


def _workers(redis: "Redis") -> int:
    """Those whose key lives: RQ lets it expire when a worker stops beating, and cleans the registry only later."""
    queue = Queue(QUEUE, connection=redis, serializer=JSONSerializer)
    keys = get_keys(queue)
    return int(redis.exists(*keys)) if keys else 0


def _sweeps(settings: Settings, index: Index, now: datetime, told: bool) -> tuple[Sweep, ...]:
    noted, found = index.sweeps(), []
    for name in sorted({tracker for tracker, _ in swept_projects(settings.mappings)}):
        note = noted.get(name, {})
        good = datetime.fromisoformat(note["ok_at"]) if note.get("ok_at") else None
        trouble = note.get("trouble", "")
        if trouble and not told:
            trouble = "the log of the worker says why."
        found.append(Sweep(name, good, trouble, _overdue(good, LATE_SWEEPS * settings.clock.sweep_every, now)))
    return tuple(found)


def _refusals(settings: Settings, redis: "Redis", told: bool) -> tuple[str, ...]:
    troubles = Probes(redis).troubles()
    unsaid = "{} does not take the service's credentials; the log of the clock says why."
    return tuple(troubles[name] if told else unsaid.format(name) for name in settings.trackers if name in troubles)


def _overdue(last: datetime | None, patience: timedelta, now: datetime) -> bool:
    return last is None or now - last > max(patience, LEAST_PATIENCE)


def _report(health: Health, told: bool) -> dict[str, Any]:
    report: dict[str, Any] = {
        "status": health.status,
        "problems": health.problems,
        "warnings": health.warnings,
        "redis": {"reachable": health.reachable},
    }
    if not health.reachable:
        return report
    report["redis"]["persistence_trouble"] = health.persistence_trouble
    return report | {
        "workers": health.workers,
        "clock": _moment(health.clock_at, health.at),
        "sweeps": {it.tracker: {**_moment(it.good_at, health.at), "trouble": it.trouble} for it in health.sweeps},
        "parked": _parked(health.parked, told),
        "unserved": health.unserved,
        "queue": health.queued,
    }


def _moment(at: datetime | None, now: datetime) -> dict[str, Any]:
    """When something last went well, and how many seconds ago."""
    return {"at": at.isoformat(), "age": int((now - at).total_seconds())} if at else {"at": None, "age": None}


def _parked(parked: tuple[Parked, ...], told: bool) -> dict[str, Any]:
    items = [{"ref": p.ref, "message": p.message, "since": p.since, "attempts": p.attempts} for p in parked]
    return {"count": len(parked), "items": items} if told else {"count": len(parked)}
