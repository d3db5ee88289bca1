"""Deliveries as the sandbox really sends them, read to what they are about."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from connectors.github.tracker import GitHub
from connectors.github.webhook import SIGNATURE, read, signed
from connectors.sandbox.github import founding
from connectors.sandbox.github.acts import repositories
from connectors.sandbox.github.kinds import Visibility
from connectors.sandbox.github.server import RunningSandbox
from connectors.sandbox.github.state import Hook
from connectors.sandbox.github.world import World
from connectors.sandbox.recording import Exchange
from connectors.tracker import Draft, Hint, Ignored, ProjectId, Ref
from tests.connectors.acts import SECRET
from tests.connectors.bench import BOT, HERE, THERE, GitHubPeople
from tests.connectors.stub import Stub

MARK = "<!-- followthrough"

Heard = Callable[[], list[Hint | Ignored]]


@pytest.fixture
def hooks(world: World, stub: Stub) -> list[Hook]:
    """Of both repositories; they hear everything."""
    places = [world.repository(name) for name in (HERE, THERE)]
    return [founding.add_hook(world, f"{stub.url}/hook", repository=place, secret=SECRET) for place in places]


@pytest.fixture
def heard(sandbox: RunningSandbox, hooks: list[Hook], exchanges: list[Exchange]) -> Heard:
    """What was delivered since the last time, in order; each is checked to be genuine."""
    told = 0

    def since() -> list[Hint | Ignored]:
        nonlocal told
        sandbox.drain()
        deliveries = [it for it in exchanges if it.kind == "webhook"][told:]
        told += len(deliveries)
        assert all(signed(it.request_body, it.request_headers[SIGNATURE], [SECRET]) for it in deliveries)
        return [read(it.request_headers, it.request_body, mark=MARK) for it in deliveries]

    return since


def hints(heard: Heard) -> list[Hint]:
    return [it for it in heard() if isinstance(it, Hint)]


def named(heard: Heard) -> list[tuple[str, int | None]]:
    return [(hint.event, hint.number) for hint in hints(heard)]


@pytest.fixture
def ref(people: GitHubPeople, heard: Heard) -> Ref:
    ref = people.opens(HERE)
    heard()
    return ref


def test_a_new_issue_is_told_with_its_labels(people: GitHubPeople, heard: Heard, world: World) -> None:
    ref = people.opens(HERE, labels=("incident",), assignees=("bob",), by="bob")
    opened, labeled, assigned = hints(heard)
    assert [it.event for it in (opened, labeled, assigned)] == ["issues.opened", "issues.labeled", "issues.assigned"]
    assert (opened.project, opened.project_name, opened.number) == (ref.project, HERE, ref.number)
    assert opened.labels == labeled.labels == {"incident"}
    assert opened.sender is not None
    assert (opened.sender.id, opened.sender.login) == (str(world.accounts["bob"].id), "bob")


def test_the_label_that_was_taken_off_is_told(people: GitHubPeople, heard: Heard, ref: Ref) -> None:
    people.labels(ref, "postmortem")
    people.unlabels(ref, "postmortem")
    unlabeled = hints(heard)[-1]
    assert unlabeled.event == "issues.unlabeled"
    assert unlabeled.labels == {"postmortem"}


def test_the_life_of_an_issue_is_told(people: GitHubPeople, heard: Heard, ref: Ref) -> None:
    people.edits(ref, title="New", body="new")
    people.assigns(ref, "bob")
    people.unassigns(ref, "bob")
    people.closes(ref)
    people.reopens(ref)
    people.comments(ref, "/finish")
    people.deletes(ref)
    assert named(heard) == [
        ("issues.edited", 1),
        ("issues.assigned", 1),
        ("issues.unassigned", 1),
        ("issues.closed", 1),
        ("issues.reopened", 1),
        ("issue_comment.created", 1),
        ("issues.deleted", 1),
    ]


def test_what_the_service_marked_is_told_apart(github: GitHub, people: GitHubPeople, heard: Heard, ref: Ref) -> None:
    github.create(ref.project, Draft("Post-mortem", f"{MARK} abc -->\nwords"))
    github.comment(ref, f"{MARK} abc -->")
    ours, comment = hints(heard)
    assert (ours.marked, comment.marked) == (True, False)
    assert ours.sender is not None
    assert ours.sender.login == BOT


def test_the_sender_is_who_the_service_knows_itself_to_be(github: GitHub, heard: Heard, ref: Ref) -> None:
    github.comment(ref, "x")
    assert [hint.sender for hint in hints(heard)] == [github.me()]


def test_a_comment_on_a_pull_request_is_ignored(people: GitHubPeople, heard: Heard, world: World) -> None:
    people.opens_a_pull_request(HERE)
    project = str(world.repository(HERE).id)
    people.comments(Ref("github", ProjectId(project), 1), "LGTM")
    (ignored,) = heard()
    assert isinstance(ignored, Ignored)
    assert ignored.reason == "a pull request, not an issue"


def test_sub_issues_are_told_from_both_ends(people: GitHubPeople, heard: Heard, ref: Ref) -> None:
    people.opens(THERE)
    child = people.opens(THERE)
    heard()
    people.links(ref, child)
    added, parent_added = hints(heard)
    assert (added.event, added.project, added.number) == ("sub_issues.sub_issue_added", ref.project, ref.number)
    assert (parent_added.event, parent_added.project) == ("sub_issues.parent_issue_added", child.project)
    assert parent_added.number == child.number == 2


def test_a_transfer_is_told_at_both_places(people: GitHubPeople, heard: Heard, ref: Ref) -> None:
    new = people.transfers(ref, THERE)
    left, came = hints(heard)
    assert (left.event, left.project, left.number) == ("issues.transferred", ref.project, ref.number)
    assert (came.event, came.project, came.number) == ("issues.opened", new.project, new.number)


def test_what_happens_to_a_repository_is_told_under_its_id(
    people: GitHubPeople, heard: Heard, ref: Ref, world: World
) -> None:
    viewer, repo = world.viewer("alice"), world.repository(HERE)
    people.renames(HERE, "outages")
    repositories.set_visibility(world, viewer, repo, Visibility.PUBLIC)
    repositories.set_archived(world, viewer, repo, True)
    repositories.move(world, viewer, repo, "umbrella")
    told = hints(heard)
    assert [(hint.event, hint.project_name, hint.number) for hint in told] == [
        ("repository.renamed", "acme/outages", None),
        ("repository.publicized", "acme/outages", None),
        ("repository.archived", "acme/outages", None),
        ("repository.transferred", "umbrella/outages", None),
    ]
    assert {hint.project for hint in told} == {ref.project}


def test_an_installed_hook_is_heard_with_its_new_secret(
    github: GitHub, people: GitHubPeople, heard: Heard, hooks: list[Hook], world: World, stub: Stub
) -> None:
    here = github.project_named(HERE)
    world.repository(HERE).hooks.clear()
    github.install_hook(here.id, f"{stub.url}/hook", "f" * 16)
    github.install_hook(here.id, f"{stub.url}/hook", SECRET)
    (hook,) = world.repository(HERE).hooks.values()
    assert (hook.secret, hook.content_type, hook.insecure_ssl) == (SECRET, "json", "0")
    assert set(hook.events) == {"issues", "issue_comment", "sub_issues", "repository"}


def test_a_ping_is_ignored(github: GitHub, sandbox: RunningSandbox, stub: Stub, exchanges: list[Exchange]) -> None:
    github.install_hook(github.project_named(HERE).id, f"{stub.url}/hook", SECRET)
    sandbox.drain()
    (ping,) = [it for it in exchanges if it.kind == "webhook"]
    assert isinstance(read(ping.request_headers, ping.request_body, mark=MARK), Ignored)


def test_events_that_nobody_asked_for_are_ignored(people: GitHubPeople, heard: Heard, ref: Ref) -> None:
    people.labels(ref, "new-label")
    ignored = [it for it in heard() if isinstance(it, Ignored)]
    assert [it.reason for it in ignored] == ["event label is not used"]


def test_a_form_hook_says_the_same(people: GitHubPeople, heard: Heard, ref: Ref, hooks: list[Hook]) -> None:
    hooks[0].content_type = "form"
    people.closes(ref)
    assert named(heard) == [("issues.closed", 1)]
