"""Lists that must fit into what a tracker takes: words of all entries are cut shorter, then entries left out."""

from collections.abc import Callable, Sequence
from typing import TypeVar

Entry = TypeVar("Entry")

LIMITS = (2_000, 400, 150, 60)
"""Characters of one text of an entry, tried in this order."""

MOST = 200
"""Entries that are rendered at all; a post-mortem with more is refused anyway."""


def fitting(entries: Sequence[Entry], render: Callable[[Entry, int], str], room: int, more: str) -> str:
    """The rendered entries, one below the other, in at most about `room` characters.

    `more` tells of those left out: `{}` stands for their number.
    """
    shown: list[str] = []
    for limit in LIMITS:
        shown = [render(entry, limit) for entry in entries[:MOST]]
        if _length(shown) <= room and len(shown) == len(entries):
            return "\n".join(shown)
    while _length(shown) > room:
        shown.pop()
    return "\n".join([*shown, more.replace("{}", str(len(entries) - len(shown)))])


def _length(lines: Sequence[str]) -> int:
    return sum(len(line) + 1 for line in lines)
