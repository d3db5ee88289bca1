"""A root cause that is stated in one line outside of any section on causes: a label, a list's item, a table's row.

Not here: sections (outline.py), or the chains below them (causes/).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from service.document.markdown.block import Block, Kind, References
from service.document.markdown.inline import plain
from service.document.placeholders import has_words, is_placeholder
from service.document.post_mortem import Lines

_LABEL = (
    r"(?:(?:the|main|primary|underlying|probable|likely|suspected|identified|final|confirmed) ){0,2}"
    r"(?:root[ -]causes?(?:\(s\))?(?: analysis| summary| identified)?|contributing (?:factors?|causes?)"
    r"|underlying causes?|rca|causes?(?: of (?:the )?(?:incident|outage|failure))?)"
)
_NAMED = re.compile(_LABEL, re.IGNORECASE)
_LABELLED = re.compile(rf"[\W_]{{0,6}}{_LABEL}\s?(?::|\s[—–-](?=\s|$))\s*(?P<value>.*)$", re.IGNORECASE | re.DOTALL)
_NO_CAUSE = re.compile(
    r"\W*(?:(?:(?:RC|CF)-?\d+[\s,;&]*)+"
    r"|(?:still )?(?:unknown|under investigation|not (?:yet )?known|unclear|see (?:below|above))\b.*"
    r"|(?:see )?https?://\S+|yes|no|none)\W*",
    re.IGNORECASE,
)
_LONGEST = 5_000


@dataclass(frozen=True)
class Stated:
    lines: Lines
    text: str


def stated_in(blocks: Iterable[Block], references: References) -> Iterator[Stated]:
    for block in blocks:
        match block.kind:
            case Kind.PARAGRAPH:
                yield from _labelled(block.text, block.lines, references)
            case Kind.LIST:
                for entry in block.children:
                    yield from _in_entry(entry, references)
            case Kind.TABLE:
                yield from _in_table(block, references)
            case _:
                pass


def _labelled(markdown: str, lines: Lines, references: References) -> Iterator[Stated]:
    if "ause" not in markdown[:80].casefold() and "rca" not in markdown[:80].casefold() and "fact" not in markdown[:80]:
        return
    match = _LABELLED.match(plain(markdown[:_LONGEST], references))
    if match and _is_cause(match["value"]):
        yield Stated(lines, match["value"].strip())


def _is_cause(value: str) -> bool:
    value = value.strip()
    return len(value) >= 8 and not is_placeholder(value) and not _NO_CAUSE.fullmatch(value[:200])


def _in_entry(entry: Block, references: References) -> Iterator[Stated]:
    first = entry.children[0] if entry.children else None
    if first is None or first.kind is not Kind.PARAGRAPH:
        return
    if _NAMED.fullmatch(plain(first.text[:120]).strip(" *_:")):
        for child in entry.children[1:]:
            for inner in child.children if child.kind is Kind.LIST else ():
                if has_words(inner) and inner.children[0].kind is Kind.PARAGRAPH:
                    yield Stated(inner.lines, plain(inner.children[0].text, references))
    else:
        yield from _labelled(first.text, entry.lines, references)


def _in_table(table: Block, references: References) -> Iterator[Stated]:
    """A row `Root cause | …` of facts, or the column of that name where the table has but one row."""
    if len(table.cells) == 2:
        for lines, cells in ((table.lines, table.cells), *((row.lines, row.cells) for row in table.children)):
            if _NAMED.fullmatch(plain(cells[0][:120]).strip(" *_:")) and _is_cause(plain(cells[1], references)):
                first = lines[0]
                yield Stated((first, first), plain(cells[1], references))
    elif len(table.children) == 1:
        for name, cell in zip(table.cells, table.children[0].cells, strict=True):
            if _NAMED.fullmatch(plain(name[:120]).strip(" *_:")) and _is_cause(plain(cell, references)):
                yield Stated(table.children[0].lines, plain(cell, references))
