"""Who one is to Jira: tokens of both kinds, the gateway, and what a stranger is told."""

from __future__ import annotations

from datetime import timedelta

from connectors.sandbox.jira import founding
from connectors.sandbox.jira.server import RunningSandbox
from connectors.sandbox.jira.world import World
from tests.clock import Clock
from tests.sandbox_jira.conftest import HTTP, Client


def test_cloud_takes_an_address_with_a_token(alice: Client, world: World) -> None:
    me = alice.get("/myself").json()
    assert (me["accountId"], me["displayName"]) == (world.user("alice").id, "Alice")
    assert "name" not in me and "key" not in me


def test_a_token_with_somebody_elses_address_is_refused(jira: RunningSandbox) -> None:
    answer = Client(jira.url, auth=("bob@example.com", "alice-token")).get("/myself")
    assert answer.status_code == 401
    assert answer.headers["X-Seraph-LoginReason"] == "AUTHENTICATED_FAILED"


def test_a_wrong_token_is_refused_even_for_what_anybody_may_read(jira: RunningSandbox) -> None:
    assert Client(jira.url, auth=("alice@example.com", "guess")).get("/serverInfo").status_code == 401


def test_nobody_may_ask_what_server_it_is_but_not_who_nobody_is(nobody: Client) -> None:
    assert nobody.get("/serverInfo").json()["deploymentType"] == "Cloud"
    assert nobody.get("/myself").status_code == 401


def test_a_token_runs_out(jira: RunningSandbox, world: World, clock: Clock) -> None:
    founding.add_token(world, "bob", "short-lived", expires_at=clock.now + timedelta(days=1))
    bob = Client(jira.url, auth=("bob@example.com", "short-lived"))
    assert bob.get("/myself").status_code == 200
    clock.advance(days=1)
    assert bob.get("/myself").status_code == 401


def test_a_scoped_token_works_through_the_gateway_only(jira: RunningSandbox, world: World) -> None:
    founding.add_token(world, "bob", "scoped", scoped=True)
    cloud_id = HTTP.get(jira.url + "/_edge/tenant_info", timeout=5).json()["cloudId"]
    gateway = Client(f"{jira.url}/ex/jira/{cloud_id}", auth=("bob@example.com", "scoped"))
    assert Client(jira.url, auth=("bob@example.com", "scoped")).get("/myself").status_code == 401
    assert gateway.get("/myself").json()["displayName"] == "Bob"
    assert gateway.get("/project/PAY").json()["self"].startswith(f"{jira.url}/ex/jira/{cloud_id}/rest/api/3/")


def test_the_gateway_wants_a_token_and_the_right_site(jira: RunningSandbox, alice: Client) -> None:
    assert Client(jira.gateway_url).get("/serverInfo").status_code == 401
    assert HTTP.get(f"{jira.url}/ex/jira/somewhere/rest/api/3/myself", auth=alice.auth, timeout=5).status_code == 404


def test_data_center_takes_a_bearer_token_and_says_server(own_jira: RunningSandbox, dana: Client) -> None:
    assert dana.get("/serverInfo").json()["deploymentType"] == "Server"
    me = dana.get("/myself").json()
    assert me["name"] == "alice" and me["key"].startswith("JIRAUSER") and "accountId" not in me
    assert Client(own_jira.url, "2", auth=("alice@example.com", "alice-token")).get("/myself").status_code == 401


def test_data_center_has_neither_version_3_nor_a_gateway(own_jira: RunningSandbox, dana: Client) -> None:
    for path in ("/rest/api/3/myself", f"/ex/jira/{own_jira.world.cloud_id}/rest/api/2/myself"):
        answer = HTTP.get(own_jira.url + path, headers={"Authorization": "Bearer alice-token"}, timeout=5)
        assert answer.status_code == 404, path


def test_a_hidden_address_is_shown_to_nobody(jira: RunningSandbox, world: World, alice: Client) -> None:
    shy = founding.add_user(world, "shy", email_hidden=True, tokens=["t"])
    assert "emailAddress" not in alice.get("/user", accountId=shy.id).json()
    assert alice.get("/user/search", query="shy@").json() == []
    assert [it["accountId"] for it in alice.get("/user/search", query="Sh").json()] == [shy.id]
