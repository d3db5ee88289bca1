"""A tree without what does not show: what Jira can get to see of a text.

Not here: how what is hidden comes back (kept.py).
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from connectors.jira.markup.tree import (
    Block,
    Blocks,
    Break,
    Details,
    Heading,
    Hidden,
    Item,
    Listing,
    Paragraph,
    Quote,
    Row,
    Table,
    Text,
    Words,
    joined,
)
from connectors.jira.markup.words import tidy


def visible(blocks: Iterable[Block]) -> Blocks:
    return joined(_shown(blocks))


def _shown(blocks: Iterable[Block]) -> Iterator[Block]:
    for block in blocks:
        match block:
            case Hidden():
                pass
            case Paragraph(words):
                yield replace(block, words=shown_words(words))
            case Heading(_, words):
                yield replace(block, words=_on_one_line(words))
            case Listing(items):
                yield replace(block, items=tuple(_item(item) for item in items))
            case Quote(children) | Details(_, children):
                yield replace(block, children=visible(children))
            case Table(rows):
                yield Table(tuple(replace(row, cells=tuple(map(_on_one_line, row.cells))) for row in _even(rows)))
            case _:
                yield block


def _item(item: Item) -> Item:
    return replace(item, children=visible(item.children))


def _even(rows: tuple[Row, ...]) -> Iterator[Row]:
    """Every row as wide as the header (GFM drops what is too much and fills what is missing)."""
    width = len(rows[0].cells)
    for row in rows:
        yield replace(row, cells=(row.cells + ((),) * (width - len(row.cells)))[:width])


def _on_one_line(words: Words) -> Words:
    """In headings and cells a line of the source ends like a word."""
    return shown_words(tuple(Text(" ") if word == Break(hard=False) else word for word in words))


def shown_words(words: Words) -> Words:
    return tidy(word for word in words if not isinstance(word, Hidden))
