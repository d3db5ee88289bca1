"""The root causes of a document: from its section on causes, or else from the lines that state one elsewhere.

Not here: how the section is read (keyed.py, unkeyed.py).
"""

from collections.abc import Iterator, Sequence

from service.document.alike import alike
from service.document.causes.draft import Draft
from service.document.causes.factors import first_words
from service.document.causes.groups import groups_of
from service.document.causes.keyed import has_keys, read_keyed
from service.document.causes.keys import unique_keys
from service.document.causes.labels import read_markdown
from service.document.causes.steps import of_blocks
from service.document.causes.unkeyed import read_unkeyed
from service.document.markdown.block import Block, Kind, References
from service.document.markdown.inline import plain
from service.document.outline import Outline, Part
from service.document.placeholders import has_words
from service.document.post_mortem import Cause, Section


def read_causes(outline: Outline) -> tuple[Cause, ...]:
    """Keyed causes (`RC1: …`) when there are any, else whatever the section lists, else its paragraphs."""
    references = outline.document.references
    found = [one for one in _found(_parts(outline), references) if one.statement]
    found = _once(found) or [Draft(*one.lines, text=one.text) for one in outline.stated]
    keys = unique_keys([one.key for one in found])
    return tuple(_cause(one, key, written) for one, (key, written) in zip(found, keys, strict=True))


def _cause(one: Draft, key: str, written: bool) -> Cause:
    lines = (one.first, one.last)
    return Cause(key, lines, one.statement, tuple(one.whys), one.observed, one.category, key_written=written)


def _parts(outline: Outline) -> Sequence[Part]:
    """The parts of the section; a label such as `Root cause: …` counts only where no heading names one."""
    parts = outline.of(Section.ROOT_CAUSE)
    headed = [part for part in parts if not part.inline]
    return headed if any(has_words(block) for part in headed for block in part.blocks) else parts


def _found(parts: Sequence[Part], references: References) -> list[Draft]:
    groups = groups_of(parts, references)
    if any(has_keys(group, references) for group in groups):
        found, beside = read_keyed(groups, references)
        return found + read_unkeyed(beside, references)
    return read_unkeyed(groups, references) or list(_whole(parts, references))


def _whole(parts: Sequence[Part], references: References) -> Iterator[Draft]:
    """A section in which nothing else was recognised is one cause."""
    blocks = [block for part in parts for block in part.blocks if has_words(block) and _is_filled(block, references)]
    if blocks:
        yield Draft(blocks[0].lines[0], blocks[-1].lines[1], text=plain(first_words(blocks[0]), references))


def _is_filled(block: Block, references: References) -> bool:
    """Whether there is more than labels that wait for their words."""
    if block.kind is Kind.TABLE:
        cells = (cell for row in block.children for cell in row.cells)
        return any(say.text for cell in cells for say in read_markdown(cell, references))
    worded = block.kind in (Kind.PARAGRAPH, Kind.LIST, Kind.QUOTE)
    return not worded or any(say.text for step in of_blocks((block,), references) for say in step.says)


def _once(found: Sequence[Draft]) -> list[Draft]:
    """A cause that ends a chain and is stated once more stands once: where the chain is. A mere symptom is none."""
    found = [one for one in found if one.statement != one.symptom] or list(found)
    chains = [one for one in found if one.whys and not one.key]
    return [one for one in found if one.whys or one.key or not _is_said_by(one, chains)]


def _is_said_by(one: Draft, chains: Sequence[Draft]) -> bool:
    return any(alike(one.statement, chain.statement) for chain in chains[:20])
