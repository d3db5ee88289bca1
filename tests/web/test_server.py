"""The application as gunicorn serves it, and what the process loads."""

import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.web.server import is_loopback
from tests.web.conftest import Site
from tests.web.test_forged_deliveries import BODY, RIGHT

ROOT = Path(__file__).resolve().parents[2]

SERVE = """
import sys
from redis import Redis
from service.hints import Hints
from service.index import Index
from service.log import configure
from service.web.app import create_app
from service.web.server import serve
from tests.web.invented import NOW, SETTINGS

configure("json")
redis = Redis.from_url(sys.argv[1], socket_timeout=2, retry=None)
app = create_app(settings=SETTINGS, index=Index(redis), hints=Hints(redis), redis=redis, now=lambda: NOW)
serve(app, "127.0.0.1", 0, workers=1, threads=4)
"""

IMPORTS = """
import sys
import service.web.app, service.web.server
unwanted = ("github", "jira", "requests", "urllib3", "httpx", "connectors.github.tracker", "connectors.github.client")
print([name for name in sys.modules if name in unwanted or name.startswith(tuple(f"{it}." for it in unwanted))])
"""


@pytest.fixture(scope="module")
def port(valkey: str) -> Iterator[int]:
    server = subprocess.Popen([sys.executable, "-c", SERVE, valkey], cwd=ROOT, stderr=subprocess.PIPE, text=True)
    assert server.stderr is not None
    listening = None
    for line in server.stderr:
        if listening := re.search(r"Listening at: http://127\.0\.0\.1:(\d+)", line):
            break
    assert listening, "it did not start"
    yield int(listening[1])
    server.terminate()
    server.stderr.read()
    assert server.wait(20) == 0
    server.stderr.close()


def ask(port: int, request: bytes) -> tuple[int, bytes]:
    """Status and body of the answer to exactly these bytes."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(request)
        answer = b""
        while more := connection.recv(65_536):
            answer += more
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head.split()[1]), body


def post(*headers: str, body: bytes = BODY, length: bool = True) -> bytes:
    lines = [
        "POST /webhooks/github HTTP/1.1",
        "Host: localhost",
        "Connection: close",
        "Content-Type: application/json",
        "X-GitHub-Event: issues",
        "X-GitHub-Delivery: d-1",
        *([f"Content-Length: {len(body)}"] if length else []),
        *headers,
    ]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def signed(value: str = RIGHT) -> str:
    return f"X-Hub-Signature-256: {value}"


def test_a_delivery_reaches_redis_through_the_server(port: int, site: Site) -> None:
    status, body = ask(port, post(signed()))
    assert status == 202 and b'"queued"' in body
    assert site.counters() == {"deliveries_queued": 1}


def test_a_delivery_in_chunks_is_accepted(port: int, site: Site) -> None:
    chunks = b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in (BODY[:100], BODY[100:])) + b"0\r\n\r\n"
    status, _ = ask(port, post(signed(), "Transfer-Encoding: chunked", body=chunks, length=False))
    assert status == 202
    assert site.counters() == {"deliveries_queued": 1}


def test_chunks_that_never_end_are_refused(port: int, site: Site) -> None:
    chunk = b"%x\r\n%b\r\n" % (2**20, b" " * 2**20)
    head = post(signed(), "Transfer-Encoding: chunked", body=b"", length=False)
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(head)
        for _ in range(27):
            connection.sendall(chunk)
        assert connection.recv(65_536).split()[1] == b"413"
    assert site.redis.dbsize() == 0


@pytest.mark.parametrize(
    "request_",
    {
        "no signature": post(),
        "two signatures": post(signed(), signed()),
        "a signature that is not ASCII": post(signed(RIGHT[:-1] + "é")),
        "control characters": post(signed(RIGHT + "\x00")),
        "two lengths": post(signed(), f"Content-Length: {len(BODY) + 1}"),
        "a negative length": post(signed(), "Content-Length: -1", length=False),
        "a length and chunks": post(signed(), "Transfer-Encoding: chunked"),
        "gzip": post(signed(), "Content-Encoding: gzip"),
        "a header that is no header": post(signed(), "nonsense"),
        "a huge header": post(signed(), "X-Padding: " + "x" * 20_000),
        "a thousand headers": post(signed(), *(f"X-{n}: 1" for n in range(1000))),
    }.items(),
    ids=lambda it: it[0],
)
def test_hostile_requests_are_refused_by_the_server_too(request_: tuple[str, bytes], port: int, site: Site) -> None:
    status, _ = ask(port, request_[1])
    assert 400 <= status < 500
    assert site.redis.dbsize() == 0


def test_the_server_believes_nobody_about_the_path(port: int) -> None:
    status, _ = ask(
        port, b"GET /healthz HTTP/1.1\r\nHost: x\r\nSCRIPT_NAME: /x\r\nScript-Name: /x\r\nConnection: close\r\n\r\n"
    )
    assert status == 200


def test_the_web_process_loads_no_trackers_client() -> None:
    loaded = subprocess.run([sys.executable, "-c", IMPORTS], cwd=ROOT, capture_output=True, text=True, check=True)
    assert loaded.stdout.strip() == "[]"


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "::1", "[::1]", "localhost", "LOCALHOST"])
def test_these_addresses_are_this_machine_alone(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "", "192.168.1.4", "acme.example", "localhost.acme.example"])
def test_these_are_not(host: str) -> None:
    assert not is_loopback(host)
