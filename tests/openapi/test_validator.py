"""The validator itself: that it takes what is right, and that nothing wrong gets past it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from connectors.sandbox.github import founding
from connectors.sandbox.github.shapes.issues import issue as issue_shape
from connectors.sandbox.github.world import World
from connectors.sandbox.recording import Exchange
from tests.openapi.validator import SPECS, ExchangeValidator

PLACE = "/api/v3/repos/acme/incidents/issues"


@pytest.fixture(scope="module")
def validator() -> ExchangeValidator:
    loaded = ExchangeValidator.load()
    if loaded is None:
        pytest.skip(f"no OpenAPI descriptions at {SPECS}: no exchange of this run was checked against them")
    return loaded


@pytest.fixture
def issue() -> Any:
    world = World()
    world.root = "http://127.0.0.1:1"
    repo = founding.add_repository(world, "acme/incidents")
    return issue_shape(world, founding.add_issue(world, repo, title="x", author=founding.add_user(world, "alice")))


def exchange(
    method: str = "GET", path: str = PLACE, query: str = "", status: int | None = 200, **bodies: Any
) -> Exchange:
    sent, got = (json.dumps(bodies[name]).encode() if name in bodies else b"" for name in ("sent", "got"))
    return Exchange("api", method, path, query, {}, sent, status, {}, got)


def test_what_is_right_passes(validator: ExchangeValidator, issue: Any) -> None:
    assert validator.check(exchange(query="state=all&per_page=100&labels=a,b", got=[issue])) == []
    assert validator.check(exchange("POST", status=201, sent={"title": "x", "labels": ["a"]}, got=issue)) == []
    assert validator.check(exchange(path="/repos/acme/incidents/issues", got=[])) == []


def test_paths_by_repository_id_are_the_same_operation(validator: ExchangeValidator, issue: Any) -> None:
    assert validator.check(exchange(path="/api/v3/repositories/7/issues/1", got=issue)) == []
    assert validator.check(exchange(path="/api/v3/repositories/7/issues/1", got={})) != []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (exchange(path="/api/v3/repos/acme/incidents/tickets", got=[]), "no such operation"),
        (exchange("PUT", got=[]), "no such operation"),
        (exchange(query="status=open", got=[]), "query parameter 'status' is not in the description"),
        (exchange(query="state=opened", got=[]), "query parameter state"),
        (exchange(query="per_page=many", got=[]), "query parameter per_page"),
        (exchange(query="since=yesterday", got=[]), "query parameter since"),
        (exchange(path=PLACE + "/one", got={}), "path parameter issue_number"),
        (exchange("POST", status=201, sent={"title": "x", "owner": "bob"}, got={}), "request field 'owner'"),
        (exchange("POST", status=201, sent={"title": ["x"]}, got={}), "request.title"),
        (exchange("POST", status=201, got={}), "the request has no body"),
        (exchange("PATCH", PLACE + "/1", sent={"state": "done"}, got={}), "request.state"),
        (exchange(sent={"a": 1}, got=[]), "the request has a body"),
        (exchange(status=418, got={}), "status 418"),
        (exchange(got=[{"number": 1}]), "200[0]"),
        (exchange(got={}), "200: {} is not of type 'array'"),
        (exchange("PUT", PLACE + "/1/lock", status=204, got={"a": 1}), "204 has a body"),
        (exchange(status=304, got=[]), "304 has a body"),
        (exchange(status=404, got={"message": 1}), "404.message"),
    ],
)
def test_what_is_wrong_is_told(validator: ExchangeValidator, wrong: Exchange, said: str) -> None:
    assert any(said in problem for problem in validator.check(wrong)), validator.check(wrong)


def test_a_null_where_none_is_allowed_is_told(validator: ExchangeValidator, issue: Any) -> None:
    assert validator.check(exchange(path=PLACE + "/1", got=issue | {"title": None})) != []
    assert validator.check(exchange(path=PLACE + "/1", got=issue | {"body": None, "closed_at": None})) == []


def test_cut_connections_and_failed_servers_are_excused(validator: ExchangeValidator) -> None:
    assert validator.check(exchange(status=None)) == []
    assert validator.check(replace(exchange(status=502), response_body=b"<html>")) == []


def webhook(event: str, **payload: Any) -> Exchange:
    headers = {
        "X-GitHub-Event": event,
        "X-GitHub-Delivery": "g",
        "X-GitHub-Hook-ID": "1",
        "X-GitHub-Hook-Installation-Target-ID": "1",
        "X-GitHub-Hook-Installation-Target-Type": "repository",
        "User-Agent": "GitHub-Hookshot/1",
        "Content-Type": "application/json",
    }
    return Exchange("webhook", "POST", "http://127.0.0.1:1/", "", headers, json.dumps(payload).encode(), 202, {}, b"")


def test_webhooks_are_checked_by_event_and_action(validator: ExchangeValidator) -> None:
    assert validator.check(webhook("ping", zen="x", hook_id=1)) == []
    assert "not in the description" in validator.check(webhook("issues", action="exploded"))[0]
    assert "payload" in validator.check(webhook("issues", action="opened"))[0]


def test_a_missing_header_of_a_webhook_is_told(validator: ExchangeValidator) -> None:
    headers = dict(webhook("ping").request_headers)
    del headers["X-GitHub-Delivery"]
    problems = validator.check(replace(webhook("ping", zen="x"), request_headers=headers))
    assert problems == ["webhook ping: header X-GitHub-Delivery is missing"]


def test_without_the_folder_there_is_no_validator(tmp_path: Path) -> None:
    assert ExchangeValidator.load(tmp_path) is None
