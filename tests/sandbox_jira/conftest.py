"""A served Jira, people's HTTP clients, a receiver of webhooks, and the vendor's description looking on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import requests

from connectors.sandbox.jira import founding
from connectors.sandbox.jira.kinds import Deployment
from connectors.sandbox.jira.people import Person
from connectors.sandbox.jira.server import RunningSandbox, serve
from connectors.sandbox.jira.world import World
from connectors.sandbox.recording import Exchange
from tests import receiving
from tests.clock import Clock
from tests.openapi.jira import JIRA
from tests.openapi.validator import SPECS, ExchangeValidator, problems_of

SECRET = "0123456789abcdef"

ROLES = {"alice": "admin", "bob": "member", "mallory": "reader"}

# No .netrc and no proxies of the machine this runs on.
HTTP = requests.Session()
HTTP.trust_env = False


def pytest_report_header() -> str | None:
    found = ExchangeValidator.load(vendor=JIRA)
    return None if found else f"exchanges with Jira are NOT checked: no OpenAPI description at {SPECS}"


@dataclass(frozen=True)
class Client:
    """One caller of the REST API, in the version that the deployment is used with. Redirects are not followed."""

    base: str
    version: str = "3"
    auth: tuple[str, str] | None = None
    bearer: str | None = None

    def call(self, method: str, path: str, json: object = None, **query: object) -> requests.Response:
        """`path` is below the version, or with /rest/ the whole of it."""
        url = self.base + (path if path.startswith("/rest/") else f"/rest/api/{self.version}{path}")
        headers = {"Authorization": f"Bearer {self.bearer}"} if self.bearer else {}
        return HTTP.request(
            method,
            url,
            json=json,
            params={name: str(value) for name, value in query.items()},
            auth=self.auth,
            headers=headers,
            allow_redirects=False,
            timeout=10,
        )

    def get(self, path: str, **query: object) -> requests.Response:
        return self.call("GET", path, **query)

    def post(self, path: str, json: object = None, **query: object) -> requests.Response:
        return self.call("POST", path, json, **query)

    def put(self, path: str, json: object = None, **query: object) -> requests.Response:
        return self.call("PUT", path, json, **query)

    def delete(self, path: str, **query: object) -> requests.Response:
        return self.call("DELETE", path, **query)

    def creates(self, project: str = "PAY", properties: object = None, **fields: object) -> requests.Response:
        told = {"project": {"key": project}, "issuetype": {"name": "Task"}, "summary": "Rotate the keys", **fields}
        return self.post("/issue", {"fields": told} | ({"properties": properties} if properties else {}))

    def opens(self, project: str = "PAY", **fields: object) -> str:
        """A new issue's id."""
        answer = self.creates(project, **fields)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    def fields(self, issue: str) -> Any:
        answer = self.get(f"/issue/{issue}")
        assert answer.status_code == 200, answer.text
        return answer.json()["fields"]

    def finds(self, jql: str, **query: object) -> list[str]:
        """Ids, by the search that the deployment has."""
        answer = self.get("/search/jql" if self.version == "3" else "/search", jql=jql, **query)
        assert answer.status_code == 200, answer.text
        return [issue["id"] for issue in answer.json()["issues"]]


class Receiver(receiving.Receiver):
    @property
    def names(self) -> list[str]:
        return [payload["webhookEvent"] for payload in self.payloads]

    @property
    def identifiers(self) -> list[str]:
        return self.headers("X-Atlassian-Webhook-Identifier")


def said(answer: requests.Response) -> str:
    """Everything an error says."""
    body = answer.json()
    return " ".join([*body["errorMessages"], *body["errors"].values()])


def doc(*lines: str) -> dict[str, Any]:
    paragraphs = [{"type": "paragraph", "content": [{"type": "text", "text": line}]} for line in lines]
    return {"type": "doc", "version": 1, "content": paragraphs}


@pytest.fixture
def clock() -> Clock:
    return Clock()


def peopled(world: World) -> World:
    for name in (*ROLES, "eve"):
        founding.add_user(world, name, tokens=[f"{name}-token"], administrator=name == "alice")
    for key in ("PAY", "OPS"):
        founding.add_project(world, key, roles=ROLES)
    return world


@pytest.fixture
def world(clock: Clock) -> World:
    return peopled(World(clock))


@pytest.fixture
def exchanges() -> list[Exchange]:
    return []


@pytest.fixture
def jira(world: World, exchanges: list[Exchange]) -> Iterator[RunningSandbox]:
    with serve(world, on_exchange=exchanges.append) as running:
        yield running


@pytest.fixture
def datacenter(clock: Clock) -> World:
    return peopled(World(clock, Deployment.DATACENTER))


@pytest.fixture
def own_jira(datacenter: World, exchanges: list[Exchange]) -> Iterator[RunningSandbox]:
    """A Data Center of one's own."""
    with serve(datacenter, on_exchange=exchanges.append) as running:
        yield running


@pytest.fixture(autouse=True)
def the_description_agrees(exchanges: list[Exchange]) -> Iterator[None]:
    """Whatever went over the wire in a test is as the vendor describes it, where the description is at hand."""
    yield
    problems = problems_of(exchanges)
    assert not problems, "\n".join(problems)


@pytest.fixture(name="receiver")
def a_receiver() -> Iterator[Receiver]:
    with receiving.receiving(Receiver) as receiver:
        yield receiver


def cloud_client(jira: RunningSandbox, name: str) -> Client:
    return Client(jira.url, "3", auth=(f"{name}@example.com", f"{name}-token"))


@pytest.fixture
def alice(jira: RunningSandbox) -> Client:
    return cloud_client(jira, "alice")


@pytest.fixture
def bob(jira: RunningSandbox) -> Client:
    return cloud_client(jira, "bob")


@pytest.fixture
def mallory(jira: RunningSandbox) -> Client:
    return cloud_client(jira, "mallory")


@pytest.fixture
def eve(jira: RunningSandbox) -> Client:
    """Has an account and no project."""
    return cloud_client(jira, "eve")


@pytest.fixture
def nobody(jira: RunningSandbox) -> Client:
    return Client(jira.url)


@pytest.fixture
def dana(own_jira: RunningSandbox) -> Client:
    """Alice, at the Data Center."""
    return Client(own_jira.url, "2", bearer="alice-token")


@pytest.fixture
def alice_herself(world: World) -> Person:
    """Alice at her browser, not over the API."""
    return Person(world, "alice")
