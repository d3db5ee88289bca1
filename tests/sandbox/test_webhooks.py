"""What hooks hear, and in which envelope."""

from __future__ import annotations

import hashlib
import hmac
import json
from urllib.parse import parse_qs

import pytest

from connectors.sandbox.github import founding
from connectors.sandbox.github.acts import removal, repositories
from connectors.sandbox.github.kinds import Visibility
from connectors.sandbox.github.server import RunningSandbox
from connectors.sandbox.github.state import Hook
from connectors.sandbox.github.webhooks.envelope import signature
from connectors.sandbox.github.world import World
from tests.sandbox.conftest import SECRET, Client, Receiver


def test_the_signature_is_the_vendors() -> None:
    """The official example of validating webhook deliveries."""
    expected = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
    assert signature("It's a Secret to Everybody", b"Hello, World!") == expected


def test_the_envelope(hook: Hook, alice: Client, receiver: Receiver, sandbox: RunningSandbox, world: World) -> None:
    alice.opens()
    assert sandbox.drain()
    headers, body = receiver.heard[0]
    assert headers["X-GitHub-Event"] == "issues"
    assert headers["Content-Type"] == "application/json"
    assert headers["User-Agent"].startswith("GitHub-Hookshot/")
    assert headers["X-GitHub-Hook-ID"] == str(hook.id)
    assert headers["X-GitHub-Hook-Installation-Target-Type"] == "repository"
    assert headers["X-GitHub-Hook-Installation-Target-ID"] == str(world.repository("acme/incidents").id)
    digest = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    assert headers["X-Hub-Signature-256"] == f"sha256={digest}"
    assert headers["X-Hub-Signature"].startswith("sha1=")


def test_the_payload_says_who_and_where(hook: Hook, alice: Client, receiver: Receiver, sandbox: RunningSandbox) -> None:
    alice.opens()
    sandbox.drain()
    payload = receiver.payloads[0]
    assert payload["sender"]["login"] == "alice"
    assert payload["repository"]["full_name"] == "acme/incidents"
    assert payload["organization"]["login"] == "acme"
    assert "installation" not in payload


def test_a_form_hook_sends_the_json_in_a_parameter_and_signs_the_form(
    hook: Hook, alice: Client, receiver: Receiver, sandbox: RunningSandbox
) -> None:
    hook.content_type = "form"
    alice.opens()
    sandbox.drain()
    headers, body = receiver.heard[0]
    assert headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert headers["X-Hub-Signature-256"] == signature(SECRET, body)
    assert json.loads(parse_qs(body.decode())["payload"][0])["action"] == "opened"


def test_a_hook_without_a_secret_sends_no_signature(
    hook: Hook, alice: Client, receiver: Receiver, sandbox: RunningSandbox
) -> None:
    hook.secret = None
    alice.opens()
    sandbox.drain()
    assert "X-Hub-Signature-256" not in receiver.heard[0][0]


@pytest.mark.usefixtures("hook")
def test_opened_holds_all_labels_and_one_labeled_follows_for_each(
    alice: Client, receiver: Receiver, sandbox: RunningSandbox
) -> None:
    alice.opens(labels=["a", "b"], assignees=["bob"])
    sandbox.drain()
    expected = [
        "label.created",
        "label.created",
        "issues.opened",
        "issues.labeled",
        "issues.labeled",
        "issues.assigned",
    ]
    assert receiver.names == expected
    opened, first, second = receiver.payloads[2:5]
    assert [label["name"] for label in opened["issue"]["labels"]] == ["a", "b"]
    assert [first["label"]["name"], second["label"]["name"]] == ["a", "b"]


@pytest.mark.usefixtures("hook")
def test_edits_carry_the_words_from_before(alice: Client, receiver: Receiver, sandbox: RunningSandbox) -> None:
    alice.opens(title="Old", body="old")
    alice.patch("issues/1", {"title": "New", "body": "new"})
    alice.patch("issues/1", {"body": "newer"})
    comment = alice.post("issues/1/comments", {"body": "a"}).json()["id"]
    alice.patch(f"issues/comments/{comment}", {"body": "b"})
    sandbox.drain()
    both, body, _, reworded = receiver.payloads[1:]
    assert both["changes"] == {"title": {"from": "Old"}, "body": {"from": "old"}}
    assert body["changes"] == {"body": {"from": "new"}}
    assert reworded["changes"] == {"body": {"from": "a"}}


@pytest.mark.usefixtures("hook")
def test_the_life_of_an_issue_is_told(alice: Client, receiver: Receiver, sandbox: RunningSandbox, world: World) -> None:
    alice.opens(labels=[], assignees=["bob"])
    alice.delete("issues/1/assignees", {"assignees": ["bob"]})
    alice.patch("issues/1", {"state": "closed", "state_reason": "not_planned"})
    alice.patch("issues/1", {"state": "open"})
    comment = alice.post("issues/1/comments", {"body": "a"}).json()["id"]
    alice.delete(f"issues/comments/{comment}")
    alice.put("issues/1/lock", {"lock_reason": "spam"})
    alice.delete("issues/1/lock")
    removal.delete_issue(world, world.viewer("alice"), world.issue("acme/incidents", 1))
    sandbox.drain()
    assert receiver.names == [
        "issues.opened",
        "issues.assigned",
        "issues.unassigned",
        "issues.closed",
        "issues.reopened",
        "issue_comment.created",
        "issue_comment.deleted",
        "issues.locked",
        "issues.unlocked",
        "issues.deleted",
    ]
    assert receiver.payloads[3]["issue"]["state_reason"] == "not_planned"


@pytest.mark.usefixtures("hook")
def test_a_transfer_is_told_in_both_repositories(
    alice: Client, receiver: Receiver, sandbox: RunningSandbox, world: World
) -> None:
    app = world.repository("acme/app")
    founding.add_hook(world, receiver.url, repository=app, secret=SECRET)
    alice.opens()
    removal.transfer_issue(world, world.viewer("alice"), world.issue("acme/incidents", 1), app)
    sandbox.drain()
    left, came = receiver.payloads[1:]
    assert (left["action"], left["repository"]["name"]) == ("transferred", "incidents")
    assert left["changes"]["new_repository"]["id"] == app.id
    assert (came["action"], came["repository"]["name"]) == ("opened", "app")
    assert came["changes"]["old_issue"]["id"] == left["issue"]["id"]
    assert came["issue"]["id"] == left["changes"]["new_issue"]["id"]


@pytest.mark.usefixtures("hook")
def test_sub_issues_are_told_from_either_end(alice: Client, receiver: Receiver, sandbox: RunningSandbox) -> None:
    alice.opens()
    child = alice.opens()["id"]
    alice.post("issues/1/sub_issues", {"sub_issue_id": child})
    alice.delete("issues/1/sub_issue", {"sub_issue_id": child})
    sandbox.drain()
    assert receiver.names[2:] == [
        "sub_issues.sub_issue_added",
        "sub_issues.parent_issue_added",
        "sub_issues.sub_issue_removed",
        "sub_issues.parent_issue_removed",
    ]
    assert receiver.payloads[2]["sub_issue_id"] == child


@pytest.mark.usefixtures("hook")
def test_labels_and_the_repository_itself_are_told(
    alice: Client, receiver: Receiver, sandbox: RunningSandbox, world: World
) -> None:
    viewer, repo = world.viewer("alice"), world.repository("acme/incidents")
    alice.post("labels", {"name": "a"})
    alice.patch("labels/a", {"new_name": "b", "color": "ff0000"})
    alice.delete("labels/b")
    repositories.rename(world, viewer, repo, "outages")
    repositories.set_visibility(world, viewer, repo, Visibility.PUBLIC)
    repositories.set_visibility(world, viewer, repo, Visibility.PRIVATE)
    repositories.set_archived(world, viewer, repo, True)
    repositories.set_archived(world, viewer, repo, False)
    repositories.move(world, viewer, repo, "umbrella")
    repositories.delete(world, viewer, repo)
    sandbox.drain()
    assert receiver.names == [
        "label.created",
        "label.edited",
        "label.deleted",
        "repository.renamed",
        "repository.publicized",
        "repository.privatized",
        "repository.archived",
        "repository.unarchived",
        "repository.transferred",
        "repository.deleted",
    ]
    assert receiver.payloads[1]["changes"] == {"name": {"from": "a"}, "color": {"from": "ededed"}}
    assert receiver.payloads[3]["changes"] == {"repository": {"name": {"from": "incidents"}}}


def test_a_hook_hears_only_what_it_asked_for(
    hook: Hook, alice: Client, receiver: Receiver, sandbox: RunningSandbox
) -> None:
    hook.events = ("issue_comment",)
    alice.opens()
    alice.post("issues/1/comments", {"body": "a"})
    sandbox.drain()
    assert receiver.names == ["issue_comment.created"]


def test_several_hooks_share_the_guid_of_a_happening(
    hook: Hook, alice: Client, receiver: Receiver, sandbox: RunningSandbox, world: World
) -> None:
    founding.add_hook(world, receiver.url, secret=SECRET)
    alice.opens()
    sandbox.drain()
    assert len(receiver.guids) == 2
    assert len(set(receiver.guids)) == 1
    assert receiver.heard[0][0]["X-GitHub-Hook-ID"] != receiver.heard[1][0]["X-GitHub-Hook-ID"]
