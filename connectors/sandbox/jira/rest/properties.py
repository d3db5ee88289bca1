"""Views: entity properties of issues and of comments."""

from __future__ import annotations

from connectors.sandbox.jira.acts.properties import Properties, put
from connectors.sandbox.jira.kinds import Permission
from connectors.sandbox.jira.permissions import may_edit_comment, require
from connectors.sandbox.jira.refusals import forbidden, not_found
from connectors.sandbox.jira.rest.call import NO_CONTENT, Call, Reply, Route, ok
from connectors.sandbox.jira.rest.comments import any_comment
from connectors.sandbox.jira.rest.issues import ISSUE, issue_of


def list_of_issue(call: Call) -> Reply:
    issue = issue_of(call)
    return _keys(call, f"issue/{issue.id}", issue.properties)


def list_of_comment(call: Call) -> Reply:
    comment = any_comment(call)
    return _keys(call, f"comment/{comment.id}", comment.properties)


def _keys(call: Call, path: str, properties: Properties) -> Reply:
    return ok({"keys": [{"key": key, "self": call.place.api(f"{path}/properties/{key}")} for key in properties]})


def get_of_issue(call: Call) -> Reply:
    return _one(call, issue_of(call).properties)


def get_of_comment(call: Call) -> Reply:
    return _one(call, any_comment(call).properties)


def _one(call: Call, properties: Properties) -> Reply:
    return ok({"key": call.word("property"), "value": _present(call, properties)})


def _present(call: Call, properties: Properties) -> object:
    key = call.word("property")
    if key not in properties:
        raise not_found(f"The property with key '{key}' does not exist.")
    return properties[key]


def _issue_properties(call: Call) -> Properties:
    issue = issue_of(call)
    require(call.viewer, issue, Permission.EDIT_ISSUES)
    return issue.properties


def _comment_properties(call: Call) -> Properties:
    comment = any_comment(call)
    if not may_edit_comment(call.viewer, comment):
        raise forbidden("You do not have the permission to edit this comment.")
    return comment.properties


def put_on_issue(call: Call) -> Reply:
    return _put(call, _issue_properties(call))


def put_on_comment(call: Call) -> Reply:
    return _put(call, _comment_properties(call))


def _put(call: Call, properties: Properties) -> Reply:
    return Reply(201 if put(properties, call.word("property"), call.json) else 200, {})


def delete_from_issue(call: Call) -> Reply:
    return _delete(call, _issue_properties(call))


def delete_from_comment(call: Call) -> Reply:
    return _delete(call, _comment_properties(call))


def _delete(call: Call, properties: Properties) -> Reply:
    _present(call, properties)
    del properties[call.word("property")]
    return NO_CONTENT


OF_ISSUE = ISSUE + "/properties"
OF_COMMENT = "/comment/{comment}/properties"

ROUTES = (
    Route("GET", OF_ISSUE, list_of_issue),
    Route("GET", OF_ISSUE + "/{property}", get_of_issue),
    Route("PUT", OF_ISSUE + "/{property}", put_on_issue),
    Route("DELETE", OF_ISSUE + "/{property}", delete_from_issue),
    Route("GET", OF_COMMENT, list_of_comment),
    Route("GET", OF_COMMENT + "/{property}", get_of_comment),
    Route("PUT", OF_COMMENT + "/{property}", put_on_comment),
    Route("DELETE", OF_COMMENT + "/{property}", delete_from_comment),
)
