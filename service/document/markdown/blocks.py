"""Markdown text to a tree of blocks, along the events of pulldown-cmark.

Not here: what a block means (outline.py), or the words inside one (inline.py).
"""

import re
from dataclasses import dataclass, field
from typing import Any

import pyromark

from service.document.markdown.block import Block, Document, Kind, References, label_of
from service.document.markdown.front_matter import front_matter
from service.document.markdown.source import Source
from service.document.markdown.tables import with_tables

_DEEPEST = 40
"""Lists and quotations within one another; what lies deeper is read as words."""


def parse(text: str) -> Document:
    """Never raises; time grows with the length of the text."""
    lines = _aligned(text).split("\n")
    matter, length = front_matter(lines)
    lines[:length] = [""] * length
    source = Source("\n".join(lines))
    return Document(_Walk(source).blocks(), matter, References(_targets(source.text)))


def _targets(text: str) -> dict[str, str]:
    if "]:" not in text:
        return {}
    return {label_of(label): found["dest"] for label, found in pyromark.reference_definitions(text).items()}


_UNREADABLE = re.compile("[\0\ud800-\udfff]")


def _aligned(text: str) -> str:
    """The text with as many lines as `text.split("\\n")` has: a parser would also end a line at a lone `\\r`."""
    text = text.removeprefix("\ufeff")
    if "\r" in text:
        text = re.sub(r"\r+(\n|\Z)?", lambda match: " " if match[1] is None else match[1], text)
    return text.replace("\0", "\ufffd") if text.isascii() else _UNREADABLE.sub("\ufffd", text)


@dataclass(slots=True)
class _Open:
    """A container whose end has not come yet."""

    kind: Kind
    first: int
    """Its first line, counted from 1."""
    number: int | None = None
    """The first of an ordered list."""
    children: list[Block] = field(default_factory=list)


class _Walk:
    """One walk over the events of a text: what happens, and which bytes it spans."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._open = [_Open(Kind.QUOTE, 1)]
        self._quotes = 0
        self._loose: tuple[int, int] | None = None
        """The bytes of words that stand in no paragraph: those of a tight item."""
        self._raw: list[str] | None = None
        """What a block of code or HTML says, as far as it has been read."""

    def blocks(self) -> tuple[Block, ...]:
        skipped, start, end = None, 0, 0
        event: Any
        for event, span in pyromark.events_with_range(self._source.text):
            if skipped is None:
                start, end = span["start"], span["end"]
                skipped = self._take(event, start, end)
            elif span["end"] == end and span["start"] == start and not isinstance(event, str):
                skipped = None if "End" in event and _name(event["End"]) == skipped else skipped
        self._end_loose()
        return with_tables(self._open[0].children)

    def _take(self, event: Any, start: int, end: int) -> str | None:
        """The name of what has begun and needs no look within: words are read where they are needed (inline.py)."""
        if isinstance(event, str):
            self._mark(event, start, end)
            return None
        happening, what = event.popitem()
        if happening == "Start":
            return self._start(_name(what), what, start, end)
        if happening == "End":
            self._end(_name(what), start, end)
        elif self._raw is not None:
            self._raw.append(what)
        else:
            self._words(start, end)
        return None

    def _mark(self, event: str, start: int, end: int) -> None:
        """A line across the page, or a break of a line."""
        if event == "Rule":
            self._end_loose()
            self._add(Kind.RULE, start, end, "")
        else:
            self._words(start, end)

    def _start(self, name: str, what: Any, start: int, end: int) -> str | None:
        kind = _STARTS.get(name)
        if kind is None:
            self._words(start, end)
            return name
        self._end_loose()
        if name == "Paragraph" or (name in _CONTAINERS and len(self._open) > _DEEPEST):
            self._add(_PARAGRAPH, start, end)
            return name
        if name == "Heading":
            self._heading(int(what["Heading"]["level"][1]), start, end)
            return name
        if name in _RAW:
            self._raw = []
        else:
            self._quotes += name == "BlockQuote"
            number = what["List"] if name == "List" else None
            self._open.append(_Open(kind, self._source.line_of(start) + 1, number))
        return None

    def _end(self, name: str, start: int, end: int) -> None:
        if name in _CONTAINERS:
            self._end_loose()
            self._quotes -= name == "BlockQuote"
            self._close(self._open.pop())
        elif name in _RAW:
            self._add(_RAW[name], start, end, "".join(self._raw or ()))
            self._raw = None
        else:
            self._words(start, end)

    def _close(self, ended: _Open) -> None:
        last = max(ended.first, ended.children[-1].lines[1]) if ended.children else ended.first
        ordered, number = ended.number is not None, 1 if ended.number is None else ended.number
        children = with_tables(ended.children)
        self._open[-1].children.append(Block(ended.kind, (ended.first, last), "", 0, ordered, number, (), children))

    def _add(self, kind: Kind, start: int, end: int, text: str | None = None) -> None:
        """`text` is that of the source, where none is given."""
        first, last = self._source.extent(start, end)
        if text is None:
            text = self._source.words(first, last, start, self._quotes)
        self._open[-1].children.append(Block(kind, (first + 1, last + 1), text))

    def _heading(self, level: int, start: int, end: int) -> None:
        first, last = self._source.extent(start, end)
        text = self._source.rest_of_line(first, start)
        if mark := _ATX.match(text):
            text = _ATX_END.sub("", text[mark.end() :].strip())
        else:
            text = self._source.words(first, last - 1, start, self._quotes)
        self._open[-1].children.append(Block(Kind.HEADING, (first + 1, last + 1), text, level))

    def _words(self, start: int, end: int) -> None:
        if self._loose is None:
            # Events begin behind the backslash of an escape.
            self._loose = (start - self._source.escapes(start - 1), end)
        else:
            self._loose = (self._loose[0], max(end, self._loose[1]))

    def _end_loose(self) -> None:
        if self._loose is not None:
            start, end = self._loose
            self._loose = None
            self._add(_PARAGRAPH, start, end)


def _name(what: Any) -> str:
    """`Item`, and the `List` of `{"List": 1}`."""
    name: str = what if isinstance(what, str) else next(iter(what))
    return name


_PARAGRAPH = Kind.PARAGRAPH
_CONTAINERS = {"List": Kind.LIST, "Item": Kind.ITEM, "BlockQuote": Kind.QUOTE}
_RAW = {"CodeBlock": Kind.CODE, "HtmlBlock": Kind.HTML}
_STARTS = {**_CONTAINERS, **_RAW, "Paragraph": Kind.PARAGRAPH, "Heading": Kind.HEADING}
_ATX = re.compile(r"#{1,6}(?=[ \t]|$)")
_ATX_END = re.compile(r"(?:^|[ \t]+)#+$")
