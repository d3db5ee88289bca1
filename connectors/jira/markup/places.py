"""What each place in a document of Jira's can hold, and how anything else is shown there without losing a word.

Not here: the nodes themselves (document/blocks.py).
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from enum import Enum

from connectors.jira.markup.markdown.writing import table_lines
from connectors.jira.markup.tree import (
    Block,
    Blocks,
    Details,
    Heading,
    Item,
    Mark,
    Paragraph,
    Preformatted,
    Quote,
    Rule,
    Table,
    Text,
    Words,
)  # fmt: skip


class Place(Enum):
    DOCUMENT = "document"
    EXPAND = "expand"
    NESTED_EXPAND = "nested expand"
    PANEL = "panel"
    ITEM = "item"
    QUOTE = "quote"


_NOT_IN: dict[Place, frozenset[type]] = {
    Place.DOCUMENT: frozenset(),
    Place.EXPAND: frozenset(),
    Place.NESTED_EXPAND: frozenset({Table, Details}),
    Place.PANEL: frozenset({Table, Details, Quote}),
    Place.ITEM: frozenset({Table, Details, Quote, Heading, Rule}),
    Place.QUOTE: frozenset({Table, Details, Quote, Heading, Rule}),
}
"""By Jira's own schema."""

LINE = "———"
"""A rule where none can be."""


def fitted(blocks: Iterable[Block], place: Place) -> Iterator[Block]:
    for block in blocks:
        if type(block) in _NOT_IN[place]:
            yield from fitted(_instead(block), place)
        else:
            yield block


def _instead(block: Block) -> Blocks:
    match block:
        case Heading(_, words):
            return (Paragraph(strong(words)),)
        case Rule():
            return (Paragraph((Text(LINE),)),)
        case Table(rows):
            return (Preformatted("\n".join(table_lines(rows))),)
        case Details(summary, children):
            return (Paragraph(strong((Text(summary),) if summary else ())), *children)
        case Quote(children, alert):
            head = (Paragraph(strong((Text(alert.capitalize()),))),) if alert else ()
            return (*head, *(_quoted(child) for child in children))
        case _:
            return (block,)


def strong(words: Words) -> Words:
    return tuple(replace(word, marks=word.marks | {Mark.STRONG}) if isinstance(word, Text) else word for word in words)


def _quoted(block: Block) -> Block:
    return Paragraph((Text("> "), *block.words)) if isinstance(block, Paragraph) else block


def without_box(item: Item) -> Item:
    """The same with its box in words."""
    if item.done is None:
        return item
    box = Text("[x] " if item.done else "[ ] ")
    first = item.children[0] if item.children else None
    if isinstance(first, Paragraph):
        return Item((Paragraph((box, *first.words)), *item.children[1:]))
    return Item((Paragraph((box,)), *item.children))
