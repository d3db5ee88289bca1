"""A served sandbox, people's HTTP clients, a receiver of webhooks, and the vendor's description looking on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import requests

from connectors.sandbox.github import founding
from connectors.sandbox.github.people import Person
from connectors.sandbox.github.server import RunningSandbox, serve
from connectors.sandbox.github.state import Hook
from connectors.sandbox.github.world import World
from connectors.sandbox.recording import Exchange
from tests import receiving
from tests.clock import Clock
from tests.openapi.validator import problems_of

SECRET = "0123456789abcdef"

PEOPLE = {"alice": "admin", "bob": "write", "tina": "triage", "mallory": "read"}


# No .netrc and no proxies of the machine this runs on.
HTTP = requests.Session()
HTTP.trust_env = False


@dataclass(frozen=True)
class Client:
    """One caller of the REST API. Redirects are not followed."""

    api_url: str
    token: str | None
    repository: str = "acme/incidents"

    def call(self, method: str, path: str, json: object = None, **headers: str) -> requests.Response:
        """`path` begins with / for the whole API, or is below this client's repository."""
        url = path if path.startswith("http") else self.api_url + self._place(path)
        authorization = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        sent = {**authorization, **{name.replace("_", "-"): value for name, value in headers.items()}}
        return HTTP.request(method, url, json=json, headers=sent, allow_redirects=False, timeout=10)

    def _place(self, path: str) -> str:
        return path if path.startswith("/") else f"/repos/{self.repository}/{path}".rstrip("/")

    def get(self, path: str, **headers: str) -> requests.Response:
        return self.call("GET", path, **headers)

    def post(self, path: str, json: object = None) -> requests.Response:
        return self.call("POST", path, json)

    def patch(self, path: str, json: object) -> requests.Response:
        return self.call("PATCH", path, json)

    def put(self, path: str, json: object = None) -> requests.Response:
        return self.call("PUT", path, json)

    def delete(self, path: str, json: object = None) -> requests.Response:
        return self.call("DELETE", path, json)

    def opens(self, **fields: object) -> Any:
        """A new issue's JSON."""
        answer = self.post("issues", {"title": "Checkout is down", **fields})
        assert answer.status_code == 201, answer.text
        return answer.json()


class Receiver(receiving.Receiver):
    @property
    def names(self) -> list[str]:
        """Event and action of each, such as `issues.opened`."""
        events = self.headers("X-GitHub-Event")
        return [f"{event}.{it.get('action', '')}".rstrip(".") for event, it in zip(events, self.payloads, strict=True)]

    @property
    def guids(self) -> list[str]:
        return self.headers("X-GitHub-Delivery")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def world(clock: Clock) -> World:
    world = World(clock)
    for login in PEOPLE:
        founding.add_user(world, login, tokens=[login], outside=login == "mallory")
    founding.add_user(world, "eve", tokens=["eve"], outside=True)
    for name, visibility in (("incidents", "private"), ("app", "private"), ("site", "public")):
        founding.add_repository(world, f"acme/{name}", visibility=visibility, roles=PEOPLE)
    return world


@pytest.fixture
def exchanges() -> list[Exchange]:
    return []


@pytest.fixture
def sandbox(world: World, exchanges: list[Exchange]) -> Iterator[RunningSandbox]:
    with serve(world, on_exchange=exchanges.append) as running:
        yield running


@pytest.fixture(autouse=True)
def the_description_agrees(exchanges: list[Exchange]) -> Iterator[None]:
    """Whatever went over the wire in a test is as the vendor describes it, where the description is at hand."""
    yield
    assert problems_of(exchanges) == []


@pytest.fixture(name="receiver")
def a_receiver() -> Iterator[Receiver]:
    with receiving.receiving(Receiver) as receiver:
        yield receiver


def _client(sandbox: RunningSandbox, token: str | None) -> Client:
    return Client(sandbox.api_url, token)


@pytest.fixture
def alice(sandbox: RunningSandbox) -> Client:
    return _client(sandbox, "alice")


@pytest.fixture
def bob(sandbox: RunningSandbox) -> Client:
    return _client(sandbox, "bob")


@pytest.fixture
def tina(sandbox: RunningSandbox) -> Client:
    return _client(sandbox, "tina")


@pytest.fixture
def mallory(sandbox: RunningSandbox) -> Client:
    return _client(sandbox, "mallory")


@pytest.fixture
def eve(sandbox: RunningSandbox) -> Client:
    return _client(sandbox, "eve")


@pytest.fixture
def nobody(sandbox: RunningSandbox) -> Client:
    return _client(sandbox, None)


@pytest.fixture
def alice_herself(world: World) -> Person:
    """Alice at her browser, not over the API."""
    return Person(world, "alice")


@pytest.fixture
def hook(world: World, receiver: Receiver) -> Hook:
    """A hook with a secret that hears everything in acme/incidents."""
    repo = world.repository("acme/incidents")
    return founding.add_hook(world, receiver.url, repository=repo, secret=SECRET)
