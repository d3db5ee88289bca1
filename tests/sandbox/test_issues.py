"""Issues, comments, labels and assignees over the API."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import requests

from connectors.sandbox.github import founding
from connectors.sandbox.github.server import RunningSandbox
from connectors.sandbox.github.world import World
from tests.clock import Clock
from tests.sandbox.conftest import Client


def numbers(client: Client, query: str) -> list[int]:
    return [issue["number"] for issue in client.get(f"issues?{query}").json()]


def test_a_new_issue_carries_what_was_asked_for(alice: Client, sandbox: RunningSandbox) -> None:
    issue = alice.opens(title="Down", body="Since 9", labels=["sev1"], assignees=["bob"])
    assert (issue["number"], issue["state"], issue["state_reason"]) == (1, "open", None)
    assert issue["html_url"] == f"{sandbox.url}/acme/incidents/issues/1"
    assert issue["url"] == f"{sandbox.api_url}/repos/acme/incidents/issues/1"
    assert issue["id"] != issue["number"]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"title": "x" * 257}, "title is too long"),
        ({"title": "x", "body": "x" * 65_537}, "body is too long (maximum is 65536 characters)"),
        ({"title": "x", "labels": ["y" * 51]}, "name is too long (maximum is 50 characters)"),
    ],
)
def test_what_is_too_long_is_refused(alice: Client, fields: dict[str, object], message: str) -> None:
    answer = alice.post("issues", fields)
    assert answer.status_code == 422
    assert answer.json()["message"] == "Validation Failed"
    assert answer.json()["errors"][0]["message"] == message


def test_a_missing_title_is_refused(alice: Client) -> None:
    answer = alice.post("issues", {"body": "x"})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "missing_field")


def test_the_reason_counts_only_when_the_state_changes(alice: Client) -> None:
    alice.opens()
    assert alice.patch("issues/1", {"state_reason": "not_planned"}).json()["state_reason"] is None
    closed = alice.patch("issues/1", {"state": "closed", "state_reason": "not_planned"}).json()
    assert (closed["state_reason"], closed["closed_by"]["login"]) == ("not_planned", "alice")
    again = alice.patch("issues/1", {"state": "closed", "state_reason": "completed"}).json()
    assert again["state_reason"] == "not_planned"
    reopened = alice.patch("issues/1", {"state": "open"}).json()
    assert (reopened["state_reason"], reopened["closed_at"]) == ("reopened", None)


def test_closing_without_a_reason_means_completed(alice: Client) -> None:
    alice.opens()
    assert alice.patch("issues/1", {"state": "closed"}).json()["state_reason"] == "completed"


def test_labels_and_assignees_of_a_patch_replace_the_whole_set(alice: Client) -> None:
    alice.opens(labels=["a", "b"], assignees=["alice"])
    edited = alice.patch("issues/1", {"labels": ["b", "c"], "assignees": ["bob"]}).json()
    assert [label["name"] for label in edited["labels"]] == ["b", "c"]
    assert [who["login"] for who in edited["assignees"]] == ["bob"]


def test_labels_with_slashes_and_colons_are_added_and_removed_by_name(alice: Client) -> None:
    alice.opens()
    added = alice.post("issues/1/labels", {"labels": ["svc/checkout", "postmortem:finished"]}).json()
    assert [label["name"] for label in added] == ["svc/checkout", "postmortem:finished"]
    left = alice.delete("issues/1/labels/svc%2Fcheckout").json()
    assert [label["name"] for label in left] == ["postmortem:finished"]
    assert alice.delete("issues/1/labels/svc%2Fcheckout").status_code == 404
    assert alice.get("labels/svc%2Fcheckout").json()["name"] == "svc/checkout"


def test_a_renamed_label_stays_on_its_issues(alice: Client) -> None:
    alice.opens(labels=["old"])
    assert alice.patch("labels/old", {"new_name": "new"}).json()["name"] == "new"
    assert alice.get("issues/1/labels").json()[0]["name"] == "new"
    assert alice.delete("labels/new").status_code == 204
    assert alice.get("issues/1").json()["labels"] == []


def test_people_who_cannot_be_assigned_are_left_out_without_a_word(alice: Client) -> None:
    alice.opens()
    answer = alice.post("issues/1/assignees", {"assignees": ["bob", "eve", "ghost", "mallory"]})
    assert answer.status_code == 201
    assert [who["login"] for who in answer.json()["assignees"]] == ["bob"]


def test_who_can_be_assigned_is_told_beforehand(alice: Client) -> None:
    assert alice.get("assignees/bob").status_code == 204
    assert alice.get("assignees/mallory").status_code == 404
    assert [who["login"] for who in alice.get("assignees").json()] == ["alice", "bob", "tina"]


def test_an_outsider_who_commented_can_be_assigned_there(alice: Client, mallory: Client) -> None:
    alice.opens()
    assert alice.get("issues/1/assignees/mallory").status_code == 404
    mallory.post("issues/1/comments", {"body": "me too"})
    assert alice.get("issues/1/assignees/mallory").status_code == 204


def test_lists_filter_by_state_labels_assignee_and_creator(alice: Client, bob: Client) -> None:
    alice.opens(labels=["a", "b"], assignees=["bob"])
    bob.opens(labels=["a"])
    bob.patch("issues/2", {"state": "closed"})
    assert numbers(alice, "") == [1]
    assert numbers(alice, "state=all&labels=a") == [2, 1]
    assert numbers(alice, "state=all&labels=A,b") == [1]
    assert numbers(alice, "state=closed") == [2]
    assert numbers(alice, "state=all&creator=bob") == [2]
    assert numbers(alice, "assignee=bob") == [1]
    assert numbers(alice, "state=all&assignee=none") == [2]
    assert numbers(alice, "assignee=*") == [1]
    assert alice.get("issues?state=nonsense").status_code == 422


def test_lists_include_pull_requests(world: World, alice: Client) -> None:
    repo, bob = world.repository("acme/incidents"), world.accounts["bob"]
    founding.add_issue(world, repo, title="Fix", author=bob, pull_request=True)
    assert alice.get("issues").json()[0]["pull_request"]["html_url"].endswith("/acme/incidents/pull/1")


def test_lists_since_a_moment_show_what_changed_from_then_on(alice: Client, clock: Clock) -> None:
    alice.opens()
    alice.opens()
    clock.advance(minutes=5)
    alice.post("issues/1/comments", {"body": "news"})
    since = clock.now.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert numbers(alice, f"since={since}") == [1]
    assert numbers(alice, "sort=updated&direction=asc") == [2, 1]
    assert numbers(alice, "sort=comments") == [1, 2]


def test_every_change_moves_updated_at(alice: Client, clock: Clock) -> None:
    alice.opens()
    child = alice.opens()["id"]
    comment = 0
    changes: list[Callable[[], requests.Response]] = [
        lambda: alice.post("issues/1/labels", {"labels": ["a"]}),
        lambda: alice.delete("issues/1/labels/a"),
        lambda: alice.post("issues/1/assignees", {"assignees": ["bob"]}),
        lambda: alice.patch("issues/1", {"title": "Other"}),
        lambda: alice.patch("issues/1", {"body": "Other"}),
        lambda: alice.patch("issues/1", {"state": "closed"}),
        lambda: alice.post("issues/1/sub_issues", {"sub_issue_id": child}),
        lambda: alice.post("issues/1/comments", {"body": "a"}),
        lambda: alice.patch(f"issues/comments/{comment}", {"body": "b"}),
        lambda: alice.delete(f"issues/comments/{comment}"),
    ]
    for change in changes:
        clock.advance(seconds=1)
        answer = change()
        comment = answer.json()["id"] if answer.status_code == 201 else comment
        assert alice.get("issues/1").json()["updated_at"] == clock.now.strftime("%Y-%m-%dT%H:%M:%SZ")


def test_comments_since_a_moment(alice: Client, clock: Clock) -> None:
    alice.opens()
    alice.post("issues/1/comments", {"body": "a"})
    clock.advance(minutes=1)
    second = alice.post("issues/1/comments", {"body": "b"}).json()
    assert [it["id"] for it in alice.get(f"issues/1/comments?since={second['created_at']}").json()] == [second["id"]]
    assert [it["body"] for it in alice.get("issues/comments?sort=created&direction=desc").json()] == ["b", "a"]


def test_the_history_says_who_did_what_and_when(alice: Client, tina: Client, clock: Clock) -> None:
    alice.opens(labels=["a"])
    clock.advance(minutes=1)
    tina.patch("issues/1", {"state": "closed", "state_reason": "duplicate"})
    tina.delete("issues/1/labels/a")
    alice.patch("issues/1", {"title": "New"})
    events = alice.get("issues/1/events").json()
    assert [(it["event"], it["actor"]["login"]) for it in events] == [
        ("labeled", "alice"),
        ("closed", "tina"),
        ("unlabeled", "tina"),
        ("renamed", "alice"),
    ]
    assert events[1]["state_reason"] == "duplicate"
    assert events[1]["created_at"] == "2026-11-02T09:01:00Z"
    assert events[3]["rename"] == {"from": "Checkout is down", "to": "New"}


def test_the_timeline_has_the_comments_as_well(alice: Client) -> None:
    alice.opens()
    alice.post("issues/1/comments", {"body": "hello"})
    alice.post("issues/1/labels", {"labels": ["a"]})
    assert [it["event"] for it in alice.get("issues/1/timeline").json()] == ["commented", "labeled"]


def test_broken_bodies_are_refused_in_the_vendors_words(alice: Client) -> None:
    url = f"{alice.api_url}/repos/acme/incidents/issues"
    broken = requests.post(url, data=b"{", headers={"Authorization": "Bearer alice"}, timeout=10)
    assert (broken.status_code, broken.json()["message"]) == (400, "Problems parsing JSON")
    assert alice.post("issues", {"title": "x", "labels": "no list"}).status_code == 422


def test_the_whole_repository_answers_under_its_id_too(world: World, alice: Client) -> None:
    alice.opens()
    place = f"/repositories/{world.repository('acme/incidents').id}"
    assert alice.get(place).json()["full_name"] == "acme/incidents"
    assert alice.get(f"{place}/issues/1").json()["number"] == 1
    assert alice.post(f"{place}/issues/1/comments", {"body": "x"}).status_code == 201
