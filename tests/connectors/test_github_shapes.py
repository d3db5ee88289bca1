"""GitHub's JSON where it is rare, old or odd: what the sandbox never says and GitHub sometimes does."""

from __future__ import annotations

from typing import Any

import pytest

from connectors.github import shapes
from connectors.tracker import Act, Permission, Person, ProjectId, Reason, Visibility

MOMENT = "2026-11-02T09:00:00Z"


def issue(**changes: Any) -> dict[str, Any]:
    return {
        "id": 5,
        "number": 7,
        "repository_url": "https://git.acme.example/api/v3/repos/acme/incidents",
        "html_url": "https://git.acme.example/acme/incidents/issues/7",
        "title": "Checkout is down",
        "state": "open",
        "created_at": MOMENT,
        "updated_at": MOMENT,
        **changes,
    }


def project(**changes: Any) -> dict[str, Any]:
    return {"id": 5, "full_name": "acme/app", "html_url": "x", "owner": {"login": "acme"}, **changes}


@pytest.mark.parametrize(
    ("said", "permission"),
    [
        ({"permission": "write", "role_name": "maintain"}, Permission.MAINTAIN),
        ({"permission": "read", "role_name": "triage"}, Permission.TRIAGE),
        ({"permission": "write", "role_name": "security-lead"}, Permission.WRITE),
        ({"permission": "admin", "role_name": None}, Permission.ADMIN),
        ({"permission": "read"}, Permission.READ),
        ({"permission": "none", "role_name": ""}, Permission.NONE),
        ({"permission": "something-new", "role_name": "something-else"}, Permission.NONE),
    ],
)
def test_a_custom_role_counts_as_what_it_folds_to(said: dict[str, Any], permission: Permission) -> None:
    assert shapes.permission(said) is permission


@pytest.mark.parametrize(
    ("said", "visibility"),
    [
        ({"visibility": "public", "private": False}, Visibility.PUBLIC),
        ({"visibility": "internal", "private": True}, Visibility.INTERNAL),
        ({"visibility": "private", "private": True}, Visibility.PRIVATE),
        ({"visibility": "something-new", "private": False}, Visibility.UNKNOWN),
        ({"private": True}, Visibility.PRIVATE),
        ({"private": False}, Visibility.PUBLIC),
        ({}, Visibility.UNKNOWN),
    ],
)
def test_a_visibility_that_is_not_known_is_unknown(said: dict[str, Any], visibility: Visibility) -> None:
    assert shapes.project(project(**said)).visibility is visibility


@pytest.mark.parametrize("said", [{"archived": True}, {"has_issues": False}])
def test_an_archived_or_issueless_project_accepts_no_issues(said: dict[str, Any]) -> None:
    assert not shapes.project(project(**said)).accepts_issues


@pytest.mark.parametrize("highest", ["pull", "triage", "push", "maintain", "admin"])
def test_of_the_services_own_rights_the_highest_counts(highest: str) -> None:
    order = ["pull", "triage", "push", "maintain", "admin"]
    rights = {right: at <= order.index(highest) for at, right in enumerate(order)}
    assert shapes.project(project(permissions=rights)).permission == order.index(highest) + 1


def test_the_author_of_a_deleted_account_is_nobody() -> None:
    assert shapes.issue(issue(user=None), "github", ProjectId("1")).author == Person("", "ghost")


def test_an_act_of_a_deleted_account_has_no_actor() -> None:
    event = shapes.event({"event": "closed", "actor": None, "created_at": MOMENT})
    assert event is not None
    assert (event.act, event.actor, event.detail) == (Act.CLOSED, None, "completed")


@pytest.mark.parametrize("kind", ["converted_to_discussion", "locked", "mentioned", "cross-referenced", "", None, 5])
def test_events_that_nobody_looks_at_are_left_out(kind: object) -> None:
    assert shapes.event({"event": kind, "created_at": MOMENT}) is None


@pytest.mark.parametrize("act", list(Act))
def test_an_event_may_lack_its_detail(act: Act) -> None:
    event = shapes.event({"event": act.value, "actor": None, "created_at": MOMENT, "label": None, "assignee": None})
    assert event is not None


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"state": "closed", "state_reason": None}, Reason.COMPLETED),
        ({"state": "closed"}, Reason.COMPLETED),
        ({"state": "closed", "state_reason": "something_new"}, Reason.COMPLETED),
        ({"state": "closed", "state_reason": "duplicate"}, Reason.DUPLICATE),
        ({"state": "open", "state_reason": "reopened"}, None),
    ],
)
def test_why_an_issue_was_closed(said: dict[str, Any], reason: Reason | None) -> None:
    assert shapes.issue(issue(**said), "github", ProjectId("1")).reason is reason


def test_an_old_server_leaves_much_out() -> None:
    read = shapes.issue(issue(labels=["a", {"name": "b"}, {"name": None}]), "github", ProjectId("1"))
    assert (read.body, read.labels, read.assignees, read.comments, read.children) == ("", ("a", "b", ""), (), 0, 0)


def test_the_repository_is_named_from_its_address() -> None:
    assert shapes.issue(issue(), "github", ProjectId("1")).name == "acme/incidents#7"


def test_a_label_may_be_bare() -> None:
    assert shapes.label({"name": "a", "description": None, "color": None}) == shapes.label({"name": "a"})
