"""What each verb costs in requests: nothing is asked that nobody asked for."""

from __future__ import annotations

import pytest

from connectors.github.tracker import GitHub
from connectors.sandbox.github.server import RunningSandbox
from connectors.sandbox.recording import Exchange
from connectors.tracker import Draft, Issue, Ref
from tests.clock import Clock
from tests.connectors.acts import READS, WRITES, writing
from tests.connectors.bench import ABROAD, HERE, THERE, GitHubPeople, github_at

REQUESTS = {
    "project": 1,
    "visibility": 1,
    "project_named": 1,
    "issue": 1,
    "issues": 1,
    "lists_anything": 1,
    "comments": 1,
    "history": 1,
    "children": 1,
    "several": 1,
    "labels": 1,
    "hooks": 1,
    "assignable": 1,
    "permission": 1,
    "me": 1,
    "create": 1,
    "change": 1,
    "comment": 1,
    "edit_comment": 1,
    "add_label": 1,
    "link_child": 1,
    "create_label": 1,
    "install_hook": 2,
    "remove_hook": 1,
}


FREE = ("unlisted", "obstacles", "link_abroad")
"""Verbs that GitHub has no use for."""


@pytest.fixture
def ref(github: GitHub, people: GitHubPeople) -> Ref:
    github.project_named(HERE)
    return people.opens(HERE)


def requests(exchanges: list[Exchange]) -> list[str]:
    return [f"{it.method} {it.path}" for it in exchanges]


def test_the_table_leaves_no_verb_out() -> None:
    verbs = {name for name in vars(GitHub) if not name.startswith("_")}
    others = {"name", "trails", "could_mean", "locate", "size", "warm", "cool", "probe", "guarded", "redeliver", *FREE}
    assert {*REQUESTS, *others} == verbs == {*READS, *WRITES, *others}


def test_what_github_has_no_use_for_costs_nothing(github: GitHub, ref: Ref, exchanges: list[Exchange]) -> None:
    issue, place = github.issue(ref), github.project(ref.project)
    assert isinstance(issue, Issue)
    exchanges.clear()
    assert github.unlisted(ref.project, since=issue.created_at, marks=["a"]) == ()
    assert github.obstacles(place, Draft("Do it", "")) == ()
    github.link_abroad(ref, issue)
    assert exchanges == []


@pytest.mark.parametrize(("verb", "count"), REQUESTS.items())
def test_a_verb_costs_so_many_requests(
    github: GitHub, ref: Ref, exchanges: list[Exchange], verb: str, count: int
) -> None:
    act = READS.get(verb) or writing(github, ref, verb)
    exchanges.clear()
    act(github, ref)
    assert len(exchanges) == count, requests(exchanges)


@pytest.mark.parametrize("verb", READS)
def test_a_project_not_met_before_costs_one_request_more(
    sandbox: RunningSandbox, clock: Clock, ref: Ref, exchanges: list[Exchange], verb: str
) -> None:
    exchanges.clear()
    READS[verb](github_at(sandbox.api_url, clock), ref)
    expected = 1 if verb in ("project", "visibility", "project_named", "me") else 2
    assert len(exchanges) == expected, requests(exchanges)


@pytest.mark.parametrize(("comments", "count"), [(0, 1), (99, 1), (100, 2), (101, 2), (250, 3)])
def test_comments_cost_a_request_for_each_hundred(
    github: GitHub, people: GitHubPeople, ref: Ref, exchanges: list[Exchange], comments: int, count: int
) -> None:
    """A full page that names no next one is followed by one more: it may have been cut."""
    for number in range(comments):
        people.comments(ref, str(number))
    exchanges.clear()
    github.comments(ref)
    assert len(exchanges) == count


def test_children_of_unknown_projects_cost_a_request_for_each_project(
    github: GitHub, people: GitHubPeople, ref: Ref, exchanges: list[Exchange]
) -> None:
    for project in (THERE, THERE, HERE):
        people.links(ref, people.opens(project))
    exchanges.clear()
    github.children(ref)
    assert len(exchanges) == 2
    github.children(ref)
    assert len(exchanges) == 3


def test_everything_about_a_listed_issue_came_with_the_listing(
    github: GitHub, people: GitHubPeople, ref: Ref, exchanges: list[Exchange]
) -> None:
    people.labels(ref, "a")
    people.assigns(ref, "bob")
    exchanges.clear()
    (listed,) = github.issues(ref.project).issues
    assert isinstance(listed, Issue)
    assert listed == github.issue(ref)
    assert len(exchanges) == 2


def test_locating_costs_nothing_where_the_project_is_known(
    github: GitHub, sandbox: RunningSandbox, ref: Ref, exchanges: list[Exchange]
) -> None:
    exchanges.clear()
    assert github.locate(f"{sandbox.url}/{HERE}/issues/1") == ref
    assert github.locate("https://elsewhere.example/acme/app/issues/1") is None
    assert exchanges == []


def test_locating_in_a_new_project_costs_one_request(
    github: GitHub, sandbox: RunningSandbox, exchanges: list[Exchange]
) -> None:
    github.locate(f"{sandbox.url}/{ABROAD}/issues/1")
    github.locate(f"{sandbox.url}/{ABROAD}/issues/2")
    assert len(exchanges) == 1


def test_a_transferred_issue_costs_two_requests_more(
    github: GitHub, people: GitHubPeople, ref: Ref, exchanges: list[Exchange]
) -> None:
    people.transfers(ref, THERE)
    exchanges.clear()
    github.issue(ref)
    assert len(exchanges) == 3


def test_nothing_is_asked_before_somebody_asks(
    sandbox: RunningSandbox, clock: Clock, exchanges: list[Exchange]
) -> None:
    assert github_at(sandbox.api_url, clock).name == "github"
    assert exchanges == []
