"""Deleted and transferred issues; renamed, moved and hidden repositories."""

from __future__ import annotations

import pytest

from connectors.sandbox.github.acts import removal, repositories
from connectors.sandbox.github.kinds import Role, Visibility
from connectors.sandbox.github.refusals import Refusal
from connectors.sandbox.github.world import World
from tests.sandbox.conftest import Client


def transferred(world: World, number: int = 1, to: str = "acme/app") -> None:
    issue = world.issue("acme/incidents", number)
    removal.transfer_issue(world, world.viewer("alice"), issue, world.repository(to))


def test_a_deleted_issue_is_410_for_readers_and_404_for_others(world: World, alice: Client, eve: Client) -> None:
    alice.opens()
    removal.delete_issue(world, world.viewer("alice"), world.issue("acme/incidents", 1))
    assert alice.get("issues/1").status_code == 410
    assert alice.post("issues/1/comments", {"body": "x"}).status_code == 410
    assert eve.get("issues/1").status_code == 404
    assert alice.get("issues?state=all").json() == []
    assert alice.opens()["number"] == 2


def test_a_transferred_issue_leads_to_its_new_place(world: World, alice: Client) -> None:
    old = alice.opens(labels=["a"])
    alice.post("issues/1/comments", {"body": "kept"})
    transferred(world)
    answer = alice.get("issues/1")
    app = world.repository("acme/app")
    assert answer.status_code == 301
    assert answer.headers["Location"] == f"{alice.api_url}/repositories/{app.id}/issues/1"
    new = alice.get(answer.headers["Location"]).json()
    assert new["id"] != old["id"]
    assert new["labels"] == []
    assert [it["body"] for it in alice.get(new["comments_url"]).json()] == ["kept"]


def test_below_a_transferred_issue_the_rest_of_the_address_is_kept(world: World, alice: Client) -> None:
    alice.opens()
    transferred(world)
    assert alice.get("issues/1/comments?per_page=5").headers["Location"].endswith("/issues/1/comments?per_page=5")


def test_a_transfer_to_where_one_cannot_look_is_not_found(world: World, alice: Client, mallory: Client) -> None:
    alice.opens()
    repositories.set_role(world.repository("acme/app"), "mallory", Role.NONE)
    transferred(world)
    assert mallory.get("issues/1").status_code == 404


def test_no_transfer_from_private_to_public(world: World, alice: Client) -> None:
    alice.opens()
    with pytest.raises(Refusal, match="Cannot transfer"):
        transferred(world, to="acme/site")


def test_a_renamed_repository_leads_on_and_keeps_the_query(world: World, alice: Client) -> None:
    repo = world.repository("acme/incidents")
    repositories.rename(world, world.viewer("alice"), repo, "outages")
    answer = alice.get("issues?labels=a&per_page=1")
    place = f"{alice.api_url}/repositories/{repo.id}/issues?labels=a&per_page=1"
    assert (answer.status_code, answer.headers["Location"]) == (301, place)
    assert answer.json()["message"] == "Moved Permanently"
    assert answer.json()["url"] == place
    assert alice.get(place).status_code == 200


def test_writing_to_a_renamed_repository_leads_on_too(world: World, alice: Client) -> None:
    repositories.rename(world, world.viewer("alice"), world.repository("acme/incidents"), "outages")
    assert alice.post("issues", {"title": "x"}).status_code == 301
    assert alice.delete("issues/1/labels/a%2Fb").headers["Location"].endswith("/issues/1/labels/a%2Fb")


def test_a_moved_repository_keeps_its_id(world: World, alice: Client) -> None:
    repo = world.repository("acme/incidents")
    repositories.move(world, world.viewer("alice"), repo, "umbrella")
    answer = alice.get(alice.get("").headers["Location"]).json()
    assert (answer["full_name"], answer["id"]) == ("umbrella/incidents", repo.id)


def test_the_old_name_tells_strangers_nothing(world: World, eve: Client) -> None:
    repositories.rename(world, world.viewer("alice"), world.repository("acme/incidents"), "outages")
    assert eve.get("issues").status_code == 404


def test_a_name_taken_anew_no_longer_leads_on(world: World, alice: Client) -> None:
    from connectors.sandbox.github import founding

    repositories.rename(world, world.viewer("alice"), world.repository("acme/incidents"), "outages")
    founding.add_repository(world, "acme/incidents", roles={"alice": "admin"})
    assert alice.get("issues").json() == []


def test_a_repository_made_public_is_seen_by_all(world: World, eve: Client) -> None:
    repositories.set_visibility(world, world.viewer("alice"), world.repository("acme/incidents"), Visibility.PUBLIC)
    assert eve.get("").json()["private"] is False
