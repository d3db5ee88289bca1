"""Where GitHub's repositories are: by id, by name, renamed, moved, or taken over by another one.

Projects are known by their permanent id. What is asked of a project is tracker.py's.
"""

import re
from collections.abc import Callable, MutableMapping
from dataclasses import replace
from typing import TypeVar
from urllib.parse import unquote

from connectors.github import shapes
from connectors.github.client import Answer, Client
from connectors.github.connections import Redirected
from connectors.github.errors import moved
from connectors.tracker import Permission, Project, ProjectId, TrackerError, Trouble

_BY_ID = re.compile(r"/repositories/(\d+)(?P<rest>/.*)?")
_BY_NAME = re.compile(r"/repos/(?P<name>[^/]+/[^/]+)(?P<rest>/.*)?")
NAME = re.compile(r"[A-Za-z0-9_-]+/(?!\.{1,2}(?:/|$))[A-Za-z0-9._-]+")
"""Of a repository. Whatever else is asked for by name would be another address."""

T = TypeVar("T")


class Places:
    """`names` remembers what each project id is called now, so that a look need not ask."""

    def __init__(self, client: Client, names: MutableMapping[ProjectId, str]) -> None:
        self._client = client
        self._names = names
        self._knows_ids: bool | None = None
        """Whether this server answers paths by id; None until there is reason to ask."""

    def shown(self, project: ProjectId) -> str:
        """Its name, for a sentence."""
        return self._names.get(project, project)

    def forget(self, project: ProjectId) -> None:
        """Its name proved stale."""
        self._names.pop(project, None)

    def project_named(self, name: str) -> Project:
        if not NAME.fullmatch(name):
            raise TrackerError(
                f"{self._client.name} has no repository {name!r}: write it as owner/name.", Trouble.NOT_FOUND
            )
        return self._project_at(f"/repos/{name}", f"read the repository {name}")

    def project(self, project: ProjectId) -> Project:
        return self.with_place(project, lambda _: self._project_by_id(project))

    def _project_by_id(self, project: ProjectId) -> Project:
        name = self._names.get(project)
        act = f"read the repository {name or project}"
        if self._knows_ids is False and name:
            return self._project_at(f"/repos/{name}", act)
        *others, last = self._client.owners(owner_of(self._names.get(project)))
        for owner in others:
            try:
                return self._project_at(_by_id(project), act, owner)
            except TrackerError as error:
                if error.trouble not in (Trouble.NOT_FOUND, Trouble.FORBIDDEN):
                    raise
        return self._project_at(_by_id(project), act, last)

    def call(self, project: ProjectId, name: str) -> None:
        """Remembers what a project is called now; whoever was called so before is not any more."""
        if self._names.get(project) == name:
            return
        for other in [other for other, called in self._names.items() if called.lower() == name.lower()]:
            del self._names[other]
        self._names[project] = name

    def id_of(self, name: str) -> ProjectId:
        wanted = name.lower()
        known = (project for project, called in self._names.items() if called.lower() == wanted)
        return next(known, None) or self.project_named(name).id

    def name_of(self, project: ProjectId) -> str:
        return self._names.get(project) or self.project(project).name

    def _project_at(self, path: str, act: str, owner: str | None = None) -> Project:
        owner = owner or _owner_in(path)
        try:
            answer = self._client.get(path, act, owner=owner)
        except Redirected as redirected:
            answer = self.followed(self._client.path_of(redirected.location, act), act, owner)
        project = answer.read(shapes.project)
        if self._client.credentials.for_app():
            # `permissions` speaks of users; what an App may do is in its grants, and shows when it does it.
            project = replace(project, permission=max(project.permission, Permission.WRITE))
        self.call(project.id, project.name)
        return project

    def followed(self, path: str, act: str, owner: str | None) -> Answer:
        try:
            return self._client.get(path, act, owner=owner)
        except Redirected as redirected:
            raise moved(self._client.name, act) from redirected

    def moved_project(self, path: str) -> ProjectId:
        """The project that a redirect's target lies in; its name is remembered."""
        if by_id := _BY_ID.match(path):
            return self.project(ProjectId(by_id[1])).id
        if by_name := _BY_NAME.match(path):
            return self.project_named(unquote(by_name["name"])).id
        raise TrackerError(f"{self._client.name} redirects to {path}, which is no repository.", Trouble.INVALID)

    def with_place(self, project: ProjectId, read: Callable[[str], T]) -> T:
        """Reads at the path of a project: by its id, or by its name on a server that knows no paths by id."""
        try:
            return read(self._place(project))
        except TrackerError as error:
            if error.trouble is not Trouble.NOT_FOUND or self._knows_ids is not None:
                raise
            self._knows_ids = self._answers_by_id(project)
            if self._knows_ids:
                raise
        return read(self._place(project))

    def _place(self, project: ProjectId) -> str:
        name = self._names.get(project)
        return f"/repos/{name}" if self._knows_ids is False and name else _by_id(project)

    def _answers_by_id(self, project: ProjectId) -> bool:
        """False only where the same project is seen by its name and not by its id: GitHub documents names alone."""
        name = self._names.get(project)
        if name is None or not self._is_named(name, project):
            return True
        act = f"list the issues of {name}"
        try:
            self._client.get(f"{_by_id(project)}/issues", act, owner=owner_of(name), params={"per_page": "1"})
        except TrackerError as error:
            return error.trouble is not Trouble.NOT_FOUND
        return True

    def _is_named(self, name: str, project: ProjectId) -> bool:
        try:
            return self.project_named(name).id == project
        except TrackerError as error:
            if error.trouble is Trouble.NOT_FOUND:
                return False
            raise


def _by_id(project: ProjectId) -> str:
    """Where a renamed repository's redirects and the links between pages lead (docs: using pagination)."""
    return f"/repositories/{project}"


def owner_of(name: str | None) -> str | None:
    return name.partition("/")[0] if name else None


def _owner_in(path: str) -> str | None:
    found = _BY_NAME.match(path)
    return owner_of(unquote(found["name"])) if found else None
