"""The REST API behind a few Flask rules: finds the route for a path, on the site or through the gateway, and answers.

Paths are matched before they are percent-decoded.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from urllib.parse import unquote

from flask import Blueprint, Request, Response, jsonify, request

from connectors.sandbox.jira.rest import comments, hooks, issues, links, meta, people, projects, properties, search
from connectors.sandbox.jira.rest.call import Route
from connectors.sandbox.jira.rest.dispatch import Asked, answer
from connectors.sandbox.jira.serving import served_world
from connectors.sandbox.jira.world import World

ROUTES: tuple[Route, ...] = (
    *meta.ROUTES,
    *projects.ROUTES,
    *people.ROUTES,
    *search.ROUTES,
    *issues.ROUTES,
    *comments.ROUTES,
    *properties.ROUTES,
    *links.ROUTES,
    *hooks.ROUTES,
)

API = re.compile(r"/rest/api/(?P<version>2|3|latest)(?P<rest>/.*)")
GATEWAY = re.compile(r"/ex/jira/(?P<cloud>[^/]+)(?P<rest>/rest/.*)")


def blueprint() -> Blueprint:
    api = Blueprint("api", __name__)
    methods = ["GET", "POST", "PUT", "DELETE"]
    for rule in ("/rest/<path:path>", "/ex/jira/<path:path>"):
        api.add_url_rule(rule, "api", _view, methods=methods)
    api.add_url_rule("/_edge/tenant_info", "tenant_info", _tenant_info)
    return api


def _tenant_info() -> Response | tuple[Response, int]:
    world = served_world()
    return jsonify(cloudId=world.cloud_id) if world.is_cloud else _nothing()


def _view(path: str) -> Response | tuple[Response, int]:
    world = served_world()
    asked = find(world, "GET" if request.method == "HEAD" else request.method, _raw_path(request))
    return _nothing() if asked is None else answer(world, asked, request)


def _nothing() -> tuple[Response, int]:
    return jsonify(errorMessages=["null for uri: " + request.base_url], errors={}), 404


def _raw_path(request: Request) -> str:
    """Still percent-encoded."""
    return str(request.environ["RAW_URI"]).partition("?")[0]


def find(world: World, method: str, path: str) -> Asked | None:
    """Where a path leads in this world; None for what this deployment does not know."""
    gateway = GATEWAY.fullmatch(path)
    if gateway and (not world.is_cloud or gateway["cloud"] != world.cloud_id):
        return None
    path = gateway["rest"] if gateway else path
    version, below = _split(world, path)
    if version is None:
        return None
    for pattern, route in _patterns(world.is_cloud):
        match = pattern.fullmatch(below) if route.method == method else None
        if match:
            return Asked(route, _decoded(match.groupdict()), path, version, gateway is not None)
    return None


def _split(world: World, path: str) -> tuple[str | None, str]:
    """The version and what is below it; other resources keep their path. Data Center has version 2 alone."""
    match = API.fullmatch(path)
    if match is None:
        return "2", path
    version = match["version"]
    if version == "latest":
        version = "3" if world.is_cloud else "2"
    return (None if version == "3" and not world.is_cloud else version), match["rest"]


def _decoded(args: Mapping[str, str]) -> Mapping[str, str]:
    return {name: unquote(value) for name, value in args.items()}


@cache
def _patterns(cloud: bool) -> list[tuple[re.Pattern[str], Route]]:
    """Literal parts win: those with fewer names come first."""
    deployment = "cloud" if cloud else "datacenter"
    mine = (route for route in ROUTES if deployment in route.deployments.split())
    ordered = sorted(mine, key=lambda route: route.template.count("{"))
    return [(_pattern(route.template), route) for route in ordered]


def _pattern(template: str) -> re.Pattern[str]:
    parts = re.split(r"{(\w+)}", template)
    named = (f"(?P<{part}>[^/]+)" if at % 2 else re.escape(part) for at, part in enumerate(parts))
    return re.compile("".join(named))
