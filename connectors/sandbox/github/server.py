"""Serves a world over HTTP on the loopback interface: REST API, web pages and control API, each in its place.

`with serve(World()) as github:` is all a test needs; nothing is started at import.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from flask import Flask

from connectors.sandbox.github.control import blueprint as control_api
from connectors.sandbox.github.pages.views import blueprint as web_pages
from connectors.sandbox.github.rest.api import blueprint as rest_api
from connectors.sandbox.github.shapes.links import API_PATH
from connectors.sandbox.github.webhooks.recorded import of_delivery
from connectors.sandbox.github.world import World
from connectors.sandbox.guard import TEMPLATES
from connectors.sandbox.loopback import LoopbackServer
from connectors.sandbox.recording import Listener, Recorder, told_to
from connectors.sandbox.running import Running
from connectors.sandbox.serving import Serving

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


class RunningSandbox(Running[World]):
    @property
    def api_url(self) -> str:
        """The REST API's base."""
        return self.url + API_PATH


def serve(
    world: World,
    host: str = "127.0.0.1",
    port: int = 0,
    on_exchange: Listener | Sequence[Listener] | None = None,
) -> RunningSandbox:
    """Starts serving; port 0 takes a free one. `on_exchange` (one or several) hears every exchange, from any thread."""
    return RunningSandbox(world, LoopbackServer("sandbox-github", _wsgi(world, told_to(on_exchange)), host, port))


@cache
def application() -> Flask:
    """Built once; which world it serves comes with each request."""
    app = Flask("connectors.sandbox.github", static_folder=None, template_folder=str(TEMPLATES))
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
