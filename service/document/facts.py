"""The labelled items of a list, and the rows of a table of two columns: `- **Impact**: …`, `| Impact | … |`.

Not here: which of them name a section (outline.py).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from service.document.markdown.block import Block, Kind
from service.document.post_mortem import Lines


@dataclass(frozen=True)
class Fact:
    """An item or a row that begins with a label, and what stands behind and under it."""

    words: str
    block: Block
    content: tuple[Block, ...]
    bold: bool
    said: bool
    """Whether something stands on the line of the label itself."""


_ITEM_LABEL = re.compile(
    r"\s*(?:(?:\*\*|__)(?P<bold>[^*\n]{1,60}?)(?:[:：]\s?(?:\*\*|__)|(?:\*\*|__)\s?(?:[:：–—-]|$))"
    r"|(?P<plain>[^\W\d][^\n:*`|]{1,40}):(?=\s|$))\s*(?P<rest>.*)$",
    re.DOTALL,
)


def facts_of(block: Block) -> Iterator[Fact]:
    if block.kind is Kind.TABLE:
        if len(block.cells) == 2:
            rows = (block._replace(kind=Kind.ROW, lines=(block.lines[0],) * 2), *block.children)
            yield from (
                Fact(cells[0], row._replace(text=cells[0]), (_paragraph(cells[1], row.lines),), bold=False, said=True)
                for row in rows
                if (cells := row.cells)
            )
        return
    for entry in block.children:
        first = entry.children[0] if entry.children and entry.children[0].kind is Kind.PARAGRAPH else None
        match = _ITEM_LABEL.match(first.text[:2000]) if first else None
        if first and match:
            rest = first.text[match.start("rest") :]
            behind = (_paragraph(rest, (_line_of(first, match.start("rest")), first.lines[1])),) if rest.strip() else ()
            yield Fact(
                match["bold"] or match["plain"],
                first,
                (*behind, *entry.children[1:]),
                bold=match["bold"] is not None,
                said=bool(behind),
            )


def _paragraph(text: str, lines: Lines) -> Block:
    return Block(Kind.PARAGRAPH, lines, text)


def _line_of(block: Block, position: int) -> int:
    return block.lines[0] + block.text.count("\n", 0, position)
