"""One exchange with a Jira at a time: addresses, retries, redirects, errors.

Not here: which paths there are and what the answers mean. The library `jira` is not used: it sends writes again by
itself and assigns to the first hit of a search (docs/decisions/0014-jira-library-and-own-paths.md).
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit

import tenacity
from requests import Response
from requests.exceptions import RequestException
from urllib3.exceptions import HTTPError

from connectors.guarded import Guarded
from connectors.jira import errors
from connectors.jira.auth import GATEWAY, Address, Credentials
from connectors.jira.connections import Authorization, Connections
from connectors.tracker import TrackerError, Trouble

READ_ATTEMPTS = 4
READ_SECONDS = 12
"""How long a read may be tried; whoever needs longer comes back later instead of keeping a worker waiting."""

T = TypeVar("T")

_TRANSPORT = (RequestException, HTTPError, OSError, ValueError)
"""requests looks at where a redirect leads even if it is not to follow it, and stumbles over what is no address."""
_NOBODY = Authorization(None)


class Client(Guarded):
    """Talks to one Jira as one account. Not for use by several threads at once."""

    def __init__(
        self,
        name: str,
        site: str,
        credentials: Credentials,
        *,
        now: Callable[[], datetime],
        gateway: str = GATEWAY,
        write_pause: float = 0,
    ) -> None:
        """`site`: where people read it. `gateway`: where tokens with scopes are taken instead.

        `write_pause`: seconds between two writes, for a Jira that an administrator limits.
        """
        super().__init__(write_pause)
        self.name = name
        self.now = now
        self.site = site.rstrip("/")
        self._credentials = credentials
        self._gateway = gateway
        self._scoped = credentials.scoped
        self._address = None if self._scoped else Address.of_site(site)
        self._connections = Connections()

    def get(self, path: str, act: str, params: Mapping[str, str] | None = None) -> Any:
        """Raises TrackerError, as all of these do."""
        return self._retrying(lambda: self._read("GET", path, act, params=params))

    def ask(self, path: str, act: str, body: Any, params: Mapping[str, str] | None = None) -> Any:
        """A read that Jira wants posted."""
        return self._retrying(lambda: self._read("POST", path, act, params=params, body=body))

    def write(self, verb: str, path: str, act: str, body: Any = None) -> Any:
        """Sent once, whatever happens."""
        url = self._url(path, act)
        send = self._connections.write
        return self._answer(act, lambda: send(verb, url, self._authorization(), body=body), writes=True)

    def get_as_nobody(self, path: str, act: str) -> Any:
        """A read without credentials, where people read."""
        url = self.site + path
        return self._retrying(lambda: self._answer(act, lambda: self._connections.read("GET", url, _NOBODY)))

    def _read(self, verb: str, path: str, act: str, **sent: Any) -> Any:
        url = self._url(path, act)
        return self._answer(act, lambda: self._connections.read(verb, url, self._authorization(), **sent))

    def _authorization(self) -> Authorization:
        return Authorization(self._credentials.header())

    def _url(self, path: str, act: str) -> str:
        if self._address is None:
            self._address = Address.of_site(self.site).through(self._gateway, self._cloud_id(act))
        return self._address.api + path

    def _cloud_id(self, act: str) -> str:
        told = self.get_as_nobody("/_edge/tenant_info", act)
        if not isinstance(told, dict) or not isinstance(told.get("cloudId"), str) or not told["cloudId"]:
            raise errors.not_jira(self.name, act)
        return str(told["cloudId"])

    def _retrying(self, exchange: Callable[[], T]) -> T:
        return tenacity.Retrying(
            retry=tenacity.retry_if_exception(_worth_retrying),
            stop=tenacity.stop_after_attempt(READ_ATTEMPTS) | tenacity.stop_after_delay(READ_SECONDS),
            wait=tenacity.wait_exponential_jitter(multiplier=0.2, max=3, jitter=0.3),
            reraise=True,
        )(exchange)

    def _answer(self, act: str, send: Callable[[], Response], *, writes: bool = False) -> Any:
        """Where the exceptions of the libraries end."""
        self._check(writes)
        try:
            response = send()
        except _TRANSPORT as error:
            raise errors.unreachable(self.name, act, error) from error
        status = response.status_code
        if 300 <= status < 400:
            raise errors.elsewhere(self.name, act, _host(response.headers.get("Location", "")))
        data = self._data(response, act)
        if status >= 400:
            headers, cure = response.headers, self._credentials.cure()
            raise errors.refused(self.name, act, status, headers, data, now=self.now(), cure=cure)
        return data

    def _data(self, response: Response, act: str) -> Any:
        if not response.content.strip():
            return None
        try:
            return response.json()
        except (ValueError, RecursionError) as error:
            if response.status_code < 400:
                raise errors.not_jira(self.name, act) from error
            return None


def _worth_retrying(error: BaseException) -> bool:
    return isinstance(error, TrackerError) and error.trouble is Trouble.UNREACHABLE


def _host(location: str) -> str:
    try:
        return urlsplit(location).hostname or ""
    except ValueError:
        return ""
