"""Deliveries: what they carry, how they are signed, when they come again, and which a filter keeps away."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from typing import Any

import pytest

from connectors.sandbox.jira import founding
from connectors.sandbox.jira.kinds import Deployment
from connectors.sandbox.jira.people import Person
from connectors.sandbox.jira.server import RunningSandbox, serve
from connectors.sandbox.jira.state import Hook
from connectors.sandbox.jira.world import World
from connectors.sandbox.policy import Policy
from tests.clock import Clock
from tests.sandbox_jira.conftest import SECRET, Client, Receiver, doc, peopled


@pytest.fixture
def hook(world: World, receiver: Receiver) -> Hook:
    """Hears everything, signed."""
    return founding.add_hook(world, receiver.url, secret=SECRET, events=["*"])


def test_a_created_issue_is_told_in_the_shape_of_version_2(
    alice: Client, jira: RunningSandbox, receiver: Receiver, hook: Hook, clock: Clock
) -> None:
    issue = alice.opens(description=doc("Above 80 %"), labels=["a1"])
    assert jira.drain()
    [payload] = receiver.payloads
    assert (payload["webhookEvent"], payload["issue_event_type_name"]) == ("jira:issue_created", "issue_created")
    assert payload["issue"]["fields"]["description"] == "Above 80 %"
    assert payload["issue"]["self"].endswith(f"/rest/api/2/issue/{issue}")
    assert payload["user"]["displayName"] == "Alice"
    assert payload["timestamp"] == int(clock.now.timestamp() * 1000)
    assert "changelog" not in payload


def test_a_delivery_is_signed_over_its_bytes(
    alice: Client, jira: RunningSandbox, receiver: Receiver, hook: Hook
) -> None:
    alice.opens()
    assert jira.drain()
    headers, body = receiver.heard[0]
    expected = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    assert headers["X-Hub-Signature"] == f"sha256={expected}"
    assert headers["X-Atlassian-Webhook-Flow"] == "Primary"
    assert "X-Atlassian-Webhook-Retry" not in headers


def test_without_a_secret_there_is_no_signature(
    alice: Client, jira: RunningSandbox, receiver: Receiver, hook: Hook
) -> None:
    hook.secret = None
    alice.opens()
    assert jira.drain()
    assert "X-Hub-Signature" not in receiver.heard[0][0]


def test_an_update_tells_what_changed(
    alice: Client, alice_herself: Person, world: World, jira: RunningSandbox, receiver: Receiver, hook: Hook
) -> None:
    issue = world.issue(alice.opens(labels=["a"]))
    alice_herself.labels(issue, "b")
    alice_herself.moves(issue, "Done")
    alice_herself.assigns(issue, "bob")
    assert jira.drain()
    changes = [payload["changelog"]["items"] for payload in receiver.payloads[1:]]
    assert [(it["field"], it["fromString"], it["toString"]) for it in changes[0]] == [("labels", "a", "a b")]
    assert {it["field"] for it in changes[1]} == {"status", "resolution"}
    assert changes[2][0]["to"] == world.user("bob").id
    kinds = [payload["issue_event_type_name"] for payload in receiver.payloads[1:]]
    assert kinds == ["issue_updated", "issue_generic", "issue_assigned"]


def test_a_move_and_a_deletion_are_told(
    alice: Client, alice_herself: Person, world: World, jira: RunningSandbox, receiver: Receiver, hook: Hook
) -> None:
    issue = world.issue(alice.opens())
    alice_herself.moves_to_project(issue, "OPS")
    alice_herself.deletes(issue)
    assert jira.drain()
    assert receiver.names == ["jira:issue_created", "jira:issue_updated", "jira:issue_deleted"]
    moved = receiver.payloads[1]
    assert (moved["issue_event_type_name"], moved["issue"]["key"]) == ("issue_moved", "OPS-1")


def test_what_goes_with_a_deleted_issue_comes_in_the_other_flow(
    alice: Client, jira: RunningSandbox, receiver: Receiver, hook: Hook
) -> None:
    issue = alice.opens()
    alice.post(f"/issue/{issue}/comment", {"body": doc("Seen")})
    alice.delete(f"/issue/{issue}")
    assert jira.drain()
    flows = [headers["X-Atlassian-Webhook-Flow"] for headers, _ in receiver.heard]
    assert receiver.names[2:] == ["jira:issue_deleted", "comment_deleted"]
    assert flows == ["Primary", "Primary", "Primary", "Secondary"]


def test_cloud_tells_a_part_of_the_issue_with_a_comment(
    alice: Client, jira: RunningSandbox, receiver: Receiver, hook: Hook
) -> None:
    alice.post(f"/issue/{alice.opens(labels=['a1'])}/comment", {"body": doc("Seen")})
    assert jira.drain()
    payload = receiver.payloads[1]
    assert (payload["webhookEvent"], payload["comment"]["body"]) == ("comment_created", "Seen")
    assert payload["issue"]["key"] == "PAY-1"
    assert not {"labels", "description", "resolution"} & payload["issue"]["fields"].keys()
    assert "user" not in payload


def test_data_center_tells_no_issue_with_a_comment(
    dana: Client, own_jira: RunningSandbox, datacenter: World, receiver: Receiver
) -> None:
    founding.add_hook(datacenter, receiver.url, secret=SECRET, events=["comment_created"])
    issue = dana.opens()
    dana.post(f"/issue/{issue}/comment", {"body": "Seen"})
    assert own_jira.drain()
    [payload] = receiver.payloads
    assert "issue" not in payload
    assert f"/issue/{issue}/comment/" in payload["comment"]["self"]


def test_data_center_tells_of_a_comment_as_an_update_too(
    dana: Client, own_jira: RunningSandbox, datacenter: World, receiver: Receiver
) -> None:
    founding.add_hook(datacenter, receiver.url, events=["comment_created", "jira:issue_updated"])
    dana.post(f"/issue/{dana.opens()}/comment", {"body": "Seen"})
    assert own_jira.drain()
    assert receiver.names == ["comment_created", "jira:issue_updated"]
    assert receiver.payloads[1]["issue_event_type_name"] == "issue_commented"
    assert receiver.payloads[1]["user"]["name"] == "alice"


def test_a_filter_keeps_other_projects_away(
    alice: Client, world: World, jira: RunningSandbox, receiver: Receiver
) -> None:
    founding.add_hook(world, receiver.url, events=["*"], jql="project in (OPS)")
    alice.opens("PAY")
    alice.opens("OPS")
    assert jira.drain()
    assert [payload["issue"]["key"] for payload in receiver.payloads] == ["OPS-1"]


@pytest.mark.parametrize(("status", "tries"), [(503, 6), (429, 6), (408, 6), (404, 1), (401, 1), (200, 1)])
def test_cloud_tries_again_what_may_pass_and_keeps_the_identifier(
    alice: Client, world: World, jira: RunningSandbox, receiver: Receiver, hook: Hook, status: int, tries: int
) -> None:
    receiver.status = status
    alice.opens()
    for _ in range(8):
        assert jira.drain()
        world.advance(900)
    assert len(receiver.heard) == tries and len(set(receiver.identifiers)) == 1
    retries = [headers.get("X-Atlassian-Webhook-Retry") for headers, _ in receiver.heard]
    assert retries == [None, *(str(at) for at in range(1, tries))]


def test_data_center_never_tries_again_and_names_no_delivery(
    dana: Client, own_jira: RunningSandbox, datacenter: World, receiver: Receiver
) -> None:
    founding.add_hook(datacenter, receiver.url, events=["*"])
    receiver.status = 503
    dana.opens()
    assert own_jira.drain()
    assert datacenter.deliverer.waiting == 0 and len(receiver.heard) == 1
    assert not [name for name in receiver.heard[0][0] if name.startswith("X-Atlassian")]


def test_the_road_may_lose_double_and_shuffle(
    alice: Client, world: World, jira: RunningSandbox, receiver: Receiver, hook: Hook
) -> None:
    world.deliverer.policy = Policy("double+shuffle", seed=3)
    alice.opens()
    alice.opens()
    assert jira.drain()
    assert len(receiver.heard) == 6 and len(set(receiver.identifiers)) == 4
    world.deliverer.policy = Policy("drop")
    alice.opens()
    assert jira.drain()
    assert len(receiver.heard) == 6 and world.deliverer.waiting == 0


OLD, NEW = "/rest/webhooks/1.0/webhook", "/rest/jira-webhook/1.0/webhooks"
FILTER = {"issue-related-events-section": "project = OPS"}


def _body(url: str, **more: Any) -> dict[str, Any]:
    return {"name": "Followthrough", "url": url, "events": ["jira:issue_created"], **more}


def test_an_administrator_registers_lists_changes_and_removes_a_hook(
    alice: Client, jira: RunningSandbox, receiver: Receiver
) -> None:
    made = alice.post(OLD, _body(receiver.url, filters=FILTER, secret=SECRET, excludeBody=False))
    assert made.status_code == 201
    told = made.json()
    assert told["isSigned"] is True and SECRET not in made.text and told["filters"] == FILTER
    place = told["self"].removeprefix(jira.url)
    assert [it["self"] for it in alice.get(OLD).json()] == [told["self"]]
    alice.opens("PAY")
    alice.put(place, {"filters": {"issue-related-events-section": "project in (OPS, PAY)"}})
    assert alice.get(place).json()["isSigned"] is True
    alice.opens("PAY")
    assert jira.drain()
    assert [payload["issue"]["key"] for payload in receiver.payloads] == ["PAY-2"]
    assert alice.delete(place).status_code == 204 and alice.get(OLD).json() == []


def test_hooks_are_for_administrators(bob: Client, nobody: Client, receiver: Receiver) -> None:
    assert bob.get(OLD).status_code == 403
    assert bob.post(OLD, _body(receiver.url)).status_code == 403
    assert nobody.get(OLD).status_code == 401


@pytest.mark.parametrize(
    "wrong",
    [{"url": "ftp://example.com"}, {"events": ["issue.exploded"]}, {"filters": {**FILTER, next(iter(FILTER)): "x y"}}],
)
def test_a_hook_that_makes_no_sense_is_refused(alice: Client, receiver: Receiver, wrong: dict[str, Any]) -> None:
    assert alice.post(OLD, _body(receiver.url) | wrong).status_code == 400
    assert alice.get(OLD).json() == []


@pytest.fixture
def ten(clock: Clock, exchanges: list[Any]) -> Iterator[RunningSandbox]:
    """A Data Center of version 10."""

    world = peopled(World(clock, Deployment.DATACENTER, version="10.3.1"))
    with serve(world, on_exchange=exchanges.append) as running:
        yield running


def test_data_center_10_has_hooks_elsewhere_and_otherwise(ten: RunningSandbox, receiver: Receiver) -> None:
    alice = Client(ten.url, "2", bearer="alice-token")
    assert alice.get("/serverInfo").json()["versionNumbers"][0] == 10
    assert alice.get(OLD).status_code == 404
    made = alice.post(NEW, _body(receiver.url, configuration={"FILTERS": json.dumps(FILTER), "SECRET": SECRET}))
    assert made.status_code == 201 and SECRET not in made.text
    alice.opens("PAY")
    alice.opens("OPS")
    assert ten.drain()
    assert [payload["issue"]["key"] for payload in receiver.payloads] == ["OPS-1"]
    assert "X-Hub-Signature" in receiver.heard[0][0]
    assert alice.delete(f"{NEW}/{made.json()['id']}").status_code == 204


def test_data_center_10_silently_ignores_filter_and_secret_in_the_old_form(
    ten: RunningSandbox, receiver: Receiver
) -> None:
    alice = Client(ten.url, "2", bearer="alice-token")
    assert alice.post(NEW, _body(receiver.url, filters=FILTER, secret=SECRET)).status_code == 201
    alice.opens("PAY")
    assert ten.drain()
    assert "X-Hub-Signature" not in receiver.heard[0][0]
    assert [payload["issue"]["key"] for payload in receiver.payloads] == ["PAY-1"]


def test_data_center_9_signs_nothing(dana: Client, own_jira: RunningSandbox, receiver: Receiver) -> None:
    assert "isSigned" not in dana.post(OLD, _body(receiver.url, secret=SECRET)).json()
    dana.opens()
    assert own_jira.drain()
    assert "X-Hub-Signature" not in receiver.heard[0][0]


def test_data_center_9_has_its_hooks_at_the_old_place_only(dana: Client) -> None:
    assert dana.get(OLD).status_code == 200
    assert dana.get(NEW).status_code == 404
