"""A project is renamed, moved, closed or lost between the fifth create and the sixth: twelve tickets, or a clear stop.

No webhook tells of it. Not here: words of the trackers that are renamed (test_renamed_words.py).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from redis import Redis

from connectors.sandbox.github.acts import repositories
from connectors.sandbox.github.kinds import Role, Visibility
from connectors.sandbox.github.state import Repository
from connectors.sandbox.jira.state import Project
from tests.conftest import Watched
from tests.resilience.scene import ACTIONS, TITLES, document
from tests.stories.desk import Site
from tests.stories.github_site import BOT, GitHubSite
from tests.stories.jira_site import JiraSite
from tests.stories.meanwhile import Meanwhile
from tests.stories.pairing import CLOUD, GITHUB, GITHUB_CLOUD, GITHUB_DATACENTER, Deliveries, Pairing
from tests.stories.stage import Stage, staged
from tests.stories.test_following import row

BEFORE = 5
"""So many tickets are there when it happens."""


@dataclass
class Halfway:
    """A stage on which something happens in the middle of a publish of twelve."""

    stage: Stage
    meanwhile: Meanwhile

    def publishes(self, act: Callable[[int], object]) -> int:
        """The post-mortem, which Alice finished; the service did what it could."""
        number = self.stage.post_mortem(document())
        self.stage.clock.advance(hours=1)
        self.meanwhile.after(BEFORE, lambda: act(number))
        self.stage.alice.tags(self.stage.incidents, number, "postmortem:finished")
        self.stage.settle(postponing=True)
        assert self.meanwhile.happened
        return number

    def a_day_later(self) -> None:
        """What is remembered of a project for a day is forgotten; Redis counts real seconds."""
        for key in self.stage.redis.scan_iter("ft:project:*"):
            self.stage.redis.delete(key)
        self.stage.much_later(days=1)

    def comes_to_its_end(self, number: int) -> None:
        """Twelve tickets, one status comment and one review, and nothing to tell."""
        self.stage.much_later(minutes=20)
        assert [ticket.title for ticket in self.stage.tickets().values()] == list(TITLES)
        assert self.stage.away.count(self.stage.app) == ACTIONS + (self.stage.app == self.stage.incidents)
        assert "> - " not in self.stage.status(number)
        self.stage.much_later(days=36)
        assert len(self.stage.reviews()) == 1

    def creates(self) -> int:
        requests = self.stage.requests()
        return requests["POST /repos/{owner}/{repo}/issues"] + requests["POST /issue"]


@pytest.fixture
def halfway(request: pytest.FixtureRequest, valkey: "Redis", tmp_path: Path, watched: Watched) -> Iterator[Halfway]:
    meanwhile, both = Meanwhile(watched), request.param
    with staged(valkey, tmp_path, both, deliveries=Deliveries.NONE, listener=meanwhile) as stage:
        yield Halfway(stage, meanwhile)


def told(*pairings: Pairing) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("halfway", pairings, indirect=True, ids=str)


# -- what befalls a project; all but a deletion can be undone


def repository(site: Site, project: str) -> Repository:
    assert isinstance(site, GitHubSite)
    return site.world.repository(project)


def in_jira(site: Site, project: str) -> Project:
    assert isinstance(site, JiraSite)
    return site.world.project(project)


def archived(site: Site, project: str, on: bool) -> None:
    if isinstance(site, GitHubSite):
        repositories.set_archived(site.world, site.world.viewer("alice"), repository(site, project), on)
    else:
        in_jira(site, project).archived = on


def hidden(site: Site, project: str, on: bool) -> None:
    """The service's account lost what it may do there."""
    if isinstance(site, GitHubSite):
        repositories.set_role(repository(site, project), BOT, Role.NONE if on else Role.ADMIN)
    elif isinstance(site, JiraSite):
        grants, world = in_jira(site, project).grants, site.world
        grants[world.user(BOT).id] = frozenset() if on else grants[world.user("alice").id]


def public(site: Site, project: str, on: bool) -> None:
    if isinstance(site, GitHubSite):
        repositories.set_visibility(
            site.world,
            site.world.viewer("alice"),
            repository(site, project),
            Visibility.PUBLIC if on else Visibility.PRIVATE,
        )
    else:
        in_jira(site, project).public = on


def moved(site: Site, project: str) -> str:
    """To another owner; what it is called from now on."""
    assert isinstance(site, GitHubSite)
    there = repository(site, project)
    repositories.move(site.world, site.world.viewer("alice"), there, "umbrella")
    return there.full_name


def deleted(site: Site, project: str) -> None:
    assert isinstance(site, GitHubSite)
    repositories.delete(site.world, site.world.viewer("alice"), repository(site, project))


# -- the stories


@told(GITHUB, GITHUB_CLOUD, GITHUB_DATACENTER)
def test_the_project_of_the_tickets_is_renamed(halfway: Halfway) -> None:
    stage, site = halfway.stage, halfway.stage.away

    def renamed(_: int) -> None:
        stage.app = site.renames(stage.app)

    halfway.comes_to_its_end(halfway.publishes(renamed))


@told(GITHUB)
def test_the_project_of_the_tickets_gets_another_owner(halfway: Halfway) -> None:
    stage, site = halfway.stage, halfway.stage.away

    def changes_hands(_: int) -> None:
        stage.app = moved(site, stage.app)

    halfway.comes_to_its_end(halfway.publishes(changes_hands))


STOPS = {
    "archived": (archived, "{app} is archived"),
    "hidden": (hidden, "No ticket is created in {app}"),
    "public": (public, "{app} is public, and this post-mortem is private"),
}


@pytest.mark.parametrize(
    ("halfway", "what"), [*((GITHUB, what) for what in STOPS), (GITHUB_CLOUD, "hidden")], indirect=["halfway"], ids=str
)
def test_a_project_that_is_closed_or_opened_gets_no_sixth_ticket_until_that_is_undone(
    halfway: Halfway, what: str
) -> None:
    befalls, sentence = STOPS[what]
    stage, site = halfway.stage, halfway.stage.away
    number = halfway.publishes(lambda _: befalls(site, stage.app, True))
    after = halfway.creates()
    halfway.a_day_later()
    assert site.count(stage.app) == BEFORE
    assert halfway.creates() - after == 0, "it is known by now"
    assert stage.status(number).count(sentence.format(app=stage.app)) == 1

    befalls(site, stage.app, False)
    halfway.a_day_later()
    halfway.comes_to_its_end(number)


@pytest.mark.parametrize("what", ["archived", "public"])
def test_a_webhook_about_the_project_of_the_tickets_wakes_the_post_mortem(
    valkey: "Redis", tmp_path: Path, watched: Watched, what: str
) -> None:
    befalls, sentence = STOPS[what]
    meanwhile = Meanwhile(watched)
    with staged(valkey, tmp_path, GITHUB, listener=meanwhile) as stage:
        halfway, site = Halfway(stage, meanwhile), stage.away
        number = halfway.publishes(lambda _: befalls(site, stage.app, True))
        stage.much_later(minutes=20)
        assert sentence.format(app=stage.app) in stage.status(number)

        befalls(site, stage.app, False)
        stage.settle()
        assert len(stage.tickets()) == ACTIONS
        halfway.comes_to_its_end(number)


@told(GITHUB)
def test_a_project_that_is_deleted_takes_its_tickets_along_and_none_is_created_anywhere(halfway: Halfway) -> None:
    stage, site = halfway.stage, halfway.stage.away
    number = halfway.publishes(lambda _: deleted(site, stage.app))
    after = halfway.creates()
    halfway.a_day_later()

    assert halfway.creates() - after == 0
    assert "No ticket is created in acme/app" in stage.status(number)
    assert [row(stage.status(number), f"A{n}").endswith("| gone |") for n in range(1, 7)] == [True] * 5 + [False]


@told(GITHUB)
def test_the_project_of_the_post_mortem_is_renamed(halfway: Halfway) -> None:
    stage, site = halfway.stage, halfway.stage.home

    def renamed(_: int) -> None:
        stage.incidents = site.renames(stage.incidents)

    halfway.comes_to_its_end(halfway.publishes(renamed))


@told(GITHUB)
def test_the_project_of_the_post_mortem_gets_another_owner(halfway: Halfway) -> None:
    stage, site = halfway.stage, halfway.stage.home

    def changes_hands(_: int) -> None:
        stage.incidents = moved(site, stage.incidents)

    halfway.comes_to_its_end(halfway.publishes(changes_hands))


@told(GITHUB, CLOUD)
def test_where_the_post_mortem_is_hidden_the_sweep_says_so_and_nothing_is_done_twice(halfway: Halfway) -> None:
    stage, site = halfway.stage, halfway.stage.home
    number = halfway.publishes(lambda _: hidden(site, stage.incidents, True))
    halfway.a_day_later()
    assert [stage.incidents in told["trouble"] for told in stage.runtime.index.sweeps().values()] == [True]

    hidden(site, stage.incidents, False)
    halfway.a_day_later()
    halfway.comes_to_its_end(number)


def test_where_the_post_mortem_is_archived_that_is_told_and_hardly_tried(
    valkey: "Redis", tmp_path: Path, watched: Watched
) -> None:
    """Every ticket is made; what waits is to say so and to tie them. A webhook tells of it."""
    meanwhile = Meanwhile(watched)
    with staged(valkey, tmp_path, GITHUB, listener=meanwhile) as stage:
        halfway, site = Halfway(stage, meanwhile), stage.home
        number = halfway.publishes(lambda _: archived(site, stage.incidents, True))
        before = stage.writes()
        for _ in range(4):
            stage.much_later(minutes=30)
        assert stage.writes() - before <= 2, "the status comment, once an hour"
        (parked,) = stage.runtime.index.parked()
        assert "was archived" in parked.message and len(stage.tickets()) == ACTIONS

        archived(site, stage.incidents, False)
        stage.much_later(hours=2)
        halfway.comes_to_its_end(number)
        assert stage.runtime.index.parked() == []
        assert len(stage.alice.children(stage.incidents, number)) == ACTIONS


@told(GITHUB, CLOUD)
def test_the_post_mortem_is_edited(halfway: Halfway) -> None:
    """Twelve tickets of the document as it was finished; what was added becomes one, too, and the rest is shown."""
    stage, old, new = halfway.stage, TITLES[8], "Limit the connection pools of every release"
    more = "| A13 | Rehearse the rollback | @alice | 2027-01-15 | RC1 | the board shows it |\n"
    edited = document().replace(old, new) + more
    number = halfway.publishes(lambda handle: stage.alice.writes(stage.incidents, handle, edited))
    stage.much_later(minutes=20)

    titles = [ticket.title for ticket in stage.tickets().values()]
    assert titles == [*TITLES, "Rehearse the rollback"]
    assert stage.status(number).count("followthrough:status") == 1
