"""What stands below a task, as lines of the task itself: a task in Jira holds words only, and tasks of its own.

Bullets show as `•`, numbers as themselves, boxes as `☐` and `☑`; each level is one EM SPACE further in. People can
write the same by hand, and it reads back as the list that it looks like. Not here: nested tasks (blocks.py).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from connectors.jira.markup.places import Place, fitted
from connectors.jira.markup.tree import (
    DEEPEST,
    Block,
    Blocks,
    Break,
    Code,
    Inline,
    Item,
    Listing,
    Paragraph,
    Preformatted,
    Text,
    Words,
    joined,
)
from connectors.jira.markup.words import tidy

INDENT = "\u2003"
JOINER = "\u2060"
_MARKER = re.compile(
    rf"(?P<indent>{INDENT}*)(?:(?P<marker>[•◦☐☑]|(?P<number>\d{{1,9}})[.)]) |(?P<plain>(?<={INDENT})))"
)
_BULLETS = {"•": None, "◦": None, "☐": False, "☑": True}


def with_lines(words: Words, below: Blocks) -> Words:
    """The words of a task and, line by line, what stands below it."""
    out: list[Inline] = list(_guarded(words))
    for line in _lines(below, 0):
        out += [Break(hard=True), *line]
    return tuple(out)


def _lines(blocks: Blocks, depth: int) -> Iterator[Words]:
    for block in fitted(blocks, Place.ITEM):
        match block:
            case Listing(items, start):
                for number, item in enumerate(items, start or 0):
                    yield from _item(item, "•" if start is None else f"{number}.", depth)
            case Paragraph(words):
                yield (Text(INDENT * (depth + 1)), *_guarded(words))
            case Preformatted(text):
                yield from ((Text(INDENT * (depth + 1)), Code(line)) for line in text.split("\n") if line.strip())
            case _:
                pass


def _item(item: Item, marker: str, depth: int) -> Iterator[Words]:
    box = "" if item.done is None else "☑" if item.done else "☐"
    first, rest = head_of(item)
    yield (Text(f"{INDENT * depth}{box if box and marker == '•' else marker} "), *_guarded(first))
    yield from _lines(rest, depth + 1)


def head_of(item: Item) -> tuple[Words, Blocks]:
    """The words beside the bullet or box, and what stands below them."""
    if item.children and isinstance(item.children[0], Paragraph):
        return item.children[0].words, item.children[1:]
    return (), item.children


def _guarded(words: Words) -> Iterator[Inline]:
    """A line of the words that only looks like a marker has a joiner in front."""
    at_start = False
    for word in words:
        if at_start and isinstance(word, Text) and _MARKER.match(word.text.lstrip(JOINER)):
            yield replace(word, text=JOINER + word.text)
        else:
            yield word
        at_start = isinstance(word, Break) and word.hard


def apart(words: Words) -> tuple[Words, Blocks]:
    """The inverse of `with_lines`."""
    lines = list(_split(words))
    end = next((at for at, line in enumerate(lines) if at and _marker(line)), len(lines))
    own: list[Inline] = []
    for line in lines[:end]:
        own += [Break(hard=True), *_unguarded(line)] if own else line
    return tidy(own), _nested(lines[end:])


def _split(words: Words) -> Iterator[list[Inline]]:
    line: list[Inline] = []
    for word in words:
        if isinstance(word, Break) and word.hard:
            yield line
            line = []
        else:
            line.append(word)
    yield line


def _unguarded(line: list[Inline]) -> list[Inline]:
    first = line[0] if line else None
    if isinstance(first, Text) and first.text[:1] == JOINER and _MARKER.match(first.text.lstrip(JOINER)):
        return [replace(first, text=first.text[1:]), *line[1:]]
    return line


def _marker(line: Sequence[Inline]) -> re.Match[str] | None:
    first = line[0] if line else None
    if not isinstance(first, Text):
        return None
    return _MARKER.match(first.text) or (_MARKER.match(first.text + " ") if first.text in _BULLETS else None)


class _Open:
    """A list item, or the task itself, that lines may still be added to."""

    def __init__(self, done: bool | None = None, number: int | None = None) -> None:
        self.done, self.number = done, number
        self.texts: list[list[Inline]] = []
        self.children: list[Block | _Open] = []

    def blocks(self) -> Blocks:
        return joined(_built(self.children))


def _built(children: Sequence["Block | _Open"]) -> Iterator[Block]:
    """Items of one kind that follow each other are a list."""
    at = 0
    while at < len(children):
        child = children[at]
        if not isinstance(child, _Open):
            yield child
            at += 1
            continue
        end = at
        items: list[Item] = []
        while end < len(children) and isinstance(one := children[end], _Open) and _follows(one, child, end - at):
            items.append(Item(one.blocks() or (Paragraph(()),), one.done))
            end += 1
        yield Listing(tuple(items), child.number)
        at = end


def _follows(one: _Open, first: _Open, distance: int) -> bool:
    if first.number is None or one.number is None:
        return one.number is first.number
    return one.number == first.number + distance


def _nested(lines: Sequence[list[Inline]]) -> Blocks:
    task = _Open()
    stack = [task]
    for line in lines:
        found = _marker(line)
        if found is None:
            _continue(stack[-1], line)
            continue
        words = _behind(line, found)
        depth = min(len(found["indent"]), DEEPEST)
        if not found["marker"]:
            stack = stack[: max(1, depth)]
            stack[-1].children.append(Paragraph(tidy(words)))
            continue
        stack = stack[: depth + 1]
        number = int(found["number"]) if found["number"] else None
        item = _Open(None if number is not None else _BULLETS[found["marker"]], number)
        item.children.append(Paragraph(tidy(words)))
        stack[-1].children.append(item)
        stack.append(item)
    return task.blocks()


def _continue(item: _Open, line: list[Inline]) -> None:
    last = item.children[-1] if item.children else None
    if isinstance(last, Paragraph):
        item.children[-1] = Paragraph(tidy([*last.words, Break(hard=True), *_unguarded(line)]))
    else:
        item.children.append(Paragraph(tidy(_unguarded(line))))


def _behind(line: list[Inline], found: re.Match[str]) -> list[Inline]:
    first = line[0]
    assert isinstance(first, Text)  # noqa: S101 - only a text has a marker
    return [replace(first, text=first.text[found.end() :]), *line[1:]]
