"""Budgets: what an hour holds, and how much may be created."""

from __future__ import annotations

from connectors.sandbox.github.server import RunningSandbox
from connectors.sandbox.github.world import World
from tests.clock import Clock
from tests.sandbox.conftest import Client


def test_a_spent_budget_is_403_until_the_hour_is_over(world: World, alice: Client, bob: Client, clock: Clock) -> None:
    world.limits.per_hour_of[f"user {world.accounts['alice'].id}"] = 2
    first = alice.get("/user")
    alice.get("/user")
    refused = alice.get("/user")
    assert refused.status_code == 403
    assert refused.json()["message"] == f"API rate limit exceeded for user ID {world.accounts['alice'].id}."
    assert refused.headers["X-RateLimit-Remaining"] == "0"
    assert refused.headers["X-RateLimit-Reset"] == first.headers["X-RateLimit-Reset"]
    assert bob.get("/user").status_code == 200
    clock.advance(hours=1)
    assert alice.get("/user").status_code == 200


def test_all_tokens_of_a_user_share_one_budget(world: World, sandbox: RunningSandbox, alice: Client) -> None:
    from connectors.sandbox.github import founding

    founding.add_token(world, "alice", "second")
    alice.get("/user")
    assert Client(sandbox.api_url, "second").get("/user").headers["X-RateLimit-Used"] == "2"


def test_nobody_has_sixty_an_hour(nobody: Client) -> None:
    assert nobody.get("/repos/acme/site").headers["X-RateLimit-Limit"] == "60"


def test_asking_for_the_budget_is_free(alice: Client) -> None:
    alice.get("/user")
    core = alice.get("/rate_limit").json()["resources"]["core"]
    assert (core["used"], core["remaining"], core["limit"]) == (1, 4999, 5000)


def test_too_much_content_in_a_minute_is_a_secondary_limit(world: World, alice: Client, clock: Clock) -> None:
    world.limits.content_limits = True
    for _ in range(80):
        alice.opens()
    refused = alice.post("issues", {"title": "one more"})
    assert refused.status_code == 403
    assert "secondary rate limit" in refused.json()["message"]
    assert 1 <= int(refused.headers["Retry-After"]) <= 61
    assert alice.get("issues").status_code == 200
    clock.advance(seconds=61)
    assert alice.post("issues", {"title": "one more"}).status_code == 201
