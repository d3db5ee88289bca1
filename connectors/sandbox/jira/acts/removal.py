"""Moving an issue to another project, deleting one, archiving a project and renaming its key."""

from __future__ import annotations

from connectors.sandbox.jira.acts.history import record
from connectors.sandbox.jira.identity import Viewer
from connectors.sandbox.jira.kinds import Permission
from connectors.sandbox.jira.permissions import may, require, require_may_create
from connectors.sandbox.jira.refusals import forbidden, invalid
from connectors.sandbox.jira.schemes import Kind, Status
from connectors.sandbox.jira.state import Issue, Item, Project
from connectors.sandbox.jira.webhooks.announce import announce_comment, announce_issue, announce_project
from connectors.sandbox.jira.world import World


def move(world: World, viewer: Viewer, issue: Issue, to: Project) -> None:
    """The id stays, the key is new, and the old key leads here. Type, security level
    and components are kept where the project has them.
    """
    require(viewer, issue, Permission.MOVE_ISSUES)
    require_may_create(viewer, to)
    if to is issue.project:
        raise invalid(f"Issue {issue.key} is in that project already.")
    old_key, old_project, old_status = issue.key, issue.project, issue.status
    world.former_keys[old_key.upper()] = issue.id
    kind = to.kinds.get(issue.type.id) or next(iter(to.kinds.values()))
    to.last_number += 1
    issue.project, issue.number, issue.type = to, to.last_number, kind.type
    if issue.level not in to.levels:
        issue.values["security"] = None
    issue.values["components"] = tuple(it for it in issue.components if it in to.components)
    issue.status = _matching(kind, old_status)
    items = [
        Item("Key", (None, old_key), (None, issue.key)),
        Item("project", (str(old_project.id), old_project.name), (str(to.id), to.name), "project"),
    ]
    if issue.status is not old_status:
        new = issue.status
        items.append(Item("status", (old_status.id, old_status.name), (new.id, new.name), "status"))
    change = record(world, viewer, issue, items)
    announce_issue(world, viewer, issue, "jira:issue_updated", "issue_moved", change)


def _matching(kind: Kind, status: Status) -> Status:
    """The same status, one of that name, or where issues begin."""
    statuses = kind.workflow.statuses
    by_name = [it for it in statuses if it.name == status.name]
    return status if status in statuses else (by_name or statuses)[0]


def delete(world: World, viewer: Viewer, issue: Issue) -> None:
    """For good; its number is never given again. Comments go with it, and their events come later."""
    require(viewer, issue, Permission.DELETE_ISSUES)
    announce_issue(world, viewer, issue, "jira:issue_deleted", "issue_deleted")
    for comment in issue.comments if world.is_cloud else ():
        announce_comment(world, viewer, comment, "comment_deleted", "issue_comment_deleted", flow="Secondary")
    del world.issues[issue.id]
    world.index.removed(issue)
    for link in world.links_of(issue):
        del world.links[link.id]


def archive(world: World, viewer: Viewer, project: Project, archived: bool = True) -> None:
    if not may(viewer, project, Permission.ADMINISTER_PROJECTS):
        raise forbidden("You cannot edit the configuration of this project.")
    project.archived = archived
    announce_project(world, viewer, project, "project_archived" if archived else "project_restored_archived")


def rename_key(world: World, viewer: Viewer, project: Project, key: str) -> None:
    """Every issue's key changes with it; the old ones lead to the new ones."""
    if not may(viewer, project, Permission.ADMINISTER_PROJECTS):
        raise forbidden("You cannot edit the configuration of this project.")
    if world.find_project(key):
        raise invalid(projectKey=f"Project '{key}' uses this project key.")
    project.former_keys.append(project.key)
    project.key = key
    for issue in world.issues_of(project):
        world.index.changed(issue)
    announce_project(world, viewer, project, "project_updated")
