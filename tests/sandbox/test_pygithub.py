"""A stock client works against the sandbox: PyGithub, as anyone would use it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from github import Auth, Github, GithubIntegration
from github.GithubException import GithubException, UnknownObjectException

from connectors.sandbox.github import founding
from connectors.sandbox.github.acts import repositories
from connectors.sandbox.github.server import RunningSandbox
from connectors.sandbox.github.world import World, real_time
from tests.clock import Clock
from tests.sandbox.conftest import Client
from tests.sandbox.test_apps import APP, key, public_pem


@pytest.fixture
def client(sandbox: RunningSandbox) -> Iterator[Github]:
    with Github(
        auth=Auth.Token("alice"),
        base_url=sandbox.api_url,
        retry=None,
        seconds_between_requests=None,
        seconds_between_writes=None,
    ) as client:
        yield client


def test_issues_comments_and_labels(client: Github) -> None:
    repo = client.get_repo("acme/incidents")
    repo.create_label("sev1", "ff0000")
    issue = repo.create_issue("Down", body="Since 9", labels=["sev1"], assignees=["bob"])
    comment = issue.create_comment("looking")
    comment.edit("looked")
    issue.remove_from_labels("sev1")
    issue.edit(state="closed", state_reason="not_planned")
    read = repo.get_issue(issue.number)
    assert (read.state, read.state_reason, read.assignees[0].login) == ("closed", "not_planned", "bob")
    assert [it.body for it in read.get_comments()] == ["looked"]
    assert [it.event for it in read.get_events()] == ["labeled", "assigned", "unlabeled", "closed"]


def test_lists_are_read_to_the_end(client: Github, world: World) -> None:
    repo, who = world.repository("acme/incidents"), world.accounts["alice"]
    for number in range(65):
        founding.add_issue(world, repo, title=f"{number}", author=who)
    assert len(list(client.get_repo("acme/incidents").get_issues(state="all"))) == 65


def test_permissions_and_assignees(client: Github) -> None:
    repo = client.get_repo("acme/incidents")
    assert repo.get_collaborator_permission("bob") == "write"
    assert repo.has_in_assignees("bob")
    assert not repo.has_in_assignees("eve")


def test_hooks_and_deliveries(client: Github) -> None:
    repo = client.get_repo("acme/incidents")
    hook = repo.create_hook("web", {"url": "http://127.0.0.1:9/", "content_type": "json"}, ["issues"], active=False)
    assert [it.id for it in repo.get_hooks()] == [hook.id]
    assert list(repo.get_hook_deliveries(hook.id)) == []


def test_a_renamed_repository_is_followed(client: Github, world: World) -> None:
    repositories.rename(world, world.viewer("alice"), world.repository("acme/incidents"), "outages")
    assert client.get_repo("acme/incidents").full_name == "acme/outages"


def test_errors_are_the_clients_own(client: Github) -> None:
    with pytest.raises(UnknownObjectException):
        client.get_repo("acme/nothing")
    with pytest.raises(GithubException) as caught:
        client.get_repo("acme/incidents").create_issue("x" * 300)
    assert caught.value.status == 422


def test_sub_issues(client: Github) -> None:
    repo = client.get_repo("acme/incidents")
    parent, child = repo.create_issue("parent"), repo.create_issue("child")
    parent.add_sub_issue(child.id)
    assert [it.number for it in parent.get_sub_issues()] == [child.number]


def test_an_app_logs_in(sandbox: RunningSandbox, world: World, clock: Clock, alice: Client) -> None:
    clock.now = real_time()  # PyGithub signs with the real time
    granted = {"issues": "write", "metadata": "read"}
    app = founding.add_app(world, "helper", id=APP, public_key=public_pem(), owner="acme", permissions=granted)
    installation = founding.install_app(world, app, "acme")
    from cryptography.hazmat.primitives import serialization

    pem = key().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    integration = GithubIntegration(auth=Auth.AppAuth(APP, pem.decode()), base_url=sandbox.api_url)
    helper = integration.get_github_for_installation(installation.id)
    issue = helper.get_repo("acme/incidents").create_issue("by the app")
    assert issue.user.login == "helper[bot]"
