"""A kept text as HTML. Everything in it is escaped; links lead to the web or to a mailbox and nowhere else.

Markup of Data Center is shown as it is written: reading it is for those who know it.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping

from markupsafe import Markup, escape

from connectors.sandbox.jira.documents.adf import Node

_TAGS = {
    "paragraph": "p",
    "bulletList": "ul",
    "orderedList": "ol",
    "listItem": "li",
    "taskList": "ul",
    "decisionList": "ul",
    "decisionItem": "li",
    "blockquote": "blockquote",
    "panel": "blockquote",
    "table": "table",
    "tableRow": "tr",
    "tableCell": "td",
    "tableHeader": "th",
}
_MARKS = {"strong": "strong", "em": "em", "code": "code", "strike": "s", "underline": "u"}
_SAFE = ("http://", "https://", "mailto:")


def rendered(kept: object, can_tick: bool = False) -> Markup:
    if isinstance(kept, Mapping):
        return _Rendering(can_tick).inside(kept)
    return Markup("<pre>{}</pre>").format(str(kept)) if kept else Markup()


class _Rendering:
    """Counts the boxes, so that a click says which one."""

    def __init__(self, can_tick: bool) -> None:
        self.can_tick = can_tick
        self.boxes: Iterator[int] = itertools.count()

    def inside(self, node: Node) -> Markup:
        return Markup().join(self.node(child) for child in node.get("content") or [])

    def node(self, node: Node) -> Markup:
        match node.get("type"):
            case "text":
                return _marked(node)
            case "hardBreak":
                return Markup("<br>")
            case "rule":
                return Markup("<hr>")
            case "codeBlock":
                return Markup("<pre><code>{}</code></pre>").format(self.inside(node))
            case "heading":
                return _wrapped(f"h{int(node['attrs']['level'])}", self.inside(node))
            case "taskItem" | "blockTaskItem":
                return self.task(node)
            case "expand" | "nestedExpand":
                title = (node.get("attrs") or {}).get("title") or "…"
                return Markup("<details open><summary>{}</summary>{}</details>").format(title, self.inside(node))
            case kind if kind in _TAGS:
                return _wrapped(_TAGS[str(kind)], self.inside(node))
            case _:
                return self.inside(node) or _named(node)

    def task(self, node: Node) -> Markup:
        index, done = next(self.boxes), node["attrs"]["state"] == "DONE"
        box = Markup(
            '<button class="box" name="box" value="{}" role="checkbox" aria-checked="{}"'
            ' aria-label="Task {}"{}>{}</button> '
        ).format(index, "true" if done else "false", index + 1, self._disabled, "✓" if done else "")
        return Markup('<li class="task">{}{}</li>').format(box, self.inside(node))

    @property
    def _disabled(self) -> Markup:
        return Markup("") if self.can_tick else Markup(" disabled")


def _wrapped(tag: str, inner: Markup) -> Markup:
    return Markup(f"<{tag}>{{}}</{tag}>").format(inner)  # noqa: S704 - the tag is one of ours


def _marked(node: Node) -> Markup:
    html = escape(node.get("text", ""))
    for mark in node.get("marks") or []:
        kind = mark.get("type")
        if kind in _MARKS:
            html = _wrapped(_MARKS[kind], html)
        elif kind == "link":
            html = _linked(str(mark["attrs"]["href"]), html)
    return html


def _linked(address: str, words: Markup) -> Markup:
    if not address.lower().startswith(_SAFE):
        return words
    return Markup('<a href="{}" rel="noreferrer">{}</a>').format(address, words)


def _named(node: Node) -> Markup:
    """A mention, a card, an emoji: the words that it stands for."""
    attributes = node.get("attrs") or {}
    if attributes.get("url"):
        return _linked(str(attributes["url"]), escape(attributes["url"]))
    return escape(attributes.get("text") or attributes.get("shortName") or "")
