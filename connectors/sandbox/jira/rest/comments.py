"""Views: comments of an issue."""

from __future__ import annotations

from connectors.sandbox.jira.acts import comments
from connectors.sandbox.jira.permissions import visible_issue
from connectors.sandbox.jira.refusals import invalid, not_found
from connectors.sandbox.jira.rest.call import NO_CONTENT, Call, Reply, Route, created, ok, properties_of
from connectors.sandbox.jira.rest.issues import ISSUE, issue_of
from connectors.sandbox.jira.rest.paging import window
from connectors.sandbox.jira.shapes.comments import comment as comment_shape
from connectors.sandbox.jira.shapes.links import Json
from connectors.sandbox.jira.state import Comment


def _shape(call: Call, comment: Comment) -> Json:
    asked = "properties" in call.listed("expand")
    return comment_shape(call.world, call.place, comment, with_properties=asked)


def list_comments(call: Call) -> Reply:
    found = list(issue_of(call).comments)
    if call.query.get("orderBy", "").startswith("-"):
        found.reverse()
    shown, figures = window(call, found, usual=5000 if call.world.is_cloud else 1_048_576, most=5000)
    return ok({**figures, "comments": [_shape(call, comment) for comment in shown]})


def create_comment(call: Call) -> Reply:
    issue, body = issue_of(call), call.fields
    properties = properties_of(body)
    made = comments.create(call.world, call.viewer, issue, body.get("body"), properties, call.place.rich)
    return created(_shape(call, made))


def comment_of(call: Call) -> Comment:
    """By its id, and of the issue that the path names."""
    issue, word = issue_of(call), call.word("comment")
    found = next((it for it in issue.comments if str(it.id) == word), None)
    if found is None:
        raise not_found(f"Can not find a comment for the id: {word}.")
    return found


def any_comment(call: Call) -> Comment:
    """By its id alone, if one may see its issue."""
    word = call.word("comment")
    found = call.world.comment_by_id(int(word)) if word.isdecimal() else None
    if found is None:
        raise not_found(f"Can not find a comment for the id: {word}.")
    visible_issue(call.world, call.viewer, found.issue.id)
    return found


def get_comment(call: Call) -> Reply:
    return ok(_shape(call, comment_of(call)))


def edit_comment(call: Call) -> Reply:
    comment, body = comment_of(call), call.fields
    if "body" not in body:
        raise invalid(comment="Comment body can not be empty!")
    comments.edit(call.world, call.viewer, comment, body["body"], properties_of(body), call.place.rich)
    return ok(_shape(call, comment))


def delete_comment(call: Call) -> Reply:
    comments.delete(call.world, call.viewer, comment_of(call))
    return NO_CONTENT


COMMENT = ISSUE + "/comment/{comment}"

ROUTES = (
    Route("GET", ISSUE + "/comment", list_comments),
    Route("POST", ISSUE + "/comment", create_comment),
    Route("GET", COMMENT, get_comment),
    Route("PUT", COMMENT, edit_comment),
    Route("DELETE", COMMENT, delete_comment),
)
