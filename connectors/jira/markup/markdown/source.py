"""Markdown as the parser takes it, and its bytes as lines.

Not here: what the parser says (reading.py).
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Any

import pyromark

from connectors.jira.markup.words import clean

COMMENT, COMMENT_IN_CODE = "<!--", "<!\u2060--"
"""How a comment begins, and how the same is written in code: nobody who looks for comments without reading Markdown
finds one there, and the parser's own reading makes it whole again."""

_END = re.compile(r"\r\n|\n|\r")
_OPTIONS = (
    pyromark.Options.ENABLE_TABLES
    | pyromark.Options.ENABLE_TASKLISTS
    | pyromark.Options.ENABLE_STRIKETHROUGH
    | pyromark.Options.ENABLE_GFM
)


def lines_of(text: str) -> list[str]:
    """With their ends; nothing but what ends a line in Markdown ends one."""
    starts = [0, *(found.end() for found in _END.finditer(text))]
    lines = [text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]
    return lines if lines[-1] else lines[:-1]


_MOST_FRONT_LINES = 200
_KEY = re.compile(r"[A-Za-z][\w -]{0,60}?\s*:(\s|$)")


def front_matter(lines: list[str]) -> int:
    """How many lines it takes with its dashes; 0 where the text has none."""
    if not lines or lines[0].rstrip() != "---":
        return 0
    end = next((n for n, line in enumerate(lines[1:_MOST_FRONT_LINES], 1) if line.rstrip() == "---"), 0)
    return end + 1 if any(_KEY.match(line) for line in lines[1:end]) else 0


class Source:
    """`line_at` tells the line, from 0, in which a byte stands."""

    def __init__(self, markdown: str) -> None:
        lines = lines_of(clean(markdown))
        front = front_matter(lines)
        self.front = lines[:front]
        self._text = "\n" * front + "".join(lines[front:])
        self._starts = [*range(front), front]
        for line in lines[front:]:
            self._starts.append(self._starts[-1] + len(line.encode()))

    def events(self) -> Iterator[tuple[Any, int, int]]:
        """Each with its first byte and the one behind its last."""
        for event, place in pyromark.events_with_range(self._text, options=_OPTIONS, merge_text=True):
            yield event, place["start"], place["end"]

    def line_at(self, byte: int) -> int:
        return bisect_right(self._starts, byte) - 1

    def lines(self, start: int, end: int) -> tuple[int, int]:
        """Those that hold these bytes."""
        first = self.line_at(start)
        return first, max(first, self.line_at(max(start, end - 1))) + 1
