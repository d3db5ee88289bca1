"""The stage of the stories: sandbox trackers, Valkey, web and RQ worker for real, and a clock that people turn.

People act over HTTP with their own credentials (people.py). What happens in between is the service's; `settle` lets it.
"""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from redis import Redis
from werkzeug.serving import make_server

from connectors.sandbox.recording import Listener
from service import jobs
from service.clock import Clock as Ticking
from service.hints import Hints
from service.index import Index, parse_ref
from service.mappings import Mapping, Person, ReviewRule, Team, Tickets
from service.settings import Environment, Settings
from service.sweep import sweeps
from service.web.app import create_app
from service.wiring import Installation, build_runtime
from tests.clock import Clock
from tests.stories.desk import Site, Told
from tests.stories.github_site import github
from tests.stories.jira_site import jira
from tests.stories.pairing import GITHUB, Deliveries, Flavour, Pairing
from tests.stories.people import Someone
from tests.working import work

ROOT = Path(__file__).parents[2]

INCIDENTS = {Flavour.GITHUB: "acme/incidents", Flavour.CLOUD: "PM", Flavour.DATACENTER: "PM"}
APP = {Flavour.GITHUB: "acme/app", Flavour.CLOUD: "APP", Flavour.DATACENTER: "APP"}

Adapt = Callable[[Mapping], Mapping]
Prepare = Callable[[Clock, tuple[Site, ...]], None]
"""What is arranged in the trackers before the service starts."""


@dataclass
class Stage:
    """Everything at once. `incidents` and `app` are the two projects of the mapping."""

    clock: Clock
    sites: tuple[Site, ...]
    redis: "Redis"
    place: Installation
    runtime: jobs.Runtime
    ticking: Ticking
    deliveries: Deliveries
    incidents: str
    app: str

    @property
    def alice(self) -> Someone:
        return self.person("alice")

    @property
    def bob(self) -> Someone:
        return self.person("bob")

    @property
    def mallory(self) -> Someone:
        return self.person("mallory")

    def person(self, name: str) -> Someone:
        return Someone(name, lambda project: self.site_of(project).desk(name))

    @property
    def home(self) -> Site:
        """Where the post-mortems are."""
        return self.site_of(self.incidents)

    @property
    def away(self) -> Site:
        """Where the tickets are."""
        return self.site_of(self.app)

    def site_of(self, project: str) -> Site:
        return next(site for site in self.sites if site.has(project))

    @property
    def mapping(self) -> Mapping:
        return self.place.settings.mappings[0]

    def settle(self, *, postponing: bool = False) -> None:
        """Lets the service hear of what happened, and do what it does, until a round changes nothing.

        A look that could not go on fails the story, unless `postponing`.
        """
        for _ in range(30):
            before = self.writes()
            self._hear()
            self.ticking.tick(self.clock())
            self._work()
            left = self.runtime.hints.unserved() if postponing else self.runtime.hints.wanted()
            if self.writes() == before and not left:
                return
        raise AssertionError(f"it never settles: {self.runtime.hints.wanted()} {self.runtime.index.parked()}")

    def later(self, **span: float) -> None:
        """Time passes; then the service has its turn."""
        self.clock.advance(**span)
        self.settle()

    def much_later(self, **span: float) -> None:
        """The same, and so long that looks which were postponed or lost have their turn; Redis counts real seconds."""
        for key in (*self.redis.keys("ft:later:*"), *self.redis.keys("ft:queued:*")):
            self.redis.delete(key)
        self.clock.advance(**span)
        self.settle(postponing=True)

    def configured(self, adapt: Adapt) -> None:
        """The config is changed and the service started anew."""
        first, *others = self.place.settings.mappings
        settings = replace(self.place.settings, mappings=(adapt(first), *others))
        self.place = replace(self.place, settings=settings)
        self.runtime = build_runtime(self.place, self.redis, self.clock)
        jobs.prepare(self.runtime)

    def writes(self) -> int:
        """How often the service's account changed anything."""
        return int(self.runtime.index.counters().get("writes", 0))

    def requests(self) -> Counter[str]:
        """Requests so far, by method and path, of everybody."""
        return sum((Counter(site.requests()) for site in self.sites), Counter())

    def written(self) -> Counter[str]:
        """Those that may have changed something. Jira is also asked by POST."""
        asking = ("POST /search", "POST /issue/bulkfetch")
        return Counter({it: n for it, n in self.requests().items() if not it.startswith(("GET", *asking))})

    def status(self, handle: int) -> str:
        """The service's status comment on a post-mortem; fails where there is not exactly one."""
        comments = self.alice.comments(self.incidents, handle)
        found = [said.body for said in comments if "followthrough:status" in said.body]
        assert len(found) == 1, f"{len(found)} status comments on {handle}: {comments}"
        return found[0]

    def status_id(self, handle: int) -> int:
        comments = self.alice.comments(self.incidents, handle)
        return next(said.id for said in comments if "followthrough:status" in said.body)

    def tickets(self) -> dict[str, Told]:
        """The tickets in the app's project, by the key of their action."""
        found: dict[str, Told] = {}
        for issue in self.alice.lists(self.app):
            if "followthrough:ticket" in issue.body:
                key = issue.body.partition(", action ")[2].split()[0]
                assert key not in found, f"two tickets for {key}"
                found[key] = issue
        return found

    def reviews(self) -> list[Told]:
        return [issue for issue in self.alice.lists(self.incidents) if "followthrough:review" in issue.body]

    def post_mortem(self, document: str, title: str = "Checkout answers 500") -> int:
        """Alice writes a document and tags it."""
        handle = self.alice.opens(self.incidents, title, document, ("postmortem",))
        self.settle()
        return handle

    def finished(self, document: str) -> int:
        """A post-mortem that Alice wrote and finished."""
        handle = self.post_mortem(document)
        self.later(hours=1)
        self.alice.tags(self.incidents, handle, "postmortem:finished")
        self.settle()
        return handle

    def _hear(self) -> None:
        for site in self.sites:
            assert site.drain()
        if self.deliveries is Deliveries.NONE:
            # Deletions leave no trace in a listing: only the daily look finds them.
            for entry in self.runtime.index.entries():
                self.runtime.index.postpone(parse_ref(entry.ref), self.clock())
            self.ticking.sweep(self.clock())

    def _work(self) -> None:
        if self.runtime.hints.waiting():
            work(self.redis)


def mapping_of(pairing: Pairing, home: Site, away: Site) -> Mapping:
    """Post-mortems and tickets with the labels, people and hours that the stories speak of."""
    sites = {site.name: site for site in (home, away)}
    return Mapping(
        name="shop",
        tracker=home.name,
        kind=home.settings().kind,
        project=INCIDENTS[pairing.home],
        tickets=Tickets(
            away.name,
            APP[pairing.away],
            labels=("reliability",),
            priority={"P1": "High" if pairing.away.is_jira else "urgent"},
            kind=away.settings().kind,
        ),
        review=ReviewRule(at=time(10, 0), time_zone=ZoneInfo("Europe/Berlin")),
        people=(
            Person("Alice Moreau", {"github": "alice", **_accounts(sites, "alice")}, aliases=("AM",)),
            Person("Bob Tanaka", {"github": "bob", **_accounts(sites, "bob")}),
        ),
        teams=(Team("Team Alpha", "bob"),),
    )


def _accounts(sites: dict[str, Site], person: str) -> dict[str, str]:
    return {name: site.account(person) for name, site in sites.items()}


@contextmanager
def staged(
    redis: "Redis",
    data: Path,
    pairing: Pairing = GITHUB,
    *,
    deliveries: Deliveries = Deliveries.NORMAL,
    listener: Listener | None = None,
    adapt: Adapt = lambda mapping: mapping,
    prepare: Prepare = lambda clock, sites: None,
) -> Iterator[Stage]:
    """`adapt` changes the usual mapping."""
    clock = Clock()
    with ExitStack() as stack:
        home, away = _sites(stack, pairing, clock, listener)
        sites = (home,) if home is away else (home, away)
        prepare(clock, sites)
        mapping = adapt(mapping_of(pairing, home, away))
        yield stack.enter_context(played(redis, data, clock, sites, (mapping,), deliveries))


@contextmanager
def played(
    redis: "Redis",
    data: Path,
    clock: Clock,
    sites: tuple[Site, ...],
    mappings: tuple[Mapping, ...],
    deliveries: Deliveries = Deliveries.NORMAL,
) -> Iterator[Stage]:
    """The service between trackers that are there already."""
    settings = Settings(
        {site.name: site.settings() for site in sites},
        mappings,
        people=mappings[0].people,
        teams=mappings[0].teams,
        templates=(ROOT / "config" / "templates",),
    )
    place = Installation(settings, Environment.read({"FOLLOWTHROUGH_DATA": str(data)}))
    runtime = build_runtime(place, redis, clock)
    jobs.prepare(runtime)
    with _web(settings, redis, clock) as web:
        for site in sites:
            site.hears_at(f"{web}/webhooks/{site.name}")
            site.delivers(deliveries.value)
        ticking = Ticking(runtime.index, runtime.hints, tuple(sweeps(mappings)), timedelta(days=999))
        incidents, app = mappings[0].project, mappings[0].tickets.project
        yield Stage(clock, sites, redis, place, runtime, ticking, deliveries, incidents, app)


def _sites(stack: ExitStack, pairing: Pairing, clock: Clock, listener: Listener | None) -> tuple[Site, Site]:
    if pairing.is_one_tracker:
        projects = (INCIDENTS[pairing.home], APP[pairing.home])
        only = stack.enter_context(_site(pairing.home, clock, listener, projects))
        return only, only
    home = stack.enter_context(_site(pairing.home, clock, listener, (INCIDENTS[pairing.home],)))
    return home, stack.enter_context(_site(pairing.away, clock, listener, (APP[pairing.away],)))


@contextmanager
def _site(flavour: Flavour, clock: Clock, listener: Listener | None, projects: tuple[str, ...]) -> Iterator[Site]:
    if flavour.is_jira:
        with jira(clock, listener, flavour, projects) as jira_site:
            yield jira_site
    else:
        with github(clock, listener, projects) as github_site:
            yield github_site


@contextmanager
def _web(settings: Settings, redis: "Redis", clock: Clock) -> Iterator[str]:
    app = create_app(
        settings=settings, index=Index(redis), hints=Hints(redis), redis=redis, now=clock, show_private=True
    )
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
