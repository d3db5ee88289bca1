"""Comments: writing, rewording and deleting them. In a locked conversation only those with write access speak."""

from __future__ import annotations

from connectors.sandbox.github.acts.history import actor_of, touch
from connectors.sandbox.github.acts.issues import BODY_MAX
from connectors.sandbox.github.identity import Viewer
from connectors.sandbox.github.permissions import may_edit_comment, may_write, refused, require_issues_write
from connectors.sandbox.github.refusals import forbidden, missing, too_long
from connectors.sandbox.github.shapes.issues import comment as comment_shape
from connectors.sandbox.github.shapes.issues import issue as issue_shape
from connectors.sandbox.github.state import Comment, Issue
from connectors.sandbox.github.webhooks.announce import announce
from connectors.sandbox.github.world import World

LOCKED = "Unable to create comment because issue is locked."


def create(world: World, viewer: Viewer, issue: Issue, body: str) -> Comment:
    require_issues_write(viewer, issue.repository)
    if issue.locked and not may_write(viewer, issue.repository):
        raise forbidden(LOCKED)
    check_body(body)
    now = touch(world, issue)
    comment = Comment(world.new_id(), issue, actor_of(viewer), body, now, now, viewer.app)
    issue.comments.append(comment)
    _announce(world, viewer, comment, "created")
    return comment


def check_body(body: str) -> None:
    if not body.strip():
        raise missing("IssueComment", "body")
    if len(body) > BODY_MAX:
        raise too_long("IssueComment", "body", BODY_MAX)


def edit(world: World, viewer: Viewer, comment: Comment, body: str) -> None:
    _require_may_edit(viewer, comment)
    check_body(body)
    if body == comment.body:
        return
    before, comment.body = comment.body, body
    comment.updated_at = touch(world, comment.issue)
    _announce(world, viewer, comment, "edited", changes={"body": {"from": before}})


def delete(world: World, viewer: Viewer, comment: Comment) -> None:
    _require_may_edit(viewer, comment)
    comment.issue.comments.remove(comment)
    touch(world, comment.issue)
    _announce(world, viewer, comment, "deleted")


def _require_may_edit(viewer: Viewer, comment: Comment) -> None:
    require_issues_write(viewer, comment.issue.repository)
    if not may_edit_comment(viewer, comment):
        raise refused(viewer)


def _announce(world: World, viewer: Viewer, comment: Comment, action: str, **more: object) -> None:
    parts = {"issue": issue_shape(world, comment.issue), "comment": comment_shape(world, comment), **more}
    announce(world, viewer, comment.issue.repository, "issue_comment", action, **parts)
