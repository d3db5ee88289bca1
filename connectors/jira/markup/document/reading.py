"""A document of ADF as a tree, whoever wrote it. Never raises: a node that is not known shows what it holds.

Not here: words (words.py), tables (tables.py).
"""

from collections.abc import Iterator
from dataclasses import replace
from math import isnan
from typing import Any

from connectors.jira.markup.document.blocks import BOX, PANELS
from connectors.jira.markup.document.tables import table
from connectors.jira.markup.document.task_lines import JOINER, apart
from connectors.jira.markup.document.words import INLINE, NameOf, attachment, attributes, card, string, words_of
from connectors.jira.markup.tree import (
    Alert,
    Block,
    Blocks,
    Details,
    Heading,
    Image,
    Inline,
    Item,
    Link,
    Listing,
    Paragraph,
    Preformatted,
    Quote,
    Rule,
    Text,
    Words,
    joined,
)
from connectors.jira.markup.words import tidy

_DEEPEST = 60
"""Nodes within each other; of what is deeper the texts stay."""

_ALERTS = {**{panel: alert for alert, panel in PANELS.items()}, "tip": Alert.TIP}


class Reader:
    def __init__(self, name_of: NameOf) -> None:
        self._name_of = name_of

    def document(self, document: Any) -> Blocks:
        return self._children(document, 0) if isinstance(document, dict) else ()

    def _children(self, node: dict[str, Any], depth: int) -> Blocks:
        content = node.get("content")
        return self._blocks(content, depth + 1) if isinstance(content, list) else ()

    def _blocks(self, content: list[Any], depth: int) -> Blocks:
        if depth > _DEEPEST:
            return (Paragraph(tidy(Text(text) for text in texts(content))),)
        return joined(self._each(content, depth))

    def _each(self, content: list[Any], depth: int) -> Iterator[Block]:
        """Words that stand among blocks are a paragraph."""
        loose: list[Any] = []
        for node in content:
            if not isinstance(node, dict):
                continue
            if node.get("type") in INLINE:
                loose.append(node)
                continue
            if loose:
                yield Paragraph(self._words(loose))
                loose = []
            yield from self._block(node, depth)
        if loose:
            yield Paragraph(self._words(loose))

    def _words(self, content: Any) -> Words:
        return tidy(words_of(content, self._name_of)) if isinstance(content, list) else ()

    def _block(self, node: dict[str, Any], depth: int) -> Iterator[Block]:
        attrs, content = attributes(node), node.get("content")
        match node.get("type"):
            case "paragraph" if _only_words(content):
                yield Paragraph(self._words(content))
            case "heading":
                yield Heading(_whole(attrs.get("level"), 1, 6), self._words(_inline(content)))
            case "codeBlock":
                yield Preformatted("".join(texts(content)), string(attrs.get("language")))
            case "rule":
                yield Rule()
            case "bulletList" | "decisionList":
                yield from self._list(content, depth, None)
            case "orderedList":
                yield from self._list(content, depth, _whole(attrs.get("order", 1), 0, 999_999_999))
            case "taskList":
                yield from self._list(content, depth, None)
            case "blockquote":
                yield Quote(self._children(node, depth))
            case "panel":
                yield Quote(self._children(node, depth), _ALERTS.get(string(attrs.get("panelType")), Alert.NOTE))
            case "expand" | "nestedExpand":
                yield Details(" ".join(string(attrs.get("title")).split()), self._children(node, depth))
            case "table":
                yield from table(content, lambda cell: self._children(cell, depth))
            case "mediaSingle":
                yield from self._media(node, depth)
            case "media":
                yield Paragraph(tidy([attachment(attrs)]))
            case "blockCard" | "embedCard":
                yield Paragraph(tidy([card(attrs)]))
            case kind:
                yield from self._unknown(node, string(kind), depth)

    def _unknown(self, node: dict[str, Any], kind: str, depth: int) -> Iterator[Block]:
        """Layouts, captions, extensions, and whatever Jira may invent."""
        attrs = attributes(node)
        if "extension" in kind.lower():
            yield Paragraph(tidy([Text(f"[{string(attrs.get('extensionKey')) or kind}]")]))
        if isinstance(node.get("content"), list):
            yield from self._children(node, depth)
        elif said := string(attrs.get("text")) or string(node.get("text")):
            yield Paragraph(tidy([Text(said)]))
        elif kind and "extension" not in kind.lower() and kind != "paragraph":
            yield Paragraph(tidy([Text(f"[{kind}]")]))

    def _list(self, content: Any, depth: int, start: int | None) -> Iterator[Block]:
        items: list[Item] = []
        for node in content if isinstance(content, list) else []:
            if not isinstance(node, dict):
                continue
            nested = node.get("type") in ("taskList", "bulletList", "orderedList")
            if nested and items:
                below = joined(iter((*items[-1].children, *self._blocks([node], depth + 1))))
                items[-1] = replace(items[-1], children=below)
            elif nested:
                items.append(Item((Paragraph(()), *self._blocks([node], depth + 1))))
            else:
                items.append(self._item(node, depth))
        if items:
            yield Listing(tuple(items), start)

    def _item(self, node: dict[str, Any], depth: int) -> Item:
        content, kind = node.get("content"), node.get("type")
        if kind in ("taskItem", "blockTaskItem"):
            done = attributes(node).get("state") == "DONE"
            if _only_words(content):
                raw = words_of(content if isinstance(content, list) else [], self._name_of)
                words, below = apart(tuple(raw))
                return Item((Paragraph(words), *below), done)
            return Item(self._children(node, depth) or (Paragraph(()),), done)
        children = self._children(node, depth) or (Paragraph(()),)
        return with_box(Item(children))

    def _media(self, node: dict[str, Any], depth: int) -> Iterator[Block]:
        marks = node.get("marks")
        found = marks[0] if isinstance(marks, list) and marks and isinstance(marks[0], dict) else {}
        href = string(attributes(found).get("href"))
        for block in self._children(node, depth):
            if href and isinstance(block, Paragraph) and block.words and isinstance(block.words[0], Image):
                yield Paragraph((replace(block.words[0], link=Link(href)), *block.words[1:]))
            else:
                yield block


def with_box(item: Item) -> Item:
    """An item that begins with `[ ]` is a task, as in Markdown; with a joiner in front it only says so."""
    head = item.children[0]
    first: Inline | None = head.words[0] if isinstance(head, Paragraph) and head.words else None
    if not isinstance(head, Paragraph) or not isinstance(first, Text):
        return item
    found = BOX.match(first.text if len(head.words) > 1 else first.text + " ")
    if found is None:
        return item
    if first.text[0] == JOINER:
        words = tidy((replace(first, text=first.text[1:]), *head.words[1:]))
        return replace(item, children=(Paragraph(words), *item.children[1:]))
    words = tidy((replace(first, text=first.text[found.end() :]), *head.words[1:]))
    return Item((Paragraph(words), *item.children[1:]), done=found[0][1] != " ")


def _only_words(content: Any) -> bool:
    return not isinstance(content, list) or all(isinstance(n, dict) and n.get("type") in INLINE for n in content)


def _inline(content: Any) -> list[Any]:
    """Where only words can be, of anything else its texts."""
    found: list[Any] = []
    for node in content if isinstance(content, list) else []:
        if isinstance(node, dict) and node.get("type") not in INLINE:
            found += [{"type": "text", "text": text} for text in texts([node])]
        else:
            found.append(node)
    return found


def texts(content: Any) -> Iterator[str]:
    """All texts in order; an explicit stack, because a document may nest as deep as it likes."""
    stack = [content]
    while stack:
        node = stack.pop()
        if isinstance(node, list):
            stack += reversed(node)
        elif isinstance(node, dict):
            if node.get("type") == "hardBreak":
                yield "\n"
            if text := string(node.get("text")):
                yield text
            stack.append(node.get("content"))


def _whole(value: Any, least: int, most: int) -> int:
    return int(min(max(value, least), most)) if isinstance(value, int | float) and not isnan(value) else least
