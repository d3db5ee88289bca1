"""What the values of a query stand for: ids of projects, issues, statuses and people. Unknown ones are refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from connectors.sandbox.jira.identity import Viewer
from connectors.sandbox.jira.kinds import Category
from connectors.sandbox.jira.permissions import can_read, can_see
from connectors.sandbox.jira.refusals import Refusal, invalid
from connectors.sandbox.jira.state import User
from connectors.sandbox.jira.world import World


@dataclass(frozen=True)
class Asking:
    world: World
    viewer: Viewer
    now: datetime
    strict: bool = True

    @property
    def time_zone(self) -> str:
        return self.viewer.user.time_zone if self.viewer.user else "Etc/UTC"


def _unknown(field: str, value: str) -> Refusal:
    return invalid(f"The value '{value}' does not exist for the field '{field}'.")


def _project(asking: Asking, value: str) -> Iterable[object]:
    by_name = (it for it in asking.world.projects.values() if it.name.lower() == value.lower())
    project = asking.world.find_project(value) or next(by_name, None)
    if project is None or not can_see(asking.viewer, project):
        raise _unknown("project", value)
    return [project.id]


def _issue(asking: Asking, value: str) -> Iterable[object]:
    issue = asking.world.find_issue(value)
    if issue is None or not can_read(asking.viewer, issue):
        if value.isdecimal():
            raise invalid(f"A value with ID '{value}' does not exist for the field 'id'.")
        raise invalid(f"An issue with key '{value}' does not exist for field 'key'.")
    return [issue.id]


def _status(asking: Asking, value: str) -> Iterable[object]:
    statuses = asking.world.statuses.values()
    ids = [it.id for it in statuses if value in (it.id,) or it.name.lower() == value.lower()]
    if not ids:
        raise _unknown("status", value)
    return ids


def _category(asking: Asking, value: str) -> Iterable[object]:
    keys = [it.key for it in Category if value.lower() in (it.key, it.title.lower(), str(it.id))]
    if not keys:
        raise _unknown("statusCategory", value)
    return keys


def _user(asking: Asking, value: str) -> Iterable[object]:
    user = _user_found(asking, value)
    return [user.id] if user else [object()]


def _user_found(asking: Asking, value: str) -> User | None:
    if value == "currentUser()":
        return asking.viewer.user
    world = asking.world
    return world.user_by_id(value) if world.is_cloud else world.users.get(value.lower()) or world.user_by_id(value)


def _type(asking: Asking, value: str) -> Iterable[object]:
    if not any(value.lower() in (it.id, it.name.lower()) for it in asking.world.types.values()):
        raise _unknown("issuetype", value)
    return [it.name for it in asking.world.types.values() if value.lower() in (it.id, it.name.lower())]


def _resolution(asking: Asking, value: str) -> Iterable[object]:
    known = asking.world.resolutions.values()
    ids: list[object] = [it.id for it in known if value.lower() in (it.id, it.name.lower())]
    if value.lower() == "unresolved":
        return [None]
    if not ids:
        raise _unknown("resolution", value)
    return ids


KNOWN: Mapping[str, Callable[[Asking, str], Iterable[object]]] = {
    "project": _project,
    "key": _issue,
    "id": _issue,
    "labels": lambda _, value: [value],
    "status": _status,
    "statuscategory": _category,
    "assignee": _user,
    "reporter": _user,
    "issuetype": _type,
    "resolution": _resolution,
}
