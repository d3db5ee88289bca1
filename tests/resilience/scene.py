"""One history's stage: trackers, a Valkey, a clock that is turned, and fresh processes that do the service's work.

The trackers live in this process; whoever publishes is a child that can be killed, and knows them only by HTTP.
"""

import os
import re
import signal
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from redis import Redis

from service.mappings import Mapping
from service.settings import Environment, Settings
from service.wiring import Installation
from tests.clock import Clock
from tests.expiring import let_pass
from tests.resilience.fates import Trap, is_write
from tests.resilience.lanes import Lane
from tests.stories.desk import Site
from tests.stories.documents import SECTIONS
from tests.stories.github_site import BOT, GitHubSite, github
from tests.stories.jira_site import JiraSite, jira
from tests.stories.pairing import Flavour, Pairing
from tests.stories.people import Someone
from tests.stories.stage import APP, INCIDENTS, ROOT, mapping_of

KEY = "a-signing-key-of-more-than-thirty-two-bytes"
ACTIONS = 12
TITLES = tuple(
    f"{verb} {thing}"
    for verb in ("Alert on", "Document", "Limit")
    for thing in ("the connection pools", "every nightly export", "our payment retries", "slow order queries")
)
"""Twelve actions that nobody takes for one another."""


@dataclass
class Scene:
    clock: Clock
    sites: tuple[Site, ...]
    place: Installation
    lane: Lane
    trap: Trap
    redis: "Redis"
    post_mortem: int = 0
    """The handle of the post-mortem."""
    forks: bool = True
    """False where the parent itself does once what its children will do often."""

    @property
    def mapping(self) -> Mapping:
        return self.place.settings.mappings[0]

    @property
    def home(self) -> Site:
        return next(site for site in self.sites if site.has(self.mapping.project))

    @property
    def away(self) -> Site:
        return next(site for site in self.sites if site.has(self.mapping.tickets.project))

    @property
    def alice(self) -> Someone:
        return Someone("alice", lambda project: next(it for it in self.sites if it.has(project)).desk("alice"))

    def passes(self, **span: float) -> None:
        """Time passes, for the trackers, the service and what Redis lets expire."""
        before = self.clock()
        self.clock.advance(**span)
        let_pass(self.redis, self.clock() - before)

    def fresh(self, act: Callable[["Scene"], None]) -> bool:
        """A new process does it. False where it died of it; what hangs on its account is let go afterwards."""
        if not self.forks:
            act(self)
            return True
        ready, go = os.pipe()
        pid = os.fork()
        if not pid:
            os.close(go)
            os.read(ready, 1)
            _acted(act, self)
        self.trap.victim = pid
        os.close(ready)
        os.close(go)
        _, status = os.waitpid(pid, 0)
        self.trap.victim = 0
        if self.trap.struck and self.trap.armed:
            self._let_go()
        died = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        assert died or status == 0, f"the process ended with {status}"
        return not died

    def _let_go(self) -> None:
        """What hung goes on now, its caller being gone; where more is to be struck, the trap is laid again."""
        for site in self.sites:
            site.faults.clear()
        deadline = time.monotonic() + 10
        while not self.trap.sprung():
            assert time.monotonic() < deadline, "a write never ends"
            time.sleep(0.002)
        if self.trap.is_over():
            self.trap.armed = False
            return
        for site in self.sites:
            self.trap.laid(site.faults)

    def writes(self) -> int:
        """How often anybody changed anything."""
        return sum(number for site in self.sites for name, number in site.requests().items() if is_write(*name.split()))

    # -- what came of it, read where it is kept

    def tickets(self) -> Counter[str]:
        """How many issues there are of each title, in the project of the tickets."""
        return Counter(title for title, _ in _issues(self.away, self.mapping.tickets.project))

    def reviews(self) -> list[str]:
        """The titles of what the service opened beside the post-mortem."""
        return [title for title, author in _issues(self.home, self.mapping.project) if author == BOT]

    def comments(self) -> int:
        """How many comments the service has on the post-mortem."""
        return sum(author == BOT for author in _commenters(self.home, self.mapping.project, self.post_mortem))

    def said(self) -> str:
        """The status comment, without the numbers that tickets happen to have."""
        comments = self.alice.comments(self.mapping.project, self.post_mortem)
        text = "\n".join(said.body for said in comments if said.author == BOT and "followthrough:status" in said.body)
        text = re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL)
        return re.sub(r"http://[^\s)>|]*|\bacme/\w+#\d+|\b(APP|PM)-\d+\b|#\d+", "", text)


def document(actions: int = ACTIONS) -> str:
    head = "| ID | Action | Owner | Due | Root cause | Done when |\n|----|----|----|----|----|----|"
    rows = (
        f"| A{number} | {title} | @alice | 2027-01-15 | RC1 | the board shows it |"
        for number, title in enumerate(TITLES[:actions], 1)
    )
    return "\n".join((SECTIONS, head, *rows, ""))


@contextmanager
def scene(lane: Lane, pairing: Pairing, trap: Trap) -> Iterator[Scene]:
    clock = Clock()
    lane.wipe()
    with ExitStack() as stack:
        home, away = _sites(stack, pairing, clock, trap)
        sites = (home,) if home is away else (home, away)
        for site in sites:
            site.delivers("drop")
            trap.laid(site.faults)
        yield Scene(clock, sites, _place(lane, home, away, pairing), lane, trap, lane.redis())


def _place(lane: Lane, home: Site, away: Site, pairing: Pairing) -> Installation:
    mapping = mapping_of(pairing, home, away)
    trackers = {site.name: site.settings() for site in (home, away)}
    settings = Settings(
        trackers, (mapping,), people=mapping.people, teams=mapping.teams, templates=(ROOT / "config" / "templates",)
    )
    environ = {"FOLLOWTHROUGH_DATA": str(lane.folder), "FOLLOWTHROUGH_SECRET_KEY": KEY}
    return Installation(settings, Environment.read(environ))


def _sites(stack: ExitStack, pairing: Pairing, clock: Clock, trap: Trap) -> tuple[Site, Site]:
    if pairing.is_one_tracker:
        only = stack.enter_context(_site(pairing.home, clock, trap, (INCIDENTS[pairing.home], APP[pairing.home])))
        return only, only
    home = stack.enter_context(_site(pairing.home, clock, trap, (INCIDENTS[pairing.home],)))
    return home, stack.enter_context(_site(pairing.away, clock, trap, (APP[pairing.away],)))


@contextmanager
def _site(flavour: Flavour, clock: Clock, trap: Trap, projects: tuple[str, ...]) -> Iterator[Site]:
    if flavour.is_jira:
        with jira(clock, trap.heard, flavour, projects) as jira_site:
            yield jira_site
    else:
        with github(clock, trap.heard, projects) as github_site:
            yield github_site


def _acted(act: Callable[[Scene], None], on: Scene) -> None:
    """In the child, which never comes back."""
    try:
        act(on)
    except BaseException:  # noqa: BLE001 - it ends here
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def _issues(site: Site, project: str) -> list[tuple[str, str]]:
    """Title and author of every issue, whatever a listing shows."""
    if isinstance(site, GitHubSite):
        return [(issue.title, issue.author.login) for issue in site.world.repository(project).living_issues]
    assert isinstance(site, JiraSite)
    world = site.world
    return [(issue.summary, issue.creator.name) for issue in world.issues_of(world.project(project))]


def _commenters(site: Site, project: str, handle: int) -> list[str]:
    if isinstance(site, GitHubSite):
        return [comment.author.login for comment in site.world.issue(project, handle).comments]
    assert isinstance(site, JiraSite)
    return [comment.author.name for comment in site.world.issue(handle).comments]
