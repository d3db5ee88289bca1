"""From an HTTP request to its answer: faults, who asks, budgets, the view, headers.

Flask only brings the request here and takes the response away. The world's lock is held while a view runs, never
while a fault hangs.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from flask import Request, Response

from connectors.sandbox.jira.identity import ANONYMOUS, Viewer
from connectors.sandbox.jira.permissions import can_read
from connectors.sandbox.jira.refusals import Refusal
from connectors.sandbox.jira.rest.authentication import viewer_of
from connectors.sandbox.jira.rest.call import Call, Reply, Route
from connectors.sandbox.jira.rest.falsities import false_answer, false_list
from connectors.sandbox.jira.shapes.links import Place
from connectors.sandbox.jira.world import World
from connectors.sandbox.spoiling import after, before


@dataclass(frozen=True)
class Asked:
    """Which route a path led to, with what it named, and by which way it came."""

    route: Route
    args: Mapping[str, str]
    path: str
    version: str
    by_gateway: bool


def answer(world: World, asked: Asked, request: Request) -> Response:
    query = request.query_string.decode()
    faults = world.faults.taken_by(request.method, f"{asked.path}?{query}" if query else asked.path)
    reply = before(world.faults, faults, false_answer)
    if reply is not None:
        return _response(reply, {})
    with world.lock:
        viewer, reply = _answered(world, asked, request)
    reply = after(world.faults, faults, reply, false_answer, partial(false_list, world.now()))
    return _response(reply, _about(world, viewer))


def _answered(world: World, asked: Asked, request: Request) -> tuple[Viewer, Reply]:
    viewer = ANONYMOUS
    name = f"{asked.route.method} {asked.route.template}"
    world.requests[name] = world.requests.get(name, 0) + 1
    try:
        viewer = viewer_of(world, request.headers.get("Authorization"), asked.by_gateway)
        _require_budget(world, viewer)
        _require_writes(world, asked)
        return viewer, asked.route.view(_call(world, asked, request, viewer))
    except Refusal as refusal:
        return viewer, Reply(refusal.status, refusal.body(), refusal.headers)


def _call(world: World, asked: Asked, request: Request, viewer: Viewer) -> Call:
    root = f"{world.root}/ex/jira/{world.cloud_id}" if asked.by_gateway else world.root
    return Call(
        world=world,
        viewer=viewer,
        place=Place(root, asked.version, lambda issue: can_read(viewer, issue)),
        query={name: ",".join(values) for name, values in request.args.lists()},
        args=asked.args,
        body=request.get_data(),
    )


def _require_budget(world: World, viewer: Viewer) -> None:
    wait = world.limits.burst_wait(viewer.key, world.now())
    if wait is not None:
        raise _limited(world, wait, "jira-burst-based")


def _require_writes(world: World, asked: Asked) -> None:
    if not asked.route.writes:
        return
    issue = world.find_issue(asked.args["issue"])
    wait = world.limits.write_wait(str(issue.id), world.now()) if issue else None
    if wait is not None:
        raise _limited(world, wait, "jira-per-issue-on-write")


def _limited(world: World, wait: int, reason: str) -> Refusal:
    headers = {"Retry-After": str(wait), "X-RateLimit-Remaining": "0"}
    if world.is_cloud:
        headers |= {"RateLimit-Reason": reason, "X-RateLimit-NearLimit": "true"}
    return Refusal(429, ("Rate limit exceeded.",), headers=headers)


def _about(world: World, viewer: Viewer) -> dict[str, str]:
    headers = {"X-AREQUESTID": uuid.uuid4().hex, "Cache-Control": "no-cache, no-store, no-transform"}
    if viewer.user:
        headers["X-AACCOUNTID" if world.is_cloud else "X-AUSERNAME"] = (
            viewer.user.id if world.is_cloud else viewer.user.name
        )
    if world.limits.per_second is None:
        return headers
    left = world.limits.remaining(viewer.key, world.now())
    headers |= {"X-RateLimit-Limit": str(world.limits.per_second), "X-RateLimit-Remaining": str(left)}
    if not world.is_cloud:
        headers |= {"X-RateLimit-Interval-Seconds": "1", "X-RateLimit-FillRate": str(world.limits.per_second)}
        headers["Retry-After"] = "0"
    return headers


def _response(reply: Reply, headers: Mapping[str, str]) -> Response:
    content = b"" if reply.body is None else json.dumps(reply.body).encode()
    response = Response(content, reply.status, content_type="application/json;charset=UTF-8")
    if reply.body is None:
        del response.headers["Content-Type"]
    response.headers.update({**headers, **reply.headers})
    return response
