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
        self._starts = [0, *accumulate(len(line) + 1 for line in sizes)]

    def line_of(self, byte: int) -> int:
        return bisect_right(self._starts, byte) - 1

    def rest_of_line(self, byte: int) -> str:
        """What stands from there to the end of its line."""
        number = bisect_right(self._starts, byte) - 1
        line, column = self.lines[number], byte - self._starts[number]
        return line[column:] if self._ascii else line.encode()[column:].decode()

    def starts_with_escape(self, byte: int) -> bool:
        """Whether the character there is escaped; events begin behind the backslash."""
        return byte > 0 and self.rest_of_line(byte - 1)[:1] == "\\"

    def last_line(self, start: int, end: int) -> int:
        """The last line of what lies between two bytes that is not blank."""
        first = self.line_of(start)
        last = self.line_of(max(start, end - 1))
        while last > first and not self.lines[last].strip():
            last -= 1
        return last

    def words(self, start: int, last: int, quotes: int) -> str:
        """From a byte to the end of a line, without the marks of so many quotations around it."""
        parts = [self.rest_of_line(start)]
        parts += [_unquoted(self.lines[number], quotes) for number in range(self.line_of(start) + 1, last + 1)]
        return "\n".join(parts).rstrip()


def _unquoted(line: str, quotes: int) -> str:
    for _ in range(quotes):
        mark = _QUOTE_MARK.match(line)
        if not mark:
            break
        line = line[mark.end() :]
    return line.lstrip()
