"""The prose of a document, piece by piece, with its lines: what rules about wording look at.

Code and quotations are left out: they are other people's words. Not here: the words within a piece (spoken.py).
"""

from collections.abc import Iterator, Sequence

from service.document.markdown.block import Block, Kind
from service.document.outline import Outline
from service.document.post_mortem import Passage, Section, Where


def passages(outline: Outline) -> Iterator[Passage]:
    for part in outline.parts:
        section = part.section if isinstance(part.section, Section) else None
        if part.heading:
            where = Where.PARAGRAPH if part.inline else Where.HEADING
            yield Passage(part.heading.lines, part.heading.text, where, section)
        yield from _of(part.blocks, Where.PARAGRAPH, section)


def _of(blocks: Sequence[Block], where: Where, section: Section | None) -> Iterator[Passage]:
    for block in blocks:
        match block.kind:
            case Kind.PARAGRAPH | Kind.HEADING if block.text.strip():
                yield Passage(block.lines, block.text, where, section)
            case Kind.LIST | Kind.ITEM:
                yield from _of(block.children, Where.ITEM, section)
            case Kind.TABLE:
                yield from (Passage(row.lines, row.text, Where.CELL, section) for row in block.children)
            case _:
                pass
