"""Who may see and do what, decided from a project's grants; nothing is changed here.

Rules: what one may not browse is "not found", never "forbidden", and so is an issue whose security level leaves
one out; a public project can be read by anybody; an archived
one can be read and not written; Jira's administrators administer every project that they can see.
"""

from __future__ import annotations

from connectors.sandbox.jira.identity import Viewer
from connectors.sandbox.jira.kinds import Permission
from connectors.sandbox.jira.refusals import Refusal, forbidden, invalid, no_project, not_found, unauthorized
from connectors.sandbox.jira.schemes import Level
from connectors.sandbox.jira.state import Comment, Issue, Project, User
from connectors.sandbox.jira.world import World

LACKING = {
    Permission.EDIT_ISSUES: "You do not have permission to edit issues in this project.",
    Permission.ASSIGN_ISSUES: "You do not have permission to assign issues.",
    Permission.ADD_COMMENTS: "You do not have the permission to comment on this issue.",
    Permission.LINK_ISSUES: "No Link Issue Permission for issue",
    Permission.DELETE_ISSUES: "You do not have permission to delete issues in this project.",
    Permission.MOVE_ISSUES: "You do not have permission to move issues in this project.",
    Permission.ADMINISTER_PROJECTS: "You cannot edit the configuration of this project.",
}
ARCHIVED = "This project is archived. You cannot change its issues."


def held_by(user: User | None, project: Project) -> frozenset[Permission]:
    """The person's own permissions in the project, whatever token they use."""
    public = frozenset({Permission.BROWSE_PROJECTS}) if project.public else frozenset()
    return public if user is None else project.grants.get(user.id, frozenset()) | public


def may(viewer: Viewer, project: Project, permission: Permission) -> bool:
    held = held_by(viewer.user, project)
    if permission is Permission.ADMINISTER_PROJECTS and viewer.user and viewer.user.administrator:
        return Permission.BROWSE_PROJECTS in held
    return Permission.BROWSE_PROJECTS in held and permission in held


def may_globally(viewer: Viewer, permission: Permission) -> bool:
    if viewer.user is None:
        return False
    return viewer.user.administrator if permission is Permission.ADMINISTER else viewer.user.sees_people


def can_see(viewer: Viewer, project: Project) -> bool:
    return may(viewer, project, Permission.BROWSE_PROJECTS)


def can_read(viewer: Viewer, issue: Issue) -> bool:
    if issue.level and (viewer.user is None or viewer.user.id not in issue.level.members):
        return False
    return can_see(viewer, issue.project)


def levels_for(viewer: Viewer, project: Project) -> list[Level]:
    """Those that one may give an issue: of which one is a member oneself."""
    allowed = viewer.user is not None and may(viewer, project, Permission.SET_ISSUE_SECURITY)
    return [it for it in project.levels if allowed and viewer.user and viewer.user.id in it.members]


def require_signed_in(viewer: Viewer) -> User:
    if viewer.user is None:
        raise unauthorized()
    return viewer.user


def visible_project(world: World, viewer: Viewer, named: object) -> Project:
    project = world.find_project(named)
    if project is None or not can_see(viewer, project):
        raise no_project(named)
    return project


def visible_issue(world: World, viewer: Viewer, named: object) -> Issue:
    issue = world.find_issue(named)
    if issue is None or not can_read(viewer, issue):
        raise not_found()
    return issue


def require(viewer: Viewer, issue: Issue, permission: Permission) -> None:
    """May do this to the issue, which is in a project that still lives."""
    if not can_read(viewer, issue):
        raise not_found()
    require_live(issue.project)
    if not may(viewer, issue.project, permission):
        raise _lacks(viewer, permission)


def _lacks(viewer: Viewer, permission: Permission) -> Refusal:
    if viewer.user is None:
        return unauthorized()
    return forbidden(LACKING.get(permission, f"You lack the permission {permission}."))


def require_live(project: Project) -> None:
    if project.archived:
        raise invalid(ARCHIVED)


def require_may_create(viewer: Viewer, project: Project) -> None:
    if project.archived:
        raise invalid(project=ARCHIVED)
    if not may(viewer, project, Permission.CREATE_ISSUES):
        require_signed_in(viewer)
        raise forbidden("You do not have permission to create issues in this project.")


def require_administrator(viewer: Viewer) -> None:
    """For webhooks: of the whole Jira."""
    if not require_signed_in(viewer).administrator:
        raise forbidden("You do not have permission to administer Jira.")


def may_edit_comment(viewer: Viewer, comment: Comment) -> bool:
    project = comment.issue.project
    if may(viewer, project, Permission.EDIT_ALL_COMMENTS):
        return True
    return viewer.is_author(comment.author) and may(viewer, project, Permission.ADD_COMMENTS)


def can_be_assigned(user: User, project: Project) -> bool:
    held = held_by(user, project)
    return user.active and Permission.ASSIGNABLE_USER in held and Permission.BROWSE_PROJECTS in held
