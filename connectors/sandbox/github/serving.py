"""Which world a request is for. One Flask application serves every world of the process: building one costs more
than most tests, and it holds no state.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, cast

from flask import request

from connectors.sandbox.github.world import World

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_KEY = "sandbox.github.world"


class Serving:
    """WSGI middleware that names the world to the views."""

    def __init__(self, app: WSGIApplication, world: World) -> None:
        self.app = app
        self.world = world

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        return self.app({**environ, _KEY: self.world}, start_response)


def served_world() -> World:
    """The world of the request at hand."""
    return cast(World, request.environ[_KEY])
