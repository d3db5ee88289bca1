"""How the service connects: reads share a session, a write gets a fresh one, and no redirect is followed.

Nothing that a server sends is kept: no cookies, so that every request stands on its credentials alone.
"""

import os
from collections.abc import Mapping
from http.cookiejar import DefaultCookiePolicy
from typing import Any

from requests import PreparedRequest, Response, Session
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase
from requests.cookies import RequestsCookieJar

TIMEOUT = (5.0, 25.0)
"""Seconds to connect, and to wait for the next bytes of an answer."""

_HEADERS = {
    "User-Agent": "followthrough",
    "Accept": "application/json",
    # Jira checks requests that carry this for no browser's cross-site tokens (docs: form token handling).
    "X-Atlassian-Token": "no-check",
}


class Authorization(AuthBase):
    """Sets the header, or none: without an auth of ours, requests would look for a password in ~/.netrc."""

    def __init__(self, value: str | None) -> None:
        self._value = value

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        if self._value is not None:
            request.headers["Authorization"] = self._value
        return request


class Connections:
    """To one server. What was opened before a fork is not used after it."""

    def __init__(self) -> None:
        self._reading: dict[int, Session] = {}

    def read(self, verb: str, url: str, auth: Authorization, **sent: Any) -> Response:
        pid = os.getpid()
        if pid not in self._reading:
            self._reading = {pid: _session()}
        return _send(self._reading[pid], verb, url, auth, **sent)

    def write(self, verb: str, url: str, auth: Authorization, **sent: Any) -> Response:
        """On a connection of its own: on one that the server has just dropped, nobody knows what became of it."""
        with _session() as session:
            return _send(session, verb, url, auth, **sent)


def _session() -> Session:
    session = Session()
    session.headers.update(_HEADERS)
    jar = RequestsCookieJar()
    jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    session.cookies = jar
    for scheme in ("http://", "https://"):
        session.mount(scheme, HTTPAdapter(max_retries=0))
    return session


def _send(
    session: Session,
    verb: str,
    url: str,
    auth: Authorization,
    *,
    params: Mapping[str, str] | None = None,
    body: Any = None,
) -> Response:
    return session.request(verb, url, params=params, json=body, auth=auth, timeout=TIMEOUT, allow_redirects=False)
