"""A vendor's OpenAPI description, parsed once: which operation a request belongs to, and what a reference points to.

Nothing is checked here.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import unquote

Node = Mapping[str, Any]


@dataclass(frozen=True)
class Operation:
    """A method of a path template, with the parameters that this request's path gave."""

    method: str
    template: str
    node: Node
    path_values: Mapping[str, str]

    @property
    def name(self) -> str:
        return f"{self.method} {self.template}"


class Description:
    def __init__(self, document: Node) -> None:
        self.document = document

    @classmethod
    def read(cls, path: Path) -> Description:
        with gzip.open(path, "rb") as file:
            return cls(json.load(file))

    def resolved(self, node: Node) -> Node:
        """The node itself, or what its `$ref` leads to."""
        while "$ref" in node:
            found: Any = self.document
            for part in node["$ref"].removeprefix("#/").split("/"):
                found = found[part.replace("~1", "/").replace("~0", "~")]
            node = found
        return node

    @cached_property
    def _by_length(self) -> Mapping[int, list[tuple[re.Pattern[str], str]]]:
        """Templates by their number of parts; those with fewer parameters first, so that a literal wins."""
        grouped: dict[int, list[tuple[re.Pattern[str], str]]] = {}
        for template in sorted(self.document["paths"], key=lambda template: template.count("{")):
            grouped.setdefault(template.count("/"), []).append((_pattern(template), template))
        return grouped

    def operation(self, method: str, path: str) -> Operation | None:
        """`path` percent-encoded, below the API's base."""
        for pattern, template in self._by_length.get(path.count("/"), []):
            match = pattern.fullmatch(path)
            node = self.document["paths"][template].get(method.lower()) if match else None
            if match and node:
                values = {name: unquote(value) for name, value in match.groupdict().items()}
                return Operation(method, template, node, values)
        return None

    def parameters(self, operation: Operation) -> list[Node]:
        shared = self.document["paths"][operation.template].get("parameters", [])
        return [self.resolved(node) for node in (*shared, *operation.node.get("parameters", []))]


def _pattern(template: str) -> re.Pattern[str]:
    parts = re.split(r"{(\w+)}", template)
    named = (f"(?P<{part}>[^/]+)" if at % 2 else re.escape(part) for at, part in enumerate(parts))
    return re.compile("".join(named))
