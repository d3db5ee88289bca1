"""Views: users by id, by what begins like a name, and by what they may do."""

from __future__ import annotations

from collections.abc import Iterable

from connectors.sandbox.jira.identity import Viewer
from connectors.sandbox.jira.kinds import Permission
from connectors.sandbox.jira.permissions import (
    can_be_assigned,
    can_see,
    may,
    may_globally,
    require_signed_in,
    visible_issue,
    visible_project,
)
from connectors.sandbox.jira.refusals import Refusal, forbidden, invalid
from connectors.sandbox.jira.rest.call import Call, Reply, Route, ok
from connectors.sandbox.jira.rest.paging import window
from connectors.sandbox.jira.shapes.people import user as user_shape
from connectors.sandbox.jira.state import Project, User

FIRST = 1000
"""Searches look at so many users and no more."""


def get_user(call: Call) -> Reply:
    require_signed_in(call.viewer)
    return ok(user_shape(call.world, call.place, _named(call), whole=True))


def _named(call: Call) -> User:
    world, query = call.world, call.query
    if world.is_cloud:
        found = world.user_by_id(query.get("accountId", ""))
    else:
        found = world.users.get(query.get("username", "").lower()) or world.user_by_id(query.get("key", ""))
    if found is None:
        raise Refusal(404, ("Specified user does not exist or you do not have required permissions",))
    return found


def search_users(call: Call) -> Reply:
    """Without the global right an empty list, and no error."""
    require_signed_in(call.viewer)
    _require_question(call)
    allowed = may_globally(call.viewer, Permission.USER_PICKER)
    return _listed(call, _matching(call) if allowed else [])


def search_assignable(call: Call) -> Reply:
    project = _place(call)
    if not can_see(call.viewer, project):
        raise forbidden("You do not have permission to browse users.")
    return _listed(call, [it for it in _matching(call) if can_be_assigned(it, project)])


def search_permitted(call: Call) -> Reply:
    """For whoever administers the project, or Jira."""
    project = _place(call)
    administers = may(call.viewer, project, Permission.ADMINISTER_PROJECTS)
    if not administers and not may_globally(call.viewer, Permission.ADMINISTER):
        raise forbidden("You do not have permission to see who may do what in this project.")
    if call.world.is_cloud:
        _require_question(call)
    keys = call.listed("permissions")
    unknown = [key for key in keys if key not in Permission.__members__]
    if unknown or not keys:
        raise invalid(f"Unrecognized permission: {', '.join(unknown) or 'none was given'}")
    wanted = [Permission(key) for key in keys]
    holders = (it for it in _matching(call) if all(_holds(it, project, one) for one in wanted))
    return _listed(call, list(holders))


def _holds(user: User, project: Project, permission: Permission) -> bool:
    who = Viewer(user)
    return may_globally(who, permission) if permission.is_global else may(who, project, permission)


def _place(call: Call) -> Project:
    query = call.query
    issue = query.get("issueId") or query.get("issueKey")
    if issue:
        return visible_issue(call.world, call.viewer, issue).project
    named = query.get("project") or query.get("projectKey")
    if not named:
        raise invalid("The project or issue that users are to be searched for is missing.")
    return visible_project(call.world, call.viewer, named)


def _require_question(call: Call) -> None:
    """Cloud wants to know what to look for; Data Center a user name, "." for all."""
    names = ("query", "accountId", "property") if call.world.is_cloud else ("username", "property")
    if not any(call.query.get(name) for name in names):
        raise invalid(f"One of the parameters {', '.join(names)} must be provided.")


def _matching(call: Call) -> list[User]:
    first = list(call.world.users.values())[:FIRST]
    exact = call.query.get("accountId") if call.world.is_cloud else None
    if exact:
        return [it for it in first if it.id == exact]
    word = call.query.get("query" if call.world.is_cloud else "username", "").lower()
    return [it for it in first if word in ("", ".") or any(part.startswith(word) for part in _parts(call, it))]


def _parts(call: Call, user: User) -> Iterable[str]:
    """What a search begins to compare with: the name, each word of it, and an address that is not hidden."""
    yield user.display_name.lower()
    yield from user.display_name.lower().split()
    if not (call.world.is_cloud and user.email_hidden):
        yield user.email.lower()
    if not call.world.is_cloud:
        yield user.name.lower()


def _listed(call: Call, users: list[User]) -> Reply:
    shown, _ = window(call, users, most=1000)
    return ok([user_shape(call.world, call.place, it) for it in shown])


ROUTES = (
    Route("GET", "/user", get_user),
    Route("GET", "/user/search", search_users),
    Route("GET", "/user/assignable/search", search_assignable),
    Route("GET", "/user/permission/search", search_permitted),
)
