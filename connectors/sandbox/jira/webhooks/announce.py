"""Tells the hooks that something happened: who listens, and the payload as of this moment.

Payloads have the shape of version 2 of the API: texts are wiki markup. Cloud's events of comments carry a part of the
issue; Data Center's carry none, so that only the comment's own address tells which it is.
"""

from __future__ import annotations

import json
import uuid

from connectors.sandbox.jira.identity import Viewer, actor_of
from connectors.sandbox.jira.index import seen_now
from connectors.sandbox.jira.jql.matching import tested
from connectors.sandbox.jira.jql.parsing import parsed
from connectors.sandbox.jira.jql.values import Asking
from connectors.sandbox.jira.shapes.changes import items_of
from connectors.sandbox.jira.shapes.comments import comment as comment_shape
from connectors.sandbox.jira.shapes.issues import issue as issue_shape
from connectors.sandbox.jira.shapes.links import Json, Place
from connectors.sandbox.jira.shapes.people import user as user_shape
from connectors.sandbox.jira.shapes.projects import project_reference
from connectors.sandbox.jira.state import Change, Comment, Hook, Issue, Project
from connectors.sandbox.jira.webhooks.parcels import Parcel
from connectors.sandbox.jira.world import World

PARTIAL = ("summary", "issuetype", "project", "assignee", "priority", "status")
"""What Cloud tells of the issue in an event of a comment."""


def announce_issue(
    world: World, viewer: Viewer, issue: Issue, event: str, kind: str, change: Change | None = None
) -> None:
    hooks = listening(world, event, issue)
    if not hooks:
        return
    payload = _begun(world, viewer, event) | {"issue_event_type_name": kind}
    payload["issue"] = issue_shape(world, _place(world), issue)
    if change:
        payload["changelog"] = {"id": str(change.id), "items": items_of(change)}
    _send(world, hooks, event, payload)


def announce_comment(
    world: World, viewer: Viewer, comment: Comment, event: str, kind: str, flow: str = "Primary"
) -> None:
    hooks = listening(world, event, comment.issue)
    if hooks:
        payload = _begun(world, viewer, event)
        del payload["user"]
        payload["comment"] = comment_shape(world, _place(world), comment)
        if world.is_cloud:
            payload["issue"] = issue_shape(world, _place(world), comment.issue, fields=PARTIAL)
            payload["eventType"] = "primaryAction"
        _send(world, hooks, event, payload, flow)
    if not world.is_cloud:
        _announce_as_update(world, viewer, comment, kind)


def _announce_as_update(world: World, viewer: Viewer, comment: Comment, kind: str) -> None:
    """Data Center also tells of a comment as an update of the issue, this time with the issue."""
    event = "jira:issue_updated"
    hooks = listening(world, event, comment.issue)
    if hooks:
        place = _place(world)
        payload = _begun(world, viewer, event) | {"issue_event_type_name": kind}
        payload |= {"issue": issue_shape(world, place, comment.issue), "comment": comment_shape(world, place, comment)}
        _send(world, hooks, event, payload)


def announce_project(world: World, viewer: Viewer, project: Project, event: str) -> None:
    hooks = [hook for hook in world.hooks.values() if _hears(hook, event)]
    payload = _begun(world, viewer, event) | {"project": project_reference(world, _place(world), project)}
    _send(world, hooks, event, payload)


def listening(world: World, event: str, issue: Issue) -> list[Hook]:
    return [hook for hook in world.hooks.values() if _hears(hook, event) and _matches(world, hook, issue)]


def _hears(hook: Hook, event: str) -> bool:
    return hook.active and (event in hook.events or "*" in hook.events)


def _matches(world: World, hook: Hook, issue: Issue) -> bool:
    """Asked of the issue itself and not of the index, with the rights of whoever made the hook."""
    if not hook.jql:
        return True
    asking = Asking(world, Viewer(hook.creator), world.now())
    return tested(asking, parsed(hook.jql).where)(seen_now(issue))


def _begun(world: World, viewer: Viewer, event: str) -> Json:
    stamp = int(world.now().timestamp() * 1000)
    return {"timestamp": stamp, "webhookEvent": event, "user": user_shape(world, _place(world), actor_of(viewer))}


def _place(world: World) -> Place:
    return Place(world.root, "2")


def _send(world: World, hooks: list[Hook], event: str, payload: Json, flow: str = "Primary") -> None:
    for hook in hooks:
        body = json.dumps({} if hook.exclude_body else payload).encode()
        world.deliverer.submit(Parcel(hook, str(uuid.uuid4()), event, body, flow if world.is_cloud else None))
