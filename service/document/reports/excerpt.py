"""The lines that findings are about, as a compiler quotes them: a margin with their numbers, the words underlined.

Not here: what is said about them (terminal.py), or where the words stand (pointing.py).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from service.document.post_mortem import Lines
from service.document.reports.pointing import Place
from service.document.reports.screen import cells, safe, styled

_SHOWN = 96
"""Cells of a line that are shown at once; a longer one is cut to a window around the words."""
_LEAD = 24
"""Cells before the words, where something must be cut."""
_AROUND = 400
"""Characters on either side of the words that are measured at all."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Words to underline. `place` None means that the lines as a whole are meant."""

    place: Place | None
    colour: str


@dataclass(frozen=True, slots=True)
class _Span:
    """Some characters of one line, 0-based, the end excluded."""

    start: int
    end: int
    colour: str


def excerpt(lines: Sequence[str], about: Lines, marks: Sequence[Mark], margin: int, *, colour: bool) -> list[str]:
    """The lines that `about` and `marks` need, with `margin` characters for their numbers; empty for blank ones."""
    shown = _worth_showing(lines, about, marks)
    if not shown:
        return []
    bar = styled("|", colour, fg="blue", bold=True)
    rows, before = [f"{'':{margin}} {bar}"], shown[0]
    for number in shown:
        if number > before + 1:
            rows.append(styled("...", colour, fg="blue", bold=True))
        before = number
        label = styled(f"{number:>{margin}}", colour, fg="blue", bold=True)
        for text, underline in _rows(lines[number - 1], _spans(lines, number, marks), colour):
            rows.append(f"{label} {bar} {text}".rstrip())
            rows.extend([f"{'':{margin}} {bar} {underline}"] if underline else [])
    return rows


def _worth_showing(lines: Sequence[str], about: Lines, marks: Sequence[Mark]) -> list[int]:
    """The lines with marked words; the first and the last one, where the whole is meant. One alone is not left out."""
    places = [mark.place for mark in marks if mark.place]
    wanted = {number for place in places for number in (place.line, place.end_line)}
    if len(places) < len(marks):
        wanted |= {about[0]} if places else _ends(lines, about)
    wanted |= {number + 1 for number in wanted if number + 2 in wanted}
    return sorted(number for number in wanted if 0 < number <= len(lines) and lines[number - 1].strip())


def _ends(lines: Sequence[str], about: Lines) -> set[int]:
    first, last = about[0], min(about[1], len(lines))
    while last > first and not lines[last - 1].strip():
        last -= 1
    return {first, max(first, last)}


def _spans(lines: Sequence[str], number: int, marks: Iterable[Mark]) -> list[_Span]:
    """What is marked on one line, in its order; words over several lines mark the rest of each but the last."""
    line = lines[number - 1]
    indent, end = len(line) - len(line.lstrip()), len(line.rstrip())
    spans = set()
    for mark in marks:
        place = mark.place
        if place and place.line <= number <= place.end_line:
            start = place.column - 1 if number == place.line else indent
            spans.add(_Span(start, place.end_column - 1 if number == place.end_line else end, mark.colour))
    return sorted(spans, key=lambda span: (span.start, span.end))


def _rows(line: str, spans: Sequence[_Span], colour: bool) -> Iterator[tuple[str, str]]:
    """The line with what is marked on it; once more for words too far away to be seen in one window."""
    line, waiting = safe(line.rstrip()), list(reversed(spans))
    indent = len(line) - len(line.lstrip())
    while True:
        begin, end = _window(line, waiting[-1] if waiting else _Span(0, 0, ""))
        seen = _taken(waiting, end)
        cut, more = "…" * (begin > indent), "…" * (end < len(line))
        yield cut + line[begin:end] + more, _underline(line, begin, end, len(cut), seen, colour)
        if not waiting:
            return


def _taken(waiting: list[_Span], end: int) -> list[_Span]:
    """Takes the first of the spans, which wait in reverse order, and those that end within the same window."""
    seen = [waiting.pop()] if waiting else []
    left: list[_Span] = []
    while waiting and waiting[-1].start < end:
        span = waiting.pop()
        (seen if span.end <= end else left).append(span)
    waiting += reversed(left)
    return seen


def _window(line: str, span: _Span) -> tuple[int, int]:
    """Which characters are shown: all of them where they fit, otherwise those around the beginning of the span."""
    low, high = max(0, span.start - _AROUND), min(len(line), span.start + _AROUND)
    low += len(line[low:high]) - len(line[low:high].lstrip()) if low == 0 else 0
    widths = cells(line[low:high])
    if high == len(line) and sum(widths) <= _SHOWN and not line[:low].strip():
        return low, high
    end, used = max(span.start, low), 0
    while end < high and used + widths[end - low] <= _SHOWN - _LEAD:
        used += widths[end - low]
        end += 1
    begin = max(span.start, low)
    while begin > low and used + widths[begin - 1 - low] <= _SHOWN:
        begin -= 1
        used += widths[begin - low]
    while end < high and used + widths[end - low] <= _SHOWN:
        used += widths[end - low]
        end += 1
    return begin, end


def _underline(line: str, begin: int, end: int, indent: int, spans: Sequence[_Span], colour: bool) -> str:
    if not spans:
        return ""
    colours: list[str] = []
    for at, width in enumerate(cells(line[begin:end]), begin):
        colours += [next((span.colour for span in spans if span.start <= at < span.end), "")] * width
    drawn = " " * indent
    for fg, run in groupby(colours):
        width = len(list(run))
        drawn += styled("^" * width, colour, fg=fg, bold=True) if fg else " " * width
    return drawn.rstrip()
