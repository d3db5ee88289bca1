"""One request to the REST API as its view sees it, and the answer a view gives. No Flask here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from connectors.sandbox.github.identity import Viewer
from connectors.sandbox.github.refusals import not_found
from connectors.sandbox.github.state import App, Repository
from connectors.sandbox.github.world import World


@dataclass(frozen=True)
class Call:
    """`path` is below /api/v3 and percent-decoded, `query_string` raw; `app` is whose JWT came with the request."""

    world: World
    viewer: Viewer
    method: str
    path: str
    query_string: str
    query: Mapping[str, str]
    args: Mapping[str, str | int]
    body: bytes
    app: App | None = None
    repository: Repository | None = None

    @property
    def repo(self) -> Repository:
        if self.repository is None:
            raise not_found()
        return self.repository

    def number(self, name: str) -> int:
        return int(self.args[name])

    def word(self, name: str) -> str:
        return str(self.args[name])


@dataclass(frozen=True)
class Reply:
    """`body` None means no content; `last_modified` is given where one thing was asked for."""

    status: int
    body: object | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    last_modified: datetime | None = None


def ok(body: object, last_modified: datetime | None = None) -> Reply:
    return Reply(200, body, last_modified=last_modified)


def created(body: object, location: str | None = None) -> Reply:
    return Reply(201, body, {} if location is None else {"Location": location})


NO_CONTENT = Reply(204)


@dataclass(frozen=True)
class Route:
    """A method and path template of the vendor's description, and the view that answers it.

    `accepts` is what X-Accepted-GitHub-Permissions says; `creates` counts against the content limits;
    `for_app` wants an App's JWT; `free` costs nothing of the primary budget.
    """

    method: str
    template: str
    view: Callable[[Call], Reply]
    accepts: str = "metadata=read"
    creates: bool = False
    for_app: bool = False
    free: bool = False

    @property
    def in_repository(self) -> bool:
        return self.template.startswith("/repos/{owner}/{repo}")
