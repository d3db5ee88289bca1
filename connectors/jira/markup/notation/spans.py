"""Where the parts of a text in Jira's wiki markup begin and end, as its reader sees them.

Not here: what they say (reading.py).
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from connectors.jira.markup.notation.lists import LIST_LINE
from connectors.jira.markup.notation.macros import Cut, cut
from connectors.jira.markup.notation.reading import MACRO, RULE, WikiReader
from connectors.jira.markup.tree import DEEPEST, Listing
from connectors.jira.markup.words import clean

_CODE = re.compile(r"([ \t]*)\x02(\d+)\x03")
_REST = re.compile(r"[ \t]*(?:\r\n?|\n)[ \t\r\n]*\Z")


@dataclass(frozen=True)
class Span:
    """A block, or one item of a bulleted list with all that is below it; and the line ends and blanks behind it."""

    text: str
    rest: str
    item: bool = False


def spans(text: str) -> list[Span]:
    """All of the text, but what is blank at its beginning."""
    found = list(_starts(text))
    bounds = pairwise([*found, (len(text), False)])
    return [_span(text[start:end], item) for (start, item), (end, _) in bounds]


def _span(text: str, item: bool) -> Span:
    rest = _REST.search(text)
    return Span(text[: rest.start()], rest[0], item) if rest else Span(text, "", item)


def _starts(text: str) -> Iterator[tuple[int, bool]]:
    """Each with whether an item begins there."""
    whole = clean(re.sub(r"\r\n?", "\n", text))
    source = cut(whole)
    offsets = list(_offsets(whole, source))
    widened = [found.start() - at for at, found in enumerate(re.finditer(r"\r\n", text))]
    for line, item in _lines(source):
        yield offsets[line] + bisect_left(widened, offsets[line]), item


def _offsets(whole: str, source: Cut) -> Iterator[int]:
    """Where each line stood: cutting only adds line ends, and puts a sign for code."""
    at = 0
    for line in source.lines:
        if line:
            while whole.startswith("\n", at):
                at += 1
        elif whole.startswith("\n", at):
            at += 1
        yield at
        code = _CODE.fullmatch(line)
        at = source.spans[int(code[2])][1] if code else at + len(line)


def _lines(source: Cut) -> Iterator[tuple[int, bool]]:
    reader = WikiReader(lambda _account: None)
    open_: list[str] = []
    at = 0
    while at < len(source.lines):
        line = source.lines[at]
        found = MACRO.fullmatch(line)
        if found or not line.strip():
            if found and not open_:
                yield at, False
            open_ = _after(open_, found[1], closes=found[2] is None) if found else open_
            at += 1
            continue
        blocks, end = reader.block(source, at)
        if not open_:
            yield from _items(source, at, end) if isinstance(next(iter(blocks), None), Listing) else [(at, False)]
        at = end


def _after(open_: list[str], name: str, *, closes: bool) -> list[str]:
    """As the reader opens and closes macros."""
    if closes and name in open_:
        return open_[: len(open_) - 1 - open_[::-1].index(name)]
    return [*open_, name] if len(open_) + 1 < DEEPEST else open_


def _items(source: Cut, start: int, end: int) -> Iterator[tuple[int, bool]]:
    """Items of bulleted lists one by one; a numbered list is one part, for its numbers hang together."""
    numbered = False
    for at in range(start, end):
        found = LIST_LINE.match(source.lines[at])
        if found is None or RULE.fullmatch(source.lines[at]) or (at > start and len(found[1]) > 1):
            continue
        if found[1][-1] != "#":
            yield at, True
        elif not numbered:
            yield at, False
        numbered = found[1][-1] == "#"
