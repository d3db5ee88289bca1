"""Views: links between issues, and from an issue to elsewhere."""

from __future__ import annotations

from connectors.sandbox.jira.acts import links
from connectors.sandbox.jira.permissions import can_read
from connectors.sandbox.jira.refusals import invalid, not_found
from connectors.sandbox.jira.rest.call import NO_CONTENT, Call, Reply, Route, mapping, ok
from connectors.sandbox.jira.rest.issues import ISSUE, issue_of
from connectors.sandbox.jira.shapes.related import link as link_shape
from connectors.sandbox.jira.shapes.related import remote_link
from connectors.sandbox.jira.state import IssueLink


def create_link(call: Call) -> Reply:
    """Answers without a body, so nobody learns the id here."""
    body = call.fields
    kind, one, other = (mapping(body.get(name), name) for name in ("type", "inwardIssue", "outwardIssue"))
    links.link(call.world, call.viewer, kind, one, other)
    return Reply(201)


def _link(call: Call) -> IssueLink:
    word = call.word("link")
    found = call.world.links.get(int(word)) if word.isdecimal() else None
    if found is None or not (can_read(call.viewer, found.inward) and can_read(call.viewer, found.outward)):
        raise not_found(f"No issue link with id '{word}' exists.")
    return found


def get_link(call: Call) -> Reply:
    return ok(link_shape(call.place, _link(call)))


def delete_link(call: Call) -> Reply:
    links.unlink(call.world, call.viewer, _link(call).id)
    return NO_CONTENT


def list_remote_links(call: Call) -> Reply:
    """With `globalId` the one link of that id, not a list."""
    issue, wanted = issue_of(call), call.query.get("globalId")
    if wanted is None:
        return ok([remote_link(call.place, issue, it) for it in issue.remote_links])
    found = next((it for it in issue.remote_links if it.global_id == wanted), None)
    if found is None:
        raise not_found(f"No remote link with globalId '{wanted}' exists.")
    return ok(remote_link(call.place, issue, found))


def put_remote_link(call: Call) -> Reply:
    issue = issue_of(call)
    made, is_new = links.point(call.world, call.viewer, issue, call.fields)
    body = {"id": made.id, "self": call.place.api(f"issue/{issue.id}/remotelink/{made.id}")}
    return Reply(201 if is_new else 200, body)


def delete_remote_link(call: Call) -> Reply:
    wanted = call.query.get("globalId")
    if not wanted:
        raise invalid("The parameter 'globalId' is required.")
    links.unpoint(call.world, call.viewer, issue_of(call), wanted)
    return NO_CONTENT


ROUTES = (
    Route("POST", "/issueLink", create_link),
    Route("GET", "/issueLink/{link}", get_link),
    Route("DELETE", "/issueLink/{link}", delete_link),
    Route("GET", ISSUE + "/remotelink", list_remote_links),
    Route("POST", ISSUE + "/remotelink", put_remote_link),
    Route("DELETE", ISSUE + "/remotelink", delete_remote_link),
)
