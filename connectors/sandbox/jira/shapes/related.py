"""Links between issues and links to elsewhere."""

from __future__ import annotations

from connectors.sandbox.jira.schemes import LinkType
from connectors.sandbox.jira.shapes.fields import issue_type, priority, status
from connectors.sandbox.jira.shapes.links import Json, Place
from connectors.sandbox.jira.state import Issue, IssueLink, RemoteLink


def link_type(place: Place, it: LinkType) -> Json:
    return {
        "id": it.id,
        "name": it.name,
        "inward": it.inward,
        "outward": it.outward,
        "self": place.api(f"issueLinkType/{it.id}"),
    }


def link(place: Place, it: IssueLink, seen_from: Issue | None = None) -> Json:
    """Whole, or as one of its ends shows it: then only the other end is told."""
    shape: Json = {
        "id": str(it.id),
        "self": place.api(f"issueLink/{it.id}"),
        "type": link_type(place, it.type),
    }
    if seen_from is not it.inward:
        shape["inwardIssue"] = linked(place, it.inward)
    if seen_from is not it.outward:
        shape["outwardIssue"] = linked(place, it.outward)
    return shape


def other_end(it: IssueLink, seen_from: Issue) -> Issue:
    return it.outward if it.inward is seen_from else it.inward


def linked(place: Place, it: Issue) -> Json:
    fields: Json = {
        "summary": it.summary,
        "status": status(place, it.status),
        "issuetype": issue_type(place, it.type),
    }
    if it.priority:
        fields["priority"] = priority(place, it.priority)
    return {"id": str(it.id), "key": it.key, "self": place.api(f"issue/{it.id}"), "fields": fields}


def remote_link(place: Place, issue: Issue, it: RemoteLink) -> Json:
    shape: Json = {"id": it.id, "self": place.api(f"issue/{issue.id}/remotelink/{it.id}")}
    known = ("globalId", "application", "relationship", "object")
    return shape | {name: it.raw[name] for name in known if it.raw.get(name) is not None}
