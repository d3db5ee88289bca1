"""Which world a request is for. One Flask application serves every world of its kind in the process: building one
costs more than most tests, and it holds no state.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import request

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_KEY = "sandbox.world"


class Serving:
    """WSGI middleware that names the world to the views."""

    def __init__(self, app: WSGIApplication, world: object) -> None:
        self.app = app
        self.world = world

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        return self.app({**environ, _KEY: self.world}, start_response)


def world_of_request() -> object:
    """The world of the request at hand; each sandbox knows its own type."""
    return request.environ[_KEY]
