"""Finds in running text and in headings until when something is wanted.

A word such as `by` or `due` must stand in front; without one, only a date at the end counts, and hardly any undelimited
one. Not here: what the words mean (resolving.py), or which dates are only mentioned (mentions.py).
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache, lru_cache
from itertools import islice

from service.document.dates import mentions
from service.document.dates.meaning import Doubt, Due, Meaning, Use
from service.document.dates.resolving import Read, day_before, end_of_tail, parse_date, read_at

_LONGEST = 5_000
"""Characters of a text that are searched."""
_MOST = 5
"""Phrases of one text that are compared."""
_DATES = frozenset({Use.DAY, Use.PERIOD, Use.PERIOD_END, Use.NEAR, Use.SPAN, Use.VAGUE})
_USES = {
    "due": _DATES | {Use.BARE, Use.WORD},
    "by": _DATES,
    "due_before": frozenset({Use.DAY, Use.PERIOD_END, Use.NEAR}),
    "before": frozenset({Use.DAY, Use.PERIOD_END}),
    "until": frozenset({Use.DAY, Use.PERIOD_END, Use.PERIOD}),
}
"""By the words in front, what may stand behind them."""


@cache
def _hints() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Of a word, an ending and a beginning: cheap, and false for most texts, so that ten thousand of them are cheap."""
    return (
        re.compile(r"\b(?:due|by|later|before|prior|until|till|deadline|eta)\b", re.IGNORECASE),
        re.compile(
            r"(?:\d|\b(?:hours?|days?|weeks?|months?|quarters?|years?|half|time|now|today|possible|asap|eo[wmqy]|end"
            r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w{0,6}))[)\].,;\s]{0,9}$",
            re.IGNORECASE,
        ),
        re.compile(r"\W{0,3}(?=(?:with)?in\s)", re.IGNORECASE),
    )


def find_due(text: str, written: date | None = None) -> Due | None:
    """Until when the text says that something is wanted; where it says so twice, the days are choices."""
    word, ending, beginning = _hints()
    if word.search(text, 0, _LONGEST) and (due := _behind_a_word(text[:_LONGEST], written)):
        return due
    if (match := beginning.match(text)) and (due := _at_the_beginning(text, match.end(), written)):
        return due
    is_end = len(text) < _LONGEST and ending.search(text, max(0, len(text) - 30))
    return _at_the_end(text, written) if is_end else None


@lru_cache(maxsize=1024)
def parse_field(text: str, written: date | None = None) -> Meaning:
    """What stands in a field for dates: a date and nothing else, or words that name it with `by` or `due`."""
    meaning = parse_date(text, written)
    due = _behind_a_word(text[:_LONGEST], written) if meaning.doubt is Doubt.NO_DATE else None
    return Meaning(due.on, due.choices, due.doubt) if due else meaning


def find_group_due(heading: str, written: date | None = None) -> Due | None:
    """Until when a heading wants everything under it: `Long-term (Q1 2027)`, `By the end of March`, `Next week`."""
    heading = heading[:200]
    return _in_brackets(heading, written) or _whole(heading, written) or find_due(heading, written)


@cache
def _leads() -> re.Pattern[str]:
    return re.compile(
        r"(?<![\w-])(?:(?P<due_before>due\sbefore)|(?P<due>(?:is\s)?due(?:\sdate|\sby|\son)?|deadline(?:\sis)?|eta)"
        r"|(?P<by>by|(?:no|not)\slater\sthan|on\sor\sbefore)|(?P<before>before|prior\sto)|(?P<until>until|till))"
        r"(?::\s{0,3}|\s{1,3})",
        re.IGNORECASE,
    )


def _behind_a_word(text: str, written: date | None) -> Due | None:
    found = list(islice(_phrases(text, written), _MOST))
    clear = [due for due, use in found if use is not Use.VAGUE] or [due for due, _ in found]
    if not clear:
        return None
    days = {day for due in clear for day in (due.on, *due.choices) if day}
    if len(clear) == 1 or len(days) < 2:
        return clear[0]
    return replace(clear[0], on=None, choices=tuple(sorted(days)), doubt=Doubt.SEVERAL)


def _phrases(text: str, written: date | None) -> Iterator[tuple[Due, Use]]:
    for lead in _leads().finditer(text):
        word = lead.lastgroup or ""
        read = read_at(text, lead.end(), written, _USES[word])
        if read is None or mentions.is_mere(
            word, text[max(0, lead.start() - 80) : lead.start()], text[lead.end() : read.end]
        ):
            continue
        yield _due(text, lead.start(), read, is_before=word.endswith("before")), read.use


def _due(text: str, start: int, read: Read, *, is_before: bool = False) -> Due:
    end = end_of_tail(text, read.end)
    meaning = day_before(read) if is_before else read.meaning
    return Due(start, end, text[start:end].strip(), meaning.on, meaning.choices, meaning.doubt)


def _at_the_beginning(text: str, start: int, written: date | None) -> Due | None:
    """`Within two weeks: rotate the keys`."""
    read = read_at(text, start, written, frozenset({Use.SPAN}))
    return _due(text, start, read) if read and text[read.end :].lstrip().startswith((",", ":", "—", "–")) else None


@cache
def _gap() -> re.Pattern[str]:
    return re.compile(r"(?P<apart>(?:^|[(\[,;:|—–]|\s-(?=\s))\s{0,3})|\s{1,3}")


_CLOSING = ")].,; \t\n"
_AT_THE_END = frozenset({Use.DAY, Use.PERIOD, Use.PERIOD_END, Use.SPAN, Use.WORD})


def _at_the_end(text: str, written: date | None) -> Due | None:
    for gap in _gap().finditer(text, max(0, len(text) - 60)):
        read = read_at(text, gap.end(), written, _AT_THE_END)
        if read is None or text[end_of_tail(text, read.end) :].strip(_CLOSING):
            continue
        words, before = text[gap.end() : read.end], text[max(0, gap.start() - 300) : gap.start()]
        is_apart = gap["apart"] is not None
        if mentions.is_wanted(read, words, before, is_apart=is_apart) and not _is_over(read, written):
            return _due(text, gap.end() - mentions.length_of_lead(text[: gap.end()]), read)
    return None


def _is_over(read: Read, written: date | None) -> bool:
    """A bare date before the day of writing says when something happened."""
    return bool(written and read.meaning.on and read.meaning.on < written)


@cache
def _bracket() -> re.Pattern[str]:
    return re.compile(r"\(\s?(?P<said>(?:target|due|eta):?\s{1,2})?", re.IGNORECASE)


_BRACKETED = _DATES - {Use.DAY, Use.NEAR}


def _in_brackets(heading: str, written: date | None) -> Due | None:
    for bracket in _bracket().finditer(heading):
        read = read_at(heading, bracket.end(), written, _DATES if bracket["said"] else _BRACKETED)
        if read and heading[read.end :].lstrip().startswith(")"):
            return _due(heading, bracket.end(), read)
    return None


@cache
def _time() -> re.Pattern[str]:
    """What tells a heading about time from one about May."""
    return re.compile(r"\d|\b(?:next|this|end|eo[wmqy]|within)\b", re.IGNORECASE)


def _whole(heading: str, written: date | None) -> Due | None:
    read = read_at(heading, 0, written, _BRACKETED) if _time().search(heading) else None
    return _due(heading, 0, read) if read and not heading[read.end :].strip(" :") else None
