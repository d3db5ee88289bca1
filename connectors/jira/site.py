"""One Jira's dialect: Cloud or Data Center, which version, as whom the service is there; and exchanges in that dialect.

Asked of the server once and kept. What is read or written with it is the business of the modules beside.
"""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from datetime import datetime, tzinfo
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from connectors.jira import errors
from connectors.jira.client import Client
from connectors.tracker import Check, Person

Json = dict[str, Any]

PER_PAGE = 100
_OLDEST = 8
"""The major version of a Data Center that does not tell."""


class Deployment(StrEnum):
    CLOUD = "cloud"
    DATACENTER = "datacenter"
    AUTO = "auto"
    """Ask the server."""


class Site:
    """Raises TrackerError wherever it has to ask."""

    def __init__(self, client: Client, deployment: Deployment = Deployment.AUTO) -> None:
        self._client = client
        self._deployment = deployment
        self._info: Json | None = None
        self._myself: Json | None = None

    @property
    def name(self) -> str:
        return self._client.name

    @property
    def web(self) -> str:
        """Where people read, without a slash at the end."""
        return self._client.site

    def now(self) -> datetime:
        return self._client.now()

    @property
    def cloud(self) -> bool:
        if self._deployment is Deployment.AUTO:
            told = self._server_info().get("deploymentType")
            self._deployment = Deployment.CLOUD if told == "Cloud" else Deployment.DATACENTER
        return self._deployment is Deployment.CLOUD

    @property
    def major_version(self) -> int:
        numbers = self._server_info().get("versionNumbers")
        return numbers[0] if isinstance(numbers, list) and numbers and isinstance(numbers[0], int) else _OLDEST

    def me(self) -> Person:
        return person_of(self._own_account(), own=True)

    def probe(self) -> None:
        """One exchange, whatever is remembered."""
        self._read_own_account()

    def time_zone(self) -> tzinfo | None:
        """That of the service's own account, in which JQL reads dates; None where nobody knows it."""
        try:
            return ZoneInfo(str(self._own_account().get("timeZone") or ""))
        except (ZoneInfoNotFoundError, ValueError, OSError):
            return None

    def person(self, data: Any) -> Person:
        """Of an account in an answer; nobody where it was deleted."""
        known = person_of(data if isinstance(data, dict) else {})
        return self.me() if known.id and known.id == self.me().id else known

    # -- exchanges

    def guarded(self, check: Check) -> AbstractContextManager[None]:
        return self._client.guarded(check)

    def get(self, path: str, act: str, params: Mapping[str, str] | None = None) -> Any:
        return self._client.get(self._api(path), act, params)

    def ask(self, path: str, act: str, body: Json) -> Any:
        return self._client.ask(self._api(path), act, body)

    def write(self, verb: str, path: str, act: str, body: Any = None) -> Any:
        return self._client.write(verb, self._api(path), act, body)

    def get_as_nobody(self, path: str, act: str) -> Any:
        return self._client.get_as_nobody(self._api(path), act)

    def get_outside(self, path: str, act: str) -> Any:
        """Of a resource beside the REST API proper."""
        return self._client.get(path, act)

    def write_outside(self, verb: str, path: str, act: str, body: Any = None) -> Any:
        return self._client.write(verb, path, act, body)

    def pages(self, path: str, act: str, *keys: str, params: Mapping[str, str] | None = None) -> Iterator[Json]:
        """The items of every page of a list, which an answer holds under the first of `keys` that it has."""
        start, before = 0, None
        while True:
            page = {**(params or {}), "startAt": str(start), "maxResults": str(PER_PAGE)}
            answer = self.get(path, act, page)
            items = self.items(answer, act, *keys)
            if items and items == before:
                raise errors.not_jira(self.name, act)
            yield from items
            start, before = start + len(items), items
            if not items or _is_last(answer, start):
                return

    def understood(self, act: str) -> AbstractContextManager[None]:
        """Around what takes an answer apart."""
        return errors.understood(self.name, act)

    def items(self, answer: Any, act: str, *keys: str) -> list[Json]:
        held = next((answer[key] for key in keys if key in answer), None) if isinstance(answer, dict) else answer
        if not isinstance(held, list) or not all(isinstance(item, dict) for item in held):
            raise errors.not_jira(self.name, act)
        return held

    def _api(self, path: str) -> str:
        return f"/rest/api/{3 if self.cloud else 2}{path}"

    def _server_info(self) -> Json:
        if self._info is None:
            act = "ask what kind of Jira it is"
            told = self._client.get("/rest/api/2/serverInfo", act)
            if not isinstance(told, dict):
                raise errors.not_jira(self.name, act)
            self._info = told
        return self._info

    def _own_account(self) -> Json:
        if self._myself is None:
            self._myself = self._read_own_account()
        return self._myself

    def _read_own_account(self) -> Json:
        act = "read its own account"
        told = self.get("/myself", act)
        if not isinstance(told, dict) or not person_of(told).id:
            raise errors.not_jira(self.name, act)
        return told


def person_of(data: Json, *, own: bool = False) -> Person:
    """Leniently: deliveries and old servers leave out or misspell what others have."""
    account = _text(data, "accountId")
    return Person(
        id=account or _text(data, "key") or _text(data, "name"),
        login=account or _text(data, "name") or _text(data, "key"),
        bot=own or data.get("accountType") == "app",
        name=_text(data, "displayName"),
    )


def _text(data: Json, key: str) -> str:
    value = data.get(key)
    return value if isinstance(value, str) else ""


def _is_last(answer: Any, start: int) -> bool:
    if not isinstance(answer, dict):
        return True
    total = answer.get("total")
    return bool(answer.get("isLast", False)) or (isinstance(total, int) and start >= total)
