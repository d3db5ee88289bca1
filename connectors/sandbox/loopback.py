"""A server on the loopback interface, in a thread of its own, that can cut a connection without an answer.

What it serves is the sandbox's own matter.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

LOOPBACK = ("127.0.0.1", "::1", "localhost")


class Dropped(ConnectionAbortedError):
    """The connection is to be cut without an answer."""


class LoopbackServer:
    """`url` is its root; port 0 takes a free one. Raises ValueError for an address that others can reach.

    Only the loopback interface: there are no real secrets to keep in a sandbox, and none should get in.
    """

    def __init__(self, name: str, app: WSGIApplication, host: str, port: int) -> None:
        if host not in LOOPBACK:
            raise ValueError(f"the sandbox listens on loopback only, not on {host}")
        self._server: BaseWSGIServer = make_server(host, port, app, threaded=True, request_handler=_Handler)
        shown = f"[{host}]" if ":" in host else host
        self.url = f"http://{shown}:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def wait(self) -> None:
        """Until somebody closes it."""
        self._thread.join()

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Handler(WSGIRequestHandler):
    """Quiet, and able to cut a connection without an answer."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Says nothing; exchanges are told to listeners."""

    def connection_dropped(self, error: BaseException, environ: object = None) -> None:
        if isinstance(error, Dropped):
            self.close_connection = True
