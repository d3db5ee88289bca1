"""Creating issues, editing their fields and assigning them. Transitions, moves and deletions are beside.

Raw values come as the API takes them; they are understood against the screen of the project and type.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from connectors.sandbox.jira.acts.hierarchy import require_may_have_parent, require_one_level_above
from connectors.sandbox.jira.acts.history import items_of, record
from connectors.sandbox.jira.acts.properties import check_all, put_all
from connectors.sandbox.jira.acts.screens import Raw, Values, read, require_filled
from connectors.sandbox.jira.fields import Reading, Wrong, assignable
from connectors.sandbox.jira.founding import add_issue
from connectors.sandbox.jira.furniture import system_field
from connectors.sandbox.jira.identity import Viewer, actor_of
from connectors.sandbox.jira.kinds import Permission
from connectors.sandbox.jira.permissions import can_see, may, require, require_may_create
from connectors.sandbox.jira.refusals import NOT_ON_SCREEN, wrong_fields
from connectors.sandbox.jira.schemes import Kind
from connectors.sandbox.jira.state import Change, Issue, Project, User
from connectors.sandbox.jira.webhooks.announce import announce_issue
from connectors.sandbox.jira.world import World


@dataclass(frozen=True)
class Draft:
    """A create request; `rich` when its texts are documents."""

    fields: Raw
    update: Raw = field(default_factory=dict)
    properties: Mapping[str, object] = field(default_factory=dict)
    rich: bool = True


def create(world: World, viewer: Viewer, draft: Draft) -> Issue:
    project = _project_of(world, viewer, draft.fields.get("project"))
    require_may_create(viewer, project)
    kind = _kind_of(project, draft.fields.get("issuetype"))
    values = _first_values(world, viewer, project, kind, draft)
    check_all(draft.properties)
    issue = add_issue(world, project, kind=kind, creator=actor_of(viewer), values=values)
    world.index.forget(issue)
    world.index.changed(issue)
    issue.properties.update(draft.properties)
    announce_issue(world, viewer, issue, "jira:issue_created", "issue_created")
    return issue


def _project_of(world: World, viewer: Viewer, named: object) -> Project:
    given = named if isinstance(named, Mapping) else {}
    project = world.find_project(given.get("id") or given.get("key") or "")
    if project is None or not can_see(viewer, project):
        raise wrong_fields({"project": "valid project is required"})
    return project


def _kind_of(project: Project, named: object) -> Kind:
    given = named if isinstance(named, Mapping) else {}
    for kind in project.kinds.values():
        if str(given.get("id")) == kind.type.id or ("id" not in given and given.get("name") == kind.type.name):
            return kind
    raise wrong_fields({"issuetype": "Specify a valid issue type"})


def _first_values(world: World, viewer: Viewer, project: Project, kind: Kind, draft: Draft) -> Values:
    told = {name: value for name, value in draft.fields.items() if name not in ("project", "issuetype")}
    _require_may_set(viewer, project, told)
    require_may_have_parent(world, kind.type, told)
    screen = {name: it for name, it in kind.fields.items() if name not in ("project", "issuetype")}
    defaults: dict[str, Any] = {name: it.default for name, it in screen.items() if it.default is not None}
    values = defaults | read(screen, told, draft.update, _reading(world, viewer, project, draft.rich), {})
    values.setdefault("reporter", actor_of(viewer))
    require_filled(screen, values)
    require_one_level_above(kind.type, values.get("parent"))
    return values


def _reading(world: World, viewer: Viewer, project: Project, rich: bool) -> Reading:
    return Reading(world, viewer, project, rich)


def _require_may_set(viewer: Viewer, project: Project, told: Raw) -> None:
    """Some fields want a permission of their own; without it they are not on anybody's screen."""
    wanted = {
        "reporter": Permission.MODIFY_REPORTER,
        "assignee": Permission.ASSIGN_ISSUES,
        "security": Permission.SET_ISSUE_SECURITY,
    }
    lacking = [name for name, needed in wanted.items() if name in told and not may(viewer, project, needed)]
    if lacking:
        raise wrong_fields({name: NOT_ON_SCREEN.format(id=name) for name in lacking})


@dataclass(frozen=True)
class Edit:
    fields: Raw
    update: Raw = field(default_factory=dict)
    properties: Mapping[str, object] = field(default_factory=dict)
    rich: bool = True


def edit(world: World, viewer: Viewer, issue: Issue, wanted: Edit) -> None:
    """All of it or nothing. What is equal already leaves no trace."""
    require(viewer, issue, Permission.EDIT_ISSUES)
    told = {**wanted.fields, **wanted.update}
    _require_may_set(viewer, issue.project, told)
    require_may_have_parent(world, issue.type, told)
    screen = {name: it for name, it in issue.kind.fields.items() if it.editable}
    reading = _reading(world, viewer, issue.project, wanted.rich)
    values = read(screen, wanted.fields, wanted.update, reading, issue.values)
    require_filled({name: it for name, it in screen.items() if name in values}, values)
    require_one_level_above(issue.type, values.get("parent"))
    check_all(wanted.properties)
    change = apply(world, viewer, issue, values)
    put_all(issue.properties, wanted.properties)
    if change:
        announce_issue(world, viewer, issue, "jira:issue_updated", _kind_of_event(change), change)


def apply(world: World, viewer: Viewer, issue: Issue, values: Values) -> Change | None:
    """Sets the values and writes the history; announces nothing."""
    changed = {name: value for name, value in values.items() if issue.values.get(name) != value}
    fields = {"assignee": system_field("assignee"), **issue.kind.fields}
    items = [it for name in changed for it in items_of(fields[name], issue.values.get(name), changed[name])]
    issue.values.update(changed)
    return record(world, viewer, issue, items)


def _kind_of_event(change: Change) -> str:
    return "issue_assigned" if [it.field for it in change.items] == ["assignee"] else "issue_updated"


def assign(world: World, viewer: Viewer, issue: Issue, user: User | None) -> None:
    """None takes it away from everybody. Needs no right to edit, and no screen that shows the field."""
    require(viewer, issue, Permission.ASSIGN_ISSUES)
    try:
        who = assignable(user, issue.project)
    except Wrong as wrong:
        raise wrong_fields({"assignee": str(wrong)}) from wrong
    change = apply(world, viewer, issue, {"assignee": who})
    if change:
        announce_issue(world, viewer, issue, "jira:issue_updated", "issue_assigned", change)
