"""A text by its lines: the parser counts in bytes of UTF-8, people count in lines.

Not here: what stands on the lines (blocks.py).
"""

import re
from bisect import bisect_right
from itertools import accumulate

_QUOTE_MARK = re.compile(r"[ \t]*>[ \t]*")


class Source:
    """Lines are counted from 0 here."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = text.split("\n")
        self._ascii = text.isascii()
        sizes = self.lines if self._ascii else [line.encode() for line in self.lines]
        self._starts = [0, *accumulate([len(line) + 1 for line in sizes])]

    def line_of(self, byte: int) -> int:
        return bisect_right(self._starts, byte) - 1

    def extent(self, start: int, end: int) -> tuple[int, int]:
        """The first line of what lies between two bytes, and the last one that is not blank."""
        first = bisect_right(self._starts, start) - 1
        last = bisect_right(self._starts, max(start, end - 1), first) - 1
        while last > first and not self.lines[last].strip():
            last -= 1
        return first, last

    def rest_of_line(self, number: int, byte: int) -> str:
        """What stands on a line from a byte on."""
        line, column = self.lines[number], byte - self._starts[number]
        return line[column:] if self._ascii else line.encode()[column:].decode()

    def words(self, first: int, last: int, start: int, quotes: int) -> str:
        """From a byte on the first line to the end of the last, without the marks of so many quotations around it."""
        text = self.rest_of_line(first, start)
        if first < last:
            lines = self.lines[first + 1 : last + 1]
            rest = [_unquoted(line, quotes) for line in lines] if quotes else [line.lstrip() for line in lines]
            text = "\n".join([text, *rest])
        return text.rstrip()

    def escapes(self, byte: int) -> bool:
        """Whether the character there is a backslash."""
        if self._ascii:
            return byte >= 0 and self.text[byte] == "\\"
        return byte >= 0 and self.rest_of_line(self.line_of(byte), byte)[:1] == "\\"


def _unquoted(line: str, quotes: int) -> str:
    for _ in range(quotes):
        mark = _QUOTE_MARK.match(line)
        if not mark:
            break
        line = line[mark.end() :]
    return line.lstrip()
