"""GitHub Apps: their JWT, their installation tokens, and the traces they leave."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from connectors.sandbox.github import founding
from connectors.sandbox.github.server import RunningSandbox
from connectors.sandbox.github.state import Installation
from connectors.sandbox.github.world import World
from tests.clock import Clock
from tests.sandbox.conftest import SECRET, Client, Receiver

APP = 77


@cache
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def public_pem() -> str:
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return key().public_key().public_bytes(serialization.Encoding.PEM, form).decode()


@pytest.fixture
def installation(world: World) -> Installation:
    granted = {"issues": "write", "metadata": "read"}
    app = founding.add_app(world, "helper", id=APP, public_key=public_pem(), owner="acme", permissions=granted)
    return founding.install_app(world, app, "acme", ["acme/incidents", "acme/site"])


def jwt_of(clock: Clock, issued: int = -60, expires: int = 540, **claims: Any) -> str:
    moments = {
        name: int((clock.now + timedelta(seconds=at)).timestamp()) for name, at in (("iat", issued), ("exp", expires))
    }
    return jwt.encode({**moments, "iss": str(APP), **claims}, key(), algorithm="RS256")


@pytest.fixture
def app(sandbox: RunningSandbox, clock: Clock, installation: Installation) -> Client:
    return Client(sandbox.api_url, jwt_of(clock))


def token_of(app: Client, installation: Installation, body: Mapping[str, object] | None = None) -> Any:
    answer = app.post(f"/app/installations/{installation.id}/access_tokens", body)
    assert answer.status_code == 201, answer.text
    return answer.json()


@pytest.fixture
def helper(app: Client, installation: Installation) -> Client:
    return Client(app.api_url, token_of(app, installation)["token"])


def test_an_app_finds_out_who_and_where_it_is(app: Client, installation: Installation) -> None:
    assert app.get("/app").json()["slug"] == "helper"
    assert [it["id"] for it in app.get("/app/installations").json()] == [installation.id]
    assert app.get(f"/app/installations/{installation.id}").json()["repository_selection"] == "selected"
    assert app.get("/repos/acme/incidents/installation").json()["id"] == installation.id
    assert app.get("/repos/acme/app/installation").status_code == 404


@pytest.mark.parametrize(
    "claims",
    [{"issued": 60}, {"expires": -1}, {"expires": 3600}, {"iss": "78"}],
    ids=["from the future", "run out", "too long", "another app"],
)
def test_a_jwt_that_is_not_right_is_401(
    sandbox: RunningSandbox, clock: Clock, installation: Installation, claims: dict[str, Any]
) -> None:
    assert Client(sandbox.api_url, jwt_of(clock, **claims)).get("/app").status_code == 401


def test_a_jwt_signed_by_another_key_is_401(sandbox: RunningSandbox, clock: Clock, installation: Installation) -> None:
    other = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    forged = jwt.encode({"iat": 0, "exp": clock.now.timestamp() + 60, "iss": str(APP)}, other, algorithm="RS256")
    assert Client(sandbox.api_url, forged).get("/app").status_code == 401


def test_a_persons_token_is_no_jwt(alice: Client) -> None:
    assert alice.get("/app").status_code == 401


def test_an_installation_token_is_opaque_and_lives_an_hour(
    app: Client, installation: Installation, clock: Clock
) -> None:
    granted = token_of(app, installation)
    assert granted["token"].startswith("ghs_")
    assert granted["expires_at"] == "2026-11-02T10:00:00Z"
    helper = Client(app.api_url, granted["token"])
    clock.advance(minutes=59)
    assert helper.get("issues").status_code == 200
    clock.advance(minutes=1)
    assert helper.get("issues").status_code == 401


def test_what_an_app_writes_carries_its_name(helper: Client) -> None:
    issue = helper.opens(labels=["made"])
    assert (issue["user"]["login"], issue["user"]["type"]) == ("helper[bot]", "Bot")
    assert issue["performed_via_github_app"]["id"] == APP
    comment = helper.post("issues/1/comments", {"body": "x"}).json()
    assert comment["performed_via_github_app"]["slug"] == "helper"
    helper.patch("issues/1", {"state": "closed"})
    event = helper.get("issues/1/events").json()[-1]
    assert (event["actor"]["login"], event["performed_via_github_app"]["id"]) == ("helper[bot]", APP)
    assert helper.get("/users/helper%5Bbot%5D").json()["type"] == "Bot"


def test_an_app_sees_only_where_it_is_installed(helper: Client) -> None:
    listed = helper.get("/installation/repositories").json()
    assert [repo["full_name"] for repo in listed["repositories"]] == ["acme/incidents", "acme/site"]
    assert helper.get("/repos/acme/app").status_code == 404


def test_an_app_does_only_what_it_was_granted(helper: Client) -> None:
    refused = helper.get("hooks")
    assert (refused.status_code, refused.json()["message"]) == (403, "Resource not accessible by integration")
    assert helper.get("/user").status_code == 403


def test_a_token_can_be_narrowed_and_not_widened(app: Client, installation: Installation) -> None:
    body = {"repositories": ["incidents"], "permissions": {"issues": "read"}}
    narrowed = token_of(app, installation, body)
    assert narrowed["permissions"] == {"issues": "read"}
    assert [repo["name"] for repo in narrowed["repositories"]] == ["incidents"]
    helper = Client(app.api_url, narrowed["token"])
    assert helper.get("issues").status_code == 200
    assert helper.post("issues", {"title": "x"}).status_code == 403
    place = f"/app/installations/{installation.id}/access_tokens"
    assert app.post(place, {"permissions": {"issues": "admin"}}).status_code == 422
    assert app.post(place, {"repositories": ["app"]}).status_code == 422


def test_an_apps_hook_hears_its_repositories_and_names_the_installation(
    world: World, app: Client, helper: Client, installation: Installation, receiver: Receiver, sandbox: RunningSandbox
) -> None:
    founding.add_hook(world, receiver.url, app=installation.app, secret=SECRET)
    helper.opens()
    helper.post("/repos/acme/site/issues", {"title": "x"})
    Client(sandbox.api_url, "alice").post("/repos/acme/app/issues", {"title": "unheard"})
    sandbox.drain()
    assert [payload["installation"]["id"] for payload in receiver.payloads] == [installation.id] * 2
    assert receiver.heard[0][0]["X-GitHub-Hook-Installation-Target-Type"] == "integration"
    assert receiver.heard[0][0]["X-GitHub-Hook-Installation-Target-ID"] == str(APP)
    listed = app.get("/app/hook/deliveries").json()
    assert len(listed) == 2
    assert app.post(f"/app/hook/deliveries/{listed[0]['id']}/attempts").status_code == 202
    assert app.get(f"/app/hook/deliveries/{listed[0]['id']}").json()["guid"] == listed[0]["guid"]


def test_an_app_has_a_budget_of_its_own(helper: Client, alice: Client) -> None:
    alice.get("/user")
    assert helper.get("issues").headers["X-RateLimit-Used"] == "1"
