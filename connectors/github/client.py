"""One exchange with GitHub at a time, on PyGithub's requester: retries, paging, redirects, conditional reads, errors.

Not here: which paths there are (tracker.py) and what the answers mean (shapes.py). PyGithub's own objects are not
used: they send requests nobody asked for and retry writes (docs/decisions/0003-pygithub-as-transport.md).
"""

import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any, TypeVar
from urllib.parse import urlsplit

import tenacity
from github import Auth, BadAttributeException, Github, GithubException
from github.Requester import Requester
from requests.exceptions import RequestException
from requests.utils import parse_header_links
from urllib3.exceptions import HTTPError

from connectors.github import errors
from connectors.github.auth import TIMEOUT, Credentials
from connectors.github.connections import Redirected, our_connections
from connectors.guarded import Guarded
from connectors.tracker import TrackerError, Trouble

API_VERSION = "2022-11-28"
USER_AGENT = "followthrough"
PER_PAGE = 100
READ_ATTEMPTS = 4
READ_SECONDS = 12
"""How long a read may be tried; whoever needs longer comes back later instead of keeping a worker waiting."""

T = TypeVar("T")

_WITH_BODY = {200, 201}
_NOT_YET = 202
_TRANSPORT = (RequestException, HTTPError, OSError)
_MISREADING = (BadAttributeException, RuntimeError, AssertionError, ValueError, TypeError, LookupError)
"""What PyGithub raises where an answer is not GitHub's: it takes it apart without asking."""


@dataclass(frozen=True)
class Answer:
    name: str
    act: str
    """Of whom, and to what: for the sentence that says that it makes no sense."""
    status: int
    headers: Mapping[str, Any]
    data: Any

    @property
    def etag(self) -> str | None:
        return self.headers.get("etag")

    @property
    def unchanged(self) -> bool:
        return self.status == 304

    def read(self, shape: Callable[[Any], T]) -> T:
        """Taken apart. Raises TrackerError where it is of another shape than GitHub's."""
        with errors.understood(self.name, self.act):
            return shape(self.data)

    def each(self, shape: Callable[[Any], T]) -> list[T]:
        """As `read`, of every item of a list."""
        return self.read(lambda data: [shape(item) for item in _list(data)])

    def items(self) -> list[Any]:
        return self.each(lambda item: item)


def never(_item: Any) -> bool:
    """For a list that is read to its end."""
    return False


class Client(Guarded):
    """Talks to one GitHub as one account. Not for use by several threads at once."""

    def __init__(
        self,
        name: str,
        base_url: str,
        credentials: Credentials,
        *,
        now: Callable[[], datetime],
        write_pause: float = 1.0,
    ) -> None:
        """`write_pause`: seconds between two writes (GitHub asks for one; docs: best practices)."""
        super().__init__(write_pause)
        self.name = name
        self.base_url = base_url.rstrip("/")
        self.credentials = credentials
        self._now = now
        self._requesters: dict[tuple[int, str], Requester] = {}

    def get(
        self,
        path: str,
        act: str,
        *,
        owner: str | None,
        params: Mapping[str, str] | None = None,
        etag: str | None = None,
    ) -> Answer:
        """Raises TrackerError, or Redirected where the path has moved."""
        headers = {"If-None-Match": etag} if etag else {}
        exchange = partial(self._exchange, "GET", path, act, owner, params=params, headers=headers)
        return self._retrying(lambda: self._with_another_token(owner, exchange))

    def renew_credentials(self) -> None:
        """Raises TrackerError where they cannot be had."""
        self._of_credentials("renew the credentials", self.credentials.renew)

    def owners(self, likely: str | None) -> Sequence[str | None]:
        """As whom to ask for a project whose owner is not known for sure. Raises TrackerError."""
        if self.credentials.knows_owners():
            return self.credentials.owners(likely)
        return self._of_credentials("find its installations", lambda: self.credentials.owners(likely))

    def _of_credentials(self, act: str, exchange: Callable[[], T]) -> T:
        def checked() -> T:
            self._check(False)
            return exchange()

        try:
            return self._retrying(lambda: self._guarded(act, checked))
        except Redirected as redirected:
            raise errors.moved(self.name, act) from redirected

    def app_get(self, path: str, act: str, params: Mapping[str, str] | None = None) -> Answer:
        """A read as the App itself. Raises TrackerError."""
        app = self.credentials.for_app()
        try:
            return self._retrying(lambda: self._exchange("GET", path, act, None, params=params, auth=app))
        except Redirected as redirected:
            raise errors.moved(self.name, act) from redirected

    def app_pages(self, path: str, act: str, enough: Callable[[Any], bool]) -> Answer:
        """As `pages`, as the App itself. Raises TrackerError."""
        first = answer = self.app_get(path, act, {"per_page": str(PER_PAGE)})
        items = answer.items()
        while (following := self._next_page(answer, act)) and not _ends(answer, enough):
            answer = self.app_get(following, act)
            items += answer.items()
        return replace(first, data=items)

    def app_write(self, verb: str, path: str, act: str) -> Answer:
        """A write as the App itself, sent once, that GitHub may do later. Raises TrackerError."""
        try:
            return self._exchange(verb, path, act, None, auth=self.credentials.for_app(), deferred=True)
        except Redirected as redirected:
            raise errors.moved(self.name, act) from redirected

    def pages(
        self,
        path: str,
        act: str,
        *,
        owner: str | None,
        params: Mapping[str, str] | None = None,
        etag: str | None = None,
        sure: bool = False,
        enough: Callable[[Any], bool] = never,
    ) -> Answer:
        """The answer that carried the first page of a list, with the items of all of them. Raises as `get` does.

        With `sure` a full page that names no next one is not believed to be the last: whatever lies between may have
        dropped the header that says so. The page whose last item is `enough` is the last that is asked for.
        """
        params = {**(params or {}), "per_page": str(PER_PAGE)}
        first = answer = self.get(path, act, owner=owner, params=params, etag=etag)
        if etag and first.unchanged:
            return replace(first, data=[])
        items, number = answer.items(), 1
        while following := self._next_page(answer, act) or (sure and len(answer.data) == PER_PAGE):
            if _ends(answer, enough):
                break
            number += 1
            if isinstance(following, str):
                answer = self.get(following, act, owner=owner)
            else:
                before, answer = answer, self.get(path, act, owner=owner, params={**params, "page": str(number)})
                if answer.data == before.data:
                    break
            items += answer.items()
        return replace(first, data=items)

    def write(
        self, verb: str, path: str, act: str, *, owner: str | None, body: Any = None, deferred: bool = False
    ) -> Answer:
        """Sent once, and once more only where GitHub let nobody in with the token: then it did nothing.

        With `deferred` it is enough that GitHub will do it. Raises TrackerError.
        """
        exchange = partial(self._exchange, verb, path, act, owner, body=body, deferred=deferred)
        try:
            return self._with_another_token(owner, exchange)
        except Redirected as redirected:
            raise errors.moved(self.name, act) from redirected

    def path_of(self, location: str, act: str) -> str:
        """The API path of a redirect's target, query included. Refuses other hosts, which could collect the token."""
        here = urlsplit(self.base_url)
        try:
            there = urlsplit(location)
        except ValueError as error:
            raise errors.elsewhere(self.name, act) from error
        if (there.scheme, there.netloc) not in {("", ""), (here.scheme, here.netloc)}:
            raise errors.elsewhere(self.name, act)
        path = there.path.removeprefix(here.path) if here.path else there.path
        return f"{path}?{there.query}" if there.query else path

    def _retrying(self, exchange: Callable[[], T]) -> T:
        return tenacity.Retrying(
            retry=tenacity.retry_if_exception(_worth_retrying),
            stop=tenacity.stop_after_attempt(READ_ATTEMPTS) | tenacity.stop_after_delay(READ_SECONDS),
            wait=tenacity.wait_exponential_jitter(multiplier=0.2, max=3, jitter=0.3),
            reraise=True,
        )(exchange)

    def _with_another_token(self, owner: str | None, exchange: Callable[[], T]) -> T:
        """Once more where GitHub withdrew a token before its end."""
        held = self.credentials.holds(owner)
        try:
            return exchange()
        except TrackerError as error:
            if error.trouble is not Trouble.UNAUTHORIZED or not held:
                raise
        return exchange()

    def _exchange(
        self,
        verb: str,
        path: str,
        act: str,
        owner: str | None,
        *,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        body: Any = None,
        auth: Auth.Auth | None = None,
        deferred: bool = False,
    ) -> Answer:
        sent = {"Accept": "application/vnd.github+json", **(headers or {})}

        def send() -> tuple[int, Mapping[str, Any], str]:
            if auth is None and self.credentials.fetches(owner):
                self._check(False)  # an exchange of its own, which may take a while
            requester = self._requester(auth or self.credentials.for_owner(owner))
            self._check(verb != "GET")
            return requester.requestJson(verb, path, dict(params or {}), sent, body)

        try:
            status, got, text = self._guarded(act, send)
            if status == _NOT_YET and not deferred:
                raise errors.unreachable(self.name, act, ValueError("not yet"))
            return self._answer(status, got, text, act)
        except TrackerError as error:
            if error.trouble is Trouble.UNAUTHORIZED and auth is None:
                self.credentials.refused(owner)
            raise

    def _guarded(self, act: str, exchange: Callable[[], T]) -> T:
        """Where the exceptions of the libraries end."""
        try:
            return exchange()
        except Redirected as redirected:
            self.path_of(redirected.location, act)
            raise
        except GithubException as error:
            # Only the exchange of an App's key for a token raises this: requestJson leaves the status to us.
            raise errors.refused(self.name, act, error.status, error.headers or {}, error.data, self._now()) from error
        except (*_TRANSPORT, *_MISREADING) as error:
            raise errors.unreachable(self.name, act, error) from error

    def _answer(self, status: int, headers: Mapping[str, Any], text: str, act: str) -> Answer:
        try:
            data = json.loads(text) if text.strip() or status in _WITH_BODY else None
        except ValueError as error:
            if status < 400:
                raise errors.not_github(self.name, act) from error
            data = None
        if status >= 400:
            raise errors.refused(self.name, act, status, headers, data, self._now())
        return Answer(self.name, act, status, headers, data)

    def _next_page(self, answer: Answer, act: str) -> str | None:
        for link in parse_header_links(str(answer.headers.get("link") or "")):
            if link.get("rel") == "next":
                return self.path_of(link["url"], act)
        return None

    def _requester(self, auth: Auth.Auth) -> Requester:
        # What was opened before a fork must not be used after it, so requesters are kept by process.
        key = (os.getpid(), f"{auth.token_type} {auth.token}")
        if key not in self._requesters:
            self._requesters = {k: v for k, v in self._requesters.items() if k[0] == os.getpid()}
            with our_connections():
                github = Github(
                    auth=auth,
                    base_url=self.base_url,
                    retry=None,
                    timeout=TIMEOUT,
                    user_agent=USER_AGENT,
                    api_version=API_VERSION,
                    seconds_between_requests=None,
                    seconds_between_writes=None,
                )
            self._requesters[key] = github.requester
        return self._requesters[key]


def _list(data: Any) -> list[Any]:
    if not isinstance(data, list):
        raise TypeError("no list")
    return data


def _ends(page: Answer, enough: Callable[[Any], bool]) -> bool:
    return page.read(lambda items: bool(items) and enough(items[-1]))


def _worth_retrying(error: BaseException) -> bool:
    return isinstance(error, TrackerError) and error.trouble is Trouble.UNREACHABLE
