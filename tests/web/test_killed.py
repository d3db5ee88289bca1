"""A web process that is killed while it answers loses no delivery that got its 202. Not here: a Redis in trouble."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from redis import Redis

from service.index import PREFIX
from tests.web.conftest import PAYLOAD, changed, signature
from tests.web.invented import INCIDENTS
from tests.web.test_server import post

ROOT = Path(__file__).resolve().parents[2]
POINTS = ("it arrives", "before it is stored", "once it is stored", "before the answer", "after the answer")
"""Of one delivery, in the handler of the web process."""
EACH = 20
DEADLY = 12
"""Which of the twenty meets the kill."""

SERVE = """
import os, signal, sys, threading
from service.hints import Hints
from service.index import Index
from service.log import configure
from service.redis_connection import connect
from service.web.app import create_app
from service.web.server import serve
from tests.web.invented import NOW, SETTINGS

url, deadly, where = sys.argv[1], int(sys.argv[2]), sys.argv[3]
lock, come = threading.Lock(), 0

def passes(point):
    global come
    with lock:
        come += point == where
        if come == deadly:
            os.killpg(0, signal.SIGKILL)

class Mortal(Hints):
    def add(self, *args, **kwargs):
        passes("before it is stored")
        outcome = super().add(*args, **kwargs)
        passes("once it is stored")
        return outcome

configure("json")
redis = connect(url)
app = create_app(settings=SETTINGS, index=Index(redis), hints=Mortal(redis), redis=redis, now=lambda: NOW)
answered = app.wsgi_app

def mortal(environ, start):
    passes("it arrives")
    answer = answered(environ, start)
    passes("before the answer")
    yield from answer
    answer.close()
    passes("after the answer")

app.wsgi_app = mortal
serve(app, "127.0.0.1", 0, workers=1, threads=4)
"""


@contextmanager
def mortal(url: str, point: str) -> Iterator[tuple[int, "subprocess.Popen[str]"]]:
    """gunicorn as the service starts it, its port; it is killed, master and worker, the twelfth time it comes there."""
    command = [sys.executable, "-c", SERVE, url, str(DEADLY), point]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True, start_new_session=True) as server:
        assert server.stderr is not None
        found = (re.search(r"Listening at: http://127\.0\.0\.1:(\d+)", line) for line in server.stderr)
        listening = next(filter(None, found), None)
        assert listening, "it did not start"
        try:
            yield int(listening[1]), server
        finally:
            with suppress(ProcessLookupError):
                os.killpg(server.pid, signal.SIGKILL)


def delivery(number: int) -> bytes:
    body = json.dumps(changed(PAYLOAD, issue__number=number)).encode()
    return post(f"X-Hub-Signature-256: {signature(body)}", body=body)


def sent(port: int, number: int) -> int:
    """The status of the answer; 0 where none came."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
            connection.sendall(delivery(number))
            answer = connection.recv(65_536)
    except OSError:
        return 0
    return int(answer.split()[1]) if answer else 0


def wanted(redis: "Redis") -> set[int]:
    """The issues that somebody will look at."""
    fields: list[Any] = redis.hkeys(f"{PREFIX}want")
    return {int(field.decode().removeprefix(f"github:{INCIDENTS}#")) for field in fields}


def test_a_hundred_deliveries_and_five_deaths(valkey: str, redis: "Redis") -> None:
    """Acknowledged is stored; and what got no answer is stored once it is delivered again."""
    told: dict[int, int] = {}
    for nth, point in enumerate(POINTS):
        numbers = range(nth * EACH + 1, (nth + 1) * EACH + 1)
        with mortal(valkey, point) as (port, server), ThreadPoolExecutor(4) as senders:
            answers = list(senders.map(sent, [port] * EACH, numbers))
            assert server.wait(20) == -signal.SIGKILL
        assert set(answers) == {202, 0}, point
        told |= dict(zip(numbers, answers, strict=True))

    acknowledged = {number for number, status in told.items() if status == 202}
    assert len(told) == 100 and len(acknowledged) >= len(POINTS) * (DEADLY - 4)
    assert acknowledged - wanted(redis) == set()

    with mortal(valkey, "nowhere") as (port, _):
        assert {sent(port, number) for number in set(told) - acknowledged} == {202}
    assert wanted(redis) == set(told)
