"""GitHub's JSON to the values of `connectors.tracker`: where raw payloads of the REST API die. No I/O."""

from datetime import datetime
from typing import Any
from urllib.parse import unquote, urlsplit

from connectors.tracker import (
    Act,
    Comment,
    Event,
    Hook,
    Issue,
    Label,
    Permission,
    Person,
    Project,
    ProjectId,
    Reason,
    Ref,
    Visibility,
)

Json = dict[str, Any]

_GHOST = Person("", "ghost")
"""GitHub answers `null` for the author of anything whose account was deleted."""

_VISIBILITY = {"public": Visibility.PUBLIC, "internal": Visibility.INTERNAL, "private": Visibility.PRIVATE}
_ROLES = (
    ("admin", Permission.ADMIN),
    ("maintain", Permission.MAINTAIN),
    ("push", Permission.WRITE),
    ("triage", Permission.TRIAGE),
    ("pull", Permission.READ),
)
_ROLE_NAMES = {
    "admin": Permission.ADMIN,
    "maintain": Permission.MAINTAIN,
    "write": Permission.WRITE,
    "triage": Permission.TRIAGE,
    "read": Permission.READ,
    "none": Permission.NONE,
}


def project(data: Json) -> Project:
    return Project(
        id=ProjectId(str(data["id"])),
        name=data["full_name"],
        url=data["html_url"],
        visibility=_visibility(data),
        owner=data["owner"]["login"],
        open_issues=data.get("open_issues_count", 0),
        accepts_issues=bool(data.get("has_issues", True)) and not data.get("archived", False),
        permission=_own_permission(data.get("permissions") or {}),
    )


def person(data: Json | None) -> Person:
    return _GHOST if data is None else account(data)


def account(data: Json) -> Person:
    """One that is there."""
    return Person(str(data["id"]), data["login"], data.get("type") == "Bot")


def issue(data: Json, tracker: str, project_id: ProjectId) -> Issue:
    return Issue(
        ref=Ref(tracker, project_id, data["number"]),
        id=str(data["id"]),
        name=f"{repository_of(data)}#{data['number']}",
        url=data["html_url"],
        title=data["title"],
        body=data.get("body") or "",
        author=person(data.get("user")),
        open=data["state"] == "open",
        created_at=moment(data["created_at"]),
        updated_at=moment(data["updated_at"]),
        reason=_reason(data),
        closed_at=moment(data["closed_at"]) if data.get("closed_at") else None,
        labels=tuple(_label_name(entry) for entry in data.get("labels") or ()),
        assignees=tuple(person(entry) for entry in data.get("assignees") or ()),
        comments=data.get("comments", 0),
        children=(data.get("sub_issues_summary") or {}).get("total", 0),
    )


def repository_of(data: Json) -> str:
    """The full name of an issue's repository; the JSON holds it only within an address."""
    return "/".join(unquote(urlsplit(data["repository_url"]).path).split("/")[-2:])


def is_pull_request(data: Json) -> bool:
    """GitHub lists pull requests among issues; only this key tells them apart."""
    return bool(data.get("pull_request"))


def comment(data: Json) -> Comment:
    return Comment(
        id=str(data["id"]),
        author=person(data.get("user")),
        body=data.get("body") or "",
        created_at=moment(data["created_at"]),
        updated_at=moment(data["updated_at"]),
        url=data["html_url"],
    )


def event(data: Json) -> Event | None:
    """None for the many kinds of event that nobody here looks at."""
    if data.get("event") not in set(Act):
        return None
    act = Act(data["event"])
    actor = person(data["actor"]) if data.get("actor") else None
    return Event(act, actor, moment(data["created_at"]), _detail(act, data))


def label(data: Json) -> Label:
    return Label(data["name"], data.get("description") or "", data.get("color") or "")


def hook(data: Json) -> Hook:
    return Hook(str(data["id"]), data["config"].get("url", ""), tuple(data["events"]), data["active"])


def permission(data: Json) -> Permission:
    """`permission` folds triage into read and maintain into write; `role_name` does not, but may be a custom role."""
    named = _ROLE_NAMES.get(data.get("role_name") or "")
    folded = _ROLE_NAMES.get(data["permission"] or "", Permission.NONE)
    return folded if named is None else named


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _visibility(data: Json) -> Visibility:
    if "visibility" in data:
        return _VISIBILITY.get(data["visibility"], Visibility.UNKNOWN)
    return {True: Visibility.PRIVATE, False: Visibility.PUBLIC}.get(data.get("private", ""), Visibility.UNKNOWN)


def _own_permission(permissions: Json) -> Permission:
    return next((value for key, value in _ROLES if permissions.get(key)), Permission.NONE)


def _reason(data: Json) -> Reason | None:
    if data["state"] == "open":
        return None
    reason = data.get("state_reason")
    return Reason(reason) if reason in set(Reason) else Reason.COMPLETED


def _label_name(entry: Json | str) -> str:
    return entry if isinstance(entry, str) else entry.get("name") or ""


def _detail(act: Act, data: Json) -> str:
    match act:
        case Act.LABELED | Act.UNLABELED:
            return str((data.get("label") or {}).get("name", ""))
        case Act.ASSIGNED | Act.UNASSIGNED:
            return str((data.get("assignee") or {}).get("login", ""))
        case Act.CLOSED:
            return data.get("state_reason") or Reason.COMPLETED
        case Act.RENAMED:
            return str((data.get("rename") or {}).get("to", ""))
        case _:
            return ""
