"""Views: comments of issues, by issue and by their own id."""

from __future__ import annotations

from connectors.sandbox.github.acts import comments
from connectors.sandbox.github.refusals import missing
from connectors.sandbox.github.rest.call import NO_CONTENT, Call, Reply, Route, created, ok
from connectors.sandbox.github.rest.issues import ISSUE, ISSUES
from connectors.sandbox.github.rest.paging import paged
from connectors.sandbox.github.rest.reading import body_of, choice, comment_of, issue_of, moment, require_issues, text
from connectors.sandbox.github.shapes.issues import comment as comment_shape
from connectors.sandbox.github.shapes.links import comment_api
from connectors.sandbox.github.state import Comment


def list_comments(call: Call) -> Reply:
    return _listed(call, issue_of(call).comments)


def list_comments_of_repository(call: Call) -> Reply:
    require_issues(call)
    found = [comment for issue in call.repo.living_issues for comment in issue.comments]
    by_update = choice(call, "sort", ("created", "updated")) == "updated"
    found.sort(key=lambda comment: (comment.updated_at if by_update else comment.created_at, comment.id))
    return _listed(call, found[::-1] if call.query.get("direction") == "desc" else found)


def _listed(call: Call, found: list[Comment]) -> Reply:
    since = moment(call, "since")
    recent = [comment for comment in found if since is None or comment.updated_at >= since]
    return paged(call, recent, lambda comment: comment_shape(call.world, comment))


def create_comment(call: Call) -> Reply:
    issue = issue_of(call)
    comment = comments.create(call.world, call.viewer, issue, _body(call))
    return created(comment_shape(call.world, comment), comment_api(call.world, comment))


def _body(call: Call) -> str:
    body = text(body_of(call), "body")
    if body is None:
        raise missing("IssueComment", "body")
    return body


def get_comment(call: Call) -> Reply:
    comment = comment_of(call)
    return ok(comment_shape(call.world, comment), comment.updated_at)


def update_comment(call: Call) -> Reply:
    comment = comment_of(call)
    comments.edit(call.world, call.viewer, comment, _body(call))
    return ok(comment_shape(call.world, comment))


def delete_comment(call: Call) -> Reply:
    comments.delete(call.world, call.viewer, comment_of(call))
    return NO_CONTENT


ROUTES = (
    Route("GET", ISSUES + "/comments", list_comments_of_repository, "issues=read"),
    Route("GET", ISSUES + "/comments/{comment_id}", get_comment, "issues=read"),
    Route("PATCH", ISSUES + "/comments/{comment_id}", update_comment, "issues=write"),
    Route("DELETE", ISSUES + "/comments/{comment_id}", delete_comment, "issues=write"),
    Route("GET", ISSUE + "/comments", list_comments, "issues=read"),
    Route("POST", ISSUE + "/comments", create_comment, "issues=write", creates=True),
)
