"""The items of a list as actions, with what is nested under each. Not here: the words of one (sentence.py)."""

import re
from collections.abc import Iterator, Sequence

from service.document.actions.fields import ColumnNames, labelled
from service.document.actions.item import Found, Item
from service.document.actions.no_action import may_say_no_action, says_no_action
from service.document.actions.sentence import read_detail, read_item
from service.document.markdown.block import Block, Kind, References
from service.document.markdown.inline import plain
from service.document.placeholders import has_words
from service.document.post_mortem import Lines


def read_entries(block: Block, references: References) -> Iterator[Found]:
    for entry in block.children:
        if not has_words(entry):
            continue
        nested = _grouped(entry)
        if nested:
            yield from (found for inner in nested for found in read_entries(inner, references))
        elif not _says_no_action(own_words(entry), references):
            yield read_with_details(own_words(entry), entry.lines, entry.children[1:], references)


def _says_no_action(markdown: str, references: References) -> bool:
    return may_say_no_action(markdown) and says_no_action(plain(markdown, references))


def read_with_details(markdown: str, lines: Lines, details: Sequence[Block], references: References) -> Found:
    """One action. Its details come first: what they label need not be searched for in its sentence."""
    item = Item(cast=references.cast, written=references.written)
    for piece in pieces(details, references.columns):
        read_detail(piece.text, references, item)
    from_details, item.links = item.links, ()
    read_item(markdown, references, item)
    item.add_links(from_details)
    return Found(lines, item)


def own_words(entry: Block) -> str:
    """The words of a list's item without what is nested under it."""
    first = entry.children[0] if entry.children else None
    return first.text if first and first.kind in (Kind.PARAGRAPH, Kind.HEADING) else ""


_BOX = re.compile(r"\s*\[[ xX]\]\s")


def _grouped(entry: Block) -> tuple[Block, ...]:
    """The lists within an item that only groups: it has no box, and every one of its items has."""
    if _BOX.match(own_words(entry)):
        return ()
    lists = tuple(child for child in entry.children if child.kind is Kind.LIST)
    boxed = all(_BOX.match(own_words(inner)) for child in lists for inner in child.children)
    return lists if boxed else ()


def pieces(blocks: Sequence[Block], columns: ColumnNames) -> Iterator[Block]:
    """Every paragraph within, however deep; one whose lines are all fields is as many pieces."""
    for block in blocks:
        if block.kind is not Kind.PARAGRAPH:
            yield from pieces(block.children, columns)
            continue
        lines = block.text.split("\n")
        if len(lines) > 1 and all(labelled(line, columns) for line in lines):
            yield from (Block(Kind.PARAGRAPH, block.lines, line) for line in lines)
        else:
            yield block
