"""Serves a world over HTTP on the loopback interface: REST API, web pages and control API, each in its place.

`with serve(World()) as github:` is all a test needs; nothing is started at import.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cache
from types import TracebackType

from flask import Flask
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from connectors.sandbox.github.control import blueprint as control_api
from connectors.sandbox.github.pages.views import blueprint as web_pages
from connectors.sandbox.github.recording import Exchange, Listener, Recorder, of_delivery
from connectors.sandbox.github.rest.api import blueprint as rest_api
from connectors.sandbox.github.rest.spoiling import Dropped
from connectors.sandbox.github.serving import Serving
from connectors.sandbox.github.shapes.links import API_PATH
from connectors.sandbox.github.webhooks.parcels import Delivery
from connectors.sandbox.github.world import World

LOOPBACK = ("127.0.0.1", "::1", "localhost")


class RunningSandbox:
    """A served world. `url` is the web root, `api_url` the REST API's base; closing it ends hangs and deliveries."""

    def __init__(self, world: World, server: BaseWSGIServer) -> None:
        self.world = world
        self.url = world.root
        self.api_url = world.root + API_PATH
        self._server = server
        self._thread = threading.Thread(target=server.serve_forever, args=(0.02,), name="sandbox-github", daemon=True)

    def start(self) -> None:
        self.world.deliverer.start()
        self._thread.start()

    def drain(self, timeout: float = 30.0) -> bool:
        """Waits until every webhook so far has been delivered; False when time ran out."""
        return self.world.deliverer.drain(timeout)

    def wait(self) -> None:
        """Until somebody closes it."""
        self._thread.join()

    def close(self) -> None:
        self.world.faults.clear()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        self.world.deliverer.close()

    def __enter__(self) -> RunningSandbox:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def serve(
    world: World,
    host: str = "127.0.0.1",
    port: int = 0,
    on_exchange: Listener | Sequence[Listener] | None = None,
) -> RunningSandbox:
    """Starts serving; port 0 takes a free one. `on_exchange` (one or several) hears every exchange, from any thread.

    Only the loopback interface: there are no real secrets to keep here, and none should get in.
    """
    if host not in LOOPBACK:
        raise ValueError(f"the sandbox listens on loopback only, not on {host}")
    server = make_server(host, port, Serving(application(), world), threaded=True, request_handler=_Handler)
    name = f"[{host}]" if ":" in host else host
    world.root = f"http://{name}:{server.server_port}"
    _tell(world, server, on_exchange)
    running = RunningSandbox(world, server)
    running.start()
    return running


@cache
def application() -> Flask:
    """Built once; which world it serves comes with each request."""
    app = Flask("connectors.sandbox.github", static_folder=None)
    app.config["PROPAGATE_EXCEPTIONS"] = True
    app.register_blueprint(rest_api())
    app.register_blueprint(control_api())
    app.register_blueprint(web_pages())
    return app


def _tell(world: World, server: BaseWSGIServer, on_exchange: Listener | Sequence[Listener] | None) -> None:
    listeners = [on_exchange] if callable(on_exchange) else list(on_exchange or ())
    if not listeners:
        return

    def tell(exchange: Exchange) -> None:
        for listener in listeners:
            listener(exchange)

    def tell_delivery(delivery: Delivery) -> None:
        tell(of_delivery(delivery))

    server.app = Recorder(server.app, tell)
    world.deliverer.on_delivery = tell_delivery


class _Handler(WSGIRequestHandler):
    """Quiet, and able to cut a connection without an answer."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Says nothing; exchanges are told to listeners."""

    def connection_dropped(self, error: BaseException, environ: object = None) -> None:
        if isinstance(error, Dropped):
            self.close_connection = True
