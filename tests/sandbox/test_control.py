"""The control API: what only a test or a demo does."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from connectors.sandbox.github.server import RunningSandbox
from connectors.sandbox.github.state import Hook
from tests.sandbox.conftest import Client, Receiver


def told(sandbox: RunningSandbox, verb: str, **fields: object) -> Any:
    answer = requests.post(f"{sandbox.url}/_sandbox/{verb}", json=fields, timeout=10)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_issues_are_deleted_and_transferred(sandbox: RunningSandbox, alice: Client) -> None:
    alice.opens()
    alice.opens()
    told(sandbox, "delete-issue", repository="acme/incidents", number=1, by="alice")
    moved = told(sandbox, "transfer-issue", repository="acme/incidents", number=2, to="acme/app")
    assert alice.get("issues/1").status_code == 410
    assert alice.get(f"/repos/{moved['repository']}/issues/{moved['number']}").json()["id"] == moved["id"]


def test_repositories_and_roles_are_changed(sandbox: RunningSandbox, alice: Client, eve: Client) -> None:
    told(sandbox, "set-role", repository="acme/incidents", login="eve", role="triage")
    assert eve.get("").status_code == 200
    told(sandbox, "set-role", repository="acme/incidents", login="eve", role="none")
    assert eve.get("").status_code == 404
    told(sandbox, "set-visibility", repository="acme/incidents", visibility="public")
    assert eve.get("").status_code == 200
    told(sandbox, "archive", repository="acme/incidents")
    assert alice.post("issues", {"title": "x"}).status_code == 403
    told(sandbox, "archive", repository="acme/incidents", archived=False)
    told(sandbox, "enable-issues", repository="acme/incidents", enabled=False)
    assert alice.post("issues", {"title": "x"}).status_code == 410
    told(sandbox, "rename-repository", repository="acme/incidents", name="outages")
    told(sandbox, "move-repository", repository="acme/outages", owner="umbrella")
    assert alice.get("").status_code == 301
    told(sandbox, "delete-repository", repository="umbrella/outages")
    assert alice.get("").status_code == 404


def test_people_and_repositories_are_added(sandbox: RunningSandbox) -> None:
    told(sandbox, "add-user", login="zoe", tokens=["zoe-token"])
    told(sandbox, "add-repository", repository="acme/new", roles={"zoe": "admin"})
    assert Client(sandbox.api_url, "zoe-token").get("/repos/acme/new").json()["permissions"]["admin"]


def test_the_clock_is_moved(sandbox: RunningSandbox, alice: Client) -> None:
    assert told(sandbox, "set-clock", now="2027-01-01T00:00:00Z")["now"].startswith("2027-01-01T00:00:00")
    told(sandbox, "advance-clock", seconds=90)
    assert alice.opens()["created_at"] == "2027-01-01T00:01:30Z"
    assert told(sandbox, "reset-clock")["now"].startswith("2026-11-02")


def test_faults_and_limits_are_set_and_cleared(sandbox: RunningSandbox, alice: Client) -> None:
    told(sandbox, "faults", kind="status before", path="/user$", status=500, times=0)
    assert alice.get("/user").status_code == 500
    told(sandbox, "clear-faults")
    assert alice.get("/user").status_code == 200
    told(sandbox, "limits", per_hour=1)
    assert alice.get("/user").status_code == 403


def test_deliveries_are_held_and_released(
    hook: Hook, sandbox: RunningSandbox, alice: Client, receiver: Receiver
) -> None:
    told(sandbox, "deliveries", policy="shuffle", seed=1)
    alice.opens()
    assert told(sandbox, "flush") == {"released": 1}
    assert told(sandbox, "drain", timeout=5) == {"drained": True}
    assert receiver.names == ["issues.opened"]


def test_the_state_counts_requests_by_path(hook: Hook, sandbox: RunningSandbox, alice: Client) -> None:
    alice.opens()
    alice.get("issues/1")
    alice.get(f"/repositories/{hook.repository.id if hook.repository else 0}/issues/1")
    sandbox.drain()
    state = requests.get(f"{sandbox.url}/_sandbox/state", timeout=10).json()
    assert state["requests"]["POST /repos/{owner}/{repo}/issues"] == 1
    assert state["requests"]["GET /repos/{owner}/{repo}/issues/{issue_number}"] == 2
    assert state["deliveries"] == {"made": 1, "failed": 0, "pending": 0}


@pytest.mark.parametrize(
    ("verb", "fields", "said"),
    [
        ("delete-issue", {"repository": "acme/incidents"}, '"number" is missing'),
        ("delete-issue", {"repo": "acme/incidents"}, 'unknown key "repo"'),
        ("delete-issue", {"repository": "acme/nothing", "number": 1}, "no repository acme/nothing"),
        (
            "set-role",
            {"repository": "acme/app", "login": "bob", "role": "king"},
            "no role 'king'; there are: none, read",
        ),
        ("rename-repository", {"repository": "acme/app", "name": "site"}, "Validation Failed"),
    ],
)
def test_what_is_not_understood_is_422(
    sandbox: RunningSandbox, verb: str, fields: dict[str, object], said: str
) -> None:
    answer = requests.post(f"{sandbox.url}/_sandbox/{verb}", json=fields, timeout=10)
    assert answer.status_code == 422
    assert said in answer.json()["message"]


def test_unknown_verbs_are_named_and_forms_refused(sandbox: RunningSandbox) -> None:
    unknown = requests.post(f"{sandbox.url}/_sandbox/explode", json={}, timeout=10)
    assert unknown.status_code == 404
    assert "delete-issue" in unknown.json()["message"]
    assert requests.post(f"{sandbox.url}/_sandbox/clear-faults", data={}, timeout=10).status_code == 415


def test_other_sites_cannot_reach_it(sandbox: RunningSandbox) -> None:
    foreign = {"Origin": "https://evil.example"}
    answer = requests.post(f"{sandbox.url}/_sandbox/clear-faults", json={}, headers=foreign, timeout=10)
    assert answer.status_code == 403
