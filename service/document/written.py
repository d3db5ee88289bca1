"""The date that a document gives itself, from which its relative dates are counted: front matter, `Date: …`, or title.

Only a full date that can be read one way is taken. Not here: the dates of actions (dates/).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from service.document.dates import full_dates, parse_date
from service.document.headings import Names
from service.document.markdown.block import Block, Document, Kind
from service.document.markdown.inline import plain
from service.document.post_mortem import Section

_NEAR_THE_TOP = 60
"""Lines. Further down a date is that of something else."""
_OF_DOCUMENT = {
    "date", "datum", "erstellt", "erstellt am", "verfasst am",
    "date written", "written", "written on", "created", "created on", "date created", "opened", "date opened",
    "published", "date published", "reported", "post-mortem date", "postmortem date", "date of post-mortem",
    "retro held", "review held", "meeting date", "review date", "date of review", "report date", "date of report",
    "post-mortem held", "postmortem held", "last updated", "updated",
}  # fmt: skip
_OF_INCIDENT = {
    "incident date", "date of incident", "date of the incident", "incident", "incident from", "incident start",
    "incident started", "started", "start", "started at", "start time", "detected", "detected at", "outage date",
    "incident until", "incident till", "incident end", "ended", "end", "resolved", "when",
}  # fmt: skip
_STOPS = {Section.ACTIONS, Section.ROOT_CAUSE, Section.TIMELINE}
"""Behind these, dates are those of events and deadlines."""


@dataclass(frozen=True, slots=True)
class _Line:
    label: str
    value: str


def written_on(document: Document, known: Names) -> date | None:
    """The day of writing where the document names it, else that of the incident it is about."""
    front = [_Line(name, value) for name, value in document.front_matter.items()]
    lines = [*front, *_labelled(document, known)]
    return _first(lines, _OF_DOCUMENT) or _first(lines, _OF_INCIDENT) or _in_title(document)


def _first(lines: list[_Line], labels: set[str]) -> date | None:
    named = (day for line in lines if line.label in labels and (day := _full_date(line.value)))
    return next(named, None)


def _full_date(text: str) -> date | None:
    """Of a range, which is two dates, the last."""
    days = list(full_dates(text[:200]))
    return parse_date(text, None).on or (days[-1] if days else None)


def _in_title(document: Document) -> date | None:
    """The only date in the title, or else in the first heading."""
    heading = next((block.text for block in document.blocks if block.kind is Kind.HEADING), "")
    for title in (document.front_matter.get("title", ""), plain(heading[:200], document.references)):
        days = set(full_dates(title[:200]))
        if len(days) == 1:
            return days.pop()
    return None


@cache
def _label() -> re.Pattern[str]:
    return re.compile(r"\W{0,4}([^\W\d][^:*\n|]{0,40}?)(?:\s?[*_]{0,2}\s?:[*_]{0,2}|[*_]{2}\s)\s*(\S.*)$")


def _labelled(document: Document, known: Names) -> Iterator[_Line]:
    for text in _top(document, known):
        for line in text.split("\n"):
            if len(line) < 300 and (match := _label().match(line)):
                yield _Line(" ".join(match[1].casefold().split()), plain(match[2], document.references))


def _top(document: Document, known: Names) -> Iterator[str]:
    """The paragraphs, items and short rows near the top, before the sections that are full of other dates."""
    for block in document.blocks:
        if block.lines[0] > _NEAR_THE_TOP or _names_a_stop(block, known):
            return
        match block.kind:
            case Kind.PARAGRAPH:
                yield block.text
            case Kind.LIST:
                yield from (item.children[0].text for item in block.children if item.children)
            case Kind.TABLE:
                yield from _pairs(block)


def _pairs(table: Block) -> Iterator[str]:
    """`| Date | 2026-11-03 |` as a line; the header of a table may be one of its rows."""
    for cells in (table.cells, *(row.cells for row in table.children)):
        if len(cells) == 2:
            yield f"{plain(cells[0]).strip().rstrip(':')}: {cells[1].strip()}"


def _names_a_stop(block: Block, known: Names) -> bool:
    if block.kind is Kind.HEADING:
        return known.by_heading(plain(block.text)) in _STOPS
    is_line = block.kind is Kind.PARAGRAPH and len(block.text) < 80
    return is_line and known.by_label(block.text.strip(" *_:\n")) in _STOPS
