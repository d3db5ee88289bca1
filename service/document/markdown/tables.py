"""Tables as GFM has them, found in paragraphs: ten thousand rows are split faster than they are parsed.

Not here: what a table means (actions/table.py).
"""

import re
from collections.abc import Iterator, Sequence

from service.document.markdown.block import Block, Kind

_DASHES = re.compile(r":?-+:?")
_PIPE = re.compile(r"(?<!\\)\|")
_MOST_FILLED = 65_536
"""Cells of one table that its rows leave out: as many as other parsers fill in, so that a wide table stays small."""


def with_tables(blocks: Sequence[Block]) -> tuple[Block, ...]:
    if not any(["|" in block.text for block in blocks]):  # noqa: C419 - a list of few is quicker than a generator
        return tuple(blocks)
    return tuple(one for block in blocks for one in (_split(block) if _may_hold_table(block) else (block,)))


def split_row(line: str) -> tuple[str, ...]:
    """The cells of a table's row, escaped pipes made plain."""
    line = line.strip().removeprefix("|")
    cells = line.split("|") if "\\" not in line else [cell.replace("\\|", "|") for cell in _PIPE.split(line)]
    if len(cells) > 1 and not cells[-1].strip():
        cells.pop()
    return tuple([cell.strip() for cell in cells])


def _may_hold_table(block: Block) -> bool:
    return block.kind is Kind.PARAGRAPH and "|" in block.text and "-" in block.text


def _split(paragraph: Block) -> Iterator[Block]:
    """A paragraph whose n-th line underlines the one before it with dashes is a table from there on (GFM tables)."""
    texts = paragraph.text.split("\n")
    at = next((n for n in range(1, len(texts)) if _is_underlined(texts[n - 1], texts[n])), None)
    if at is None:
        yield paragraph
        return
    first = paragraph.lines[0]
    if at > 1:
        yield Block(Kind.PARAGRAPH, (first, first + at - 2), "\n".join(texts[: at - 1]))
    header = split_row(texts[at - 1])
    rows = tuple(_rows(texts, at + 1, first, len(header)))
    end = at + 1 + len(rows)
    yield Block(Kind.TABLE, (first + at - 1, first + end - 1), cells=header, children=rows)
    if end < len(texts):
        yield Block(Kind.PARAGRAPH, (first + end, paragraph.lines[1]), "\n".join(texts[end:]))


def _rows(texts: Sequence[str], start: int, first: int, width: int) -> Iterator[Block]:
    filled = 0
    for n in range(start, len(texts)):
        cells = split_row(texts[n])
        if len(cells) != width:
            filled += max(0, width - len(cells))
            cells = _fitted(cells, width)
        if filled > _MOST_FILLED:
            return
        yield Block(Kind.ROW, (first + n, first + n), texts[n], cells=cells)


def _is_underlined(header: str, dashes: str) -> bool:
    if "|" not in dashes or "|" not in header or not set(dashes) <= set("|:- \t"):
        return False
    cells = split_row(dashes)
    return len(cells) == len(split_row(header)) and all(_DASHES.fullmatch(cell) for cell in cells)


def _fitted(cells: tuple[str, ...], width: int) -> tuple[str, ...]:
    """As many cells as the header has: GFM drops what is too much and fills what is missing."""
    return (*cells[:width], *("" for _ in range(width - len(cells))))
