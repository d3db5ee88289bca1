"""Pages of lists, ETags and the budgets they save."""

from __future__ import annotations

import pytest
import requests

from connectors.sandbox.github import founding
from connectors.sandbox.github.world import World
from tests.clock import Clock
from tests.sandbox.conftest import Client


@pytest.fixture
def five_issues(world: World) -> None:
    repo, who = world.repository("acme/incidents"), world.accounts["alice"]
    for number in range(5):
        founding.add_issue(world, repo, title=f"Issue {number}", author=who)


def links(answer: requests.Response) -> dict[str, str]:
    return {name: link["url"].partition("?")[2] for name, link in answer.links.items()}


@pytest.mark.usefixtures("five_issues")
def test_pages_link_to_each_other(alice: Client) -> None:
    first = alice.get("issues?per_page=2")
    assert links(first) == {"next": "per_page=2&page=2", "last": "per_page=2&page=3"}
    second = alice.get(first.links["next"]["url"])
    assert links(second).keys() == {"first", "prev", "next", "last"}
    last = alice.get(second.links["last"]["url"])
    assert links(last).keys() == {"first", "prev"}
    assert len(last.json()) == 1


@pytest.mark.usefixtures("five_issues")
def test_links_name_the_repository_by_its_id_and_keep_the_filters(world: World, alice: Client) -> None:
    url = alice.get("issues?state=all&per_page=2").links["next"]["url"]
    assert url.startswith(f"{alice.api_url}/repositories/{world.repository('acme/incidents').id}/issues?state=all&")


@pytest.mark.usefixtures("five_issues")
def test_beyond_the_last_page_there_is_nothing(alice: Client) -> None:
    assert alice.get("issues?per_page=2&page=9").json() == []


def test_no_page_has_more_than_a_hundred(world: World, alice: Client) -> None:
    repo, who = world.repository("acme/incidents"), world.accounts["alice"]
    for _ in range(101):
        founding.add_issue(world, repo, title="x", author=who)
    assert len(alice.get("issues?per_page=500").json()) == 100
    assert len(alice.get("issues").json()) == 30


def test_what_is_known_already_is_304_and_costs_nothing(alice: Client) -> None:
    alice.opens()
    first = alice.get("issues/1")
    again = alice.get("issues/1", If_None_Match=first.headers["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert first.headers["ETag"].startswith('W/"')
    assert again.headers["X-RateLimit-Used"] == first.headers["X-RateLimit-Used"]


def test_a_change_makes_a_new_etag(alice: Client) -> None:
    alice.opens()
    known = alice.get("issues").headers["ETag"]
    alice.post("issues/1/labels", {"labels": ["a"]})
    assert alice.get("issues", If_None_Match=known).status_code == 200


def test_an_etag_is_for_one_caller_and_one_address(alice: Client, bob: Client) -> None:
    alice.opens()
    tag = alice.get("issues/1").headers["ETag"]
    assert bob.get("issues/1", If_None_Match=tag).status_code == 200
    assert alice.get("issues/1?", If_None_Match=tag).status_code in (200, 304)
    assert alice.get("issues?per_page=1").headers["ETag"] != alice.get("issues?per_page=2").headers["ETag"]


def test_last_modified_answers_by_time(alice: Client, clock: Clock) -> None:
    alice.opens()
    modified = alice.get("issues/1").headers["Last-Modified"]
    assert modified == "Mon, 02 Nov 2026 09:00:00 GMT"
    assert alice.get("issues/1", If_Modified_Since=modified).status_code == 304
    clock.advance(seconds=1)
    alice.patch("issues/1", {"title": "New"})
    assert alice.get("issues/1", If_Modified_Since=modified).status_code == 200


def test_the_headers_of_every_answer(alice: Client) -> None:
    headers = alice.get("/user", X_GitHub_Api_Version="2022-11-28").headers
    assert headers["X-GitHub-Media-Type"].startswith("github.v3")
    assert headers["X-GitHub-Api-Version-Selected"] == "2022-11-28"
    assert headers["X-OAuth-Scopes"] == "repo"
    assert headers["X-GitHub-Request-Id"]
    assert headers["X-RateLimit-Resource"] == "core"
