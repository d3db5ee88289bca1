"""Who may see and do what."""

from __future__ import annotations

import pytest

from connectors.sandbox.github import founding
from connectors.sandbox.github.acts import repositories
from connectors.sandbox.github.kinds import Role
from connectors.sandbox.github.server import RunningSandbox
from connectors.sandbox.github.world import World
from tests.sandbox.conftest import Client


def test_a_bad_token_is_401(sandbox: RunningSandbox, alice: Client) -> None:
    answer = Client(alice.api_url, "wrong").get("/user")
    assert (answer.status_code, answer.json()["message"]) == (401, "Bad credentials")


def test_both_words_for_a_token_are_understood(alice: Client) -> None:
    assert alice.get("/user", Authorization="token alice").json()["login"] == "alice"
    assert alice.get("/user", Authorization="Bearer alice").json()["login"] == "alice"


def test_a_private_repository_is_not_found_by_those_who_cannot_see_it(eve: Client, nobody: Client) -> None:
    assert eve.get("").status_code == 404
    assert eve.get("issues").status_code == 404
    assert nobody.get("").status_code == 404
    assert eve.post("issues", {"title": "x"}).status_code == 404


def test_anonymous_readers_see_public_repositories_and_write_nothing(nobody: Client) -> None:
    assert nobody.get("/repos/acme/site/issues").status_code == 200
    assert nobody.post("/repos/acme/site/issues", {"title": "x"}).status_code == 401


def test_members_see_internal_repositories_and_outsiders_do_not(world: World, tina: Client, eve: Client) -> None:
    founding.add_repository(world, "acme/shared", visibility="internal")
    assert tina.get("/repos/acme/shared").json()["visibility"] == "internal"
    assert eve.get("/repos/acme/shared").status_code == 404


def test_labels_and_assignees_of_a_reader_are_dropped_without_a_word(mallory: Client) -> None:
    issue = mallory.opens(labels=["incident"], assignees=["bob"])
    assert (issue["labels"], issue["assignees"]) == ([], [])


def test_labels_and_assignees_of_triagers_are_kept(world: World, tina: Client) -> None:
    founding.add_label(world, world.repository("acme/incidents"), "incident")
    issue = tina.opens(labels=["incident"], assignees=["bob"])
    assert [label["name"] for label in issue["labels"]] == ["incident"]
    assert [who["login"] for who in issue["assignees"]] == ["bob"]


def test_unknown_labels_are_made_for_writers_and_left_out_for_triagers(bob: Client, tina: Client) -> None:
    assert tina.opens(labels=["new"])["labels"] == []
    assert bob.opens(labels=["new"])["labels"][0]["color"] == "ededed"


def test_an_author_edits_and_closes_their_issue_and_cannot_label_it(mallory: Client) -> None:
    number = mallory.opens()["number"]
    edited = mallory.patch(f"issues/{number}", {"title": "Better", "state": "closed", "labels": ["x"]}).json()
    assert (edited["title"], edited["state"], edited["labels"]) == ("Better", "closed", [])
    assert mallory.post(f"issues/{number}/labels", {"labels": ["x"]}).status_code == 403


def test_a_reader_cannot_touch_the_issue_of_another(alice: Client, mallory: Client) -> None:
    number = alice.opens()["number"]
    for change in ({"title": "x"}, {"state": "closed"}, {"labels": ["x"]}):
        answer = mallory.patch(f"issues/{number}", change)
        assert (answer.status_code, answer.json()["message"]) == (403, "Must have admin rights to Repository.")


def test_a_triager_closes_anothers_issue_and_cannot_reword_it(alice: Client, tina: Client) -> None:
    number = alice.opens()["number"]
    assert tina.patch(f"issues/{number}", {"body": "mine now"}).status_code == 403
    assert tina.patch(f"issues/{number}", {"state": "closed"}).json()["closed_by"]["login"] == "tina"


def test_a_writer_rewords_issues_and_comments_of_others(alice: Client, bob: Client) -> None:
    number = alice.opens()["number"]
    comment = alice.post(f"issues/{number}/comments", {"body": "a"}).json()["id"]
    assert bob.patch(f"issues/{number}", {"body": "b"}).json()["body"] == "b"
    assert bob.patch(f"issues/comments/{comment}", {"body": "b"}).json()["body"] == "b"


def test_comments_are_edited_and_deleted_by_author_or_writer_only(mallory: Client, tina: Client, bob: Client) -> None:
    number = mallory.opens()["number"]
    comment = mallory.post(f"issues/{number}/comments", {"body": "a"}).json()["id"]
    assert tina.patch(f"issues/comments/{comment}", {"body": "b"}).status_code == 403
    assert tina.delete(f"issues/comments/{comment}").status_code == 403
    assert mallory.patch(f"issues/comments/{comment}", {"body": "c"}).status_code == 200
    assert bob.delete(f"issues/comments/{comment}").status_code == 204
    assert bob.get(f"issues/comments/{comment}").status_code == 404


def test_in_a_locked_conversation_only_writers_comment(alice: Client, mallory: Client, bob: Client) -> None:
    number = alice.opens()["number"]
    assert alice.put(f"issues/{number}/lock", {"lock_reason": "resolved"}).status_code == 204
    assert mallory.post(f"issues/{number}/comments", {"body": "a"}).status_code == 403
    assert bob.post(f"issues/{number}/comments", {"body": "a"}).status_code == 201
    assert alice.delete(f"issues/{number}/lock").status_code == 204
    assert mallory.post(f"issues/{number}/comments", {"body": "a"}).status_code == 201


def test_an_archived_repository_is_read_only(world: World, alice: Client) -> None:
    number = alice.opens()["number"]
    repositories.set_archived(world, world.viewer("alice"), world.repository("acme/incidents"), True)
    assert alice.post("issues", {"title": "x"}).status_code == 403
    assert alice.post(f"issues/{number}/comments", {"body": "x"}).status_code == 403
    assert alice.get(f"issues/{number}").status_code == 200


def test_issues_switched_off_are_410(world: World, alice: Client) -> None:
    number = alice.opens()["number"]
    world.repository("acme/incidents").has_issues = False
    assert alice.post("issues", {"title": "x"}).status_code == 410
    assert alice.get("issues").status_code == 410
    assert alice.get(f"issues/{number}").status_code == 410


@pytest.mark.parametrize(
    ("login", "permission", "role"),
    [
        ("alice", "admin", "admin"),
        ("bob", "write", "write"),
        ("tina", "read", "triage"),
        ("mallory", "read", "read"),
        ("eve", "none", "none"),
    ],
)
def test_the_permission_endpoint_folds_roles_and_names_the_real_one(
    alice: Client, login: str, permission: str, role: str
) -> None:
    answer = alice.get(f"collaborators/{login}/permission").json()
    assert (answer["permission"], answer["role_name"], answer["user"]["login"]) == (permission, role, login)


def test_maintain_folds_to_write_and_unknown_people_are_not_found(world: World, alice: Client) -> None:
    repositories.set_role(world.repository("acme/incidents"), "eve", Role.MAINTAIN)
    answer = alice.get("collaborators/eve/permission").json()
    assert (answer["permission"], answer["role_name"]) == ("write", "maintain")
    assert alice.get("collaborators/ghost/permission").status_code == 404


def test_hooks_do_not_exist_for_those_who_are_no_admins(bob: Client, alice: Client) -> None:
    assert alice.get("hooks").status_code == 200
    assert bob.get("hooks").status_code == 404
    assert bob.post("hooks", {"config": {"url": "http://127.0.0.1:1/"}}).status_code == 404


def test_a_fine_grained_token_does_no_more_than_it_says(world: World, sandbox: RunningSandbox, alice: Client) -> None:
    founding.add_token(world, "alice", "narrow", permissions={"issues": "read"}, repositories=["acme/incidents"])
    number = alice.opens()["number"]
    narrow = Client(sandbox.api_url, "narrow")
    assert narrow.get(f"issues/{number}").status_code == 200
    refused = narrow.post(f"issues/{number}/comments", {"body": "x"})
    assert refused.json()["message"] == "Resource not accessible by personal access token"
    assert refused.status_code == 403
    assert refused.headers["X-Accepted-GitHub-Permissions"] == "issues=write"
    assert narrow.get("/repos/acme/app").status_code == 404
    assert narrow.get("/repos/acme/site").status_code == 200


def test_only_those_with_write_access_keep_the_repositorys_labels(tina: Client, bob: Client) -> None:
    assert tina.post("labels", {"name": "x"}).status_code == 403
    assert bob.post("labels", {"name": "x", "color": "aabbcc", "description": "why"}).status_code == 201
    assert bob.post("labels", {"name": "X"}).json()["errors"][0]["code"] == "already_exists"
