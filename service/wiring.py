"""Builds everything from the settings, in one place: connections, trackers, reconciler, clock.

Not here: how one tracker is reached (connecting.py).
"""

from collections.abc import Callable, Iterator
from collections.abc import Mapping as Table
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import cast

import structlog
from redis import Redis
from redis.exceptions import RedisError

from connectors.guarded import Pause
from connectors.tracker import Tracker
from service.addresses import webhook_url
from service.clock import Clock
from service.connecting import connected
from service.document.template import TemplateProblem, load_template
from service.embedded import embedded
from service.gate import Gate
from service.hints import Hints
from service.index import Index
from service.jobs import Runtime
from service.leased import Leased, Unleased
from service.log import hide
from service.mappings import TrackerKind
from service.markers import Signer
from service.observe import Memory, Surroundings
from service.pace import GITHUB, Pace
from service.places import Discreet, Places
from service.probing import Probes, Probing
from service.reconcile import Reconciler
from service.redis_connection import connect as connect
from service.redis_connection import connect_worker as connect_worker
from service.refused import Patient, Refusals
from service.runaway import Bounded, Written
from service.settings import Environment, Settings, TrackerSettings, load, signing_keys
from service.sweep import sweeps
from service.veiled import Veiled
from service.withdrawn import Withdrawn

log = structlog.get_logger()


@dataclass(frozen=True)
class Installation:
    """The settings and the environment of this machine, read and checked."""

    settings: Settings
    environment: Environment


def installation(environ: Table[str, str]) -> Installation:
    """Raises SettingsError with everything that is wrong."""
    environment = Environment.read(environ)
    settings = load(environment.config, environ)
    hide((*environment.secrets(), *settings.secrets()))
    for warning in settings.warnings:
        log.warning(str(warning))
    return Installation(settings, environment)


@contextmanager
def redis_url(environment: Environment) -> Iterator[str]:
    """Where Redis is; starts the embedded Valkey when no other is named."""
    if environment.redis_url is not None:
        yield environment.redis_url.get_secret_value()
        return
    with embedded(environment.data) as url:
        yield url


def reachable(redis: "Redis") -> bool:
    try:
        return bool(redis.ping())
    except RedisError:
        return False


def utc_now() -> datetime:
    return datetime.now(UTC)


def build_trackers(
    settings: Settings,
    index: Index | None = None,
    now: Callable[[], datetime] = utc_now,
    withdrawn: Callable[[str], None] = lambda tracker: None,
) -> dict[str, Tracker]:
    """Every tracker of the settings. Asks none of them anything yet. `withdrawn` is told who refuses what it gave."""

    def built(tracker: TrackerSettings) -> Veiled:
        names = index.names(tracker.name) if index else {}
        return Veiled(connected(tracker, settings, names, now, partial(withdrawn, tracker.name)))

    return {name: cast(Tracker, built(tracker)) for name, tracker in settings.trackers.items()}


def _patient_trackers(settings: Settings, redis: "Redis", now: Callable[[], datetime]) -> dict[str, Tracker]:
    """For the processes that run all the time."""
    trackers = build_trackers(settings, Index(redis), now, Withdrawn(redis).tell)
    accounts = {name: tracker.account for name, tracker in settings.trackers.items()}
    return {
        name: cast(Tracker, Patient(tracker, Refusals(redis, accounts[name]), now))
        for name, tracker in trackers.items()
    }


def build_clock(settings: Settings, index: Index, hints: Hints) -> Clock:
    swept, asked = tuple(sorted(sweeps(settings.mappings))), tuple(sorted(_addresses(settings)))
    return Clock(index, hints, swept, settings.clock.sweep_every, asked)


def build_probing(
    settings: Settings, index: Index, hints: Hints, redis: "Redis", now: Callable[[], datetime] = utc_now
) -> Probing:
    accounts = {name: tracker.account for name, tracker in settings.trackers.items()}
    asks = Unleased(index, _gates(settings, redis), now, Pause(0))
    trackers = {
        name: cast(Tracker, Leased(tracker, asks)) for name, tracker in _patient_trackers(settings, redis, now).items()
    }
    return Probing(trackers, accounts, sorted(sweeps(settings.mappings)), Probes(redis), index, hints, now)


def _gates(settings: Settings, redis: "Redis") -> dict[str, Gate]:
    return {name: Gate(redis, tracker.account) for name, tracker in settings.trackers.items()}


def _paces(settings: Settings, redis: "Redis") -> dict[str, Pace]:
    """One for each account that writes no faster than it may, however many trackers of the config it serves."""
    return {
        tracker.name: Pace(redis, tracker.account, tracker.pause, GITHUB if tracker.kind is TrackerKind.GITHUB else ())
        for tracker in settings.trackers.values()
        if tracker.pause
    }


def _addresses(settings: Settings) -> dict[str, str]:
    """Where the trackers' webhooks are to arrive; none where nobody told at which address the service is reached."""
    trackers = settings.trackers.values()
    return {tracker.name: webhook_url(settings.public_url, tracker) for tracker in trackers if settings.public_url}


def build_runtime(place: Installation, redis: "Redis", now: Callable[[], datetime] = utc_now) -> Runtime:
    """What looks and sweeps need."""
    index, settings = Index(redis), place.settings
    trackers = _patient_trackers(settings, redis, now)
    keys = [key.get_secret_value() for key in signing_keys(place.environment)]
    hide(keys)  # one that was made here stood in no variable
    around = Surroundings(
        mappings=settings.mappings,
        signer=Signer(keys),
        memory=index,
        template=lambda name: find_template(settings.templates, name),
    )

    written = Written(redis, now)

    def reconciler(wrapped: Callable[[Tracker], Tracker]) -> Reconciler:
        asked = {name: wrapped(tracker) for name, tracker in trackers.items()}
        places = Places(index, asked)
        discreet = {name: cast(Tracker, Discreet(tracker, places)) for name, tracker in asked.items()}
        bounded = {name: cast(Tracker, Bounded(tracker, written, around.signer)) for name, tracker in discreet.items()}
        return Reconciler(bounded, replace(around, memory=cast(Memory, places)), index, now)

    return Runtime(
        reconciler,
        trackers,
        settings.mappings,
        index,
        Hints(redis),
        now,
        _addresses(settings),
        _paces(settings, redis),
        _gates(settings, redis),
    )


def find_template(folders: tuple[Path, ...], name: str) -> str:
    """The template's source, from the first folder that has it. Raises TemplateProblem."""
    problem: TemplateProblem | None = None
    for folder in folders:
        try:
            return load_template(folder, name)
        except TemplateProblem as error:
            problem = problem or error
    raise problem or TemplateProblem(f"There is no folder for the template {name!r}.")
