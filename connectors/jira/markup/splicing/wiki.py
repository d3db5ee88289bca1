"""Wiki markup that says what is wanted, with every byte of the present text that still says the same.

Not here: which those are (aligning.py), or where a part of the text ends (notation/spans.py).
"""

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise

from connectors.jira.markup.notation.spans import Span, spans
from connectors.jira.markup.splicing.aligning import Entry, aligned
from connectors.jira.markup.splicing.ways import Way

_CONTAINER = re.compile(
    r"(?P<start>\{(?P<macro>quote|panel)(?::[^{}\n]*)?\}\s*)(?P<inside>.*?)(?P<end>\s*\{(?P=macro)\})", re.DOTALL
)
_DEEPEST = 4


@dataclass(frozen=True)
class _Part:
    """What is written, and the line ends before and behind it where it comes from."""

    text: str
    item: bool
    before: str
    behind: str
    place: int
    """In the text that it comes from."""
    old: bool


def spliced_wiki(present: str, wanted: str, way: Way[str]) -> str:
    """Reads as `wanted` does. Where that cannot be had part by part, less is kept, and at worst nothing."""
    for deepest in (_DEEPEST, 0):
        written = _Splicing(way, deepest, "\r\n" if "\r\n" in present else "\n").text(present, wanted, 0)
        if way.same(written, wanted):
            return written
    return wanted


class _Splicing:
    def __init__(self, way: Way[str], deepest: int, end: str) -> None:
        self._way = way
        self._deepest = deepest
        self._end = end
        """Of a line."""

    def text(self, present: str, wanted: str, depth: int) -> str:
        """Of a whole text, or of what is within a macro."""
        here, there = spans(present), spans(wanted)

        def alike(at: int, other: int) -> bool:
            return depth < self._deepest and self._inside(here[at].text, there[other].text) is not None

        wanted_ones = [_literal(span) for span in there]
        known = frozenset(wanted_ones)
        entries = aligned([self._said(span, known) for span in here], wanted_ones, alike)
        parts = [self._part(entry, here, there, depth) for entry in entries]
        lead = present[: len(present) - sum(len(span.text) + len(span.rest) for span in here)]
        return self._joined(parts, lead, len(here) - 1)

    def _said(self, span: Span, known: Set[str]) -> list[str]:
        """What would be written of what it says, part by part."""
        if _literal(span) in known:
            return [_literal(span)]
        said = self._way.back(span.text)
        return [_literal(one) for one in spans(self._way.there(said))] if said else []

    def _inside(self, old: str, new: str) -> str | None:
        """What a macro is to hold instead; None where the two are not the same macro. A title may be written within."""
        before, now = _CONTAINER.fullmatch(old), _CONTAINER.fullmatch(new)
        if before is None or now is None:
            return None
        shell = _CONTAINER.fullmatch(self._way.there(self._way.back(f"{before['start']}\nx{before['end']}")))
        if shell is None or shell["start"] != now["start"]:
            return None
        lead = shell["inside"].removesuffix("x")
        return now["inside"].removeprefix(lead) if now["inside"].startswith(lead) else None

    def _part(self, entry: Entry, here: Sequence[Span], there: Sequence[Span], depth: int) -> _Part:
        old, new = (
            None if entry.present is None else here[entry.present],
            None if entry.wanted is None else there[entry.wanted],
        )
        if old is None or entry.present is None:
            assert new is not None  # noqa: S101 - an entry has one of the two
            assert entry.wanted is not None  # noqa: S101
            return self._in_place(self._ended(new.text), there, entry.wanted, old=False)
        if entry.stays or new is None:
            return self._in_place(old.text, here, entry.present, old=True)
        return self._in_place(self._merged(old.text, new.text, depth), here, entry.present, old=True)

    def _in_place(self, text: str, spans: Sequence[Span], at: int, *, old: bool) -> _Part:
        before, behind = spans[at - 1].rest if at else "", spans[at].rest
        if not old:
            before, behind = self._ended(before), self._ended(behind)
        return _Part(text, spans[at].item, before, behind, at, old)

    def _ended(self, text: str) -> str:
        return text.replace("\n", self._end)

    def _merged(self, old: str, new: str, depth: int) -> str:
        before, inside = _CONTAINER.fullmatch(old), self._inside(old, new)
        assert before is not None  # noqa: S101 - they are alike
        assert inside is not None  # noqa: S101
        return before["start"] + self.text(before["inside"], inside, depth + 1) + before["end"]

    def _joined(self, parts: Sequence[_Part], lead: str, last: int) -> str:
        if not parts:
            return ""
        said = [lead if parts[0].old and parts[0].place == 0 else "", parts[0].text]
        for one, other in pairwise(parts):
            said += [self._between(one, other), other.text]
        end = parts[-1].behind if parts[-1].old and parts[-1].place == last else ""
        return "".join([*said, end])

    def _between(self, one: _Part, other: _Part) -> str:
        """As it was where both stood there; else what people left beside either, if it keeps the two apart."""
        if one.old == other.old and other.place == one.place + 1:
            return one.behind
        needed = 1 if one.item and other.item else 2
        for rest in self._left(one, other):
            if rest.count("\n") >= needed and (needed == 2 or rest.count("\n") == 1):
                return rest
        return self._end * needed

    def _left(self, one: _Part, other: _Part) -> Iterator[str]:
        if one.old:
            yield one.behind
        if other.old:
            yield other.before


def _literal(span: Span) -> str:
    return span.text.rstrip(" \t")
