"""Sub-issues and parents."""

from __future__ import annotations

from connectors.sandbox.github import founding
from connectors.sandbox.github.world import World
from tests.sandbox.conftest import Client


def linked(client: Client, parent: int, child: int, **more: object) -> tuple[int, str]:
    answer = client.post(f"issues/{parent}/sub_issues", {"sub_issue_id": child, **more})
    return answer.status_code, answer.json().get("message", "")


def test_parent_counts_and_child_points_back(alice: Client) -> None:
    alice.opens()
    child = alice.opens()
    assert linked(alice, 1, child["id"])[0] == 201
    alice.patch("issues/2", {"state": "closed", "state_reason": "not_planned"})
    parent = alice.get("issues/1").json()
    assert parent["sub_issues_summary"] == {"total": 1, "completed": 1, "percent_completed": 100}
    assert alice.get("issues/2").json()["parent_issue_url"] == parent["url"]
    assert alice.get("issues/2/parent").json()["number"] == 1
    assert [it["number"] for it in alice.get("issues/1/sub_issues").json()] == [2]


def test_an_issue_has_one_parent_unless_it_is_replaced(alice: Client) -> None:
    alice.opens()
    alice.opens()
    child = alice.opens()["id"]
    linked(alice, 1, child)
    status, message = linked(alice, 2, child)
    assert status == 422
    assert "Sub issue may only have one parent" in message
    assert linked(alice, 2, child, replace_parent=True)[0] == 201
    assert alice.get("issues/1/sub_issues").json() == []


def test_a_parent_takes_a_hundred_and_closed_ones_count(world: World, alice: Client) -> None:
    repo, who = world.repository("acme/incidents"), world.accounts["alice"]
    parent = founding.add_issue(world, repo, title="parent", author=who)
    for _ in range(100):
        child = founding.add_issue(world, repo, title="child", author=who)
        parent.sub_issues.append(child)
        child.parent = parent
    alice.patch("issues/2", {"state": "closed"})
    extra = alice.opens()
    status, message = linked(alice, 1, extra["id"])
    assert status == 422
    assert "Parent cannot have more than 100 sub-issues" in message


def test_other_owners_and_circles_are_refused(world: World, alice: Client) -> None:
    founding.add_repository(world, "other/place", roles={"alice": "admin"})
    foreign = alice.post("/repos/other/place/issues", {"title": "x"}).json()["id"]
    top, below = alice.opens()["id"], alice.opens()["id"]
    assert linked(alice, 1, foreign)[0] == 422
    assert linked(alice, 1, below)[0] == 201
    assert linked(alice, 2, top)[0] == 422


def test_a_sub_issue_of_another_repository_of_the_owner_is_fine(alice: Client) -> None:
    alice.opens()
    child = alice.post("/repos/acme/app/issues", {"title": "fix"}).json()
    assert linked(alice, 1, child["id"])[0] == 201
    assert alice.get("/repos/acme/app/issues/1/parent").json()["title"] == "Checkout is down"


def test_triage_is_needed_and_removing_unlinks(alice: Client, tina: Client, mallory: Client) -> None:
    alice.opens()
    child = alice.opens()["id"]
    assert linked(mallory, 1, child)[0] == 403
    assert linked(tina, 1, child)[0] == 201
    assert tina.delete("issues/1/sub_issue", {"sub_issue_id": child}).status_code == 200
    assert alice.get("issues/2/parent").status_code == 404
    assert linked(alice, 1, 42)[0] == 404
