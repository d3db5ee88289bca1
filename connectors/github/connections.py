"""How PyGithub's requester connects: reads share a session, writes get a fresh one, and no redirect is followed.

PyGithub takes connection classes as its seam, for all requesters that are made afterwards; `our_connections` lends it
ours while one is made, so that nobody else in the process notices.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from github.Requester import HTTPRequestsConnectionClass, HTTPSRequestsConnectionClass, Requester, RequestsResponse
from requests import Session
from requests.adapters import HTTPAdapter
from requests.exceptions import RequestException

_REDIRECTS = {301, 302, 307, 308}
_NOT_YET = 202


class Redirected(Exception):
    """GitHub says that a path lives elsewhere: a renamed repository or a transferred issue."""

    def __init__(self, location: str) -> None:
        super().__init__(location)
        self.location = location


_reading: dict[tuple[int, str, str, int], Session] = {}
"""By process and server: the session that reads share, which spares a TLS handshake each.

A write gets a connection of its own: on one that the server has just dropped, nobody knows what became of it.
"""


@contextmanager
def our_connections() -> Iterator[None]:
    """Requesters that are made within connect as this module says."""
    Requester.injectConnectionClasses(_PlainConnection, _TlsConnection)
    try:
        yield
    finally:
        Requester.resetConnectionClasses()


class _Ours:
    """What our two connection classes do otherwise than PyGithub's."""

    session: Session
    protocol: str
    host: str
    port: int

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._own = self.session

    def request(self, verb: str, *args: Any, **kwargs: Any) -> None:
        self._verb = verb
        self.session = _session(self, self._own, verb)
        super().request(verb, *args, **kwargs)  # type: ignore[misc]  # the other base has it

    def getresponse(self) -> RequestsResponse:
        return _checked(self._verb, super().getresponse())  # type: ignore[misc]  # the other base has it

    def close(self) -> None:
        self._own.close()


class _PlainConnection(_Ours, HTTPRequestsConnectionClass):
    pass


class _TlsConnection(_Ours, HTTPSRequestsConnectionClass):
    pass


def _session(connection: _Ours, own: Session, verb: str) -> Session:
    if verb != "GET":
        own.close()  # drops the connections it keeps: the next one is fresh
        return own
    key = (os.getpid(), connection.protocol, connection.host, connection.port)
    if key not in _reading:
        shared = Session()
        shared.auth = own.auth
        shared.mount(f"{connection.protocol}://", HTTPAdapter(max_retries=0))
        _reading[key] = shared
    return _reading[key]


def _checked(verb: str, response: RequestsResponse) -> RequestsResponse:
    """PyGithub would follow a 301 with any verb and without its query, take a 307 for success, and wait until a read
    is no 202 any more.
    """
    if response.status in _REDIRECTS:
        raise Redirected(response.headers.get("location", ""))
    if response.status == _NOT_YET and verb == "GET":
        raise RequestException("not yet")
    return response
