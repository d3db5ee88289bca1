"""Managing hooks over the API, and the records of their deliveries."""

from __future__ import annotations

from typing import Any

import pytest

from connectors.sandbox.github import founding
from connectors.sandbox.github.server import RunningSandbox
from connectors.sandbox.github.state import Hook
from connectors.sandbox.github.world import World
from connectors.sandbox.policy import Policy
from tests.sandbox.conftest import SECRET, Client, Receiver


def created(client: Client, url: str, **more: Any) -> Any:
    config = {"url": url, "content_type": "json", "secret": SECRET}
    answer = client.post("hooks", {"config": config, "events": ["issues"], **more})
    assert answer.status_code == 201, answer.text
    return answer.json()


def test_a_new_hook_is_pinged_and_keeps_its_secret(alice: Client, receiver: Receiver, sandbox: RunningSandbox) -> None:
    hook = created(alice, receiver.url)
    sandbox.drain()
    assert hook["config"]["secret"] == "********"
    assert receiver.names == ["ping"]
    assert receiver.payloads[0]["hook_id"] == hook["id"]
    assert alice.get(f"hooks/{hook['id']}").json()["last_response"]["code"] == 202


def test_the_default_content_type_is_form_and_events_are_push(alice: Client) -> None:
    hook = alice.post("hooks", {"config": {"url": "http://127.0.0.1:9/"}, "active": False}).json()
    assert (hook["config"]["content_type"], hook["events"], hook["active"]) == ("form", ["push"], False)


def test_the_same_hook_twice_is_refused(alice: Client, receiver: Receiver) -> None:
    created(alice, receiver.url)
    again = alice.post("hooks", {"config": {"url": receiver.url, "content_type": "json"}, "events": ["issues"]})
    assert again.status_code == 422
    assert again.json()["errors"][0]["message"] == "Hook already exists on this repository"


def test_a_hook_is_changed_pinged_and_removed(alice: Client, receiver: Receiver, sandbox: RunningSandbox) -> None:
    place = f"hooks/{created(alice, receiver.url)['id']}"
    assert alice.patch(place, {"add_events": ["label"]}).json()["events"] == ["issues", "label"]
    assert alice.post(f"{place}/pings").status_code == 204
    assert alice.delete(place).status_code == 204
    assert alice.get(place).status_code == 404
    sandbox.drain()
    assert receiver.names == ["ping", "ping"]


def test_deliveries_are_listed_newest_first_by_cursor(
    hook: Hook, alice: Client, receiver: Receiver, sandbox: RunningSandbox
) -> None:
    for _ in range(3):
        alice.opens()
    sandbox.drain()
    first = alice.get(f"hooks/{hook.id}/deliveries?per_page=2")
    rest = alice.get(first.links["next"]["url"])
    listed = [*first.json(), *rest.json()]
    assert [it["guid"] for it in listed] == receiver.guids[::-1]
    assert "next" not in rest.links
    assert (listed[0]["event"], listed[0]["action"], listed[0]["status"]) == ("issues", "opened", "OK")


def test_a_failed_delivery_is_not_repeated_and_can_be_redelivered_under_its_guid(
    hook: Hook, alice: Client, receiver: Receiver, sandbox: RunningSandbox
) -> None:
    receiver.status = 503
    alice.opens()
    sandbox.drain()
    failed = alice.get(f"hooks/{hook.id}/deliveries").json()
    assert [(it["status_code"], it["redelivery"]) for it in failed] == [(503, False)]
    receiver.status = 202
    assert alice.post(f"hooks/{hook.id}/deliveries/{failed[0]['id']}/attempts").status_code == 202
    sandbox.drain()
    again = alice.get(f"hooks/{hook.id}/deliveries").json()[0]
    assert (again["status"], again["redelivery"], again["guid"]) == ("OK", True, failed[0]["guid"])
    assert receiver.guids == [failed[0]["guid"]] * 2


def test_a_delivery_shows_what_was_sent_and_answered(hook: Hook, alice: Client, sandbox: RunningSandbox) -> None:
    alice.opens()
    sandbox.drain()
    listed = alice.get(f"hooks/{hook.id}/deliveries").json()[0]
    one = alice.get(f"hooks/{hook.id}/deliveries/{listed['id']}").json()
    assert one["request"]["payload"]["issue"]["number"] == 1
    assert one["request"]["headers"]["X-GitHub-Event"] == "issues"


def test_a_receiver_that_is_not_there_is_a_failed_delivery(alice: Client, sandbox: RunningSandbox) -> None:
    hook = created(alice, "http://127.0.0.1:9/hook")
    sandbox.drain()
    delivery = alice.get(f"hooks/{hook['id']}/deliveries").json()[0]
    assert (delivery["status"], delivery["status_code"]) == ("failed to connect to host", 502)


@pytest.mark.usefixtures("hook")
def test_dropped_deliveries_never_arrive(
    hook: Hook, alice: Client, receiver: Receiver, sandbox: RunningSandbox, world: World
) -> None:
    world.deliverer.policy = Policy("drop")
    alice.opens()
    sandbox.drain()
    assert receiver.heard == []
    assert alice.get(f"hooks/{hook.id}/deliveries").json()[0]["status_code"] == 502


@pytest.mark.usefixtures("hook")
def test_doubled_deliveries_come_again_with_the_same_and_with_a_fresh_guid(
    alice: Client, receiver: Receiver, sandbox: RunningSandbox, world: World
) -> None:
    world.deliverer.policy = Policy("double")
    alice.opens()
    sandbox.drain()
    first, second, third = receiver.guids
    assert first == second != third


@pytest.mark.usefixtures("hook")
def test_shuffled_deliveries_wait_and_come_in_an_order_the_seed_fixes(
    alice: Client, receiver: Receiver, sandbox: RunningSandbox, world: World
) -> None:
    world.deliverer.policy = Policy("shuffle", seed=3)
    for _ in range(6):
        alice.opens()
    assert (receiver.heard, world.deliverer.pending) == ([], 6)
    assert world.deliverer.flush() == 6
    sandbox.drain()
    order = [payload["issue"]["number"] for payload in receiver.payloads]
    assert sorted(order) == [1, 2, 3, 4, 5, 6]
    assert order == Policy("shuffle", seed=3).random.sample([1, 2, 3, 4, 5, 6], 6)
    assert order != sorted(order)


@pytest.mark.usefixtures("hook")
def test_double_and_shuffle_together(alice: Client, receiver: Receiver, sandbox: RunningSandbox, world: World) -> None:
    world.deliverer.policy = Policy("double+shuffle", seed=1)
    alice.opens()
    alice.opens()
    sandbox.drain()
    assert len(receiver.heard) == 6


@pytest.mark.usefixtures("hook")
def test_a_share_of_deliveries_is_lost(
    alice: Client, receiver: Receiver, sandbox: RunningSandbox, world: World
) -> None:
    world.deliverer.policy = Policy(seed=5, loss=0.5)
    for _ in range(20):
        alice.opens()
    sandbox.drain()
    assert 0 < len(receiver.heard) < 20


def test_a_hook_that_hears_everything_is_listed_in_each_repository_with_its_own_deliveries(
    alice: Client, receiver: Receiver, sandbox: RunningSandbox, world: World
) -> None:
    everywhere = founding.add_hook(world, receiver.url, secret=SECRET)
    alice.opens()
    sandbox.drain()
    assert [hook["id"] for hook in alice.get("hooks").json()] == [everywhere.id]
    assert len(alice.get(f"hooks/{everywhere.id}/deliveries").json()) == 1
    assert alice.get(f"/repos/acme/app/hooks/{everywhere.id}/deliveries").json() == []
