"""A listener on the loopback interface that keeps every webhook it hears."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, TypeVar


@dataclass
class Receiver:
    """`status` is what it answers; `heard` has the headers and the body of each."""

    url: str
    status: int = 202
    heard: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    @property
    def payloads(self) -> list[Any]:
        return [json.loads(body) for _, body in self.heard]

    def headers(self, name: str) -> list[str]:
        return [headers[name] for headers, _ in self.heard]


Kind = TypeVar("Kind", bound=Receiver)


@contextmanager
def receiving(kind: type[Kind], path: str = "/hook") -> Iterator[Kind]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.heard.append((dict(self.headers), body))
            self.send_response(receiver.status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver = kind(f"http://127.0.0.1:{server.server_port}{path}")
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield receiver
    server.shutdown()
    server.server_close()
    thread.join()
