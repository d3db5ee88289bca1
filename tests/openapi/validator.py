"""Checks exchanges with a tracker, both ways, against the vendor's own description of its REST API and webhooks.

The descriptions are not part of this project: without the folder that holds them there is no validator.
"""

from __future__ import annotations

import gc
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from tests.openapi.description import Description, Node, Operation
from tests.openapi.github import GITHUB
from tests.openapi.jira import JIRA
from tests.openapi.schemas import Schemas
from tests.openapi.vendor import Exchange, Vendor, without_nulls

SPECS = Path(__file__).parents[2].parent / "shared" / "specs"

_loaded: dict[tuple[str, Path], ExchangeValidator] = {}


def problems_of(exchanges: Iterable[Exchange], specs: Path = SPECS) -> list[str]:
    """What is wrong in any of them, each said once, whichever tracker it was with."""
    found: dict[str, None] = {}
    for exchange in exchanges:
        validator = ExchangeValidator.load(specs, vendor_of(exchange))
        found |= dict.fromkeys(validator.check(exchange) if validator else [])
    return list(found)


def vendor_of(exchange: Exchange) -> Vendor:
    names = {name.lower() for name in exchange.request_headers}
    if exchange.kind == "webhook":
        return GITHUB if "x-github-event" in names else JIRA
    return JIRA if exchange.path.startswith(("/rest/", "/ex/jira/", "/_edge/")) else GITHUB


class ExchangeValidator:
    """`check(exchange)` answers the problems found, each with the operation's name; an empty list is fine."""

    def __init__(self, vendor: Vendor, rest: Description, webhooks: Description) -> None:
        self.vendor, self.rest, self.webhooks = vendor, rest, webhooks
        self._rest_schemas = Schemas(rest, dated=not vendor.undated)
        self._webhook_schemas = self._rest_schemas if webhooks is rest else Schemas(webhooks)
        self._seen: dict[tuple[str, bytes], list[str]] = {}

    @classmethod
    def load(cls, specs_dir: Path = SPECS, vendor: Vendor = GITHUB) -> ExchangeValidator | None:
        """Once per process and folder; None where the descriptions are not."""
        files = (specs_dir / vendor.rest, specs_dir / vendor.webhooks)
        key = (vendor.name, specs_dir)
        if key not in _loaded:
            if not all(file.is_file() for file in files):
                return None
            rest = Description.read(files[0])
            _loaded[key] = cls(vendor, rest, rest if files[0] == files[1] else Description.read(files[1]))
            gc.freeze()  # half a million objects that stay: no collection need look at them again
        return _loaded[key]

    def check(self, exchange: Exchange) -> list[str]:
        if exchange.kind == "webhook":
            return self.vendor.check_webhook(self.webhooks, self._webhook_schemas, exchange)
        path = self.vendor.described(exchange)
        if path is None:
            return []
        operation = self.rest.operation(exchange.method, path)
        if operation is None:
            return [f"{exchange.method} {path}: no such operation in the description"]
        problems = self._check_response(operation, exchange)
        if exchange.status not in self.vendor.refused:
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
        body = without_nulls(json.loads(exchange.request_body), self.vendor.nulls)
        return self._check_request_body(operation, schema, body)

    def _check_request_body(self, operation: Operation, schema: Any, body: object) -> list[str]:
        if self.vendor.accepts_body(operation.name, body):
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
        if exchange.status == 204 and exchange.response_body:
            return ["204 has a body"]
        described = operation.node["responses"].get(str(exchange.status))
        if described is None:
            return self._check_allowed(exchange, exchange.status)
        content = self.rest.resolved(described).get("content", {})
        media = content.get("application/json") or next(iter(content.values()), None)
        if media is None:
            return self._check_bodiless(exchange, exchange.status)
        schema = self.vendor.better_schemas.get((operation.name, exchange.status), media.get("schema", {}))
        if not schema and not exchange.response_body:
            return []
        return self._check_body(schema, exchange)

    def _check_bodiless(self, exchange: Exchange, status: int) -> list[str]:
        """Descriptions are tired of errors: one whose body is not told may have the usual one."""
        if not exchange.response_body:
            return []
        return self._check_allowed(exchange, status) if status in self.vendor.statuses else [f"{status} has a body"]

    def _check_allowed(self, exchange: Exchange, status: int) -> list[str]:
        if status not in self.vendor.statuses:
            return [f"status {status} is not in the description"]
        if status == 304 or status >= 500:
            return ["304 has a body"] if status == 304 and exchange.response_body else []
        error = self.rest.document["components"]["schemas"][self.vendor.error]
        return self._check_body(error, exchange)

    def _check_body(self, schema: Any, exchange: Exchange) -> list[str]:
        key = (str(id(schema)), exchange.response_body)
        if key not in self._seen:
            try:
                value = without_nulls(json.loads(exchange.response_body), self.vendor.nulls)
            except ValueError:
                return [f"{exchange.status}: the body is no JSON"]
            self._seen[key] = self._rest_schemas.problems(schema, value, f"{exchange.status}")
        return list(self._seen[key])


def _typed(schema: Node, value: str) -> object:
    """A parameter's text as what its schema wants."""
    kind = schema.get("type")
    if kind == "integer" and re.fullmatch(r"-?\d+", value):
        return int(value)
    if kind == "boolean" and value in ("true", "false"):
        return value == "true"
    return [_typed(schema.get("items", {}), part) for part in value.split(",")] if kind == "array" else value
