"""`POST /api/v1/parked/ID/replay`: what could not be looked at is tried again now.

A look reads everything anew, so that asking twice does nothing twice. Not here: who may ask (bearer.py).
"""

from collections.abc import Iterable

import structlog
from flask import Blueprint, Response, abort, jsonify
from pydantic import SecretStr

from service.hints import Hints
from service.index import Index, parse_ref
from service.web.bearer import refuse_strangers

log = structlog.get_logger()


def blueprint(root: str, index: Index, hints: Hints, tokens: Iterable[SecretStr]) -> Blueprint:
    routes, known = Blueprint("parked", __name__, url_prefix=f"{root}/parked"), tuple(tokens)

    @routes.post("/<id>/replay")
    def replay(id: str) -> tuple[Response, int]:
        refuse_strangers(known)
        if not any(item.ref == id for item in index.parked()):
            abort(404, "Nothing is parked under this ID; `followthrough replay` lists what is.")
        hints.hurry(parse_ref(id))
        log.info("replayed", post_mortem=id)
        return jsonify(id=id, outcome="queued"), 202

    return routes
