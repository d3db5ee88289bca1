"""What befalls the trackers, the road and the service: nobody's act, or an administrator's.

Everything here can be undone, and `clears_up` undoes all of it but a project that was deleted.
"""

from collections.abc import Callable
from datetime import timedelta

from connectors.sandbox.faults import Fault, FaultKind
from connectors.sandbox.github.acts import repositories
from connectors.sandbox.github.kinds import Role, Visibility
from connectors.sandbox.jira.state import Project
from tests.resilience.fates import Fate
from tests.simulation.tale import Tale
from tests.simulation.town import Town
from tests.stories.desk import Site
from tests.stories.github_site import BOT, GitHubSite
from tests.stories.jira_site import JiraSite

Befalls = Callable[[Tale, int, int], None]

FATES = tuple(Fate)
LAGS: tuple[float | None, ...] = (0, 30, 600, None)
"""Seconds; None is never."""


def loses(tale: Tale, n: int, m: int) -> None:
    tale.town.lose(n)


def doubles(tale: Tale, n: int, m: int) -> None:
    tale.town.deliver_twice(n)


def spoils(tale: Tale, n: int, m: int) -> None:
    """One of the service's next writes."""
    tale.town.wire.spoils(1 + n % 5, FATES[m % len(FATES)])


def restarts(tale: Tale, n: int, m: int) -> None:
    tale.town.restart()


def forgets(tale: Tale, n: int, m: int) -> None:
    tale.town.forget()


def jumps(tale: Tale, n: int, m: int) -> None:
    """The clock: some days forwards, or two hours back."""
    if m % 3 == 0:
        tale.town.clock.now -= timedelta(hours=2)
    else:
        tale.town.passes(timedelta(days=n % 12 + 1))


def demotes(tale: Tale, n: int, m: int) -> None:
    """The service may only read a project, or may not even see it; or may again."""
    _may(tale.town, n % 3, (Role.NONE, Role.READ, Role.ADMIN, Role.ADMIN)[m % 4])


def revokes(tale: Tale, n: int, m: int) -> None:
    """The service's token, or the new one is put into its place."""
    _token(tale.town.sites[n % len(tale.town.sites)], valid=m % 2 > 0)


def archives(tale: Tale, n: int, m: int) -> None:
    _archived(tale.town, n % 3, m % 2 == 0)


def publishes(tale: Tale, n: int, m: int) -> None:
    """A project is shown to everybody, or to its members alone."""
    _public(tale.town, (1, 1, 0)[n % 3], m % 3 > 0)


def renames(tale: Tale, n: int, m: int) -> None:
    """And somebody calls it as before again."""
    if place := tale.town.repository(n % 2):
        world, repository = place
        name = repository.name
        with world.lock:
            repositories.rename(
                world, world.viewer("alice"), repository, name[:-4] if name.endswith("-new") else f"{name}-new"
            )


def moves_owner(tale: Tale, n: int, m: int) -> None:
    if place := tale.town.repository(n % 2):
        world, repository = place
        owner = "umbrella" if repository.owner.login == "acme" else "acme"
        with world.lock:
            repositories.move(world, world.viewer("alice"), repository, owner)


def deletes_project(tale: Tale, n: int, m: int) -> None:
    """That of the tickets, seldom."""
    if m == 7 and (place := tale.town.repository(1)):
        world, repository = place
        with world.lock:
            for issue in repository.living_issues:
                if issue.parent:
                    issue.parent.sub_issues.remove(issue)
            repositories.delete(world, world.viewer("alice"), repository)
        tale.lost = True


def lags(tale: Tale, n: int, m: int) -> None:
    """A Jira's search trails."""
    for site in tale.town.sites:
        if isinstance(site, JiraSite):
            site.world.index.set_lag(LAGS[m % len(LAGS)])


def lies(tale: Tale, n: int, m: int) -> None:
    """A GitHub's listing of issues shows nothing, or only its first page."""
    for site in tale.town.sites:
        if isinstance(site, GitHubSite):
            kind = (FaultKind.EMPTY_LIST, FaultKind.TRUNCATED_LIST)[m % 2]
            site.faults.add(Fault(kind, method="GET", path=r"/issues\?", times=1 + n % 4))


def clears_up(tale: Tale) -> None:
    """All faults end."""
    town = tale.town
    town.wire.fates.clear()
    for site in town.sites:
        site.faults.clear()
        _token(site, valid=True)
        if isinstance(site, JiraSite):
            site.world.index.set_lag(0)
    for number, (site, project) in enumerate(town.projects):
        if isinstance(site, GitHubSite):
            _called_as_before(town, number, project)
        _may(town, number, Role.ADMIN)
        _archived(town, number, False)
        _public(town, number, False)


def _called_as_before(town: Town, number: int, project: str) -> None:
    if place := town.repository(number):
        world, repository = place
        alice, (owner, _, name) = world.viewer("alice"), project.partition("/")
        with world.lock:
            if repository.owner.login != owner:
                repositories.move(world, alice, repository, owner)
            if repository.name != name:
                repositories.rename(world, alice, repository, name)


def _project(town: Town, number: int) -> "Project | None":
    site, project = town.projects[number]
    return site.world.find_project(project) if isinstance(site, JiraSite) else None


def _may(town: Town, number: int, role: Role) -> None:
    site, _ = town.projects[number]
    if place := town.repository(number):
        repositories.set_role(place[1], BOT, role)
    elif isinstance(site, JiraSite) and (project := _project(town, number)):
        full = project.grants[site.world.user("alice").id]
        reads = project.grants[site.world.user("mallory").id] & full
        project.grants[site.world.user(BOT).id] = {Role.NONE: frozenset(), Role.READ: reads}.get(role, full)


def _token(site: Site, *, valid: bool) -> None:
    if isinstance(site, GitHubSite | JiraSite):
        tokens, name = site.world.tokens, f"{BOT}-token"
        if valid and f"{name}, revoked" in tokens:
            tokens[name] = tokens.pop(f"{name}, revoked")  # type: ignore[assignment]
        elif not valid and name in tokens:
            tokens[f"{name}, revoked"] = tokens.pop(name)  # type: ignore[assignment]


def _archived(town: Town, number: int, archived: bool) -> None:
    site, _ = town.projects[number]
    if place := town.repository(number):
        world, repository = place
        if repository.archived != archived:
            repositories.set_archived(world, world.viewer("alice"), repository, archived)
    elif isinstance(site, JiraSite) and (project := _project(town, number)):
        project.archived = archived


def _public(town: Town, number: int, public: bool) -> None:
    site, _ = town.projects[number]
    if place := town.repository(number):
        world, repository = place
        wanted = Visibility.PUBLIC if public else Visibility.PRIVATE
        if repository.visibility is not wanted:
            repositories.set_visibility(world, world.viewer("alice"), repository, wanted)
    elif isinstance(site, JiraSite) and (project := _project(town, number)):
        project.public = public


WEATHER: dict[str, tuple[int, Befalls]] = {
    "a delivery is lost": (3, loses),
    "a delivery comes twice": (2, doubles),
    "a write is spoiled": (6, spoils),
    "the service restarts": (1, restarts),
    "Redis forgets": (2, forgets),
    "the clock jumps": (2, jumps),
    "a permission changes": (2, demotes),
    "a token changes": (1, revokes),
    "a project is archived": (1, archives),
    "a project is shown": (4, publishes),
    "a project is renamed": (1, renames),
    "a project changes hands": (1, moves_owner),
    "a project is deleted": (1, deletes_project),
    "the search trails": (2, lags),
    "a listing lies": (1, lies),
}
