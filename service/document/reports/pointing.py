"""Where in the text as written the words of a finding stand. Pure; time grows with the length, and is bounded.

Not here: showing the place (excerpt.py, github.py, sarif.py), or choosing the words (rules/).
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from service.document.post_mortem import Finding

_MARKUP = frozenset("*_`[]()~\\\u200b\u2060\ufeff\u00ad")
"""Characters that Markdown may take for itself, and such as nobody sees; they are passed over on both sides."""
_QUOTED = re.compile(r"\s*(?:>\s?)+")
_LONGEST = 20_000
"""Characters of a line, and of all lines together, that are looked through: nobody writes longer passages."""
_MOST_LINES = 2_000
_TRIES = 200


@dataclass(frozen=True, slots=True)
class Place:
    """1-based; columns count characters, and `end_column` is the one after the last."""

    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class _Flat:
    """The words of a line as a reader has them, each character with its index in the line."""

    text: str
    at: tuple[int, ...]


def place(lines: Sequence[str], finding: Finding) -> Place | None:
    """Where the finding's words stand first within its lines; None where the whole of them is meant.

    `lines` is the text split at `\\n`. Markup, line breaks and case make no difference.
    """
    wanted = _flat(finding.words[:_LONGEST]).text.removesuffix("…").strip()
    if not wanted:
        return None
    first, last = finding.lines
    written = lines[max(first, 1) - 1 : min(last, first + _MOST_LINES)]
    for reading in (_flat_line, _flat_without_targets):
        if found := _found(wanted, written, reading):
            (line, column), (end_line, end_column) = found
            return Place(first + line, column + 1, first + end_line, end_column + 2)
    return None


Spot = tuple[int, int]
"""An index into the lines, and one into that line."""


def _found(wanted: str, written: Sequence[str], reading: Callable[[str], _Flat]) -> tuple[Spot, Spot] | None:
    """The first and the last character of the words."""
    flats, starts, length = [], [], 0
    for line in written:
        starts.append(length)
        flats.append(reading(line[:_LONGEST]))
        length += len(flats[-1].text) + 1 if flats[-1].text else 0
        if length > _LONGEST:
            break
    joined = " ".join(flat.text for flat in flats if flat.text)
    at = _whole_words(wanted, joined)
    if at < 0:
        return None
    return _spot(flats, starts, at), _spot(flats, starts, at + len(wanted) - 1)


def _spot(flats: Sequence[_Flat], starts: Sequence[int], at: int) -> Spot:
    line = bisect_right(starts, at) - 1
    return line, flats[line].at[at - starts[line]]


def _whole_words(wanted: str, text: str) -> int:
    """Where the words begin, rather as words of their own than within others; -1 where they are not."""
    first = at = text.find(wanted)
    for _ in range(_TRIES):
        if at < 0 or _stands_alone(text, at, at + len(wanted)):
            break
        at = text.find(wanted, at + 1)
    else:
        at = -1
    return at if at >= 0 else first


def _stands_alone(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start] if start else "", text[end : end + 1]
    return not (before.isalnum() and text[start].isalnum()) and not (after.isalnum() and text[end - 1].isalnum())


@lru_cache(maxsize=2048)
def _flat_line(line: str) -> _Flat:
    return _flat(line, skip=_quote_marks(line))


@lru_cache(maxsize=2048)
def _flat_without_targets(line: str) -> _Flat:
    skip = _quote_marks(line)
    breaks: set[int] = set()
    for target in _targets().finditer(line):
        skip.update(range(*target.span()))
        if line[target.start()] == "<":
            breaks.add(target.start())
    return _flat(line, skip=skip, breaks=breaks)


@cache
def _targets() -> re.Pattern[str]:
    """What a link leads to, and a tag: written, but no words."""
    return re.compile(r"\](?:\([^()\n]{0,2000}\)|\[[^\[\]\n]{0,200}\])|<[^<>\n]{0,500}>")


def _quote_marks(line: str) -> set[int]:
    quoted = _QUOTED.match(line)
    return set(range(quoted.end())) if quoted else set()


def _flat(line: str, *, skip: set[int] | None = None, breaks: set[int] | None = None) -> _Flat:
    """Lower case, without markup, with one space where there is any; `breaks` are spaces too."""
    text: list[str] = []
    at: list[int] = []
    for index, character in _characters(line, skip or set(), breaks or set()):
        if character == " " and (not text or text[-1] == " "):
            continue
        text.append(character)
        at.append(index)
    if text and text[-1] == " ":
        text.pop()
        at.pop()
    return _Flat("".join(text), tuple(at))


def _characters(line: str, skip: set[int], breaks: set[int]) -> Iterator[tuple[int, str]]:
    for index, character in enumerate(line):
        if index in breaks or character.isspace():
            yield index, " "
        elif index not in skip and character not in _MARKUP:
            lower = character.lower()
            yield index, lower if len(lower) == 1 else character
