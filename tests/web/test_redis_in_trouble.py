"""A Redis that is slow, silent or gone, through the shipped connection: never accepted, and refused within its limit.

Not here: one that is full, or back again (test_deliveries.py).
"""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from redis import Redis
from werkzeug.test import TestResponse

from service.embedded import embedded
from service.redis_connection import SECONDS, connect
from tests.clock import Clock
from tests.web.conftest import PAYLOAD, changed, site
from tests.web.test_deliveries import refused_for_now

BUDGET = 2.0
"""Seconds: GitHub waits for ten."""
GENEROUS = 10 * BUDGET
"""A machine that is busy with other things."""
DELIVERIES = (
    (PAYLOAD, "issues"),
    ({"zen": "Keep it simple."}, "ping"),
    (changed(PAYLOAD, repository__full_name="acme/app", issue__labels=[]), "issue_comment"),
    ({"action": "renamed", "repository": {"id": 101, "full_name": "acme/incidents"}}, "repository"),
)
"""One for each thing that is asked of Redis: a look, a figure, a look if it is ours, a sweep."""
KINDS = pytest.mark.parametrize(("payload", "event"), DELIVERIES, ids=["tagged", "ping", "comment", "renamed"])


@dataclass
class Silent:
    """Takes connections, and never says a word."""

    listener: socket.socket
    taken: list[socket.socket] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.listener.getsockname()[1]}/0"

    def takes(self) -> None:
        try:
            while True:
                self.taken.append(self.listener.accept()[0])
        except OSError:
            """It was closed."""


@contextmanager
def silent() -> Iterator[Silent]:
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        made = Silent(listener)
        thread = threading.Thread(target=made.takes, daemon=True)
        thread.start()
        yield made
        listener.shutdown(socket.SHUT_RDWR)
        thread.join(GENEROUS)
        for connection in made.taken:
            connection.close()


def delivered(redis: "Redis", clock: Clock, payload: object, event: str) -> TestResponse:
    began = time.monotonic()
    answer = site(redis, clock).deliver(payload, event=event)
    assert time.monotonic() - began < GENEROUS
    return answer


@contextmanager
def writes_paused(redis: "Redis") -> Iterator[None]:
    redis.client_pause(60_000, all=False)
    try:
        yield
    finally:
        redis.client_unpause()


def test_a_command_and_a_connection_have_no_more_than_the_budget() -> None:
    told = connect("redis://127.0.0.1:1/0").connection_pool.connection_kwargs
    assert told["socket_timeout"] == told["socket_connect_timeout"] == SECONDS <= BUDGET


@KINDS
def test_a_redis_that_never_answers_is_asked_once_and_the_delivery_refused(
    payload: object, event: str, clock: Clock
) -> None:
    with silent() as server:
        refused_for_now(delivered(connect(server.url), clock, payload, event))
        assert len(server.taken) == 1, "each further try would cost the whole time limit again"


@KINDS
def test_a_redis_that_is_gone_refuses_the_delivery(payload: object, event: str, clock: Clock, tmp_path: Path) -> None:
    with embedded(tmp_path) as url:
        redis = connect(url)
        assert delivered(redis, clock, payload, event).status_code == 202
    refused_for_now(delivered(redis, clock, payload, event))


def test_a_redis_that_is_slow_refuses_the_delivery_and_takes_the_next_one(
    valkey: str, redis: "Redis", clock: Clock
) -> None:
    shipped = connect(valkey)
    with writes_paused(redis):
        refused_for_now(delivered(shipped, clock, PAYLOAD, "issues"))
    assert delivered(shipped, clock, PAYLOAD, "issues").status_code == 202
