"""Builds everything from the settings, in one place: connections, trackers, reconciler, clock.

Not here: how one tracker is reached (connecting.py).
"""

from collections.abc import Callable, Iterator
from collections.abc import Mapping as Table
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import structlog
from redis import Redis
from redis.exceptions import RedisError

from connectors.tracker import Tracker, TrackerError
from service.clock import Clock
from service.connecting import connected
from service.document.template import TemplateProblem, load_template
from service.embedded import embedded
from service.hints import Hints
from service.index import Index
from service.jobs import Runtime
from service.log import hide
from service.markers import Signer
from service.observe import Surroundings
from service.reconcile import Reconciler
from service.settings import Environment, Settings, load, signing_keys
from service.sweep import sweeps

REDIS_SECONDS = 2
"""How long a command may take; a webhook is better refused than kept waiting."""

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


def connect(url: str) -> "Redis":
    """A connection for the short commands of index and queue. Nothing is sent twice behind our back."""
    return Redis.from_url(
        url, socket_timeout=REDIS_SECONDS, socket_connect_timeout=REDIS_SECONDS, retry=None, retry_on_error=[]
    )


def connect_worker(url: str) -> "Redis":
    """A connection for RQ, which waits for jobs with blocking commands."""
    return Redis.from_url(url, socket_connect_timeout=REDIS_SECONDS)


def reachable(redis: "Redis") -> bool:
    try:
        return bool(redis.ping())
    except RedisError:
        return False


def utc_now() -> datetime:
    return datetime.now(UTC)


def build_trackers(
    settings: Settings, index: Index | None = None, now: Callable[[], datetime] = utc_now
) -> dict[str, Tracker]:
    """Every tracker of the settings. Asks none of them anything yet."""
    return {
        name: connected(tracker, settings, index.names(name) if index else {}, now)
        for name, tracker in settings.trackers.items()
    }


def build_clock(settings: Settings, index: Index, hints: Hints) -> Clock:
    return Clock(index, hints, tuple(sorted(sweeps(settings.mappings))), settings.clock.sweep_every)


def build_runtime(place: Installation, redis: "Redis", now: Callable[[], datetime] = utc_now) -> Runtime:
    """What looks and sweeps need."""
    index, settings = Index(redis), place.settings
    trackers = build_trackers(settings, index, now)
    around = Surroundings(
        mappings=settings.mappings,
        signer=Signer([key.get_secret_value() for key in signing_keys(place.environment)]),
        memory=index,
        template=lambda name: find_template(settings.templates, name),
    )

    def reconciler(wrapped: Callable[[Tracker], Tracker]) -> Reconciler:
        return Reconciler({name: wrapped(tracker) for name, tracker in trackers.items()}, around, index, now)

    return Runtime(reconciler, trackers, settings.mappings, index, Hints(redis), now)


def warm(trackers: Table[str, Tracker]) -> None:
    """Fetches what every look would fetch anew: who the service is, and the tokens of an App."""
    for name, tracker in trackers.items():
        try:
            tracker.warm()
        except TrackerError as error:
            log.warning("tracker is not ready", tracker=name, reason=error.message)


def find_template(folders: tuple[Path, ...], name: str) -> str:
    """The template's source, from the first folder that has it. Raises TemplateProblem."""
    problem: TemplateProblem | None = None
    for folder in folders:
        try:
            return load_template(folder, name)
        except TemplateProblem as error:
            problem = problem or error
    raise problem or TemplateProblem(f"There is no folder for the template {name!r}.")
