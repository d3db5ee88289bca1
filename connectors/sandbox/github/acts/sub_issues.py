"""Sub-issues: one parent each, one owner for both, a hundred below one parent with the closed ones counted.

Source: https://docs.github.com/issues/tracking-your-work-with-issues/using-issues/adding-sub-issues.
"""

from __future__ import annotations

from connectors.sandbox.github.acts.history import record
from connectors.sandbox.github.identity import Viewer
from connectors.sandbox.github.permissions import can_see, require_triage
from connectors.sandbox.github.refusals import Refusal, not_found
from connectors.sandbox.github.shapes.issues import issue as issue_shape
from connectors.sandbox.github.shapes.repositories import repository as repository_shape
from connectors.sandbox.github.state import Issue
from connectors.sandbox.github.webhooks.announce import announce
from connectors.sandbox.github.world import World

MOST = 100
DEEPEST = 8

ONE_PARENT = "Sub issue may only have one parent"
TOO_MANY = "Parent cannot have more than 100 sub-issues"
TOO_DEEP = "Sub issue cannot be nested more than 8 levels deep"
OTHER_OWNER = "Sub issue must belong to the same repository owner as the parent issue"
OWN_ANCESTOR = "Sub issue cannot be an ancestor of the parent issue"
TWICE = "Issue may not contain duplicate sub-issues"


def add(world: World, viewer: Viewer, parent: Issue, child_id: int, *, replace_parent: bool = False) -> Issue:
    require_triage(viewer, parent.repository)
    child = world.issue_by_id(child_id)
    if child is None or not can_see(viewer, child.repository):
        raise not_found()
    _check(parent, child, replace_parent)
    if child.parent:
        _unlink(world, viewer, child.parent, child)
    parent.sub_issues.append(child)
    child.parent = parent
    _tell(world, viewer, parent, child, "added")
    return parent


def _check(parent: Issue, child: Issue, replace_parent: bool) -> None:
    if child.repository.owner is not parent.repository.owner:
        raise _refusal(OTHER_OWNER)
    if child.parent is parent:
        raise _refusal(TWICE)
    if child.parent and not replace_parent:
        raise _refusal(ONE_PARENT)
    if child in _ancestors(parent):
        raise _refusal(OWN_ANCESTOR)
    if len(parent.sub_issues) >= MOST:
        raise _refusal(TOO_MANY)
    if len(_ancestors(parent)) + _depth(child) > DEEPEST + 1:
        raise _refusal(TOO_DEEP)


def _refusal(message: str) -> Refusal:
    return Refusal(422, "An error occurred while adding the sub-issue to the parent issue. " + message)


def _ancestors(issue: Issue) -> list[Issue]:
    """The issue itself first, then its parents upwards."""
    return [issue] if issue.parent is None else [issue, *_ancestors(issue.parent)]


def _depth(issue: Issue) -> int:
    return 1 + max((_depth(child) for child in issue.sub_issues), default=0)


def remove(world: World, viewer: Viewer, parent: Issue, child_id: int) -> Issue:
    require_triage(viewer, parent.repository)
    child = next((child for child in parent.sub_issues if child.id == child_id), None)
    if child is None:
        raise not_found()
    _unlink(world, viewer, parent, child)
    return parent


def _unlink(world: World, viewer: Viewer, parent: Issue, child: Issue) -> None:
    parent.sub_issues.remove(child)
    child.parent = None
    _tell(world, viewer, parent, child, "removed")


def _tell(world: World, viewer: Viewer, parent: Issue, child: Issue, what: str) -> None:
    """An event on both; webhooks `sub_issue_…` in the parent's repository and `parent_issue_…` in the child's."""
    record(world, viewer, parent, f"sub_issue_{what}", relative=child)
    record(world, viewer, child, f"parent_issue_{what}", relative=parent)
    parts: dict[str, object] = {
        "parent_issue_id": parent.id,
        "parent_issue": issue_shape(world, parent),
        "sub_issue_id": child.id,
        "sub_issue": issue_shape(world, child),
    }
    child_repo = repository_shape(world, child.repository)
    parent_repo = repository_shape(world, parent.repository)
    announce(world, viewer, parent.repository, "sub_issues", f"sub_issue_{what}", **parts, sub_issue_repo=child_repo)
    announce(
        world, viewer, child.repository, "sub_issues", f"parent_issue_{what}", **parts, parent_issue_repo=parent_repo
    )
