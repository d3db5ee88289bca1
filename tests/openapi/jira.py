"""Jira Cloud's description: what it does not say and its prose or practice does, the only excuses the validator knows.

Each has its reason. None is for us: a request of ours that the description does not allow is a fault of ours.
Data Center has no such description; what it shares with Cloud is checked against Cloud's.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from tests.openapi.description import Description, Node
from tests.openapi.schemas import Schemas
from tests.openapi.vendor import Exchange, Vendor, without_nulls

FILE = "jira-cloud-platform-v3-2025-12.openapi.json.gz"
BASE = "/rest/api/3"

# Statuses that any operation may answer though few list them.
STATUSES = {
    400: "a value that is refused, on every operation",
    401: "bad credentials, on every operation",
    403: "a permission that is missing",
    404: "a thing one may not browse is not found",
    410: "the old search, which the description still lists: changelog CHANGE-2046",
    429: "a rate limit: the prose on rate limiting",
    500: "the server failed",
    502: "the server failed",
    503: "the server failed",
    504: "the server failed",
}

# Nothing in the description may be null, and its own examples are; these are known to be, each for its reason.
NULLS = {
    "from": "a change of a text has no id",
    "to": "a change of a text has no id",
    "fromString": "the field was empty",
    "toString": "the field is empty",
    "accountId": "PUT assignee: 'null, the issue is set to unassigned'",
    "name": "PUT assignee in Data Center: the same",
}

# Resources that the description leaves out, by the reason.
OUTSIDE = {
    r"/_edge/tenant_info": "where a site's cloud id is read: the prose on scoped tokens",
    r"/rest/webhooks/1\.0/webhook(/\d+)?": "admin webhooks: the prose on webhooks",
    r"/rest/jira-webhook/1\.0/webhooks(/\d+)?": "admin webhooks of Data Center 10",
}

# What Data Center has otherwise, by method and path below the version.
DATACENTER = {
    ("PUT", r"/project/[^/]+/(archive|restore)"): "Cloud posts",
    ("GET", r"/user/assignable/search"): "asked with a user name, as Cloud's description says no longer",
}

# Cloud's description of these is behind its practice.
BETTER_SCHEMAS: Mapping[tuple[str, int], Node] = {
    # With `globalId` the answer is one link; without it the example shows a list, and the schema one link.
    ("GET /rest/api/3/issue/{issueIdOrKey}/remotelink", 200): {
        "oneOf": [
            {"$ref": "#/components/schemas/RemoteIssueLink"},
            {"type": "array", "items": {"$ref": "#/components/schemas/RemoteIssueLink"}},
        ]
    },
}


def _described(exchange: Exchange) -> str | None:
    """A path as the description has it: on the site, in version 3."""
    path = re.sub(r"^/ex/jira/[^/]+", "", exchange.path)
    if any(re.fullmatch(pattern, path) for pattern in OUTSIDE):
        return None
    below = re.sub(r"^/rest/api/(2|3|latest)(?=/)", "", path)
    if any(exchange.method == method and re.fullmatch(pattern, below) for method, pattern in DATACENTER):
        return None if path.startswith("/rest/api/2/") else BASE + below
    return BASE + below


# The description has no webhooks; what they carry is described elsewhere in it.
PARTS = {"issue": "IssueBean", "comment": "Comment", "user": "UserDetails", "project": "ProjectDetails"}
HEADERS = ("User-Agent", "Content-Type")
OF_CLOUD = ("X-Atlassian-Webhook-Identifier", "X-Atlassian-Webhook-Flow")  # Data Center has neither


def _check_webhook(rest: Description, schemas: Schemas, exchange: Exchange) -> list[str]:
    payload: dict[str, Any] = without_nulls(json.loads(exchange.request_body), NULLS)
    name = payload.get("webhookEvent", "without an event")
    known = rest.document["components"]["schemas"]
    sent = exchange.request_headers
    needed = HEADERS + OF_CLOUD if any(it in sent for it in OF_CLOUD) else HEADERS
    problems = [f"header {it} is missing" for it in needed if it not in sent]
    problems += [f"{it} is no whole number" for it in ("timestamp",) if payload and not isinstance(payload[it], int)]
    for part in PARTS.keys() & payload.keys():
        problems += schemas.problems(known[PARTS[part]], payload[part], part)
    for item in payload.get("changelog", {}).get("items", []):
        problems += schemas.problems(known["ChangeDetails"], item, "changelog item")
    description = payload.get("issue", {}).get("fields", {}).get("description")
    if description is not None and not isinstance(description, str):
        problems.append("the issue's description is no text")
    return [f"webhook {name}: {problem}" for problem in problems]


JIRA = Vendor(
    name="Jira",
    rest=FILE,
    webhooks=FILE,
    described=_described,
    check_webhook=_check_webhook,
    statuses=STATUSES,
    error="ErrorCollection",
    refused=(400,),
    better_schemas=BETTER_SCHEMAS,
    nulls=NULLS,
    undated=True,  # "2021-01-17T12:34:00.000+0000", as all of its own examples: no colon in the offset
)
