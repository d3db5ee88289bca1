"""From an HTTP request to its answer: faults, who asks, budgets, the view, conditional answers, headers.

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

from connectors.sandbox.github.identity import ANONYMOUS, Viewer
from connectors.sandbox.github.limits import Budget
from connectors.sandbox.github.permissions import can_see
from connectors.sandbox.github.refusals import MovedPermanently, Refusal, not_found
from connectors.sandbox.github.rest.authentication import app_of, viewer_of
from connectors.sandbox.github.rest.call import Call, Reply, Route
from connectors.sandbox.github.rest.conditional import etag, http_date, is_unchanged
from connectors.sandbox.github.rest.falsities import false_answer, false_list
from connectors.sandbox.github.shapes.links import API_PATH, repository_by_id
from connectors.sandbox.github.state import App, Repository
from connectors.sandbox.github.world import World
from connectors.sandbox.spoiling import after, before

SECONDARY = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."


@dataclass(frozen=True)
class Caller:
    viewer: Viewer
    app: App | None = None

    @property
    def key(self) -> str:
        return f"app {self.app.id}" if self.app else self.viewer.key


def answer(world: World, route: Route, request: Request, args: Mapping[str, str | int]) -> Response:
    path, query = request.path.removeprefix(API_PATH), request.query_string.decode()
    faults = world.faults.taken_by(request.method, f"{path}?{query}" if query else path)
    reply = before(world.faults, faults, false_answer)
    if reply is not None:
        return _response(reply, {}, _bytes(reply))
    with world.lock:
        caller, reply = _answered(world, route, request, args)
    reply = after(world.faults, faults, reply, false_answer, partial(false_list, world.now()))
    with world.lock:
        return _finished(world, route, request, caller, reply)


def _answered(world: World, route: Route, request: Request, args: Mapping[str, str | int]) -> tuple[Caller, Reply]:
    caller = Caller(ANONYMOUS)
    world.requests[f"{route.method} {route.template}"] = world.requests.get(f"{route.method} {route.template}", 0) + 1
    try:
        caller = _caller(world, route, request)
        _spend_content(world, route, caller)
        _require_budget(world, route, caller)
        return caller, route.view(_call(world, request, args, caller))
    except Refusal as refusal:
        return caller, Reply(refusal.status, refusal.body(), refusal.headers)
    except MovedPermanently as moved:
        return caller, Reply(301, moved.body(), {"Location": moved.url})


def _caller(world: World, route: Route, request: Request) -> Caller:
    authorization = request.headers.get("Authorization")
    if route.for_app:
        return Caller(ANONYMOUS, app_of(world, authorization))
    return Caller(viewer_of(world, authorization))


def _require_budget(world: World, route: Route, caller: Caller) -> None:
    if not route.free and not world.limits.budget(caller.key, world.now()).remaining:
        who = f"user ID {caller.viewer.account.id}" if caller.viewer.account else "127.0.0.1"
        raise Refusal(403, f"API rate limit exceeded for {who}.")


def _spend_content(world: World, route: Route, caller: Caller) -> None:
    wait = world.limits.content_wait(caller.key, world.now()) if route.creates else None
    if wait is not None:
        raise Refusal(403, SECONDARY, headers={"Retry-After": str(wait)})


def _call(world: World, request: Request, args: Mapping[str, str | int], caller: Caller) -> Call:
    return Call(
        world=world,
        viewer=caller.viewer,
        method=request.method,
        path=request.path.removeprefix(API_PATH),
        query_string=request.query_string.decode(),
        query=request.args.to_dict(),
        args=args,
        body=request.get_data(),
        app=caller.app,
        repository=_repository(world, args, caller, request),
    )


def _repository(world: World, args: Mapping[str, str | int], caller: Caller, request: Request) -> Repository | None:
    """By name or by id. A name given up answers 301 to where the id is, with the query, if one may see it."""
    if "repository_id" in args:
        return world.repositories.get(int(args["repository_id"])) or _missing()
    if "owner" not in args:
        return None
    full_name = f"{args['owner']}/{args['repo']}"
    repo = world.find_repository(full_name)
    return repo or _missing(_forwarded(world, full_name, caller, request))


def _forwarded(world: World, full_name: str, caller: Caller, request: Request) -> str | None:
    moved = world.repositories.get(world.former_names.get(full_name.lower(), 0))
    if moved is None or not (can_see(caller.viewer, moved) or caller.app):
        return None
    # The raw path keeps what was percent-encoded: labels may contain slashes.
    raw = request.full_path if request.query_string else request.path
    raw = str(request.environ.get("RAW_URI") or raw)
    rest = raw.removeprefix(API_PATH).split("/", 4)[4:]
    return "/".join([repository_by_id(world, moved), *rest])


def _missing(address: str | None = None) -> Repository:
    raise MovedPermanently(address) if address else not_found()


def _finished(world: World, route: Route, request: Request, caller: Caller, reply: Reply) -> Response:
    headers, content = dict[str, str](), _bytes(reply)
    if request.method in ("GET", "HEAD") and reply.status == 200:
        tag = etag(
            request.headers.get("Authorization", ""),
            request.full_path,
            request.headers.get("Accept", ""),
            content,
        )
        headers = {"ETag": tag, "Cache-Control": "private, max-age=60, s-maxage=60"}
        if reply.last_modified:
            headers["Last-Modified"] = http_date(reply.last_modified)
        if is_unchanged(dict(request.headers), tag, reply.last_modified):
            reply, content = Reply(304), b""
    if reply.status != 304 and not route.free:
        world.limits.spend(caller.key, world.now())
    budget = world.limits.budget(caller.key, world.now())
    return _response(reply, {**headers, **_budget_headers(budget), **_about(route, request, caller)}, content)


def _budget_headers(budget: Budget) -> dict[str, str]:
    return {
        "X-RateLimit-Limit": str(budget.limit),
        "X-RateLimit-Remaining": str(budget.remaining),
        "X-RateLimit-Used": str(min(budget.used, budget.limit)),
        "X-RateLimit-Reset": str(int(budget.reset.timestamp())),
        "X-RateLimit-Resource": "core",
    }


def _about(route: Route, request: Request, caller: Caller) -> dict[str, str]:
    version = request.headers.get("X-GitHub-Api-Version", "2022-11-28")
    headers = {"X-GitHub-Api-Version-Selected": version, "X-Accepted-GitHub-Permissions": route.accepts}
    if caller.viewer.token and caller.viewer.narrowed_to is None:
        headers |= {"X-OAuth-Scopes": "repo", "X-Accepted-OAuth-Scopes": ""}
    return headers


def _bytes(reply: Reply) -> bytes:
    return b"" if reply.body is None else json.dumps(reply.body).encode()


def _response(reply: Reply, headers: Mapping[str, str], content: bytes) -> Response:
    response = Response(content, reply.status, content_type="application/json; charset=utf-8")
    if reply.body is None:
        del response.headers["Content-Type"]
    response.headers["X-GitHub-Media-Type"] = "github.v3; format=json"
    response.headers["X-GitHub-Request-Id"] = str(uuid.uuid4()).upper()
    response.headers["Vary"] = "Accept, Authorization, Cookie, X-GitHub-OTP, Accept-Encoding"
    response.headers.update({**headers, **reply.headers})
    return response
