"""Tells a listener about every exchange: API requests with their answers, and webhook deliveries with theirs.

Secrets are left out: no Authorization header, no hook's secret in a body, no token in an answer.
"""

from __future__ import annotations

import io
import json
import re
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_SECRETS = re.compile(rb'("(?:secret|token)":\s*)"(?:[^"\\]|\\.)*"')


@dataclass(frozen=True)
class Exchange:
    """A request and its answer.

    `kind` is "api" or "webhook". `path` is as it was sent, percent-encoded and without the query; for a webhook the
    whole address. `status` is None when the connection was cut. Header names are as they were sent or, for requests
    to the API, title-cased.
    """

    kind: str
    method: str
    path: str
    query_string: str
    request_headers: Mapping[str, str]
    request_body: bytes
    status: int | None
    response_headers: Mapping[str, str]
    response_body: bytes
    event: str | None = None

    def as_json(self) -> dict[str, object]:
        return {
            "kind": self.kind,
            "method": self.method,
            "path": self.path,
            "query_string": self.query_string,
            "request_headers": dict(self.request_headers),
            "request_body": self.request_body.decode("utf-8", "replace"),
            "status": self.status,
            "response_headers": dict(self.response_headers),
            "response_body": self.response_body.decode("utf-8", "replace"),
            "event": self.event,
        }

    @classmethod
    def from_json(cls, raw: Mapping[str, object]) -> Exchange:
        """What `as_json` wrote, for reading a recorded file again."""
        bodies = {name: str(raw[name]).encode() for name in ("request_body", "response_body")}
        return cls(**{**raw, **bodies})  # type: ignore[arg-type]


Listener = Callable[[Exchange], None]


def to_file(path: Path) -> Listener:
    """A listener that appends each exchange as a line of JSON."""
    lock = threading.Lock()

    def write(exchange: Exchange) -> None:
        with lock, path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(exchange.as_json()) + "\n")

    return write


def told_to(listeners: Listener | Sequence[Listener] | None) -> Listener | None:
    """One listener that tells them all; None where there is nobody to tell."""
    them = [listeners] if callable(listeners) else list(listeners or ())
    if not them:
        return None

    def tell(exchange: Exchange) -> None:
        for listener in them:
            listener(exchange)

    return tell


class Recorder:
    """WSGI middleware around the whole server; only paths of the API are told, those that begin with `api`."""

    def __init__(self, app: WSGIApplication, tell: Listener, api: str | tuple[str, ...]) -> None:
        self.app = app
        self.tell = tell
        self.api = api

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if not environ["PATH_INFO"].startswith(self.api):
            return self.app(environ, start_response)
        return self._recorded(environ, start_response)

    def _recorded(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        length = int(environ.get("CONTENT_LENGTH") or 0)
        body = environ["wsgi.input"].read(length) if length else b""
        environ["wsgi.input"] = io.BytesIO(body)
        answer: dict[str, object] = {"status": None, "headers": {}}

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Callable[[bytes], object]:
            answer.update(status=int(status.split()[0]), headers=dict(headers))
            return start_response(status, headers, *rest)

        chunks: list[bytes] = []
        try:
            chunks = list(self.app(environ, start))
            return chunks
        finally:
            self.tell(_exchange(environ, body, answer, b"".join(chunks)))


def _exchange(environ: WSGIEnvironment, body: bytes, answer: Mapping[str, object], content: bytes) -> Exchange:
    path, _, query = str(environ.get("RAW_URI") or environ["PATH_INFO"]).partition("?")
    status, headers = answer["status"], answer["headers"]
    return Exchange(
        kind="api",
        method=environ["REQUEST_METHOD"],
        path=path,
        query_string=query or environ.get("QUERY_STRING", ""),
        request_headers=_request_headers(environ),
        request_body=without_secrets(body),
        status=status if isinstance(status, int) else None,
        response_headers=headers if isinstance(headers, dict) else {},
        response_body=without_secrets(content),
    )


def without_secrets(body: bytes) -> bytes:
    return _SECRETS.sub(rb'\1"********"', body)


def _request_headers(environ: WSGIEnvironment) -> dict[str, str]:
    named = {key[5:].replace("_", "-").title(): str(value) for key, value in environ.items() if key.startswith("HTTP_")}
    if environ.get("CONTENT_TYPE"):
        named["Content-Type"] = environ["CONTENT_TYPE"]
    return {name: value for name, value in named.items() if name not in ("Authorization", "Cookie")}
