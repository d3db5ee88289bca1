"""A whole world in one process: sandbox trackers, a Valkey, the service, the road between them, and one clock.

Nothing happens by itself: no thread, no socket but Valkey's, no time but what is turned. Not here: what people do
(acts.py), what goes wrong (weather.py), and what must hold (invariants.py).
"""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import cast

from flask import Flask
from redis import Redis

from connectors.sandbox.github import server as github_server
from connectors.sandbox.github.state import Repository
from connectors.sandbox.github.webhooks.envelope import body_of
from connectors.sandbox.github.webhooks.envelope import headers_of as github_headers
from connectors.sandbox.github.webhooks.parcels import Parcel as GitHubParcel
from connectors.sandbox.github.world import World
from connectors.sandbox.jira import server as jira_server
from connectors.sandbox.jira.webhooks.envelope import headers_of as jira_headers
from connectors.sandbox.jira.webhooks.parcels import Parcel as JiraParcel
from connectors.sandbox.loopback import LoopbackServer
from connectors.sandbox.serving import Serving
from connectors.tracker import Tracker
from service import jobs
from service.clock import Clock as Ticking
from service.hints import Hints
from service.index import Index
from service.mappings import Mapping
from service.settings import Environment, Settings
from service.sweep import sweeps
from service.web.app import create_app
from service.wiring import Installation, build_runtime
from tests.clock import Clock
from tests.simulation.expiry import Straight, connected, expire
from tests.simulation.taking import taken
from tests.simulation.wire import Killed, Life, Turn, Wire, call, in_process
from tests.stories import github_site, jira_site
from tests.stories.desk import Site
from tests.stories.github_site import GitHubSite
from tests.stories.jira_site import JiraSite
from tests.stories.pairing import Flavour, Pairing
from tests.stories.stage import APP, INCIDENTS, ROOT, mapping_of

KEY = "a-signing-key-of-more-than-thirty-two-bytes"
GITHUB_HOST, JIRA_HOST, OUR_HOST = "127.0.0.1:41001", "127.0.0.1:41002", "127.0.0.1:41003"
"""Nobody listens there."""
ELSEWHERE = {Flavour.GITHUB: "acme/other", Flavour.CLOUD: "OTHER", Flavour.DATACENTER: "OTHER"}
"""A third project, of no mapping, beside that of the tickets."""
SWEEP_EVERY = timedelta(minutes=15)

Parcel = GitHubParcel | JiraParcel


class Restless(Exception):
    """There is always more to do."""


@dataclass(frozen=True)
class Delivered:
    """What the service answered to a delivery."""

    status: int
    outcome: str
    reason: str


@dataclass(frozen=True)
class Nowhere:
    """Stands for a server: requests come another way."""

    url: str

    def start(self) -> None:
        """There is nothing to start."""


@dataclass
class Ledger:
    """Deliveries since Redis forgot the last time."""

    accepted: int = 0
    ignored: int = 0
    unreasoned: list[str] = field(default_factory=list)


Double = Callable[[Tracker], Tracker]


def _as_it_is(tracker: Tracker) -> Tracker:
    return tracker


@dataclass
class Town:
    clock: Clock
    wire: Wire
    sites: tuple[Site, ...]
    place: Installation
    url: str
    redis: "Redis"
    road: list[Parcel]
    pairing: Pairing
    double: Double = _as_it_is
    """What stands before each tracker, where the service is broken on purpose."""
    ledger: Ledger = field(default_factory=Ledger)
    failures: list[str] = field(default_factory=list)
    """Exceptions that a job of the service ended with and that it does not expect."""
    looks: int = 0
    deaths: int = 0

    def __post_init__(self) -> None:
        self.restart()

    @property
    def mapping(self) -> Mapping:
        return self.place.settings.mappings[0]

    @property
    def home(self) -> Site:
        return self.sites[0]

    @property
    def away(self) -> Site:
        return self.sites[-1]

    @property
    def projects(self) -> tuple[tuple[Site, str], ...]:
        """Incidents, tickets and elsewhere, as they were called in the beginning."""
        return (
            (self.home, INCIDENTS[self.pairing.home]),
            (self.away, APP[self.pairing.away]),
            (self.away, ELSEWHERE[self.pairing.away]),
        )

    def repository(self, number: int) -> tuple[World, Repository] | None:
        """One of `projects`, whatever it is called now; None where that is a Jira's, or is gone."""
        site, project = self.projects[number]
        if not isinstance(site, GitHubSite):
            return None
        world = site.world
        identity = next((it.id for it in world.repositories.values() if it.full_name == project), None)
        repository = world.repositories.get(identity or world.former_names.get(project.lower(), 0))
        return (world, repository) if repository else None

    def called(self, number: int) -> str:
        """What one of `projects` is called now."""
        place = self.repository(number)
        return place[1].full_name if place else self.projects[number][1]

    # -- the service's processes

    def restart(self) -> None:
        """New processes: whatever the old ones kept in memory is gone."""
        self.life = self.wire.life = Life()
        redis = connected(self.url, self.life)
        runtime = build_runtime(self.place, redis, self.clock)
        reconciler, double = runtime.reconciler, self.double
        self.runtime = replace(
            runtime,
            reconciler=lambda wrapped: reconciler(lambda it: wrapped(double(it))),
            trackers={name: double(tracker) for name, tracker in runtime.trackers.items()},
        )
        projects = tuple(sorted(sweeps(self.runtime.mappings)))
        self.ticking = Ticking(self.runtime.index, self.runtime.hints, projects, SWEEP_EVERY)
        self.web = _web(self.place.settings, self.redis, self.clock)

    @contextmanager
    def service(self) -> Iterator[None]:
        """The service's turn; where it dies of it, it is started anew."""
        self.wire.turn = Turn.SERVICE
        jobs.prepare(self.runtime)
        try:
            yield
        except Killed:
            self.deaths += 1
            self.restart()
        finally:
            self.wire.turn = Turn.PEOPLE
            self.wire.late()

    def deliver(self, at: int = 0) -> Delivered | None:
        """One webhook of those on the road; the others come before it or after it."""
        return self._receive(self.road.pop(at % len(self.road))) if self.road else None

    def deliver_twice(self, at: int = 0) -> None:
        if self.road:
            self._receive(self.road[at % len(self.road)])

    def lose(self, at: int = 0) -> None:
        if self.road:
            self.road.pop(at % len(self.road))

    def _receive(self, parcel: Parcel) -> Delivered:
        if isinstance(parcel, GitHubParcel):
            body = body_of(parcel)
            headers = github_headers(parcel, body)
        else:
            body, headers = parcel.payload, jira_headers(parcel)
        status, _, content = call(self.web.wsgi_app, "POST", parcel.hook.url, headers, body)
        told = json.loads(content)
        answer = Delivered(int(status.split()[0]), told.get("outcome", ""), told.get("reason", ""))
        self.ledger.accepted += answer.status == 202
        self.ledger.ignored += answer.outcome == "ignored"
        if answer.status != 202 or not answer.outcome or not answer.reason:
            self.ledger.unreasoned.append(f"{parcel.event}: {answer}")
        return answer

    def tick(self) -> None:
        with self.service():
            self.ticking.tick(self.clock())

    def sweep(self) -> None:
        """A sweep of everything, due or not."""
        with self.service():
            self.ticking.sweep(self.clock())

    def work(self, most: int = 100) -> int:
        """Runs what is queued, as a worker does; how many jobs that were."""
        done = 0
        while done < most and self._job():
            done += 1
        if done == most:
            raise Restless("the queue never ends")
        return done

    def _job(self) -> bool:
        job = taken(self.redis)
        if job is None:
            return False
        self.looks += 1
        with self.service():
            try:
                job.func(*job.args)
            except Exception as error:  # noqa: BLE001 - that is what is looked for
                self.failures.append(f"{job.description}: {type(error).__name__}: {error}")
        return True

    def forget(self) -> None:
        """Redis loses everything."""
        self.redis.flushdb()
        self.ledger = Ledger()

    # -- time

    def passes(self, span: timedelta) -> None:
        self.clock.now += span
        if span > timedelta():
            expire(self.redis, span)

    def hear(self) -> None:
        """Everything on the road arrives in the order in which it was sent, and the service works."""
        for _ in range(20):
            while self.road:
                self.deliver()
            self.work()
            if not self.road:
                return
        raise Restless("its own writes keep it busy")

    def quiet(self, rounds: int = 40) -> int:
        """Time passes, no webhook comes, the clock ticks, until nothing is written and nothing is left to do."""
        self.road.clear()
        still = 0
        for number in range(rounds):
            before = self.wire.writes
            self.tick()
            self.work()
            self.road.clear()
            busy = self.wire.writes != before or self.runtime.hints.wanted()
            still = 0 if busy else still + 1
            if still > 1:
                return number
            self.passes(timedelta(minutes=16))
        raise Restless(f"it never comes to rest: {self.runtime.hints.wanted()} {self.runtime.index.parked()}")


@contextmanager
def town(url: str, folder: Path, pairing: Pairing, double: Double = _as_it_is) -> Iterator[Town]:
    clock, wire, road = Clock(), Wire(), list[Parcel]()
    redis = Straight.from_url(url)
    redis.flushdb()
    with ExitStack() as stack:
        stack.enter_context(in_process(wire))
        sites = _sites(pairing, clock, wire, road)
        mapping = mapping_of(pairing, sites[0], sites[-1])
        for site in sites:
            site.hears_at(f"http://{OUR_HOST}/webhooks/{site.name}")
        settings = Settings(
            {site.name: site.settings() for site in sites},
            (mapping,),
            people=mapping.people,
            teams=mapping.teams,
            templates=(ROOT / "config" / "templates",),
        )
        environ = {"FOLLOWTHROUGH_DATA": str(folder), "FOLLOWTHROUGH_SECRET_KEY": KEY}
        place = Installation(settings, Environment.read(environ))
        stack.callback(redis.close)
        yield Town(clock, wire, sites, place, url, redis, road, pairing, double)


def _sites(pairing: Pairing, clock: Clock, wire: Wire, road: list[Parcel]) -> tuple[Site, ...]:
    home, away = INCIDENTS[pairing.home], (APP[pairing.away], ELSEWHERE[pairing.away])
    if pairing.is_one_tracker:
        return (_site(pairing.home, clock, wire, road, (home, *away)),)
    return _site(pairing.home, clock, wire, road, (home,)), _site(pairing.away, clock, wire, road, away)


def _site(flavour: Flavour, clock: Clock, wire: Wire, road: list[Parcel], projects: tuple[str, ...]) -> Site:
    host = GITHUB_HOST if flavour is Flavour.GITHUB else JIRA_HOST
    server = cast(LoopbackServer, Nowhere(f"http://{host}"))
    if flavour is Flavour.GITHUB:
        world = github_site.new_world(clock, projects)
        _takes(world.deliverer, road)
        wire.hosts[host] = Serving(github_server.application(), world)
        return GitHubSite(github_server.RunningSandbox(world, server))
    jira_world = jira_site.new_world(clock, flavour, projects)
    _takes(jira_world.deliverer, road)
    wire.hosts[host] = Serving(jira_server.application(), jira_world)
    return JiraSite(jira_server.RunningSandbox(jira_world, server))


def _takes(deliverer: object, road: list[Parcel]) -> None:
    """Webhooks go on the common road; nobody sends them."""
    setattr(deliverer, "submit", road.append)  # noqa: B010 - the sandboxes' own seam would be a thread
    setattr(deliverer, "start", lambda: None)  # noqa: B010


def _web(settings: Settings, redis: "Redis", clock: Clock) -> Flask:
    return create_app(settings=settings, index=Index(redis), hints=Hints(redis), redis=redis, now=clock)
