"""Writing, editing and deleting comments."""

from __future__ import annotations

from collections.abc import Mapping

from connectors.sandbox.jira.acts.history import touch
from connectors.sandbox.jira.acts.properties import check_all, put_all
from connectors.sandbox.jira.fields import Reading, Wrong, rich_text
from connectors.sandbox.jira.identity import Viewer, actor_of
from connectors.sandbox.jira.kinds import Permission
from connectors.sandbox.jira.permissions import may_edit_comment, require, require_live
from connectors.sandbox.jira.refusals import forbidden, invalid, wrong_fields
from connectors.sandbox.jira.state import Comment, Issue
from connectors.sandbox.jira.webhooks.announce import announce_comment
from connectors.sandbox.jira.world import World


def create(
    world: World,
    viewer: Viewer,
    issue: Issue,
    body: object,
    properties: Mapping[str, object] | None = None,
    rich: bool = True,
) -> Comment:
    require(viewer, issue, Permission.ADD_COMMENTS)
    text = _text(world, viewer, issue, body, rich)
    check_all(properties or {})
    who, now = actor_of(viewer), touch(world, issue)
    comment = Comment(world.new_id(), issue, who, text, now, now, who, dict(properties or {}))
    issue.comments.append(comment)
    announce_comment(world, viewer, comment, "comment_created", "issue_commented")
    return comment


def edit(
    world: World,
    viewer: Viewer,
    comment: Comment,
    body: object,
    properties: Mapping[str, object] | None = None,
    rich: bool = True,
) -> None:
    _require_may_change(viewer, comment)
    text = _text(world, viewer, comment.issue, body, rich)
    put_all(comment.properties, properties or {})
    comment.body, comment.editor = text, actor_of(viewer)
    comment.updated_at = touch(world, comment.issue)
    announce_comment(world, viewer, comment, "comment_updated", "issue_comment_edited")


def delete(world: World, viewer: Viewer, comment: Comment) -> None:
    _require_may_change(viewer, comment)
    comment.issue.comments.remove(comment)
    touch(world, comment.issue)
    announce_comment(world, viewer, comment, "comment_deleted", "issue_comment_deleted")


def _require_may_change(viewer: Viewer, comment: Comment) -> None:
    require_live(comment.issue.project)
    if not may_edit_comment(viewer, comment):
        raise forbidden(f"You do not have the permission to edit this comment. (id {comment.id})")


def _text(world: World, viewer: Viewer, issue: Issue, body: object, rich: bool) -> object:
    try:
        text = rich_text(body, Reading(world, viewer, issue.project, rich))
    except Wrong as wrong:
        raise wrong_fields({"comment": str(wrong)}) from wrong
    if text is None or text == "":
        raise invalid(comment="Comment body can not be empty!")
    return text
