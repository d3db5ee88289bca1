"""Moving an issue through its workflow, with what the transition's screen asks for."""

from __future__ import annotations

from collections.abc import Iterable

from connectors.sandbox.jira.acts.history import items_of, record
from connectors.sandbox.jira.acts.screens import Raw, Values, read, require_filled
from connectors.sandbox.jira.fields import Reading
from connectors.sandbox.jira.furniture import system_field
from connectors.sandbox.jira.identity import Viewer
from connectors.sandbox.jira.kinds import Category, Permission
from connectors.sandbox.jira.permissions import may, require_live
from connectors.sandbox.jira.refusals import invalid
from connectors.sandbox.jira.schemes import Field, Resolution, Status, Transition
from connectors.sandbox.jira.state import Issue, Item
from connectors.sandbox.jira.webhooks.announce import announce_issue
from connectors.sandbox.jira.world import World


def open_to(viewer: Viewer, issue: Issue) -> list[Transition]:
    """From where it stands; none for people who may not."""
    if issue.project.archived or not may(viewer, issue.project, Permission.TRANSITION_ISSUES):
        return []
    return [it for it in issue.kind.workflow.transitions if _leads_from(it, issue.status)]


def _leads_from(transition: Transition, status: Status) -> bool:
    return status in transition.sources if transition.sources is not None else transition.to is not status


def carry_out(
    world: World, viewer: Viewer, issue: Issue, transition_id: str, fields: Raw, update: Raw, rich: bool = True
) -> None:
    require_live(issue.project)
    transition = next((it for it in open_to(viewer, issue) if it.id == transition_id), None)
    if transition is None:
        raise invalid(f"Transition id '{transition_id}' is not valid for this issue.")
    screen = {it.field.id: it.field for it in transition.screen}
    values = read(screen, fields, update, Reading(world, viewer, issue.project, rich), issue.values)
    needed = {it.field.id: _required(it.field) for it in transition.screen if it.required}
    require_filled(needed, {**issue.values, "resolution": None, **values})
    _enter(world, viewer, issue, transition, values)


def _required(field: Field) -> Field:
    return Field(field.id, field.name, field.schema, required=True)


def _enter(world: World, viewer: Viewer, issue: Issue, transition: Transition, values: Values) -> None:
    before = issue.status
    values = {**_resolved_by(world, transition), **values}
    items = [*_changed(issue, values, transition), *_moved(before, transition.to)]
    issue.values.update(values)
    issue.status = transition.to
    issue.status_changed_at = world.moment()
    done = transition.to.category is Category.DONE
    issue.resolved_at = (issue.resolved_at or world.moment()) if done or issue.resolution else None
    change = record(world, viewer, issue, items)
    if change:
        announce_issue(world, viewer, issue, "jira:issue_updated", "issue_generic", change)


def _resolved_by(world: World, transition: Transition) -> Values:
    """What a post function of the workflow sets."""
    if transition.resolution is None:
        return {}
    return {"resolution": resolution_named(world.resolutions.values(), transition.resolution)}


def resolution_named(known: Iterable[Resolution], name: str) -> Resolution | None:
    return next((it for it in known if it.name == name), None)


def _changed(issue: Issue, values: Values, transition: Transition) -> list[Item]:
    screen = {it.field.id: it.field for it in transition.screen} | {"resolution": system_field("resolution")}
    changed = {name: value for name, value in values.items() if issue.values.get(name) != value}
    return [it for name in changed for it in items_of(screen[name], issue.values.get(name), changed[name])]


def _moved(before: Status, after: Status) -> list[Item]:
    if before is after:
        return []
    return [Item("status", (before.id, before.name), (after.id, after.name), "status")]
