"""GitHub's descriptions: what they do not say and its prose or practice does, the only excuses the validator knows.

Each has its reason. None is for us: a request of ours that the description does not allow is a fault of ours.
"""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qsl

from tests.openapi.description import Description, Node
from tests.openapi.schemas import Schemas
from tests.openapi.vendor import Exchange, Vendor

# Statuses that any operation may answer though few list them.
STATUSES = {
    301: "a renamed or moved repository: best practices for using the REST API, 'follow redirects'",
    304: "conditional requests work on every GET",
    400: "a body that is no JSON",
    401: "bad credentials, on every operation",
    403: "a right that is missing, or a rate limit: troubleshooting the REST API",
    404: "a thing one may not see is not found, on every operation",
    410: "issues that are switched off or deleted, on every operation below them",
    422: "a field of the wrong type, on every operation",
    429: "a secondary rate limit",
    500: "the server failed",
    502: "the server failed",
    503: "the server failed",
    504: "the server failed",
}

# Request bodies that the prose of an operation allows and its schema does not.
BARE_LABEL_LISTS = (
    # "You can also pass an array of labels directly"; "You can pass an empty array to remove all labels."
    "POST /repos/{owner}/{repo}/issues/{issue_number}/labels",
    "PUT /repos/{owner}/{repo}/issues/{issue_number}/labels",
)

# Where the description contradicts itself: an account that is both a user and an enterprise cannot be, and everywhere
# else `installation` says one or the other.
BETTER_SCHEMAS = {
    ("GET /app/installations", 200): {"type": "array", "items": {"$ref": "#/components/schemas/installation"}},
}

# Redirects of renamed repositories lead here and the pages of lists link here; the description has only the named form.
BY_ID = (r"^/repositories/\d+(?=/|$)", "/repos/owner/repo")


def _described(exchange: Exchange) -> str:
    return re.sub(BY_ID[0], BY_ID[1], exchange.path.removeprefix("/api/v3"))


def _accepts_body(operation: str, body: object) -> bool:
    names = body.get("labels") if isinstance(body, dict) else body
    is_label_list = isinstance(names, list) and all(isinstance(name, str) for name in names)
    return operation in BARE_LABEL_LISTS and is_label_list


def _check_webhook(webhooks: Description, schemas: Schemas, exchange: Exchange) -> list[str]:
    headers = {name.lower(): value for name, value in exchange.request_headers.items()}
    payload = _payload(exchange.request_body, headers.get("content-type", ""))
    event, action = headers.get("x-github-event", ""), payload.get("action")
    name = "-".join(part.replace("_", "-") for part in (event, action) if part)
    described = webhooks.document["webhooks"].get(name)
    if described is None:
        return [f"webhook {name}: not in the description"]
    node = described["post"]
    schema = node["requestBody"]["content"]["application/json"]["schema"]
    problems = _missing_headers(node, headers) + schemas.problems(schema, payload, "payload")
    return [f"webhook {name}: {problem}" for problem in problems]


def _missing_headers(node: Node, headers: dict[str, str]) -> list[str]:
    """A hook without a secret sends no signature."""
    needed = [str(it["name"]) for it in node["parameters"] if it["in"] == "header" and it.get("required")]
    absent = [name for name in needed if name.lower() not in headers and name != "X-Hub-Signature-256"]
    return [f"header {name} is missing" for name in absent]


def _payload(body: bytes, content_type: str) -> dict[str, Any]:
    form = dict(parse_qsl(body.decode())) if "form" in content_type else {}
    payload: dict[str, Any] = json.loads(form.get("payload", "{}") if form else body)
    return payload


GITHUB = Vendor(
    name="GitHub",
    rest="github-rest.openapi.json.gz",
    webhooks="github-webhooks.openapi.json.gz",
    described=_described,
    check_webhook=_check_webhook,
    statuses=STATUSES,
    error="basic-error",
    refused=(400, 422),
    better_schemas=BETTER_SCHEMAS,
    accepts_body=_accepts_body,
)
