"""A tracker over its sandbox with people at work there, every exchange checked, and nobody who really sleeps."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any, cast

import pytest
from requests.adapters import HTTPAdapter

from connectors.github.tracker import GitHub
from connectors.jira.tracker import Jira
from connectors.sandbox.github.server import RunningSandbox, serve
from connectors.sandbox.github.world import World
from connectors.sandbox.jira.kinds import Deployment
from connectors.sandbox.jira.server import RunningSandbox as RunningJira
from connectors.sandbox.jira.server import serve as serve_jira
from connectors.sandbox.jira.world import World as JiraWorld
from connectors.sandbox.recording import Exchange
from connectors.tracker import Project, Ref
from tests.clock import Clock
from tests.connectors.bench import HERE, THERE, Bench, GitHubPeople, github_at, new_world
from tests.connectors.jira_bench import JiraPeople, jira_at, new_jira
from tests.connectors.stub import Stub, stub_server
from tests.openapi.validator import SPECS, ExchangeValidator, problems_of


def pytest_report_header() -> str | None:
    return None if ExchangeValidator.load() else f"exchanges are NOT checked: no OpenAPI descriptions at {SPECS}"


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "holds_for(*trackers, reason): a sentence of the contract that not every one keeps"
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out the trackers that a sentence does not hold for, without a word each."""
    kept = [item for item in items if _holds(item)]
    config.hook.pytest_deselected(items=[item for item in items if not _holds(item)])
    items[:] = kept


def _holds(item: pytest.Item) -> bool:
    mark, call = item.get_closest_marker("holds_for"), getattr(item, "callspec", None)
    return mark is None or call is None or call.params.get("bench") in mark.args


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
    problems = problems_of(exchanges)
    assert not problems, "\n".join(problems)


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


# A Jira


@pytest.fixture(params=list(Deployment), ids=lambda kind: kind.name.lower())
def jira_world(request: pytest.FixtureRequest, clock: Clock) -> JiraWorld:
    """Cloud and Data Center; a test that is about one of them asks for it by the mark of that name."""
    return new_jira(clock, request.param)


@pytest.fixture
def jira_sandbox(jira_world: JiraWorld, exchanges: list[Exchange]) -> Iterator[RunningJira]:
    with serve_jira(jira_world, on_exchange=exchanges.append) as running:
        yield running


@pytest.fixture
def jira_people(jira_world: JiraWorld) -> JiraPeople:
    return JiraPeople(jira_world)


@pytest.fixture
def jira(jira_sandbox: RunningJira, clock: Clock) -> Jira:
    """As the service's own bot, which administers."""
    return jira_at(jira_sandbox, clock)


# The contract


@pytest.fixture(params=["github", "jira_cloud", "jira_datacenter"])
def bench(request: pytest.FixtureRequest) -> Bench:
    return cast(Bench, request.getfixturevalue(f"{request.param}_bench"))


@pytest.fixture
def github_bench(github: GitHub, people: GitHubPeople, clock: Clock, exchanges: list[Exchange]) -> Bench:
    return Bench(github, people, clock, exchanges)


@pytest.fixture
def jira_cloud_bench(clock: Clock, exchanges: list[Exchange]) -> Iterator[Bench]:
    yield from _jira_bench(Deployment.CLOUD, clock, exchanges)


@pytest.fixture
def jira_datacenter_bench(clock: Clock, exchanges: list[Exchange]) -> Iterator[Bench]:
    yield from _jira_bench(Deployment.DATACENTER, clock, exchanges)


def _jira_bench(kind: Deployment, clock: Clock, exchanges: list[Exchange]) -> Iterator[Bench]:
    world = new_jira(clock, kind)
    with serve_jira(world, on_exchange=exchanges.append) as running:
        yield Bench(jira_at(running, clock), JiraPeople(world), clock, exchanges)


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
