"""Whether a tracker takes the service's credentials, asked in the cheapest way that it has."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from connectors.github.auth import TokenCredentials
from connectors.github.tracker import GitHub
from connectors.jira.tracker import Jira
from connectors.sandbox.github.world import World
from connectors.sandbox.jira.world import World as JiraWorld
from connectors.sandbox.recording import Exchange
from connectors.tracker import TrackerError, Trouble
from tests.clock import Clock
from tests.connectors.bench import HERE, THERE, TOKEN, Bench, github_at
from tests.connectors.stub import Said, Stub


def trouble(act: Callable[[], object]) -> Trouble:
    with pytest.raises(TrackerError) as caught:
        act()
    return caught.value.trouble


def test_each_probe_is_one_exchange(bench: Bench) -> None:
    bench.tracker.warm()
    before = bench.requests()
    for _ in range(3):
        bench.tracker.probe([HERE, THERE])
    assert bench.requests() == before + 3


def test_a_token_that_github_withdrew_is_told(github: GitHub, world: World) -> None:
    github.warm()
    del world.tokens[TOKEN]
    assert trouble(lambda: github.probe([HERE])) is Trouble.UNAUTHORIZED


def test_a_token_that_a_jira_withdrew_is_told(jira: Jira, jira_world: JiraWorld) -> None:
    jira.warm()
    del jira_world.tokens[TOKEN]
    assert trouble(lambda: jira.probe([HERE])) is Trouble.UNAUTHORIZED


def test_a_probe_costs_nothing_of_githubs_budget(github: GitHub, exchanges: list[Exchange]) -> None:
    github.probe([HERE])
    assert [it.response_headers["X-RateLimit-Used"] for it in exchanges] == ["0"]


def test_a_github_without_limits_has_no_budget_to_read_and_knows_the_token(stub: Stub, clock: Clock) -> None:
    stub.says(Said(404, json.dumps({"message": "Rate limiting is not enabled."})), Said(401, "{}"))
    github = github_at(stub.url, clock, TokenCredentials(TOKEN))
    github.probe([HERE])
    assert trouble(lambda: github.probe([HERE])) is Trouble.UNAUTHORIZED


def test_a_server_that_is_no_github_is_not_mistaken_for_one_that_refuses(stub: Stub, clock: Clock) -> None:
    stub.says(Said(200, "<html>"))
    assert trouble(lambda: github_at(stub.url, clock).probe([HERE])) is Trouble.UNREACHABLE
