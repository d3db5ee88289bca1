"""Serves a world over HTTP on the loopback interface: REST API, web pages and control API, each in its place.

`with serve(World()) as github:` is all a test needs; nothing is started at import.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from types import TracebackType
from typing import TYPE_CHECKING

from flask import Flask

from connectors.sandbox.github.control import blueprint as control_api
from connectors.sandbox.github.pages.views import blueprint as web_pages
from connectors.sandbox.github.rest.api import blueprint as rest_api
from connectors.sandbox.github.shapes.links import API_PATH
from connectors.sandbox.github.webhooks.recorded import of_delivery
from connectors.sandbox.github.world import World
from connectors.sandbox.loopback import LoopbackServer
from connectors.sandbox.recording import Listener, Recorder, told_to
from connectors.sandbox.serving import Serving

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


class RunningSandbox:
    """A served world. `url` is the web root, `api_url` the REST API's base; closing it ends hangs and deliveries."""

    def __init__(self, world: World, server: LoopbackServer) -> None:
        self.world = world
        self.url = world.root
        self.api_url = world.root + API_PATH
        self._server = server

    def start(self) -> None:
        self.world.deliverer.start()
        self._server.start()

    def drain(self, timeout: float = 30.0) -> bool:
        """Waits until every webhook so far has been delivered; False when time ran out."""
        return self.world.deliverer.drain(timeout)

    def wait(self) -> None:
        """Until somebody closes it."""
        self._server.wait()

    def close(self) -> None:
        self.world.faults.clear()
        self._server.close()
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
    """Starts serving; port 0 takes a free one. `on_exchange` (one or several) hears every exchange, from any thread."""
    server = LoopbackServer("sandbox-github", _wsgi(world, told_to(on_exchange)), host, port)
    world.root = server.url
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


def _wsgi(world: World, tell: Listener | None) -> WSGIApplication:
    served = Serving(application(), world)
    if tell is None:
        return served
    world.deliverer.on_delivery = lambda delivery: tell(of_delivery(delivery))
    return Recorder(served, tell, API_PATH)
