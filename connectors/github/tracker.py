"""GitHub as a Tracker: which path answers which verb. Exchanges are client.py's, JSON is shapes.py's."""

import re
from collections.abc import Callable, MutableMapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import quote, unquote, urlsplit

from connectors.github import shapes
from connectors.github.client import Answer, Client
from connectors.github.connections import Redirected
from connectors.github.errors import moved
from connectors.github.webhook import EVENTS
from connectors.tracker import (
    Absence,
    Change,
    Comment,
    Draft,
    Event,
    Gone,
    Hook,
    Issue,
    Label,
    Listing,
    Permission,
    Person,
    Project,
    ProjectId,
    Ref,
    TrackerError,
    Trouble,
)

_BY_ID = re.compile(r"/repositories/(\d+)(?P<rest>/.*)?")
_BY_NAME = re.compile(r"/repos/(?P<name>[^/]+/[^/]+)(?P<rest>/.*)?")
_NAME = re.compile(r"[A-Za-z0-9_-]+/(?!\.{1,2}(?:/|$))[A-Za-z0-9._-]+")
"""Of a repository. Whatever else is asked for by name would be another address."""
_LOGIN = re.compile(r"[A-Za-z0-9_-]+(?:\[bot\])?")
_ISSUE_PATH = re.compile(rf"/(?P<project>{_NAME.pattern})/issues/(?P<number>[0-9]+)/?")
_ISSUE_NUMBER = re.compile(r"/issues/(\d+)")
_ABSENT = {Trouble.GONE: Absence.DELETED, Trouble.NOT_FOUND: Absence.NOT_FOUND}
_HOPS = 3
"""How many moves of one issue are followed in a row."""

T = TypeVar("T")


class GitHub:
    """One GitHub. `names` remembers what each project id is called now, so that a look need not ask."""

    def __init__(self, client: Client, names: MutableMapping[ProjectId, str]) -> None:
        self._client = client
        self._names = names
        self._me: Person | None = None
        self._knows_ids: bool | None = None
        """Whether this server answers paths by id; None until there is reason to ask."""

    @property
    def name(self) -> str:
        return self._client.name

    def me(self) -> Person:
        if self._me is None:
            self._me = self._app_account() or self._user_account()
        return self._me

    def warm(self) -> None:
        self._client.renew_credentials()
        self.me()

    def project_named(self, name: str) -> Project:
        if not _NAME.fullmatch(name):
            raise TrackerError(f"{self.name} has no repository {name!r}: write it as owner/name.", Trouble.NOT_FOUND)
        return self._project_at(f"/repos/{name}", f"read the repository {name}")

    def project(self, project: ProjectId) -> Project:
        return self._with_place(project, lambda _: self._project_by_id(project))

    def _project_by_id(self, project: ProjectId) -> Project:
        name = self._names.get(project)
        act = f"read the repository {name or project}"
        if self._knows_ids is False and name:
            return self._project_at(f"/repos/{name}", act)
        *others, last = self._client.owners(_owner(self._names.get(project)))
        for owner in others:
            try:
                return self._project_at(_by_id(project), act, owner)
            except TrackerError as error:
                if error.trouble not in (Trouble.NOT_FOUND, Trouble.FORBIDDEN):
                    raise
        return self._project_at(_by_id(project), act, last)

    def issue(self, ref: Ref) -> Issue | Gone:
        try:
            return self._issue(ref, f"read {self._words(ref)}")
        except TrackerError as error:
            if error.trouble in _ABSENT:
                return Gone(ref, _ABSENT[error.trouble])
            raise

    def locate(self, url: str) -> Ref | None:
        found = _ISSUE_PATH.fullmatch(_path_below(url, self._web_host()))
        if not found:
            return None
        return Ref(self.name, self._id_of(found["project"]), int(found["number"]))

    def issues(
        self,
        project: ProjectId,
        *,
        since: datetime | None = None,
        labels: Sequence[str] = (),
        etag: str | None = None,
    ) -> Listing:
        params = {"state": "all", "sort": "updated", "direction": "asc"}
        if since is not None:
            params["since"] = since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        if labels:
            params["labels"] = ",".join(labels)
        items, first = self._list(project, "/issues", "list the issues of", params, etag)
        if items:
            self._call(project, shapes.repository_of(items[-1]))
        issues = (shapes.issue(item, self.name, project) for item in items if not shapes.is_pull_request(item))
        return Listing(tuple(issues), first.etag, first.unchanged)

    def lists_anything(self, project: ProjectId) -> bool:
        params = {"state": "all", "per_page": "1"}
        return bool(self._read(project, "/issues", "list the issues of", params).data)

    def comments(self, ref: Ref) -> Sequence[Comment]:
        items, _ = self._list(ref.project, f"/issues/{ref.number}/comments", f"read the comments of #{ref.number} in")
        return [shapes.comment(item) for item in items]

    def history(self, ref: Ref) -> Sequence[Event]:
        items, _ = self._list(ref.project, f"/issues/{ref.number}/events", f"read the history of #{ref.number} in")
        return [event for event in map(shapes.event, items) if event]

    def children(self, ref: Ref) -> Sequence[Issue]:
        act = f"read the sub-issues of #{ref.number} in"
        items, _ = self._list(ref.project, f"/issues/{ref.number}/sub_issues", act)
        return [shapes.issue(item, self.name, self._project_of(item)) for item in items]

    def create(self, project: ProjectId, draft: Draft) -> Issue:
        body = {"title": draft.title, "body": draft.body, "labels": draft.labels, "assignees": draft.assignees}
        answer = self._write("POST", project, "/issues", "create an issue in", body)
        return shapes.issue(answer.data, self.name, project)

    def change(self, ref: Ref, change: Change) -> Issue:
        body: dict[str, Any] = {"title": change.title, "body": change.body}
        if change.open is not None:
            body |= {"state": "open" if change.open else "closed", "state_reason": change.reason}
        sent = {key: value for key, value in body.items() if value is not None}
        answer = self._write("PATCH", ref.project, f"/issues/{ref.number}", f"change #{ref.number} in", sent)
        return shapes.issue(answer.data, self.name, ref.project)

    def comment(self, ref: Ref, body: str) -> Comment:
        path = f"/issues/{ref.number}/comments"
        return shapes.comment(self._write("POST", ref.project, path, "comment in", {"body": body}).data)

    def edit_comment(self, ref: Ref, comment: str, body: str) -> Comment:
        path = f"/issues/comments/{comment}"
        return shapes.comment(self._write("PATCH", ref.project, path, "edit its comment in", {"body": body}).data)

    def add_label(self, ref: Ref, label: str) -> None:
        self._write("POST", ref.project, f"/issues/{ref.number}/labels", "label in", {"labels": [label]})

    def link_child(self, parent: Ref, child: Issue) -> None:
        path = f"/issues/{parent.number}/sub_issues"
        self._write("POST", parent.project, path, "add a sub-issue in", {"sub_issue_id": int(child.id)})

    def assignable(self, project: ProjectId, login: str) -> bool:
        if not _LOGIN.fullmatch(login):
            return False
        try:
            self._read(project, f"/assignees/{quote(login)}", "ask who can be assigned in")
        except TrackerError as error:
            if error.trouble in _ABSENT:
                return False
            raise
        return True

    def permission(self, project: ProjectId, login: str) -> Permission:
        if not _LOGIN.fullmatch(login):
            return Permission.NONE
        try:
            answer = self._read(project, f"/collaborators/{quote(login)}/permission", "ask for permissions in")
        except TrackerError as error:
            if error.trouble in _ABSENT:
                return Permission.NONE
            raise
        return shapes.permission(answer.data)

    def labels(self, project: ProjectId) -> Sequence[Label]:
        items, _ = self._list(project, "/labels", "list the labels of")
        return [shapes.label(item) for item in items]

    def create_label(self, project: ProjectId, label: Label) -> None:
        body = {"name": label.name, "description": label.description, "color": label.color}
        try:
            self._write("POST", project, "/labels", f"create the label {label.name} in", body)
        except TrackerError as error:
            if "already_exists" not in error.message:
                raise

    def hooks(self, project: ProjectId) -> Sequence[Hook]:
        items, _ = self._list(project, "/hooks", "list the webhooks of")
        return [shapes.hook(item) for item in items]

    def install_hook(self, project: ProjectId, url: str, secret: str) -> Hook:
        config = {"url": url, "content_type": "json", "secret": secret, "insecure_ssl": "0"}
        body: dict[str, Any] = {"active": True, "events": list(EVENTS), "config": config}
        existing = next((hook for hook in self.hooks(project) if hook.url == url), None)
        if existing:
            answer = self._write("PATCH", project, f"/hooks/{existing.id}", "update the webhook of", body)
        else:
            answer = self._write("POST", project, "/hooks", "create a webhook in", {"name": "web", **body})
        return shapes.hook(answer.data)

    def remove_hook(self, project: ProjectId, hook: str) -> None:
        self._write("DELETE", project, f"/hooks/{hook}", "remove the webhook of")

    # -- who and where

    def _app_account(self) -> Person | None:
        if self._client.credentials.for_app() is None:
            return None
        slug = self._client.app_get("/app", "read its own App").data["slug"]
        return self._account(f"/users/{quote(f'{slug}[bot]')}")

    def _user_account(self) -> Person:
        return self._account("/user")

    def _account(self, path: str) -> Person:
        return shapes.person(self._followed(path, "read its own account", None))

    def _web_host(self) -> str:
        return urlsplit(self._client.base_url).netloc.lower().removeprefix("api.")

    def _call(self, project: ProjectId, name: str) -> None:
        """Remembers what a project is called now; whoever was called so before is not any more."""
        if self._names.get(project) == name:
            return
        for other in [other for other, called in self._names.items() if called.lower() == name.lower()]:
            del self._names[other]
        self._names[project] = name

    def _id_of(self, name: str) -> ProjectId:
        wanted = name.lower()
        known = (project for project, called in self._names.items() if called.lower() == wanted)
        return next(known, None) or self.project_named(name).id

    def _project_of(self, item: shapes.Json) -> ProjectId:
        """The project of an issue that was listed elsewhere: its JSON names the repository but not its id."""
        return self._id_of(shapes.repository_of(item))

    def _name(self, project: ProjectId) -> str:
        return self._names.get(project) or self.project(project).name

    def _words(self, ref: Ref) -> str:
        return f"{self._names.get(ref.project, ref.project)}#{ref.number}"

    # -- exchanges within a project

    def _project_at(self, path: str, act: str, owner: str | None = None) -> Project:
        owner = owner or _owner_in(path)
        try:
            data = self._client.get(path, act, owner=owner).data
        except Redirected as redirected:
            data = self._followed(self._client.path_of(redirected.location, act), act, owner)
        project = shapes.project(data)
        if self._client.credentials.for_app():
            # `permissions` speaks of users; what an App may do is in its grants, and shows when it does it.
            project = replace(project, permission=max(project.permission, Permission.WRITE))
        self._call(project.id, project.name)
        return project

    def _followed(self, path: str, act: str, owner: str | None) -> Any:
        try:
            return self._client.get(path, act, owner=owner).data
        except Redirected as redirected:
            raise moved(self.name, act) from redirected

    def _issue(self, ref: Ref, act: str, hops: int = _HOPS) -> Issue:
        owner, rest = _owner(self._name(ref.project)), f"/issues/{ref.number}"
        try:
            data = self._with_place(ref.project, lambda place: self._client.get(place + rest, act, owner=owner)).data
        except Redirected as redirected:
            if not hops:
                raise moved(self.name, act) from redirected
            return self._issue(self._new_place(ref, redirected, act), act, hops - 1)
        if shapes.is_pull_request(data):
            raise TrackerError(f"{self._words(ref)} is a pull request, not an issue.", Trouble.INVALID)
        self._call(ref.project, shapes.repository_of(data))
        return shapes.issue(data, self.name, ref.project)

    def _new_place(self, ref: Ref, redirected: Redirected, act: str) -> Ref:
        """Where a transferred issue lives now."""
        there = self._client.path_of(redirected.location, act)
        number = _ISSUE_NUMBER.search(there)
        project = self._moved_project(there)
        return Ref(ref.tracker, project, int(number[1]) if number else ref.number)

    def _moved_project(self, path: str) -> ProjectId:
        """The project that a redirect's target lies in; its name is remembered."""
        if by_id := _BY_ID.match(path):
            return self.project(ProjectId(by_id[1])).id
        if by_name := _BY_NAME.match(path):
            return self.project_named(unquote(by_name["name"])).id
        raise TrackerError(f"{self.name} redirects to {path}, which is no repository.", Trouble.INVALID)

    def _read(self, project: ProjectId, rest: str, act: str, params: dict[str, str] | None = None) -> Answer:
        return self._in_project(
            project, act, lambda path, doing, owner: self._client.get(path + rest, doing, owner=owner, params=params)
        )

    def _list(
        self, project: ProjectId, rest: str, act: str, params: dict[str, str] | None = None, etag: str | None = None
    ) -> tuple[list[Any], Answer]:
        return self._in_project(
            project,
            act,
            lambda path, doing, owner: self._client.pages(path + rest, doing, owner=owner, params=params, etag=etag),
        )

    def _in_project(self, project: ProjectId, act: str, exchange: Callable[[str, str, str | None], T]) -> T:
        """Reads below a project, by its id: another repository may have taken the name that is remembered."""
        name = self._name(project)
        doing = f"{act} {name}"
        try:
            return self._with_place(project, lambda place: exchange(place, doing, _owner(name)))
        except Redirected as redirected:
            raise moved(self.name, doing) from redirected

    def _with_place(self, project: ProjectId, read: Callable[[str], T]) -> T:
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
            self._client.get(f"{_by_id(project)}/issues", act, owner=_owner(name), params={"per_page": "1"})
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

    def _write(self, verb: str, project: ProjectId, rest: str, act: str, body: Any = None) -> Answer:
        """By name, so that nothing is written to a renamed repository before it was looked at again."""
        name = self._name(project)
        try:
            return self._client.write(verb, f"/repos/{name}{rest}", f"{act} {name}", owner=_owner(name), body=body)
        except TrackerError as error:
            if error.trouble is Trouble.MOVED:
                self._names.pop(project, None)
            raise


def _by_id(project: ProjectId) -> str:
    """Where a renamed repository's redirects and the links between pages lead (docs: using pagination)."""
    return f"/repositories/{project}"


def _owner(name: str | None) -> str | None:
    return name.partition("/")[0] if name else None


def _owner_in(path: str) -> str | None:
    found = _BY_NAME.match(path)
    return _owner(unquote(found["name"])) if found else None


def _path_below(url: str, host: str) -> str:
    """The path of a web address on that host; empty for every other."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return parts.path if parts.scheme in ("http", "https") and parts.netloc.lower() == host else ""
