"""Two GitHubs and two Jiras in one config, side by side: nobody's issues are taken for anybody else's."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from redis import Redis

from service.mappings import Mapping, Person
from tests.clock import Clock
from tests.conftest import Watched
from tests.stories.desk import Site
from tests.stories.documents import TABLE
from tests.stories.github_site import github
from tests.stories.jira_site import jira
from tests.stories.pairing import CLOUD_GITHUB, GITHUB_DATACENTER, Flavour
from tests.stories.stage import Stage, mapping_of, played
from tests.stories.test_following import row


def mappings_of(acme: Site, umbrella: Site, cloud: Site, cellar: Site) -> tuple[Mapping, Mapping]:
    """acme writes in its Cloud and works in GitHub; umbrella writes in GitHub and works in its own Jira."""
    one = replace(mapping_of(CLOUD_GITHUB, cloud, acme), name="acme")
    other = replace(mapping_of(GITHUB_DATACENTER, umbrella, cellar), name="umbrella", project="umbrella/incidents")
    other = replace(other, tickets=replace(other.tickets, project="WORK"))
    people = tuple(
        Person(name, {site.name: site.account(login) for site in (acme, umbrella, cloud, cellar)} | {"github": login})
        for name, login in (("Alice Moreau", "alice"), ("Bob Tanaka", "bob"))
    )
    return replace(one, people=people), replace(other, people=people)


@pytest.fixture
def stage(valkey: "Redis", tmp_path: Path, watched: Watched) -> Iterator[Stage]:
    clock = Clock()
    with ExitStack() as stack:
        acme = stack.enter_context(github(clock, watched, ("acme/app",)))
        umbrella = stack.enter_context(github(clock, watched, ("umbrella/incidents",), "umbrella"))
        cloud = stack.enter_context(jira(clock, watched, Flavour.CLOUD, ("PM",)))
        cellar = stack.enter_context(jira(clock, watched, Flavour.DATACENTER, ("WORK",), "cellar"))
        mappings = mappings_of(acme, umbrella, cloud, cellar)
        yield stack.enter_context(played(valkey, tmp_path, clock, (acme, umbrella, cloud, cellar), mappings))


def turned_to(stage: Stage, incidents: str, app: str) -> Stage:
    stage.incidents, stage.app = incidents, app
    return stage


def test_each_post_mortem_has_its_tickets_in_its_own_tracker(stage: Stage) -> None:
    ours = turned_to(stage, "PM", "acme/app").finished(TABLE)
    theirs = turned_to(stage, "umbrella/incidents", "WORK").finished(TABLE)
    assert sorted(turned_to(stage, "PM", "acme/app").tickets()) == ["A1", "A2", "A3"]
    assert sorted(turned_to(stage, "umbrella/incidents", "WORK").tickets()) == ["A1", "A2", "A3"]

    stage.clock.advance(days=1)
    stage.alice.closes("WORK", stage.tickets()["A2"].handle)
    stage.settle()
    assert row(stage.status(theirs), "A2").endswith("| done |")
    assert row(turned_to(stage, "PM", "acme/app").status(ours), "A2").endswith("| open |")


def test_issues_with_the_same_number_are_told_apart(stage: Stage) -> None:
    """Both Jiras count from the same number, and both GitHubs from 1."""
    ours = turned_to(stage, "PM", "acme/app").finished(TABLE)
    theirs = turned_to(stage, "umbrella/incidents", "WORK").finished(TABLE)
    tickets = {handle for project in ("acme/app", "WORK") for handle in _handles(stage, project)}
    assert {ours, theirs} & tickets, "otherwise this would prove nothing"

    for project in ("acme/app", "WORK"):
        for handle in _handles(stage, project):
            stage.alice.closes(project, handle)
    stage.later(days=36)
    assert [review.title for review in stage.reviews()] == ["Follow-up review 1: Checkout answers 500"]
    assert [review.title for review in turned_to(stage, "PM", "acme/app").reviews()] == [
        "Follow-up review 1: Checkout answers 500"
    ]
    assert "3 of 3 actions done" in stage.status(ours)
    assert "3 of 3 actions done" in turned_to(stage, "umbrella/incidents", "WORK").status(theirs)


def _handles(stage: Stage, project: str) -> list[int]:
    return [issue.handle for issue in stage.alice.lists(project)]
