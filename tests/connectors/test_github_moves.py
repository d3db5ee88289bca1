"""Renamed, moved and taken-over repositories: the id says which one is meant, whatever the name says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from connectors.github.tracker import GitHub
from connectors.sandbox.github.server import RunningSandbox
from connectors.sandbox.github.world import World
from connectors.sandbox.recording import Exchange
from connectors.tracker import (
    Change,
    Comment,
    Draft,
    Issue,
    Label,
    Permission,
    Project,
    ProjectId,
    Ref,
    TrackerError,
    Trouble,
)
from tests.clock import Clock
from tests.connectors.bench import HERE, THERE, GitHubPeople, github_at

NEW = "acme/outages"


@pytest.fixture
def here(github: GitHub) -> Project:
    return github.project_named(HERE)


@pytest.fixture
def ref(github: GitHub, people: GitHubPeople, here: Project) -> Ref:
    return people.opens(HERE, "Checkout is down")


def issue_at(github: GitHub, ref: Ref) -> Issue:
    issue = github.issue(ref)
    assert isinstance(issue, Issue)
    return issue


def without_addresses(answer: object) -> object:
    """Addresses name the repository, so they change with it."""
    if not isinstance(answer, list):
        return answer
    return [replace(it, url="") if isinstance(it, Comment) else it for it in answer]


# Renamed


def test_an_issue_is_read_under_the_new_name(github: GitHub, people: GitHubPeople, ref: Ref) -> None:
    people.renames(HERE, "outages")
    issue = issue_at(github, ref)
    assert (issue.ref, issue.name) == (ref, f"{NEW}#1")


def test_a_project_is_known_under_the_new_name(github: GitHub, people: GitHubPeople, here: Project) -> None:
    people.renames(HERE, "outages")
    assert github.project(here.id).name == NEW


def test_the_old_name_still_finds_the_project(github: GitHub, people: GitHubPeople, here: Project) -> None:
    people.renames(HERE, "outages")
    assert github.project_named(HERE).id == here.id


def test_a_listing_keeps_its_whole_query(
    github: GitHub, people: GitHubPeople, here: Project, clock: Clock, exchanges: list[Exchange]
) -> None:
    old = people.opens(HERE, labels=("a",))
    people.closes(old)
    clock.advance(hours=1)
    for _ in range(101):
        people.closes(people.opens(HERE, labels=("a", "b")))
    people.opens(HERE, labels=("b",))
    people.renames(HERE, "outages")
    issues = github.issues(here.id, since=clock.now, labels=("a",)).issues
    assert [issue.ref.number for issue in issues] == list(range(2, 103))
    assert all("state=all" in it.query_string for it in exchanges if it.status == 200 and "/issues" in it.path)


READS: dict[str, Callable[[GitHub, Ref], object]] = {
    "comments": lambda github, ref: github.comments(ref),
    "history": lambda github, ref: github.history(ref),
    "children": lambda github, ref: github.children(ref),
    "labels": lambda github, ref: github.labels(ref.project),
    "hooks": lambda github, ref: github.hooks(ref.project),
    "lists_anything": lambda github, ref: github.lists_anything(ref.project),
    "assignable": lambda github, ref: github.assignable(ref.project, "bob"),
    "permission": lambda github, ref: github.permission(ref.project, "bob"),
}


@pytest.mark.parametrize("verb", READS)
def test_every_read_goes_on_under_the_new_name(github: GitHub, people: GitHubPeople, ref: Ref, verb: str) -> None:
    people.comments(ref, "Seen")
    people.links(ref, people.opens(THERE))
    people.labels(ref, "incident")
    before = READS[verb](github, ref)
    people.renames(HERE, "outages")
    assert without_addresses(READS[verb](github, ref)) == without_addresses(before)


WRITES: dict[str, Callable[[GitHub, Ref], object]] = {
    "create": lambda github, ref: github.create(ref.project, Draft("x", "")),
    "change": lambda github, ref: github.change(ref, Change(body="x")),
    "comment": lambda github, ref: github.comment(ref, "x"),
    "add_label": lambda github, ref: github.add_label(ref, "x"),
    "create_label": lambda github, ref: github.create_label(ref.project, Label("x")),
}


@pytest.mark.parametrize("verb", WRITES)
def test_no_write_lands_unseen_after_a_rename(
    github: GitHub, people: GitHubPeople, ref: Ref, exchanges: list[Exchange], verb: str
) -> None:
    people.renames(HERE, "outages")
    with pytest.raises(TrackerError) as caught:
        WRITES[verb](github, ref)
    assert (caught.value.trouble, caught.value.permanent) == (Trouble.MOVED, False)
    assert not caught.value.outcome_unknown
    assert [it.status for it in exchanges if it.method != "GET"] == [301]


@pytest.mark.parametrize("verb", WRITES)
def test_after_a_read_writing_goes_on(github: GitHub, people: GitHubPeople, ref: Ref, verb: str) -> None:
    people.renames(HERE, "outages")
    with pytest.raises(TrackerError):
        WRITES[verb](github, ref)
    github.issue(ref)
    WRITES[verb](github, ref)


@pytest.mark.parametrize("read", [lambda github, ref: github.project(ref.project), *READS.values()])
def test_any_read_tells_the_new_name(
    github: GitHub, people: GitHubPeople, ref: Ref, read: Callable[[GitHub, Ref], object]
) -> None:
    people.renames(HERE, "outages")
    with pytest.raises(TrackerError):
        github.comment(ref, "x")
    read(github, ref)
    assert github.comment(ref, "x").body == "x"


def test_what_was_transferred_is_not_written_to_unseen(github: GitHub, people: GitHubPeople, ref: Ref) -> None:
    new = people.transfers(ref, THERE)
    with pytest.raises(TrackerError) as caught:
        github.comment(ref, "x")
    assert caught.value.trouble is Trouble.MOVED
    assert list(github.comments(new)) == []


def test_below_a_transferred_issue_reading_says_that_it_moved(github: GitHub, people: GitHubPeople, ref: Ref) -> None:
    people.transfers(ref, THERE)
    with pytest.raises(TrackerError) as caught:
        github.comments(ref)
    assert caught.value.trouble is Trouble.MOVED


def test_a_repository_of_another_owner_is_followed_by_its_id(
    github: GitHub, people: GitHubPeople, ref: Ref, world: World
) -> None:
    from connectors.sandbox.github.acts import repositories

    repositories.move(world, world.viewer("alice"), world.repository(HERE), "umbrella")
    assert issue_at(github, ref).name == "umbrella/incidents#1"
    assert github.project(ref.project).owner == "umbrella"


# The old name was taken by another repository


@pytest.fixture
def squatter(github: GitHub, people: GitHubPeople, ref: Ref) -> ProjectId:
    """The name that is remembered means another repository by now, which has an issue of the same number."""
    people.renames(HERE, "outages")
    taken = people.takes_the_name(HERE)
    people.opens(HERE, "Mallory's", "not yours", labels=("bait",), by="mallory")
    return taken


@pytest.mark.usefixtures("squatter")
def test_the_issue_is_read_from_the_right_repository(github: GitHub, ref: Ref) -> None:
    assert issue_at(github, ref).title == "Checkout is down"


@pytest.mark.usefixtures("squatter")
def test_the_project_is_the_one_of_the_id(github: GitHub, ref: Ref) -> None:
    assert (github.project(ref.project).id, github.project(ref.project).name) == (ref.project, NEW)


@pytest.mark.usefixtures("squatter")
def test_the_listing_is_of_the_right_repository(github: GitHub, ref: Ref) -> None:
    assert [issue.title for issue in github.issues(ref.project).issues] == ["Checkout is down"]


@pytest.mark.usefixtures("squatter")
def test_labels_are_those_of_the_right_repository(github: GitHub, ref: Ref) -> None:
    assert list(github.labels(ref.project)) == []


@pytest.mark.usefixtures("squatter")
def test_permissions_are_those_of_the_right_repository(github: GitHub, ref: Ref) -> None:
    assert github.permission(ref.project, "mallory") is Permission.READ


@pytest.mark.usefixtures("squatter")
@pytest.mark.parametrize("verb", WRITES)
def test_after_reading_the_issue_writes_go_to_the_right_repository(
    github: GitHub, world: World, ref: Ref, verb: str
) -> None:
    intruder = world.repository(HERE)
    before = (len(intruder.issues), len(intruder.labels), world.issue(HERE, 1).comments[:], world.issue(HERE, 1).body)
    github.issue(ref)
    WRITES[verb](github, ref)
    assert before == (
        len(intruder.issues),
        len(intruder.labels),
        world.issue(HERE, 1).comments,
        world.issue(HERE, 1).body,
    )


def test_the_new_owner_of_a_name_is_found_by_it(github: GitHub, ref: Ref, squatter: ProjectId) -> None:
    assert github.project_named(HERE).id == squatter


def test_an_address_means_whoever_has_the_name_now(
    github: GitHub, sandbox: RunningSandbox, ref: Ref, squatter: ProjectId
) -> None:
    github.issue(ref)
    assert github.locate(f"{sandbox.url}/{HERE}/issues/1") == Ref("github", squatter, 1)


def test_a_child_belongs_to_whoever_has_the_name_now(
    github: GitHub, people: GitHubPeople, ref: Ref, squatter: ProjectId
) -> None:
    child = people.opens(HERE, "Mallory's child")
    people.links(ref, child)
    github.issue(ref)
    assert [it.ref for it in github.children(ref)] == [child]


def test_a_name_remembered_from_an_earlier_process_misleads_nobody(
    sandbox: RunningSandbox, clock: Clock, ref: Ref, squatter: ProjectId
) -> None:
    names = {ref.project: HERE}
    github = github_at(sandbox.api_url, clock, names=names)
    assert issue_at(github, ref).title == "Checkout is down"
    github.comment(ref, "x")
    assert names[ref.project] == NEW
    assert [comment.body for comment in github.comments(ref)] == ["x"]
