"""Reads share one connection; every write gets one of its own; and nobody else's PyGithub notices."""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from github.Requester import HTTPRequestsConnectionClass, Requester

from connectors.github.auth import TokenCredentials
from connectors.github.client import Client


class Server(ThreadingHTTPServer):
    """Keeps connections alive, and counts them."""

    connections = 0

    def process_request(self, request: object, client_address: object) -> None:
        self.connections += 1
        super().process_request(request, client_address)  # type: ignore[arg-type]


class Answering(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = json.dumps({"id": 1}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        self.do_GET()

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server(("127.0.0.1", 0), Answering)
    thread = threading.Thread(target=running.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield running
    running.shutdown()
    running.server_close()
    thread.join()


@pytest.fixture
def client(server: Server) -> Client:
    address = f"http://127.0.0.1:{server.server_port}"
    return Client("github", address, TokenCredentials("t"), now=lambda: datetime.now(UTC), write_pause=0)


def test_reads_share_one_connection(server: Server, client: Client) -> None:
    for _ in range(5):
        client.get("/user", "read its own account", owner=None)

    assert server.connections == 1


def test_every_write_gets_a_connection_of_its_own(server: Server, client: Client) -> None:
    client.get("/user", "read its own account", owner=None)
    for _ in range(3):
        client.write("POST", "/x", "write", owner=None, body={})
        client.get("/user", "read its own account", owner=None)

    assert server.connections == 1 + 3


def test_pygithub_is_as_it_was_for_everybody_else(client: Client) -> None:
    client.get("/user", "read its own account", owner=None)

    assert Requester._Requester__httpConnectionClass is HTTPRequestsConnectionClass  # type: ignore[attr-defined]
