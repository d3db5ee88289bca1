"""Issues that go away: deleted ones leave their number behind, transferred ones an address to follow.

These are done by hand on GitHub's web pages; its REST API has no call for either.
"""

from __future__ import annotations

from connectors.sandbox.github.acts.history import touch
from connectors.sandbox.github.founding import add_issue
from connectors.sandbox.github.identity import Viewer
from connectors.sandbox.github.kinds import Visibility
from connectors.sandbox.github.permissions import can_be_assigned
from connectors.sandbox.github.refusals import Refusal
from connectors.sandbox.github.shapes.issues import issue as issue_shape
from connectors.sandbox.github.shapes.repositories import repository as repository_shape
from connectors.sandbox.github.state import Comment, Deleted, Issue, Moved, Repository
from connectors.sandbox.github.webhooks.announce import announce
from connectors.sandbox.github.world import World


def delete_issue(world: World, viewer: Viewer, issue: Issue) -> None:
    last = issue_shape(world, issue)
    leave_family(world, issue)
    issue.repository.issues[issue.number] = Deleted(issue.number)
    announce(world, viewer, issue.repository, "issues", "deleted", issue=last)


def leave_family(world: World, issue: Issue) -> None:
    if issue.parent:
        issue.parent.sub_issues.remove(issue)
        touch(world, issue.parent)
    for child in issue.sub_issues:
        child.parent = None


def transfer_issue(world: World, viewer: Viewer, issue: Issue, to: Repository) -> Issue:
    """The issue under a new id and number in `to`; comments and history go with it, labels where `to` has the name.

    Only within one owner and never from a private to a public repository.
    Source: https://docs.github.com/issues/tracking-your-work-with-issues/administering-issues/transferring-an-issue-to-another-repository
    """
    _require_transferable(issue, to)
    new = _copy(world, issue, to)
    _announce_transfer(world, viewer, issue, new)
    leave_family(world, issue)
    issue.repository.issues[issue.number] = Moved(issue.number, new)
    return new


def _require_transferable(issue: Issue, to: Repository) -> None:
    here = issue.repository
    opening = to.visibility is Visibility.PUBLIC and here.visibility is not Visibility.PUBLIC
    if to is here or to.owner is not here.owner or opening:
        raise Refusal(422, f"Cannot transfer the issue from {here.full_name} to {to.full_name}")


def _copy(world: World, issue: Issue, to: Repository) -> Issue:
    new = add_issue(world, to, title=issue.title, author=issue.author, body=issue.body, app=issue.app)
    new.created_at, new.state, new.state_reason = issue.created_at, issue.state, issue.state_reason
    new.closed_at, new.closed_by, new.locked, new.lock_reason = (
        issue.closed_at,
        issue.closed_by,
        issue.locked,
        issue.lock_reason,
    )
    new.labels = [to.labels[label.name.lower()] for label in issue.labels if label.name.lower() in to.labels]
    new.assignees = [who for who in issue.assignees if can_be_assigned(who, to, issue)]
    new.comments = [_copy_of(world, comment, new) for comment in issue.comments]
    new.events = list(issue.events)
    return new


def _copy_of(world: World, comment: Comment, to: Issue) -> Comment:
    return Comment(
        world.new_id(), to, comment.author, comment.body, comment.created_at, comment.updated_at, comment.app
    )


def _announce_transfer(world: World, viewer: Viewer, old: Issue, new: Issue) -> None:
    old_shape, new_shape = issue_shape(world, old), issue_shape(world, new)
    old_repo, new_repo = repository_shape(world, old.repository), repository_shape(world, new.repository)
    left = {"new_issue": new_shape, "new_repository": new_repo}
    came = {"old_issue": old_shape, "old_repository": old_repo}
    announce(world, viewer, old.repository, "issues", "transferred", issue=old_shape, changes=left)
    announce(world, viewer, new.repository, "issues", "opened", issue=new_shape, changes=came)
