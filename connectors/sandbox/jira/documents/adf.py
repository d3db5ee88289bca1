"""Atlassian's document format: whether a document is one that Jira takes, and the plain text in it.

Strict where Jira is: known nodes in places they may be, no empty text, task lists with ids. Not a full schema:
attributes that nothing depends on are not looked at.
Source: https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Node = Mapping[str, Any]

INLINE = frozenset(
    {"text", "hardBreak", "mention", "emoji", "date", "status", "inlineCard", "mediaInline", "inlineExtension"}
    | {"placeholder"}
)
LISTS = frozenset({"bulletList", "orderedList", "taskList", "decisionList"})
_CELL = LISTS | {"paragraph", "heading", "codeBlock", "blockquote", "rule", "panel", "mediaSingle", "mediaGroup"}
_CELL |= {"blockCard", "embedCard", "nestedExpand", "extension"}
_TOP = (_CELL - {"nestedExpand"}) | {"table", "expand", "bodiedExtension", "layoutSection"}

CHILDREN: Mapping[str, frozenset[str]] = {
    "doc": _TOP,
    "paragraph": INLINE,
    "heading": INLINE,
    "codeBlock": frozenset({"text"}),
    "blockquote": frozenset(
        {"paragraph", "bulletList", "orderedList", "codeBlock", "mediaSingle", "mediaGroup", "extension"}
    ),
    "rule": frozenset(),
    "panel": (_CELL - {"panel", "nestedExpand", "embedCard"}),
    "bulletList": frozenset({"listItem"}),
    "orderedList": frozenset({"listItem"}),
    "listItem": frozenset(
        {"paragraph", "bulletList", "orderedList", "taskList", "codeBlock", "mediaSingle", "extension"}
    ),
    "taskList": frozenset({"taskItem", "taskList", "blockTaskItem"}),
    "taskItem": INLINE,
    "blockTaskItem": frozenset({"paragraph", "extension"}),
    "decisionList": frozenset({"decisionItem"}),
    "decisionItem": INLINE,
    "table": frozenset({"tableRow"}),
    "tableRow": frozenset({"tableCell", "tableHeader"}),
    "tableCell": _CELL,
    "tableHeader": _CELL,
    "expand": _CELL | {"table"},
    "nestedExpand": _CELL - {"nestedExpand"},
    "mediaSingle": frozenset({"media", "caption"}),
    "mediaGroup": frozenset({"media"}),
    "caption": INLINE,
    "media": frozenset(),
    "layoutSection": frozenset({"layoutColumn"}),
    "layoutColumn": (_TOP - {"layoutSection"}),
    "bodiedExtension": _TOP - {"bodiedExtension"},
    "blockCard": frozenset(),
    "embedCard": frozenset(),
    "extension": frozenset(),
    **dict.fromkeys(INLINE, frozenset()),
}
NOT_EMPTY = frozenset(
    {"bulletList", "orderedList", "listItem", "taskList", "decisionList", "blockquote", "panel", "table", "tableRow"}
    | {"expand", "nestedExpand", "mediaSingle", "mediaGroup", "layoutSection", "layoutColumn", "blockTaskItem"}
)
MARKS = frozenset(
    {"strong", "em", "code", "link", "strike", "underline", "subsup", "textColor", "backgroundColor", "annotation"}
    | {"border", "alignment", "indentation", "breakout", "fragment", "dataConsumer"}
)
WITH_CODE = frozenset({"code", "link", "annotation"})
NEEDED = {
    "heading": ("level",),
    "taskList": ("localId",),
    "taskItem": ("localId", "state"),
    "blockTaskItem": ("localId", "state"),
    "decisionList": ("localId",),
    "decisionItem": ("localId", "state"),
    "panel": ("panelType",),
    "mention": ("id",),
    "emoji": ("shortName",),
    "date": ("timestamp",),
    "status": ("text", "color"),
    "media": ("type",),
}


def is_document(value: object) -> bool:
    return isinstance(value, Mapping) and value.get("type") == "doc"


def fault(document: object) -> str | None:
    """What is wrong with it, for the tests' reader: Jira itself says INVALID_INPUT and no more. None when fine."""
    if not is_document(document):
        return "it is no node of type doc"
    assert isinstance(document, Mapping)  # noqa: S101 - what is_document has just found
    if document.get("version") != 1:
        return "version is not 1"
    if not isinstance(document.get("content"), list):
        return "doc has no content"
    return next(_faults(document, "doc"), None)


def _faults(node: Node, place: str) -> Iterator[str]:
    kind = str(node.get("type"))
    yield from _own_faults(node, kind, place)
    content = node.get("content") or []
    if not isinstance(content, list):
        yield f"{place}: content is no list"
        return
    if kind in NOT_EMPTY and not content:
        yield f"{place}: {kind} is empty"
    if kind == "taskList" and content and isinstance(content[0], Mapping) and content[0].get("type") == kind:
        yield f"{place}: taskList begins with a taskList"
    for at, child in enumerate(content):
        yield from _child_faults(child, kind, f"{place}.{at}")


def _child_faults(child: object, parent: str, place: str) -> Iterator[str]:
    if not isinstance(child, Mapping) or str(child.get("type")) not in CHILDREN:
        yield f"{place}: {child!r:.60} is no node"
    elif str(child["type"]) not in CHILDREN[parent]:
        yield f"{place}: {child['type']} cannot be in {parent}"
    else:
        yield from _faults(child, place)


def _own_faults(node: Node, kind: str, place: str) -> Iterator[str]:
    attributes = node.get("attrs") or {}
    if not isinstance(attributes, Mapping):
        yield f"{place}: attrs are no object"
        return
    for name in NEEDED.get(kind, ()):
        if attributes.get(name) in (None, ""):
            yield f"{place}: {kind} needs {name}"
    if kind == "heading" and attributes.get("level") not in range(1, 7):
        yield f"{place}: heading of level {attributes.get('level')}"
    if kind in ("taskItem", "blockTaskItem") and attributes.get("state") not in ("TODO", "DONE"):
        yield f"{place}: {kind} in state {attributes.get('state')}"
    if kind == "text":
        yield from _text_faults(node, place)


def _text_faults(node: Node, place: str) -> Iterator[str]:
    if not isinstance(node.get("text"), str) or not node["text"]:
        yield f"{place}: empty text"
    told = node.get("marks") or []
    if not isinstance(told, list) or not all(isinstance(mark, Mapping) for mark in told):
        yield f"{place}: marks are no list of objects"
        return
    marks = [str(mark.get("type")) for mark in told]
    if not MARKS.issuperset(marks):
        yield f"{place}: unknown mark among {marks}"
    if "code" in marks and not WITH_CODE.issuperset(marks):
        yield f"{place}: code goes with link only, not with {marks}"
    for mark in told:
        attributes = mark.get("attrs")
        if mark.get("type") == "link" and not (isinstance(attributes, Mapping) and attributes.get("href")):
            yield f"{place}: link without href"


def of_text(text: str) -> Node:
    """Plain text as a document: a paragraph for each line that has something on it."""
    lines = [line for line in text.splitlines() if line.strip()]
    content = [{"type": "paragraph", "content": [{"type": "text", "text": line}]} for line in lines]
    return {"type": "doc", "version": 1, "content": content}


def walked(node: Node) -> Iterator[dict[str, Any]]:
    """The node and all below it, in reading order."""
    yield dict(node) if not isinstance(node, dict) else node
    for child in node.get("content") or []:
        yield from walked(child)


def text_in(node: Node) -> str:
    return "".join(str(it.get("text", "")) for it in walked(node) if it.get("type") == "text")


def tasks(document: object) -> list[dict[str, Any]]:
    """The task items of a document; changing one changes the document."""
    found = walked(document) if isinstance(document, Mapping) else iter(())
    return [node for node in found if node.get("type") in ("taskItem", "blockTaskItem")]
