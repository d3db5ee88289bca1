"""Tables of ADF as tables of Markdown: the first row is the header, merged cells are filled up, blocks become lines.

Not here: what the cells hold (reading.py).
"""

from collections.abc import Callable, Iterator
from typing import Any

from connectors.jira.markup.document.words import attributes
from connectors.jira.markup.places import LINE, strong
from connectors.jira.markup.tree import (
    Block,
    Blocks,
    Break,
    Code,
    Details,
    Heading,
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
)
from connectors.jira.markup.words import tidy

_WIDEST_SPAN = 50
_MOST_CELLS = 100_000
"""Empty ones included; a table that would have more is shown row by row."""


def table(content: Any, read: Callable[[dict[str, Any]], Blocks]) -> Iterator[Block]:
    rows = [row for row in content if isinstance(row, dict)] if isinstance(content, list) else []
    spans: dict[int, int] = {}
    filled = [_cells(row.get("content"), spans, read) for row in rows]
    width = max((len(cells) for cells in filled), default=0)
    if not width:
        return
    if width * len(filled) > _MOST_CELLS:
        yield from (Paragraph(words) for cells in filled for words in cells)
        return
    yield Table(tuple(Row((*cells, *((),) * (width - len(cells)))) for cells in filled))


def _cells(content: Any, spans: dict[int, int], read: Callable[[dict[str, Any]], Blocks]) -> tuple[Words, ...]:
    """`spans` tells for how many further rows a column is taken."""
    cells: list[Words] = []
    for cell in content if isinstance(content, list) else []:
        if not isinstance(cell, dict):
            continue
        while spans.get(len(cells)):
            spans[len(cells)] -= 1
            cells.append(())
        down, across = _span(cell, "rowspan"), _span(cell, "colspan")
        for column in range(len(cells), len(cells) + across):
            spans[column] = down - 1
        cells.append(tidy(_words(read(cell))))
        cells += [()] * (across - 1)
    while spans.get(len(cells)):
        spans[len(cells)] -= 1
        cells.append(())
    return tuple(cells)


def _span(cell: dict[str, Any], name: str) -> int:
    value = attributes(cell).get(name)
    return min(max(value, 1), _WIDEST_SPAN) if isinstance(value, int) else 1


def _words(blocks: Blocks) -> list[Inline]:
    words: list[Inline] = []
    for line in _lines(blocks, 0):
        words += [Break(hard=True), *line] if words else line
    return words


def _lines(blocks: Blocks, depth: int) -> Iterator[Words]:
    for block in blocks:
        match block:
            case Paragraph(words):
                yield words
            case Heading(_, words):
                yield strong(words)
            case Preformatted(text):
                yield from ((Code(line),) for line in text.split("\n") if line.strip())
            case Listing(items, start):
                for number, item in enumerate(items, start or 0):
                    yield from _item(item, "•" if start is None else f"{number}.", depth)
            case Quote(children) | Details(_, children):
                if isinstance(block, Details) and block.summary:
                    yield strong((Text(block.summary),))
                yield from _lines(children, depth)
            case Table(rows):
                yield from (cell for row in rows for cell in row.cells if cell)
            case Rule():
                yield (Text(LINE),)
            case _:
                pass


def _item(item: Item, marker: str, depth: int) -> Iterator[Words]:
    box = "" if item.done is None else "[x] " if item.done else "[ ] "
    for number, words in enumerate(_lines(item.children, depth + 1)):
        lead = Text("\u2003" * depth + (f"{marker} {box}" if not number else ""))
        yield (lead, *words) if lead.text else words
