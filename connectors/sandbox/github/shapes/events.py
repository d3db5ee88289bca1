"""Lines of an issue's history as GitHub's JSON: the events list and the timeline, which adds the comments."""

from __future__ import annotations

from connectors.sandbox.github.shapes.accounts import Json, account, app_or_none, stamp
from connectors.sandbox.github.shapes.issues import comment, issue
from connectors.sandbox.github.shapes.links import repository_api
from connectors.sandbox.github.state import Comment, Event, Issue
from connectors.sandbox.github.world import World

_RELATIVES = {
    "sub_issue_added": "sub_issue",
    "sub_issue_removed": "sub_issue",
    "parent_issue_added": "parent_issue",
    "parent_issue_removed": "parent_issue",
}


def event(world: World, it: Event, of: Issue) -> Json:
    """One event; who caused it is `actor`, and for assignments the one who assigned is `assigner`."""
    shape: Json = {
        "id": it.id,
        "node_id": f"EV_{it.id}",
        "url": f"{repository_api(world, of.repository)}/issues/events/{it.id}",
        "actor": account(world, it.actor),
        "event": it.kind,
        "commit_id": None,
        "commit_url": None,
        "created_at": stamp(it.created_at),
        "performed_via_github_app": app_or_none(world, it.app),
    }
    return {**shape, **_details(world, it)}


def _details(world: World, it: Event) -> Json:
    details: Json = {}
    if it.label:
        details["label"] = {"name": it.label[0], "color": it.label[1]}
    if it.assignee:
        details |= {"assignee": account(world, it.assignee), "assigner": account(world, it.actor)}
    if it.renamed:
        details["rename"] = {"from": it.renamed[0], "to": it.renamed[1]}
    if it.kind in ("closed", "reopened"):
        details["state_reason"] = it.state_reason.value if it.state_reason else None
    if it.kind in ("locked", "unlocked"):
        details["lock_reason"] = it.lock_reason
    if it.relative:
        details[_RELATIVES[it.kind]] = issue(world, it.relative)
    return details


def timeline_comment(world: World, it: Comment) -> Json:
    return {**comment(world, it), "event": "commented", "actor": account(world, it.author)}


def timeline(world: World, of: Issue) -> list[Json]:
    """Events and comments in the order of their time; a comment goes before an event of the same second."""
    comments = [(it.created_at, 0, it.id, timeline_comment(world, it)) for it in of.comments]
    events = [(it.created_at, 1, it.id, event(world, it, of)) for it in of.events]
    return [shape for *_, shape in sorted(comments + events, key=lambda entry: entry[:3])]
