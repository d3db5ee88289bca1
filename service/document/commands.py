"""Slash commands as people write them: `/finish` at the beginning of a line, outside code, quotations and comments.

Not here: what one of them says (waivers.py), or who may ask for it (service/commands.py).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_FENCE = re.compile(r"\s{0,12}(?:[-*+]\s+)?(?P<fence>`{3,}|~{3,})(?P<info>[^\n]*)")


@dataclass(frozen=True)
class Piece:
    """A stretch of one line, outside code."""

    number: int
    text: str
    comment: int = 0
    """Counts the comments of the text; 0 for what everybody sees."""
    first: bool = False
    """Whether its line begins with it."""


def asked(text: str, command: str) -> Iterator[tuple[int, str]]:
    """Each time that a comment gives the command: its line, and the words behind it."""
    if f"/{command}" not in text.lower():
        return
    begins = re.compile(rf"\s{{0,3}}/{command}(?=[\s:]|$)(?P<said>.*)", re.IGNORECASE | re.DOTALL)
    for piece in pieces(text.split("\n")):
        if piece.first and not piece.comment and (match := begins.match(piece.text)):
            yield piece.number, match["said"]


def pieces(lines: Sequence[str]) -> Iterator[Piece]:
    """The lines outside fenced code, cut where comments begin and end."""
    fence, hidden, comments = "", False, 0
    for number, line in enumerate(lines, 1):
        mark = None if hidden else _FENCE.match(line)
        if fence:
            fence = "" if mark and mark["fence"].startswith(fence) and not mark["info"].strip() else fence
        elif mark and not (mark["fence"][0] == "`" and "`" in mark["info"]):
            fence = mark["fence"]
        else:
            at, first = 0, not hidden
            while at >= 0:
                end = line.find("-->", at) if hidden else _opening(line, at)
                yield Piece(number, line[at:] if end < 0 else line[at:end], comments if hidden else 0, first)
                if end >= 0:
                    hidden = not hidden
                    comments += hidden
                at, first = (end + (4 if hidden else 3) if end >= 0 else -1), False


def _opening(line: str, at: int) -> int:
    """Where a comment begins; `<!--` right behind a backtick is code."""
    found = line.find("<!--", at)
    while found > 0 and line[found - 1] == "`":
        found = line.find("<!--", found + 4)
    return found
