"""The REST API behind one Flask rule: finds the route for a path, by name or by repository id, and answers.

Paths are matched before they are percent-decoded, so that a label's name may contain a slash.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from urllib.parse import unquote

from flask import Blueprint, Request, Response, jsonify, request

from connectors.sandbox.github.refusals import DOCUMENTATION
from connectors.sandbox.github.rest import (
    apps,
    assignees,
    comments,
    hooks,
    issues,
    labels,
    meta,
    repositories,
    sub_issues,
)
from connectors.sandbox.github.rest.call import Route
from connectors.sandbox.github.rest.dispatch import answer
from connectors.sandbox.github.serving import served_world
from connectors.sandbox.github.shapes.links import API_PATH

ROUTES: tuple[Route, ...] = (
    *repositories.ROUTES,
    *comments.ROUTES,
    *issues.ROUTES,
    *labels.ROUTES,
    *assignees.ROUTES,
    *sub_issues.ROUTES,
    *hooks.ROUTES,
    *apps.ROUTES,
    *meta.ROUTES,
)

Args = Mapping[str, str | int]

_NUMBERS = ("repository_id", "issue_number", "comment_id", "hook_id", "delivery_id", "installation_id")


def blueprint() -> Blueprint:
    api = Blueprint("api", __name__, url_prefix=API_PATH)
    methods = ["GET", "POST", "PUT", "PATCH", "DELETE"]
    api.add_url_rule("/<path:path>", "api", _view, methods=methods)
    return api


def _view(path: str) -> Response | tuple[Response, int]:
    found = find("GET" if request.method == "HEAD" else request.method, raw_path(request))
    if found is None:
        return jsonify(message="Not Found", documentation_url=DOCUMENTATION, status="404"), 404
    return answer(served_world(), found[0], request, found[1])


def raw_path(request: Request) -> str:
    """Below /api/v3 and still percent-encoded."""
    return str(request.environ["RAW_URI"]).partition("?")[0].removeprefix(API_PATH)


def find(method: str, path: str) -> tuple[Route, Args] | None:
    for pattern, route in _patterns():
        match = pattern.fullmatch(path) if route.method == method else None
        if match:
            return route, {name: _value(name, value) for name, value in match.groupdict().items()}
    return None


def _value(name: str, value: str) -> str | int:
    return int(value) if name in _NUMBERS else unquote(value)


@cache
def _patterns() -> list[tuple[re.Pattern[str], Route]]:
    """Literal parts win: those with fewer names come first."""
    found: list[tuple[re.Pattern[str], Route]] = []
    for route in sorted(ROUTES, key=lambda route: route.template.count("{")):
        found.append((_pattern(route.template), route))
        if route.in_repository:
            by_id = route.template.replace("/repos/{owner}/{repo}", "/repositories/{repository_id}")
            found.append((_pattern(by_id), route))
    return found


def _pattern(template: str) -> re.Pattern[str]:
    parts = re.split(r"{(\w+)}", template)
    return re.compile("".join(_group(part) if at % 2 else re.escape(part) for at, part in enumerate(parts)))


def _group(name: str) -> str:
    return rf"(?P<{name}>\d+)" if name in _NUMBERS else rf"(?P<{name}>[^/]+)"
