"""`/api/v1/…`: JSON for programs that know a token. Checks a document, and describes itself.

Checking asks neither Redis nor a tracker anything. Not here: what a request asks for (asked.py), who may (bearer.py).
"""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from threading import BoundedSemaphore
from typing import Any

import structlog
from flask import Blueprint, Response, abort, jsonify, request
from pydantic import SecretStr
from werkzeug.exceptions import ServiceUnavailable

from service.document.reading import read
from service.document.reports.checked import Checked
from service.document.reports.data import to_json
from service.document.rules import Context, judge
from service.document.rules.profiles import PROFILES
from service.judging import context_of
from service.mappings import Mapping
from service.settings.problem import listed, meant
from service.web.asked import Asked, asked
from service.web.bearer import refuse_strangers
from service.web.openapi import described

ROOT = "/api/v1"

AT_ONCE = 4
"""Checks in one process: half of its threads, so that the other half is there for deliveries."""
RETRY_AFTER = 2
"""Seconds."""

log = structlog.get_logger()


def blueprint(mappings: Iterable[Mapping], tokens: Iterable[SecretStr], now: Callable[[], datetime]) -> Blueprint:
    routes = Blueprint("api", __name__, url_prefix=ROOT)
    by_name, known, slots = {mapping.name: mapping for mapping in mappings}, tuple(tokens), BoundedSemaphore(AT_ONCE)

    @routes.post("/check")
    def check() -> Response:
        refuse_strangers(known)
        wanted = asked(request)
        with _one_of(slots):
            context = _context(wanted, by_name, now)
            checked = _checked(wanted, context)
            answer = _json(({"file": wanted.name} if wanted.name is not None else {}) | to_json(checked))
        log.info("check", characters=len(wanted.text), findings=len(checked.standing), mapping=wanted.mapping)
        return answer

    @routes.get("/openapi.json")
    def description() -> Response:
        return _json(described(ROOT))

    return routes


def refusal(sentence: str) -> Response:
    """What every error of the API looks like."""
    return jsonify(error={"message": sentence})


def _checked(wanted: Asked, context: Context) -> Checked:
    post_mortem = read(wanted.text, languages=context.languages)
    return Checked(wanted.name or "text", wanted.text, post_mortem, judge(post_mortem, context))


def _context(wanted: Asked, mappings: dict[str, Mapping], now: Callable[[], datetime]) -> Context:
    """As the command line judges: a file by itself, what is in a mapping by that; a profile goes before its checks."""
    context = Context()
    if wanted.mapping is not None:
        mapping = mappings.get(wanted.mapping)
        if mapping is None:
            hint = meant(wanted.mapping, mappings)
            abort(422, f"`mapping` names no mapping of the config{hint}; there are: {listed(mappings) or 'none'}.")
        context = context_of(mapping, now().astimezone(mapping.review.time_zone).date())
    if wanted.profile is not None:
        context = replace(context, checks=PROFILES[wanted.profile].checks)
    return context


@contextmanager
def _one_of(slots: BoundedSemaphore) -> Iterator[None]:
    """Nobody waits for a check: a thread that waits takes no delivery."""
    if not slots.acquire(blocking=False):
        sentence = f"{AT_ONCE} documents are being checked already; ask again in {RETRY_AFTER} seconds."
        raise ServiceUnavailable(sentence, retry_after=RETRY_AFTER)
    try:
        yield
    finally:
        slots.release()


def _json(value: dict[str, Any]) -> Response:
    """With its keys in their order, as the command line shows them."""
    return Response(json.dumps(value, ensure_ascii=False), mimetype="application/json")
