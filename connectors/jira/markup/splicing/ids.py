"""Ids of tasks in a document that is partly old: what is new there takes none that is taken.

Not here: how ids are made at first (document/blocks.py).
"""

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid5

from connectors.jira.markup.document.inline import Node

_NAMESPACE = UUID("0d7a55f5-2f0d-5c0e-8a34-6b3d3f1f8c52")
_ID = "localId"


def with_own_ids(document: Node, new: Node) -> None:
    """Changes the nodes of `new`, some of which are in the document."""
    mine = list(_attributes(new))
    there = {id(attributes) for attributes in mine}
    taken = {str(attributes[_ID]) for attributes in _attributes(document) if id(attributes) not in there}
    for attributes in mine:
        while attributes[_ID] in taken:
            attributes[_ID] = str(uuid5(_NAMESPACE, attributes[_ID]))


def _attributes(document: Node) -> Iterator[dict[str, Any]]:
    """Of every node that has an id; an explicit stack, because a document may nest as deep as it likes."""
    stack: list[Any] = [document]
    while stack:
        node = stack.pop()
        if isinstance(node, list):
            stack += reversed(node)
        elif isinstance(node, dict):
            attributes = node.get("attrs")
            if isinstance(attributes, dict) and _ID in attributes:
                yield attributes
            stack.append(node.get("content"))
