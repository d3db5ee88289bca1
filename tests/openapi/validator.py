"""Checks exchanges with GitHub, both ways, against the vendor's own descriptions of its REST API and webhooks.

The descriptions are not part of this project: without the folder that holds them there is no validator.
"""

from __future__ import annotations

import gc
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import parse_qsl

from tests.openapi.allowances import BARE_LABEL_LISTS, BETTER_SCHEMAS, BY_ID, STATUSES
from tests.openapi.description import Description, Node, Operation
from tests.openapi.schemas import Schemas

REST = "github-rest.openapi.json.gz"
WEBHOOKS = "github-webhooks.openapi.json.gz"
SPECS = Path(__file__).parents[2].parent / "shared" / "specs"

# What the server has refused for its form need not be in form: those are tests of refusals.
REFUSED = (400, 422)

_loaded: dict[Path, ExchangeValidator] = {}


class Exchange(Protocol):
    """What is read of an exchange; `connectors.sandbox.github.recording.Exchange` is one."""

    @property
    def kind(self) -> str: ...
    @property
    def method(self) -> str: ...
    @property
    def path(self) -> str: ...
    @property
    def query_string(self) -> str: ...
    @property
    def request_headers(self) -> Mapping[str, str]: ...
    @property
    def request_body(self) -> bytes: ...
    @property
    def status(self) -> int | None: ...
    @property
    def response_headers(self) -> Mapping[str, str]: ...
    @property
    def response_body(self) -> bytes: ...


class ExchangeValidator:
    """`check(exchange)` answers the problems found, each with the operation's name; an empty list is fine."""

    def __init__(self, rest: Description, webhooks: Description) -> None:
        self.rest, self.webhooks = rest, webhooks
        self._rest_schemas, self._webhook_schemas = Schemas(rest), Schemas(webhooks)
        self._seen: dict[tuple[str, bytes], list[str]] = {}

    @classmethod
    def load(cls, specs_dir: Path = SPECS) -> ExchangeValidator | None:
        """Once per process and folder; None where the descriptions are not."""
        if not (specs_dir / REST).is_file() or not (specs_dir / WEBHOOKS).is_file():
            return None
        if specs_dir not in _loaded:
            _loaded[specs_dir] = cls(Description.read(specs_dir / REST), Description.read(specs_dir / WEBHOOKS))
            gc.freeze()  # half a million objects that stay: no collection need look at them again
        return _loaded[specs_dir]

    def check(self, exchange: Exchange) -> list[str]:
        if exchange.kind == "webhook":
            return self._check_webhook(exchange)
        path = re.sub(BY_ID[0], BY_ID[1], exchange.path.removeprefix("/api/v3"))
        operation = self.rest.operation(exchange.method, path)
        if operation is None:
            return [f"{exchange.method} {path}: no such operation in the description"]
        problems = self._check_response(operation, exchange)
        if exchange.status not in REFUSED:
            problems += self._check_parameters(operation, exchange) + self._check_request(operation, exchange)
        return [f"{operation.name}: {problem}" for problem in problems]

    # The request

    def _check_parameters(self, operation: Operation, exchange: Exchange) -> list[str]:
        problems: list[str] = []
        parameters = self.rest.parameters(operation)
        query = dict(parse_qsl(exchange.query_string, keep_blank_values=True))
        known = {node["name"] for node in parameters if node["in"] == "query"}
        problems += [f"query parameter {name!r} is not in the description" for name in query if name not in known]
        for node in parameters:
            values = {"query": query, "path": operation.path_values}.get(node["in"], {})
            problems += self._check_parameter(node, values)
        return problems

    def _check_parameter(self, node: Node, values: Mapping[str, str]) -> list[str]:
        name = node["name"]
        if name in values:
            value = _typed(self.rest.resolved(node["schema"]), values[name])
            return self._rest_schemas.problems(node["schema"], value, f"{node['in']} parameter {name}")
        missing = node.get("required") and node["in"] == "query"
        return [f"query parameter {name!r} is missing"] if missing else []

    def _check_request(self, operation: Operation, exchange: Exchange) -> list[str]:
        described = operation.node.get("requestBody")
        if not exchange.request_body.strip():
            missing = described and self.rest.resolved(described).get("required")
            return ["the request has no body and the description requires one"] if missing else []
        if described is None:
            return ["the request has a body and the description knows of none"]
        schema = self.rest.resolved(described)["content"]["application/json"]["schema"]
        return self._check_request_body(operation, schema, json.loads(exchange.request_body))

    def _check_request_body(self, operation: Operation, schema: Any, body: object) -> list[str]:
        if operation.name in BARE_LABEL_LISTS and _is_label_list(body):
            return []
        known = self._properties(schema)
        unknown = [name for name in body if known and name not in known] if isinstance(body, dict) else []
        problems = [f"request field {name!r} is not in the description" for name in unknown]
        return problems + self._rest_schemas.problems(schema, body, "request")

    def _properties(self, schema: Any) -> set[str]:
        node = self.rest.resolved(schema)
        parts = [part for key in ("oneOf", "anyOf", "allOf") for part in node.get(key, [])]
        return set(node.get("properties", {})).union(*(self._properties(part) for part in parts))

    # The response

    def _check_response(self, operation: Operation, exchange: Exchange) -> list[str]:
        if exchange.status is None:
            return []  # the connection was cut
        described = operation.node["responses"].get(str(exchange.status))
        if described is None:
            return self._check_allowed(exchange)
        content = self.rest.resolved(described).get("content", {})
        media = content.get("application/json") or next(iter(content.values()), None)
        if media is None:
            return [f"{exchange.status} has a body"] if exchange.response_body and exchange.status != 404 else []
        schema = BETTER_SCHEMAS.get((operation.name, exchange.status), media["schema"])
        return self._check_body(schema, exchange)

    def _check_allowed(self, exchange: Exchange) -> list[str]:
        if exchange.status not in STATUSES:
            return [f"status {exchange.status} is not in the description"]
        if exchange.status == 304 or exchange.status >= 500:
            return ["304 has a body"] if exchange.status == 304 and exchange.response_body else []
        error = self.rest.document["components"]["schemas"]["basic-error"]
        return self._check_body(error, exchange)

    def _check_body(self, schema: Any, exchange: Exchange) -> list[str]:
        key = (str(id(schema)), exchange.response_body)
        if key not in self._seen:
            try:
                value = json.loads(exchange.response_body)
            except ValueError:
                return [f"{exchange.status}: the body is no JSON"]
            self._seen[key] = self._rest_schemas.problems(schema, value, f"{exchange.status}")
        return list(self._seen[key])

    # Webhooks

    def _check_webhook(self, exchange: Exchange) -> list[str]:
        headers = {name.lower(): value for name, value in exchange.request_headers.items()}
        payload = _payload(exchange.request_body, headers.get("content-type", ""))
        event, action = headers.get("x-github-event", ""), payload.get("action")
        name = "-".join(part.replace("_", "-") for part in (event, action) if part)
        described = self.webhooks.document["webhooks"].get(name)
        if described is None:
            return [f"webhook {name}: not in the description"]
        node = described["post"]
        schema = node["requestBody"]["content"]["application/json"]["schema"]
        problems = _missing_headers(node, headers) + self._webhook_schemas.problems(schema, payload, "payload")
        return [f"webhook {name}: {problem}" for problem in problems]


def _missing_headers(node: Node, headers: Mapping[str, str]) -> list[str]:
    """A hook without a secret sends no signature."""
    needed = [str(it["name"]) for it in node["parameters"] if it["in"] == "header" and it.get("required")]
    absent = [name for name in needed if name.lower() not in headers and name != "X-Hub-Signature-256"]
    return [f"header {name} is missing" for name in absent]


def _payload(body: bytes, content_type: str) -> dict[str, Any]:
    form = dict(parse_qsl(body.decode())) if "form" in content_type else {}
    payload: dict[str, Any] = json.loads(form.get("payload", "{}") if form else body)
    return payload


def _is_label_list(body: object) -> bool:
    names = body.get("labels") if isinstance(body, dict) else body
    return isinstance(names, list) and all(isinstance(name, str) for name in names)


def _typed(schema: Node, value: str) -> object:
    """A parameter's text as what its schema wants."""
    kind = schema.get("type")
    if kind == "integer" and re.fullmatch(r"-?\d+", value):
        return int(value)
    if kind == "boolean" and value in ("true", "false"):
        return value == "true"
    return value.split(",") if kind == "array" else value
