"""HTTP inside one process: what `requests` would send goes to a WSGI application as it is, and its answer comes back.

Connectors, PyGithub and people's desks run as they are, to the last header; only the socket is left out. Here, too, is
where a write of the service is spoiled, because whoever is being tested must not know of it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import tenacity.nap
from requests import PreparedRequest, Response, sessions
from requests.adapters import HTTPAdapter
from requests.exceptions import ConnectionError as ConnectionLost
from requests.exceptions import ReadTimeout
from urllib3 import HTTPHeaderDict, HTTPResponse

from tests.resilience.fates import Fate, is_write

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment


class Killed(BaseException):
    """The process of the service ended here: nothing that it would do afterwards happens."""


@dataclass
class Life:
    """Of one process of the service."""

    dead: bool = False

    def lives(self) -> None:
        if self.dead:
            raise Killed

    def ends(self) -> None:
        self.dead = True
        raise Killed


@dataclass(frozen=True)
class Sent:
    """A write of the service, told before it takes effect."""

    host: str
    method: str
    path: str
    body: bytes


class Turn(Enum):
    PEOPLE = "people"
    SERVICE = "service"


@dataclass
class Wire:
    hosts: "dict[str, WSGIApplication]" = field(default_factory=dict)
    turn: Turn = Turn.PEOPLE
    life: Life = field(default_factory=Life)
    """Of the process whose turn it is."""
    fates: dict[int, Fate] = field(default_factory=dict)
    """What becomes of the service's next writes, the very next being 1."""
    before_write: Callable[[Sent], None] = lambda sent: None
    writes: int = 0
    """Of the service, so far."""
    reads: int = 0
    struck: int = 0
    _late: list[Callable[[], object]] = field(default_factory=list)

    def spoils(self, number: int, fate: Fate) -> None:
        """The `number`-th write from now."""
        self.fates[self.writes + number] = fate

    def carry(self, request: PreparedRequest) -> Response | None:
        """None where nobody lives at that address."""
        parts = urlsplit(request.url or "")
        app = self.hosts.get(parts.netloc)
        if app is None:
            return None
        if self.turn is Turn.PEOPLE:
            return _answered(app, request)
        self.life.lives()
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        if not is_write(request.method or "", path):
            self.reads += 1
            return _answered(app, request)
        self.writes += 1
        sent = Sent(parts.netloc, request.method or "", path, _body(request))
        return self._spoiled(self.fates.pop(self.writes, None), sent, lambda: _answered(app, request))

    def _spoiled(self, fate: Fate | None, sent: Sent, effect: Callable[[], Response]) -> Response:
        def happens() -> Response:
            self.before_write(sent)
            return effect()

        self.struck += fate is not None
        match fate:
            case None:
                return happens()
            case Fate.KILLED_BEFORE:
                self.life.ends()
            case Fate.KILLED_AFTER:
                happens()
                self.life.ends()
            case Fate.REPLY_LOST:
                happens()
                raise ConnectionLost("the connection was cut")
            case Fate.BAD_GATEWAY:
                happens()
                return _bad_gateway()
            case Fate.HANGS:
                happens()
            case Fate.LATE:
                self._late.append(happens)
        raise ReadTimeout("no answer within the time that the service waits")

    def late(self) -> None:
        """What was still under way when its sender had given up takes effect."""
        late, self._late = self._late, []
        for happens in late:
            happens()


@contextmanager
def in_process(wire: Wire) -> Iterator[None]:
    """Within, requests to hosts of the wire never leave this process, and nobody waits between two tries of a read."""
    original, clock, proxies = HTTPAdapter.send, vars(tenacity.nap)["time"], sessions.get_environ_proxies

    def send(adapter: HTTPAdapter, request: PreparedRequest, *args: Any, **kwargs: Any) -> Response:
        carried = wire.carry(request)
        return carried if carried is not None else original(adapter, request, *args, **kwargs)

    setattr(HTTPAdapter, "send", send)  # noqa: B010 - a seam of requests' own, lent and given back
    vars(tenacity.nap)["time"] = _Impatient
    vars(sessions)["get_environ_proxies"] = lambda url, no_proxy=None: {}
    try:
        yield
    finally:
        setattr(HTTPAdapter, "send", original)  # noqa: B010
        vars(tenacity.nap)["time"] = clock
        vars(sessions)["get_environ_proxies"] = proxies


class _Impatient:
    @staticmethod
    def sleep(seconds: float) -> None:
        """The clock of a simulation is turned by its histories alone."""


_ADAPTER = HTTPAdapter()


def _answered(app: "WSGIApplication", request: PreparedRequest) -> Response:
    status, headers, content = call(app, request.method or "", request.url or "", dict(request.headers), _body(request))
    code, _, reason = status.partition(" ")
    raw = HTTPResponse(BytesIO(content), HTTPHeaderDict(headers), int(code), reason=reason, preload_content=False)
    return _ADAPTER.build_response(request, raw)


def _bad_gateway() -> Response:
    answer = Response()
    answer.status_code, answer.reason = 502, "Bad Gateway"
    answer.headers["Content-Type"] = "text/html"
    answer.raw = BytesIO(b"<html>502</html>")
    return answer


def _body(request: PreparedRequest) -> bytes:
    body = request.body or b""
    return body.encode() if isinstance(body, str) else bytes(body)


def call(
    app: "WSGIApplication", method: str, url: str, headers: dict[str, str], body: bytes
) -> tuple[str, list[tuple[str, str]], bytes]:
    """Status line, headers and body of a WSGI application's answer."""
    told: list[Any] = []

    def start_response(status: str, answer: list[tuple[str, str]], *rest: Any) -> Callable[[bytes], object]:
        told[:] = [status, answer]
        return lambda chunk: None

    chunks = app(_environ(method, url, headers, body), start_response)
    try:
        content = b"".join(chunks)
    finally:
        getattr(chunks, "close", lambda: None)()
    return told[0], told[1], content


def _environ(method: str, url: str, headers: dict[str, str], body: bytes) -> "WSGIEnvironment":
    parts = urlsplit(url)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote(parts.path, "latin-1"),
        "QUERY_STRING": parts.query,
        "RAW_URI": f"{parts.path}?{parts.query}" if parts.query else parts.path,
        "SERVER_NAME": parts.hostname,
        "SERVER_PORT": str(parts.port or 80),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": parts.netloc,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": parts.scheme,
        "wsgi.input": BytesIO(body),
        "wsgi.errors": None,
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "CONTENT_LENGTH": str(len(body)) if body else "",
    }
    for name, value in headers.items():
        key = name.upper().replace("-", "_")
        environ[key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"] = value
    return environ
