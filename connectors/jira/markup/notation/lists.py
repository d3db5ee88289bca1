"""The lines of a list in Jira's wiki markup as lists within each other: `*`, `**`, `*#`.

Not here: which lines are a list's (reading.py).
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from connectors.jira.markup.document.reading import with_box
from connectors.jira.markup.notation.escaping import unguarded
from connectors.jira.markup.tree import (
    Block,
    Blocks,
    Break,
    Inline,
    Item,
    Listing,
    Paragraph,
    Preformatted,
    Words,
    joined,
)
from connectors.jira.markup.words import tidy

LIST_LINE = re.compile(r"[ \t]*([*#]+|-+)(?:[ \t]+|$)")
_START = re.compile(r"\{anchor:from-(\d{1,9})\}")
_WHOSE = re.compile(r"\{anchor:of-(\d{1,2})\}")


@dataclass
class Line:
    """One item: its bullets, and its lines and code in order."""

    bullets: str
    parts: list[str | Preformatted]


@dataclass
class _Open:
    """A list, its items as what they hold so far."""

    start: int | None
    items: list[list["Block | _Open"]] = field(default_factory=list)


def listings(lines: list[Line], words: Callable[[str], Words]) -> list[Block]:
    top: list[Block | _Open] = []
    stack: list[_Open] = []
    for line in lines:
        _add(line, top, stack)
        for depth, parts in _owned(line.parts, len(stack)):
            stack[depth - 1].items[-1] += _blocks(parts, words)
    return list(_closed(top))


def _add(line: Line, top: list["Block | _Open"], stack: list[_Open]) -> None:
    """An item, still empty, in the list that its bullets name; a list is opened where there is none yet."""
    depth = min(len(line.bullets), len(stack) + 1)
    ordered = line.bullets[-1] == "#"
    del stack[depth:]
    if len(stack) == depth and (stack[-1].start is not None) != ordered:
        stack.pop()
    start = _START.match(str(line.parts[0]))
    if len(stack) < depth:
        opened = _Open((int(start[1]) if start else 1) if ordered else None)
        (stack[-1].items[-1] if stack else top).append(opened)
        stack.append(opened)
    stack[-1].items.append([])


def _owned(parts: list[str | Preformatted], depth: int) -> Iterator[tuple[int, list[str | Preformatted]]]:
    """The parts of one item after the other, each with its depth."""
    mine: list[str | Preformatted] = []
    for part in parts:
        found = _WHOSE.fullmatch(part) if isinstance(part, str) else None
        if found:
            yield depth, mine
            depth, mine = min(max(int(found[1]), 1), depth), []
        else:
            mine.append(part)
    yield depth, mine


def _blocks(parts: list[str | Preformatted], words: Callable[[str], Words]) -> Iterator[Block]:
    """What stands between two breaks in a row is a paragraph."""
    said: list[str] = []
    for part in (*parts, None):
        if isinstance(part, str):
            said.append(part)
            continue
        if said:
            yield from _paragraphs(words("\n".join([said[0], *map(unguarded, said[1:])])))
        said = []
        if part is not None:
            yield part


def _paragraphs(words: Words) -> Iterator[Paragraph]:
    kept: list[Inline] = []
    for word in words:
        if isinstance(word, Break) and kept and isinstance(kept[-1], Break):
            yield Paragraph(tidy(kept))
            kept = []
        else:
            kept.append(word)
    yield Paragraph(tidy(kept))


def _closed(children: list["Block | _Open"]) -> Iterator[Block]:
    """Nested only as deep as bullets are long, which is bounded."""
    for child in children:
        if isinstance(child, _Open):
            yield Listing(tuple(with_box(Item(_children(item))) for item in child.items), child.start)
        else:
            yield child


def _children(item: list["Block | _Open"]) -> Blocks:
    return joined(_closed(item)) or (Paragraph(()),)
