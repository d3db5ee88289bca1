"""One request to the REST API as its view sees it, and the answer a view gives. No Flask here."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from connectors.sandbox.jira.identity import Viewer
from connectors.sandbox.jira.refusals import invalid
from connectors.sandbox.jira.shapes.links import Place
from connectors.sandbox.jira.world import World

Body = Mapping[str, Any]


@dataclass(frozen=True)
class Call:
    """`args` are what the path names, decoded; `place` is where answers point to."""

    world: World
    viewer: Viewer
    place: Place
    query: Mapping[str, str]
    args: Mapping[str, str]
    body: bytes = b""

    def word(self, name: str) -> str:
        return self.args[name]

    def listed(self, name: str) -> tuple[str, ...]:
        """A parameter of several values with commas."""
        return tuple(part.strip() for part in self.query.get(name, "").split(",") if part.strip())

    def number(self, name: str, default: int) -> int:
        value = self.query.get(name, "")
        if value and not value.lstrip("-").isdecimal():
            raise invalid(f"'{value}' is not a whole number, as the parameter '{name}' wants.")
        return int(value) if value else default

    @property
    def json(self) -> Any:
        try:
            return json.loads(self.body) if self.body.strip() else {}
        except ValueError as error:
            raise invalid("There was an error parsing JSON. Check that your request body is valid.") from error

    @property
    def fields(self) -> Body:
        """The body, which has to be an object."""
        body = self.json
        if not isinstance(body, dict):
            raise invalid("Invalid request payload. Refer to the REST API documentation and try again.")
        return body


@dataclass(frozen=True)
class Reply:
    """`body` None means no content."""

    status: int
    body: object | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


def ok(body: object) -> Reply:
    return Reply(200, body)


def created(body: object) -> Reply:
    return Reply(201, body)


NO_CONTENT = Reply(204)


@dataclass(frozen=True)
class Route:
    """A method and a path template below `/rest/api/{version}`, and the view that answers it.

    A template beginning with `/rest/` stands for itself. `deployments` narrows it: "cloud", "datacenter" or both.
    `writes` counts against the limit of the issue that the path names.
    """

    method: str
    template: str
    view: Callable[[Call], Reply]
    deployments: str = "cloud datacenter"

    @property
    def writes(self) -> bool:
        return self.method != "GET" and "{issue}" in self.template


def words_of(body: Body, name: str) -> tuple[str, ...]:
    """A list of texts, or of ids as numbers; empty when absent."""
    value = body.get(name)
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(it, str | int) and not isinstance(it, bool) for it in value):
        raise invalid(**{name: "data was not an array of texts"})
    return tuple(str(it) for it in value)


def text_of(body: Body, name: str) -> str | None:
    value = body.get(name)
    if value is not None and not isinstance(value, str):
        raise invalid(**{name: "data was not a text"})
    return value


def number_of(body: Body, name: str, default: int) -> int:
    value = body.get(name)
    if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
        raise invalid(**{name: "data was not a whole number"})
    return default if value is None else value


def flag_of(body: Body, name: str) -> bool | None:
    value = body.get(name)
    if value is not None and not isinstance(value, bool):
        raise invalid(**{name: "data was neither true nor false"})
    return value


def mapping(value: object, name: str) -> Body:
    """An object of the body, empty when absent."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise invalid(**{name: "data was not an object"})
    return value


def properties_of(body: Body) -> dict[str, object]:
    """`properties` as creates take them: a list of key and value."""
    given = body.get("properties")
    if given is None:
        return {}
    if not isinstance(given, list) or not all(isinstance(it, dict) and "key" in it for it in given):
        raise invalid(properties="data was not an array of properties")
    return {str(it["key"]): it.get("value") for it in given}
