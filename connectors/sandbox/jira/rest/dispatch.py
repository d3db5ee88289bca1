"""From an HTTP request to its answer: faults, who asks, budgets, the view, headers.

Flask only brings the request here and takes the response away. The world's lock is held while a view runs, never
while a fault hangs.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from email.utils import format_datetime
from functools import partial

from flask import Request, Response

from connectors.sandbox.jira.identity import ANONYMOUS, Viewer
from connectors.sandbox.jira.limits import Spent
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
        _require_budget(world, asked, viewer)
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


def _require_budget(world: World, asked: Asked, viewer: Viewer) -> None:
    kind = f"{asked.route.method} {asked.route.template}"
    if spent := world.limits.of_call(viewer.key, kind, world.now()):
        raise _limited(world, spent)


def _require_writes(world: World, asked: Asked) -> None:
    if not asked.route.writes:
        return
    issue = world.find_issue(asked.args["issue"])
    if issue and (spent := world.limits.of_write(str(issue.id), world.now())):
        raise _limited(world, spent)


def _limited(world: World, spent: Spent) -> Refusal:
    now = world.now()
    seconds = spent.seconds(now)
    until = now.replace(microsecond=0) + timedelta(seconds=seconds + (now.microsecond > 0))
    headers = {"X-RateLimit-Remaining": "0"}
    headers["Retry-After"] = format_datetime(until, usegmt=True) if world.limits.as_dates else str(seconds)
    if spent.limit is not None:
        headers["X-RateLimit-Limit"] = str(spent.limit)
    if world.is_cloud:
        headers |= {"RateLimit-Reason": spent.reason.value, "X-RateLimit-NearLimit": "true"}
        headers["X-RateLimit-Reset"] = f"{until:%Y-%m-%dT%H:%M:%SZ}"
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
