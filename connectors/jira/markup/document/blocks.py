"""A tree as the blocks of ADF. Every node stands where Jira's schema has it; what a place cannot hold is fitted first.

Not here: words (inline.py), or the way back (reading.py).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby
from uuid import UUID, uuid5

from connectors.jira.markup.document.inline import Node, is_safe, nodes, text_node
from connectors.jira.markup.document.task_lines import JOINER, head_of, with_lines
from connectors.jira.markup.mentions import Known
from connectors.jira.markup.places import Place, fitted, without_box
from connectors.jira.markup.tree import (
    Alert,
    Block,
    Blocks,
    Details,
    Heading,
    Image,
    Inline,
    Item,
    Listing,
    Paragraph,
    Preformatted,
    Quote,
    Row,
    Rule,
    Table,
    Text,
    Words,
)  # fmt: skip
from connectors.jira.markup.words import text_of

PANELS = {
    Alert.NOTE: "info", Alert.TIP: "success", Alert.IMPORTANT: "note", Alert.WARNING: "warning", Alert.CAUTION: "error",
}  # fmt: skip

BOX = re.compile(rf"{JOINER}*\[[ xX]\](?: |$)")
"""Words of an item that look like its box."""

_NAMESPACE = UUID("7a0c3c5e-8f0e-5d0f-9a3c-3a4d1f6b2c11")


class Writer:
    """Ids are made from the words and their place, so that the same text gives the same document."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._tasks = 0

    def document(self, blocks: Blocks) -> Node:
        return {"version": 1, "type": "doc", "content": self._blocks(blocks, Place.DOCUMENT)}

    def _blocks(self, blocks: Iterable[Block], place: Place) -> list[Node]:
        return [node for block in fitted(blocks, place) for node in self._block(block, place)]

    def _some(self, blocks: Iterable[Block], place: Place) -> list[Node]:
        return self._blocks(blocks, place) or [{"type": "paragraph"}]

    def _block(self, block: Block, place: Place) -> Iterator[Node]:
        match block:
            case Heading(level, words):
                yield _node("heading", self._words(words), {"level": level})
            case Paragraph((Image(src, alt, link),)) if _is_web(src) and (link is None or is_safe(link.url)):
                yield _media(src, alt, link.url if link else "")
            case Paragraph(words):
                yield _node("paragraph", self._words(words))
            case Preformatted(text, language):
                yield _node("codeBlock", [text_node(text)] if text else [], {"language": language} if language else {})
            case Rule():
                yield {"type": "rule"}
            case Table(rows) if rows[0].cells:
                yield _node("table", [self._row(row, header=not at) for at, row in enumerate(rows)])
            case Listing():
                yield from self._lists(block, place)
            case Quote(children, alert):
                yield self._quote(children, alert)
            case Details(summary, children):
                yield self._details(summary, children, place)
            case _:
                pass

    def _words(self, words: Words) -> list[Node]:
        return nodes(words, self._known)

    def _row(self, row: Row, *, header: bool) -> Node:
        kind = "tableHeader" if header else "tableCell"
        return _node(
            "tableRow",
            [_node(kind, [_node("paragraph", self._words(words))], {}) for words in row.cells],
        )

    def _quote(self, children: Blocks, alert: Alert | None) -> Node:
        if alert is None:
            return _node("blockquote", self._some(children, Place.QUOTE))
        return _node("panel", self._some(children, Place.PANEL), {"panelType": PANELS[alert]})

    def _details(self, summary: str, children: Blocks, place: Place) -> Node:
        if place is Place.DOCUMENT:
            return _node("expand", self._some(children, Place.EXPAND), {"title": summary})
        return {**_node("nestedExpand", self._some(children, Place.NESTED_EXPAND)), "attrs": {"title": summary}}

    def _lists(self, block: Listing, place: Place) -> Iterator[Node]:
        """Tasks are lists of their own; a numbered list and one in a quotation have their boxes in words."""
        if block.start is not None or place is Place.QUOTE:
            items = [self._item(without_box(item), plain=item.done is None) for item in block.items]
            if block.start is None:
                yield _node("bulletList", items)
            else:
                yield _node("orderedList", items, {"order": block.start} if block.start != 1 else {})
            return
        for is_task, group in groupby(block.items, lambda item: item.done is not None):
            if is_task:
                yield self._tasks_of(list(group))
            else:
                yield _node("bulletList", [self._item(item) for item in group])

    def _item(self, item: Item, *, plain: bool = True) -> Node:
        first, rest = head_of(item)
        head = _node("paragraph", self._words(_not_a_box(first) if plain else first))
        if not first and isinstance(rest[0] if rest else None, Preformatted):
            return _node("listItem", self._blocks(rest, Place.ITEM))
        return _node("listItem", [head, *self._blocks(rest, Place.ITEM)])

    def _tasks_of(self, items: list[Item]) -> Node:
        content: list[Node] = []
        list_id = self._id("list", items)
        for item in items:
            content += self._task(item)
        return {"type": "taskList", "attrs": {"localId": list_id}, "content": content}

    def _task(self, item: Item) -> Iterator[Node]:
        words, below = head_of(item)
        lines, tasks = _apart(below)
        attrs = {"localId": self._id("task", [item]), "state": "DONE" if item.done else "TODO"}
        yield {"type": "taskItem", "attrs": attrs, "content": self._words(with_lines(words, lines))}
        if tasks:
            yield self._tasks_of(list(tasks))

    def _id(self, kind: str, items: list[Item]) -> str:
        self._tasks += 1
        said = "\n".join(text_of(head_of(item)[0]) for item in items)
        return str(uuid5(_NAMESPACE, f"{kind} {self._tasks} {said}"))


def _apart(below: Blocks) -> tuple[Blocks, tuple[Item, ...]]:
    """What is shown in lines, and the tasks at the very end, which nest as tasks."""
    last = below[-1] if below else None
    if not isinstance(last, Listing) or last.start is not None:
        return below, ()
    end = len(last.items)
    while end and last.items[end - 1].done is not None:
        end -= 1
    head = (replace(last, items=last.items[:end]),) if end else ()
    return (*below[:-1], *head), last.items[end:]


def _not_a_box(words: Words) -> Words:
    first: Inline | None = words[0] if words else None
    if isinstance(first, Text) and BOX.match(first.text if len(words) > 1 else first.text + " "):
        return (replace(first, text=JOINER + first.text), *words[1:])
    return words


def _is_web(url: str) -> bool:
    return url.lower().startswith(("http://", "https://"))


def _media(src: str, alt: str, link: str) -> Node:
    media = _node("media", [], {"type": "external", "url": src, **({"alt": alt} if alt else {})})
    marks = {"marks": [{"type": "link", "attrs": {"href": link}}]} if link else {}
    return {**_node("mediaSingle", [media], {"layout": "center"}), **marks}


def _node(kind: str, content: list[Node], attrs: Node | None = None) -> Node:
    node: Node = {"type": kind}
    if attrs:
        node["attrs"] = attrs
    if content or kind in ("tableRow", "tableCell"):
        node["content"] = content
    return node
