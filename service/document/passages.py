"""The prose of a document, piece by piece, with its lines: what rules about wording look at.

Code and quotations are left out: they are other people's words. Not here: the words within a piece (spoken.py).
"""

from collections.abc import Sequence

from service.document.markdown.block import Block, Kind
from service.document.outline import Outline
from service.document.post_mortem import Passage, Section, Where

_SAYING = frozenset({Kind.PARAGRAPH, Kind.HEADING})
_NESTING = frozenset({Kind.LIST, Kind.ITEM})


def passages(outline: Outline) -> tuple[Passage, ...]:
    found: list[Passage] = []
    for part in outline.parts:
        section = part.section if isinstance(part.section, Section) else None
        if part.heading:
            where = Where.PARAGRAPH if part.inline else Where.HEADING
            found.append(Passage(part.heading.lines, part.heading.text, where, section))
        _gather(part.blocks, Where.PARAGRAPH, section, found)
    return tuple(found)


def _gather(blocks: Sequence[Block], where: Where, section: Section | None, found: list[Passage]) -> None:
    for block in blocks:
        if block.kind in _SAYING:
            if block.text.strip():
                found.append(Passage(block.lines, block.text, where, section))
        elif block.kind in _NESTING:
            _gather(block.children, Where.ITEM, section, found)
        elif block.kind is Kind.TABLE:
            cell = Where.CELL
            found.extend([Passage(row.lines, row.text, cell, section) for row in block.children])
