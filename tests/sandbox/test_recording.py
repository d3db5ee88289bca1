"""What listeners hear of exchanges, and that secrets are not among it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import requests

from connectors.sandbox.faults import Fault, FaultKind
from connectors.sandbox.github import founding
from connectors.sandbox.github.server import RunningSandbox, serve
from connectors.sandbox.github.state import Hook
from connectors.sandbox.github.world import World
from connectors.sandbox.recording import Exchange, to_file
from tests.sandbox.conftest import SECRET, Client


def test_an_exchange_has_both_sides(alice: Client, exchanges: list[Exchange]) -> None:
    alice.get("issues?labels=a%2Fb")
    exchange = exchanges[-1]
    assert (exchange.kind, exchange.method, exchange.status) == ("api", "GET", 200)
    assert (exchange.path, exchange.query_string) == ("/api/v3/repos/acme/incidents/issues", "labels=a%2Fb")
    assert exchange.response_body == b"[]"


def test_deliveries_are_told_as_well(
    hook: Hook, alice: Client, sandbox: RunningSandbox, exchanges: list[Exchange]
) -> None:
    alice.opens()
    sandbox.drain()
    delivery = next(exchange for exchange in exchanges if exchange.kind == "webhook")
    assert (delivery.event, delivery.status) == ("issues", 202)
    assert delivery.path == hook.url


def test_a_cut_connection_has_no_status(world: World, alice: Client, exchanges: list[Exchange]) -> None:
    world.faults.add(Fault(FaultKind.DROP_AFTER, "POST"))
    with pytest.raises(requests.ConnectionError):
        alice.post("issues", {"title": "x"})
    assert exchanges[-1].status is None


def test_no_secret_is_told(alice: Client, exchanges: list[Exchange]) -> None:
    config = {"url": "http://127.0.0.1:9/", "content_type": "json", "secret": SECRET}
    alice.post("hooks", {"config": config, "active": False})
    exchange = exchanges[-1]
    assert "Authorization" not in exchange.request_headers
    assert SECRET not in str(exchange.as_json())


def test_a_file_gets_a_line_each_and_can_be_read_again(world: World, tmp_path: Path) -> None:
    file = tmp_path / "record.jsonl"
    heard: list[Exchange] = []
    with serve(world, on_exchange=[to_file(file), heard.append]) as sandbox:
        Client(sandbox.api_url, "alice").opens()
        Client(sandbox.api_url, "bob").get("issues")
    read = [Exchange.from_json(json.loads(line)) for line in file.read_text().splitlines()]
    assert read == heard


def test_only_loopback_is_served(world: World) -> None:
    with pytest.raises(ValueError, match="loopback"):
        serve(world, host="0.0.0.0")


def test_two_sandboxes_at_once_keep_apart(world: World, sandbox: RunningSandbox, alice: Client) -> None:
    other = World()
    founding.add_user(other, "zoe", tokens=["zoe"])
    with serve(other) as second:
        assert Client(second.api_url, "zoe").get("/user").json()["login"] == "zoe"
        assert Client(second.api_url, "alice").get("/user").status_code == 401
    assert alice.get("/user").json()["url"].startswith(sandbox.url)
