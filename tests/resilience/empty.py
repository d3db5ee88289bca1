"""Empty is not absent: tickets are there, and the listing does not show them, or shows them as somebody else's.

The same of comments: the status comment is there, and is not shown.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from pydantic import SecretStr

from connectors.sandbox.faults import Fault, FaultKind
from connectors.sandbox.github import founding as github_founding
from connectors.sandbox.jira import founding as jira_founding
from service.index import Index
from service.settings import AccountAuth, TokenAuth
from tests.resilience.bar import Cases, undisturbed
from tests.resilience.fates import Fate, Trap, nothing
from tests.resilience.lanes import Case, Lane
from tests.resilience.publish import End, asked, end, to_the_end
from tests.resilience.publishers import OURS
from tests.resilience.scene import ACTIONS, Scene, scene
from tests.stories.desk import Site
from tests.stories.github_site import BOT, GitHubSite
from tests.stories.jira_site import JiraSite
from tests.stories.pairing import Pairing

HALF = 6
OTHER = "another-bot"
PAGE = 100
GITHUB_LISTING = r"^/(repos/acme/app|repositories/\d+)/issues\?"
JIRA_LISTING = r"/search/jql$"
COMMENTS = r"/comments?\?"
"""Of either tracker."""
_ABOUT = re.compile(r"^> - (\*\*\w+\*\*: )?")


@dataclass(frozen=True)
class Lie:
    name: str
    told: Callable[[Scene], None]
    before: int = HALF
    """So many tickets are there before it is told."""
    crowded: bool = False
    """More than a page of issues is there besides."""
    talkative: bool = False
    """A page of comments is there before the status comment."""


def lying_listings(pairing: Pairing) -> Cases:
    def cases(lanes: list[Lane]) -> list[Case]:
        clean = undisturbed(lanes, pairing)
        return [Case(lie.name, _half_published(pairing, lie, clean)) for lie in LIES]

    return cases


def _half_published(pairing: Pairing, lie: Lie, clean: End) -> Callable[[Lane], list[str]]:
    """Killed after some of the tickets; then an hour of lies; then the truth again."""

    def play(lane: Lane) -> list[str]:
        trap = Trap(lie.before, Fate.KILLED_AFTER)
        with scene(lane, pairing, trap) as on:
            asked(on, OURS, before_the_first_look=partial(_talk, on) if lie.talkative else nothing)
            if lie.crowded:
                _crowd(on)
            trap.armed = True
            on.fresh(OURS.works)
            honest = on.place
            lie.told(on)
            for _ in range(6):
                on.passes(minutes=10)
                on.fresh(OURS.works)
            wrong = _believed(on, lie.before)
            on.place = honest
            for site in on.sites:
                site.faults.clear()
            on.passes(days=1)  # nothing changed for the sweep to find, but every post-mortem gets a daily look
            to_the_end(on, OURS)
            return wrong + _without_the_crowd(end(on)).wrong(clean)

    return play


def _believed(on: Scene, before: int) -> list[str]:
    """Either the lie was seen through, and the others were created; or nothing is, and it says why, once."""
    found = _without_the_crowd(end(on)).tickets
    created, alerts = sum(found.values()) - before, _alerts(on)
    if created:
        seen_through = len(found) == sum(found.values()) == ACTIONS and not alerts
        return [] if seen_through else [f"{created} created while it lied, alerts: {alerts}"]
    return [] if len(alerts) == 1 else [f"{len(alerts)} alerts: {alerts}"]


def _alerts(on: Scene) -> list[str]:
    """What people see of it: looks that are parked, and what the status comments say stands in the way."""
    parked = [parked.message for parked in Index(on.redis).parked()]
    comments = on.alice.comments(on.mapping.project, on.post_mortem)
    said = [
        _ABOUT.sub("", line) for comment in comments for line in comment.body.splitlines() if line.startswith("> -")
    ]
    return list(dict.fromkeys([*parked, *said]))


def _crowd(on: Scene) -> None:
    """A page of issues of Alice's, older than the tickets and as new as the finish."""
    for number in range(PAGE):
        on.alice.opens(on.mapping.tickets.project, f"{_NOISE} {number}")


def _talk(on: Scene) -> None:
    for number in range(PAGE):
        on.alice.says(on.mapping.project, on.post_mortem, f"I saw it, too, at {number}.")


_NOISE = "Something else"


def _without_the_crowd(found: End) -> End:
    return replace(found, tickets={title: n for title, n in found.tickets.items() if not title.startswith(_NOISE)})


def _spoiled(kind: FaultKind, status: int = 404) -> Callable[[Scene], None]:
    def told(on: Scene) -> None:
        site = on.away
        method, path = ("GET", GITHUB_LISTING) if isinstance(site, GitHubSite) else ("POST", JIRA_LISTING)
        site.faults.add(Fault(kind, method=method, path=path, times=None, status=status))

    return told


def _of_comments(kind: FaultKind) -> Callable[[Scene], None]:
    def told(on: Scene) -> None:
        on.home.faults.add(Fault(kind, method="GET", path=COMMENTS, times=None))

    return told


def _as_somebody_else(on: Scene) -> None:
    """The token in the config is another bot's now, which may do the same."""
    settings = on.place.settings
    for site in on.sites:
        _founded(site)
    trackers = {name: replace(told, auth=_other(told.auth)) for name, told in settings.trackers.items()}
    on.place = replace(on.place, settings=replace(settings, trackers=trackers))


def _other(auth: object) -> TokenAuth | AccountAuth:
    token = SecretStr(f"{OTHER}-token")
    return AccountAuth(f"{OTHER}@example.com", token) if isinstance(auth, AccountAuth) else TokenAuth(token)


def _founded(site: Site) -> None:
    if isinstance(site, GitHubSite):
        user = github_founding.add_user(site.world, OTHER, tokens=[f"{OTHER}-token"])
        for repository in site.world.repositories.values():
            repository.roles[OTHER] = repository.roles[BOT]
        assert user
    elif isinstance(site, JiraSite):
        jira_founding.add_user(site.world, OTHER, tokens=[f"{OTHER}-token"], time_zone="Europe/Berlin")
        for project in site.world.projects.values():
            jira_founding.grant(site.world, project, OTHER, "admin")


LIES = (
    Lie("200 []", _spoiled(FaultKind.EMPTY_LIST)),
    Lie("404", _spoiled(FaultKind.STATUS_BEFORE)),
    Lie("first page only", _spoiled(FaultKind.TRUNCATED_LIST), crowded=True),
    Lie("200 [] of comments", _of_comments(FaultKind.EMPTY_LIST)),
    Lie("first page of comments only", _of_comments(FaultKind.TRUNCATED_LIST), talkative=True),
    Lie("another bot's token", _as_somebody_else, before=ACTIONS),
)
