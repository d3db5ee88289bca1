"""The Flask application: its routes, the headers of every answer, and what people read when something is wrong."""

from collections.abc import Callable, Iterable
from datetime import datetime

import structlog
from flask import Flask, Response, jsonify, render_template, request
from pydantic import SecretStr
from redis import Redis
from redis.exceptions import RedisError
from werkzeug.exceptions import HTTPException, ServiceUnavailable

from service.hints import Hints
from service.index import Index
from service.settings import Settings
from service.web import api, health, metrics, pages, parked, webhooks
from service.web.figures import zones_of
from service.web.health import Health, examine
from service.web.senders import MAX_BODY

RETRY_AFTER = 30
"""Seconds; about what a Redis takes to start again."""

_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'none'; "
    "frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_FOR_PROGRAMS = ("/webhooks/", "/healthz", "/readyz", "/metrics")
"""Routes whose errors are JSON, as those of the API are in its own shape; the others' are pages."""

_SENTENCES = {
    400: "The request cannot be understood.",
    404: "There is nothing at this address.",
    405: "This address does not answer that method.",
    413: f"The body is too large; the limit is {MAX_BODY // 1024**2} MiB.",
    500: "Something unexpected happened; the log of the web process has the details.",
    503: "Redis does not answer, or has no room, so nothing can be stored or shown; what is in the trackers is safe.",
}
"""For errors that say no sentence of ours."""

log = structlog.get_logger()


def create_app(
    *,
    settings: Settings,
    index: Index,
    hints: Hints,
    redis: "Redis",
    now: Callable[[], datetime],
    show_private: bool = False,
    api_tokens: Iterable[SecretStr] = (),
) -> Flask:
    """`redis` needs short timeouts and no retries. `show_private` may only be true where no other machine connects.

    Without `api_tokens` the API answers nobody.
    """

    def examined(told: bool) -> Health:
        return examine(settings, index, hints, redis, now(), told)

    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.register_blueprint(webhooks.blueprint(settings, index, hints))
    app.register_blueprint(health.blueprint(examined, show_private))
    app.register_blueprint(metrics.blueprint(index, zones_of(settings.mappings), examined, now))
    tokens = tuple(api_tokens)
    app.register_blueprint(api.blueprint(settings.mappings, tokens, now))
    app.register_blueprint(parked.blueprint(api.ROOT, index, hints, tokens))
    app.register_blueprint(pages.blueprint(settings, index, examined, now, show_private))
    app.register_error_handler(HTTPException, _refused)
    app.register_error_handler(RedisError, _unstored)
    app.after_request(_guarded)
    return app


def _guarded(response: Response) -> Response:
    response.headers.update(_HEADERS)
    if request.endpoint != "static":
        response.headers["Cache-Control"] = "no-store"
    return response


def _refused(error: HTTPException) -> Response:
    """Flask makes whatever else is raised an InternalServerError, once it has logged it with its traceback."""
    sentence = _sentence(error)
    log.info("refused", path=_path(), status=error.code, reason=sentence)
    return _answer(error, sentence)


def _unstored(error: RedisError) -> Response:
    log.error("Redis does not answer", path=_path(), reason=str(error))
    return _answer(ServiceUnavailable(retry_after=RETRY_AFTER), _SENTENCES[503])


def _path() -> str:
    """What was asked for, without what is secret in it."""
    token = (request.view_args or {}).get("token")
    return request.path.replace(token, "…") if token else request.path


def _sentence(error: HTTPException) -> str:
    """Ours where the error brings one, never the library's."""
    if error.description and error.description != type(error).description:
        return error.description
    return _SENTENCES.get(error.code or 500, f"{error.name}.")


def _answer(error: HTTPException, sentence: str) -> Response:
    """The error's own status and headers, such as Allow and Retry-After, with our words."""
    if request.path.startswith("/api/"):
        body = api.refusal(sentence)
    elif request.path.startswith(_FOR_PROGRAMS):
        body = jsonify(error=sentence)
    else:
        body = Response(render_template("error.html", title=error.name, sentence=sentence))
    body.status_code = error.code or 500
    for name, value in error.get_headers(request.environ):
        if name != "Content-Type":
            body.headers[name] = value
    return body
