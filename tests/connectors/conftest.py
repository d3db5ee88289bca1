"""A tracker over its sandbox with people at work there, every exchange checked, and nobody who really sleeps."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any, cast

import pytest
from requests.adapters import HTTPAdapter

from connectors.github.tracker import GitHub
from connectors.sandbox.github.recording import Exchange
from connectors.sandbox.github.server import RunningSandbox, serve
from connectors.sandbox.github.world import World
from connectors.tracker import Project, Ref
from tests.connectors.bench import HERE, THERE, Bench, Clock, GitHubPeople, github_at, new_world
from tests.connectors.stub import Stub, stub_server
from tests.openapi.validator import SPECS, ExchangeValidator


def pytest_report_header() -> str | None:
    return None if ExchangeValidator.load() else f"exchanges are NOT checked: no OpenAPI descriptions at {SPECS}"


@pytest.fixture(autouse=True)
def naps(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long somebody wanted to sleep; nobody does."""
    wanted: list[float] = []
    monkeypatch.setattr(time, "sleep", wanted.append)
    return wanted


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waits a moment for an answer, not twenty seconds."""
    send = HTTPAdapter.send

    def hurried(self: HTTPAdapter, *args: Any, **named: Any) -> Any:
        return send(self, *args, **{**named, "timeout": 0.15})

    monkeypatch.setattr(HTTPAdapter, "send", hurried)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def exchanges() -> list[Exchange]:
    return []


@pytest.fixture(autouse=True)
def the_description_agrees(exchanges: list[Exchange]) -> Iterator[None]:
    """Whatever went over the wire in a test is as the vendor describes it, where the description is at hand."""
    yield
    validator = ExchangeValidator.load()
    problems = [problem for exchange in exchanges for problem in validator.check(exchange)] if validator else []
    assert not problems, "\n".join(dict.fromkeys(problems))


@pytest.fixture
def world(clock: Clock) -> World:
    return new_world(clock)


@pytest.fixture
def sandbox(world: World, exchanges: list[Exchange]) -> Iterator[RunningSandbox]:
    with serve(world, on_exchange=exchanges.append) as running:
        yield running


@pytest.fixture
def people(world: World) -> GitHubPeople:
    return GitHubPeople(world)


@pytest.fixture
def github(sandbox: RunningSandbox, clock: Clock) -> GitHub:
    """As the service's own bot, which administers."""
    return github_at(sandbox.api_url, clock)


@pytest.fixture
def stub() -> Iterator[Stub]:
    with stub_server() as running:
        yield running


@pytest.fixture
def elsewhere() -> Iterator[Stub]:
    """Another host, which must not hear from us."""
    with stub_server() as running:
        yield running


# The contract


@pytest.fixture(params=["github"])
def bench(request: pytest.FixtureRequest) -> Bench:
    return cast(Bench, request.getfixturevalue(f"{request.param}_bench"))


@pytest.fixture
def github_bench(github: GitHub, people: GitHubPeople, clock: Clock, exchanges: list[Exchange]) -> Bench:
    return Bench(github, people, clock, exchanges)


@pytest.fixture
def here(bench: Bench) -> Project:
    return bench.tracker.project_named(HERE)


@pytest.fixture
def there(bench: Bench) -> Project:
    return bench.tracker.project_named(THERE)


@pytest.fixture
def ref(bench: Bench, here: Project) -> Ref:
    """An issue of Bob's."""
    return bench.people.opens(HERE, "Checkout is down", "Since 14:02", by="bob")
