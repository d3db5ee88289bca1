"""A real Valkey, emptied before each test; the application on it; and deliveries as GitHub sends them."""

import hashlib
import hmac
import json
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import unquote

import pytest
from flask import Flask
from pydantic import SecretStr
from redis import ConnectionPool, Redis
from redis.connection import UnixDomainSocketConnection
from werkzeug.test import TestResponse

from service.embedded import embedded
from service.hints import Hints
from service.index import Index
from service.settings import Settings
from service.web.app import create_app
from tests.clock import Clock
from tests.web.invented import API_TOKEN, APP, INCIDENTS, NOW, OLD_API_TOKEN, SECRET, SETTINGS

PAYLOAD: dict[str, Any] = {
    "action": "labeled",
    "issue": {
        "number": 42,
        "title": "Checkout is down",
        "body": "It began at nine.",
        "labels": [{"name": "postmortem"}],
    },
    "label": {"name": "postmortem"},
    "repository": {"id": int(INCIDENTS), "full_name": "acme/incidents"},
    "sender": {"id": 5, "login": "alice", "type": "User"},
}
"""Alice tags an issue of the mapped project."""

COMMENTED: dict[str, Any] = {
    "action": "created",
    "issue": {"number": 201, "body": "", "labels": []},
    "repository": {"id": int(APP), "full_name": "acme/app"},
}
"""Somebody comments on an issue that carries no label of ours."""


class CountingConnection(UnixDomainSocketConnection):
    """Counts what is sent: a pipeline once, as it travels once."""

    sent = 0

    def send_packed_command(self, command: Any, check_health: bool = True) -> None:
        CountingConnection.sent += 1
        super().send_packed_command(command, check_health)  # type: ignore[no-untyped-call]


def signature(body: bytes, secret: str = SECRET) -> str:
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def changed(payload: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """The payload with some keys replaced: `issue__number=-1`; `...` takes the key out."""
    payload = deepcopy(payload)
    for path, value in changes.items():
        *way, last = path.split("__")
        place = payload
        for step in way:
            place = place[step]
        if value is ...:
            del place[last]
        else:
            place[last] = value
    return payload


@dataclass(frozen=True)
class Site:
    """The application as its callers meet it."""

    app: Flask
    redis: "Redis"
    index: Index
    hints: Hints

    def deliver(
        self, payload: object = PAYLOAD, *, event: str = "issues", tracker: str = "github", secret: str = SECRET
    ) -> TestResponse:
        """A genuine delivery."""
        body = json.dumps(payload).encode()
        headers = {"X-GitHub-Event": event, "X-GitHub-Delivery": "d-1", "X-Hub-Signature-256": signature(body, secret)}
        return self.app.test_client().post(
            f"/webhooks/{tracker}", data=body, headers=headers, content_type="application/json"
        )

    def get(self, path: str, **headers: str) -> TestResponse:
        return self.app.test_client().get(path, headers=headers)

    def page(self) -> str:
        answer = self.get("/")
        assert answer.status_code == 200, answer.text
        return answer.text

    def counters(self) -> dict[str, int]:
        return self.index.counters()


def site(
    redis: "Redis",
    now: Callable[[], datetime],
    *,
    settings: Settings = SETTINGS,
    private: bool = False,
    tokens: Sequence[str] = (API_TOKEN, OLD_API_TOKEN),
) -> Site:
    index, hints = Index(redis), Hints(redis)
    app = create_app(
        settings=settings,
        index=index,
        hints=hints,
        redis=redis,
        now=now,
        show_private=private,
        api_tokens=[SecretStr(token) for token in tokens],
    )
    return Site(app, redis, index, hints)


@pytest.fixture(scope="session")
def valkey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with embedded(tmp_path_factory.mktemp("data")) as url:
        with Redis.from_url(url) as redis:
            redis.config_set("appendfsync", "no")
        yield url


@dataclass(frozen=True)
class Installed:
    """Built once, since making an application takes longer than most tests."""

    redis: "Redis"
    clock: Clock
    public: Site
    own: Site


@pytest.fixture(scope="session")
def installed(valkey: str) -> Iterator[Installed]:
    path = unquote(valkey.removeprefix("unix://"))
    pool = ConnectionPool(connection_class=CountingConnection, path=path, socket_timeout=5, retry=None)
    clock = Clock(NOW)
    with Redis(connection_pool=pool) as redis:
        yield Installed(redis, clock, site(redis, clock), site(redis, clock, private=True))
    pool.disconnect()


@pytest.fixture
def redis(installed: Installed) -> "Redis":
    """Empty."""
    installed.redis.flushdb()
    return installed.redis


@pytest.fixture
def clock(installed: Installed) -> Clock:
    installed.clock.now = NOW
    return installed.clock


@pytest.fixture(name="site")
def a_site(installed: Installed, redis: "Redis", clock: Clock) -> Site:
    """Where strangers may look in."""
    return installed.public


@pytest.fixture(name="own_site")
def a_site_of_ones_own(installed: Installed, redis: "Redis", clock: Clock) -> Site:
    """Bound to this machine only."""
    return installed.own


@pytest.fixture
def round_trips() -> Callable[[Callable[[], object]], int]:
    """How often something asks Redis."""

    def counted(act: Callable[[], object]) -> int:
        before = CountingConnection.sent
        act()
        return CountingConnection.sent - before

    return counted
