"""A tracker with limits, and several workers that write to it with one account, on a virtual clock.

Redis counts real time, so what it lets expire is moved along. Not here: which limits there are (limits.py,
limits_cloud.py), and what must hold (limits_figures.py).
"""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from pathlib import Path

from connectors.sandbox.recording import Exchange, Recorder
from service import jobs
from service.jobs import Runtime
from service.wiring import build_runtime
from service.worker import HELPERS
from tests.expiring import let_pass
from tests.resilience.limits_shift import Shift
from tests.simulation.expiry import Straight
from tests.simulation.taking import taken
from tests.simulation.town import Town, town
from tests.simulation.wire import Turn
from tests.stories.github_site import GitHubSite
from tests.stories.jira_site import JiraSite
from tests.stories.pairing import Pairing
from tests.stories.people import Someone
from tests.stories.stage import APP, INCIDENTS

WORKERS = 2 + HELPERS
"""As many as a pool of two grows to."""
LATENCY = 0.2
"""Seconds that an exchange takes."""
IDLE = 1.0
"""Seconds after which a worker without work looks for some, and after which webhooks arrive."""
FINE = timedelta(milliseconds=250)
"""Virtual time after which Redis is moved along."""


@dataclass
class Busy:
    """A town at work. `hears` is told of the service's exchanges, and again when their answers arrive."""

    town: Town
    hears: "Callable[[Exchange], None]" = lambda exchange: None
    is_told: "Callable[[Exchange], None]" = lambda exchange: None
    slept: list[float] = field(default_factory=list)
    """The waits that workers waited out."""
    jobs: Counter[str] = field(default_factory=Counter)
    busy: int = 0
    """Workers that have a job."""

    def __post_init__(self) -> None:
        self.shift = Shift(self.town.clock, self._passes)
        self._owed, self._real, self._waiting = timedelta(), time.monotonic(), 0
        for host, app in self.town.wire.hosts.items():
            self.town.wire.hosts[host] = Recorder(app, self._exchanged, "/")
        self.runtimes = [self._runtime() for _ in range(WORKERS)]

    @property
    def alice(self) -> Someone:
        return Someone("alice", lambda project: next(it for it in self.town.sites if it.has(project)).desk("alice"))

    @property
    def incidents(self) -> str:
        return INCIDENTS[self.town.pairing.home]

    def works(self, longest: timedelta, watch: Callable[[], None] = lambda: None) -> None:
        """Everybody, until there is nothing left to do; somebody may watch."""
        self.town.wire.turn, self._real = Turn.SERVICE, time.monotonic()
        try:
            self.shift.works(lambda: self._front(longest, watch), *(partial(self._works, it) for it in self.runtimes))
        finally:
            self.town.wire.turn = Turn.PEOPLE

    def titles(self) -> Counter[str]:
        """Of the tickets that there are, whatever a listing shows."""
        site, project = self.town.away, APP[self.town.pairing.away]
        if isinstance(site, GitHubSite):
            return Counter(issue.title for issue in site.world.repository(project).living_issues)
        assert isinstance(site, JiraSite)
        return Counter(issue.summary for issue in site.world.issues_of(site.world.project(project)))

    def _runtime(self) -> Runtime:
        redis = Straight.from_url(self.town.url)
        return replace(build_runtime(self.town.place, redis, self.town.clock), sleep=self._sleeps)

    def _sleeps(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.shift.sleep(seconds)

    def _exchanged(self, exchange: Exchange) -> None:
        if self.town.wire.turn is Turn.SERVICE:
            self.hears(exchange)
            self.shift.sleep(LATENCY)
            self.is_told(exchange)

    def _front(self, longest: timedelta, watch: Callable[[], None]) -> None:
        """Webhooks arrive, and the clock ticks."""
        here, end = self.town, self.town.clock() + longest
        ticks = here.clock()
        while here.clock() < end:
            watch()
            while here.road:
                here.deliver()
            if here.clock() >= ticks:
                here.ticking.tick(here.clock())
                ticks = here.clock() + here.place.settings.clock.tick
            self._waiting = here.runtime.hints.waiting()
            if not (self.busy or here.road or self._waiting or here.runtime.hints.wanted()):
                return
            self.shift.sleep(IDLE)

    def _works(self, runtime: Runtime) -> None:
        while True:
            job = taken(self.town.redis) if self._waiting else None
            if job is None:
                self._waiting = 0
                self.shift.sleep(IDLE)
                continue
            self.busy += 1
            jobs.prepare(runtime)
            self.jobs[str(job.func(*job.args)).partition(" ")[0]] += 1
            self.busy -= 1
            self._waiting = runtime.hints.waiting()

    def _passes(self, span: timedelta) -> None:
        self.town.clock.now += span
        self._owed += span
        if self._owed >= FINE:
            real = time.monotonic()
            passed = self._owed - timedelta(seconds=real - self._real)
            self._owed, self._real = timedelta(), real
            let_pass(self.town.redis, passed, keys="ft:*")


@contextmanager
def busy_town(url: str, folder: Path, pairing: Pairing, pause: timedelta | None = None) -> Iterator[Busy]:
    """`pause` is what the config says of the time between two writes."""
    with town(url, folder, pairing) as there:
        settings = there.place.settings
        trackers = {
            name: replace(it, write_pause=pause if pause is not None else it.write_pause)
            for name, it in settings.trackers.items()
        }
        there.place = replace(there.place, settings=replace(settings, trackers=trackers))
        there.restart()
        yield Busy(there)
