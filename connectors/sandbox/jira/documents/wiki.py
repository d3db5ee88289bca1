"""Wiki markup of a document, as Cloud's older API and its webhooks show it. Good for reading, not for the way back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from connectors.sandbox.jira.documents.adf import Node

_AROUND = {"strong": "*", "em": "_", "strike": "-", "underline": "+"}


def of_document(document: object) -> str:
    """Text stays text; a document becomes markup."""
    if not isinstance(document, Mapping):
        return str(document or "")
    return "\n\n".join(part for part in (_block(node, "") for node in document.get("content") or []) if part)


def _block(node: Node, marker: str) -> str:
    kind, attributes = node.get("type"), node.get("attrs") or {}
    match kind:
        case "heading":
            return f"h{attributes.get('level', 1)}. {_inline(node)}"
        case "bulletList" | "orderedList" | "taskList" | "decisionList":
            return _list(node, marker + ("#" if kind == "orderedList" else "*"))
        case "codeBlock":
            language = f":{attributes['language']}" if attributes.get("language") else ""
            return f"{{code{language}}}\n{_inline(node)}\n{{code}}"
        case "blockquote":
            return f"{{quote}}\n{_blocks(node)}\n{{quote}}"
        case "rule":
            return "----"
        case "panel":
            return f"{{panel}}\n{_blocks(node)}\n{{panel}}"
        case "table":
            return "\n".join(_row(row) for row in node.get("content") or [])
        case "paragraph":
            return _inline(node)
        case _:
            return _blocks(node)


def _blocks(node: Node) -> str:
    return "\n\n".join(_block(child, "") for child in node.get("content") or [])


def _list(node: Node, marker: str) -> str:
    return "\n".join(_item(child, marker) for child in node.get("content") or [])


def _item(item: Node, marker: str) -> str:
    if item.get("type") == "taskList":
        return _list(item, marker + "*")
    if item.get("type") in ("taskItem", "decisionItem"):
        return f"{marker} {_inline(item)}"
    content = item.get("content") or []
    lines = [_block(child, marker) for child in content]
    first = lines[0] if lines else ""
    return "\n".join([f"{marker} {first}" if not _is_list(content) else first, *lines[1:]])


def _is_list(content: list[Any]) -> bool:
    return bool(content) and content[0].get("type") in ("bulletList", "orderedList", "taskList")


def _row(row: Node) -> str:
    cells = row.get("content") or []
    bar = "||" if cells and cells[0].get("type") == "tableHeader" else "|"
    return bar + bar.join(_blocks(cell).replace("\n", " ") or " " for cell in cells) + bar


def _inline(node: Node) -> str:
    return "".join(_leaf(child) for child in node.get("content") or [])


def _leaf(node: Node) -> str:
    attributes = node.get("attrs") or {}
    match node.get("type"):
        case "text":
            return _marked(node)
        case "hardBreak":
            return "\n"
        case "mention":
            return f"[~accountid:{attributes.get('id')}]"
        case "inlineCard":
            return f"[{attributes.get('url')}]"
        case _:
            return str(attributes.get("text") or attributes.get("shortName") or "")


def _marked(node: Node) -> str:
    text = str(node.get("text", ""))
    for mark in node.get("marks") or []:
        kind = mark.get("type")
        if kind == "code":
            text = f"{{{{{text}}}}}"
        elif kind == "link":
            text = f"[{text}|{mark['attrs']['href']}]"
        elif kind in _AROUND:
            text = f"{_AROUND[kind]}{text}{_AROUND[kind]}"
    return text
