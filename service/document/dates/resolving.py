"""The words of a date, and nothing else, to what they mean.

Not here: where in a sentence such words stand (finding.py), or the single ways to write a date (days.py and its kin).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from re import IGNORECASE, Pattern, compile

from service.document.dates.days import BARE, DAYS
from service.document.dates.meaning import NO_DATE, Doubt, Form, Meaning, Use, one_of
from service.document.dates.near import NEAR
from service.document.dates.periods import PERIODS, UNITS
from service.document.dates.relative import SPANS
from service.document.dates.vague import VAGUE
from service.document.dates.words import OPENERS, S

_FORMS = (*DAYS, *VAGUE, *SPANS, *NEAR, *PERIODS, *BARE)
"""Of two that fit, the first: `next week Friday` is a day, `Q1 FY27` no quarter of the calendar."""
_LATE = (*NEAR, *PERIODS, *UNITS)
"""What has an end."""
_LONGEST = 120
"""Characters; more are not a date."""


@dataclass(frozen=True, slots=True)
class Read:
    """A date read at some place of a text."""

    end: int
    use: Use
    meaning: Meaning


@cache
def _word() -> Pattern[str]:
    return compile(r"[A-Za-z]+")


@cache
def _end_of() -> Pattern[str]:
    return compile(
        rf"(?:the{S})?(?:very{S})?(?:end|close)(?:{S}of(?:{S}the)?(?:{S}(?=\w))|-of-(?:the-)?|{S}(?=\w))(?:current{S}|this{S}(?!week|month|quarter|half|year))?"
        r"|EO(?=[QH]\d)|EO[MQHY]\s(?:of\s)?(?=(?:20\d\d|['’]\d\d|[QH]\d|[a-z]{3,9}\b))",
        IGNORECASE,
    )


@cache
def _part_of() -> Pattern[str]:
    """No day: `mid-December`, `early next week`, `some time in March`."""
    return compile(
        rf"(?:the{S})?(?:start|beginning|middle|mid|early|late|later|(?:first|second|last|latter){S}(?:week|days?|part|half(?!\s(?:of\s)?(?:20|['’])))"
        rf"|some{S}?time)(?:{S}of|{S}in)?(?:{S}the)?[\s-]",
        IGNORECASE,
    )


@cache
def _end_of_day() -> Pattern[str]:
    return compile(
        rf"(?:EOD|EOB|COB|close{S}of{S}business|end{S}of{S}business(?!{S}day)|(?:the{S})?end{S}of{S}(?:the{S})?(?:(?:business|working){S})?day)"
        rf",?{S}(?:on{S})?",
        IGNORECASE,
    )


def read_at(text: str, start: int, written: date | None, uses: frozenset[Use]) -> Read | None:
    """The date that begins at that place of the text, in a way that is one of the uses."""
    if text[start : start + 1].isdigit():
        return _first(_FORMS, text, start, written, uses)
    if (word := _word().match(text, start)) is None or word[0].casefold() not in OPENERS:
        return None
    if match := _end_of_day().match(text, start):
        return _first((*DAYS, *NEAR), text, match.end(), written, uses) or _first(_FORMS, text, start, written, uses)
    if Use.PERIOD_END in uses and (match := _end_of().match(text, start)):
        late = _first(_LATE, text, match.end(), written, frozenset(Use))
        if late:
            return Read(late.end, Use.PERIOD_END, late.meaning)
    if Use.VAGUE in uses and (match := _part_of().match(text, start)):
        part = _first(_LATE, text, match.end(), written, frozenset(Use))
        if part:
            return Read(part.end, Use.VAGUE, NO_DATE)
    return _first(_FORMS, text, start, written, uses)


def _first(forms: tuple[Form, ...], text: str, start: int, written: date | None, uses: frozenset[Use]) -> Read | None:
    for form in forms:
        if form.use in uses and (match := form.compiled.match(text, start)):
            return Read(match.end(), form.use, form.meaning(match.groupdict(), written))
    return None


@cache
def _lead() -> Pattern[str]:
    return compile(
        r"(?:(?:is\s)?due(?:\sdate)?|deadline|eta|target(?:ed)?(?:\sdate)?|no\slater\sthan|not\slater\sthan|latest(?:\sby)?"
        r"|(?:on\sor\s)?before|prior\sto|by|on|until|till|for|planned|scheduled|expected)(?::\s*|\s+)",
        IGNORECASE,
    )


@cache
def _tail() -> Pattern[str]:
    zone = r"(?:\s?(?:Z|UTC|GMT|[ECMP][SD]?T|CES?T|EES?T|WES?T|BST|IST|JST|A[EC][SD]T)\b|\s?[+-]\d\d:?\d\d)?"
    return compile(
        rf"\s*(?:(?:T|,?\s(?:at\s)?)\d\d?:\d\d(?::\d\d(?:\.\d+)?)?(?:\s?[ap]\.?m\b\.?)?{zone}"
        rf"|,?\s(?:at\s)?\d\d?\s?[ap]\.?m\b\.?{zone}|,?\s(?:at\s)?(?:noon|midnight)|,?\s(?:EOD|EOB|COB|end\sof\s(?:the\s)?day)"
        r"|,?\s(?:at\sthe\s)?latest|\s(?:morning|afternoon|evening|night)\b)",
        IGNORECASE,
    )


def end_of_tail(text: str, end: int) -> int:
    """Behind a time of day, and `at the latest`, which change nothing of the day."""
    while match := _tail().match(text, end):
        end = match.end()
    return end


@cache
def _noise() -> Pattern[str]:
    """What is struck out, and what stands in brackets behind it."""
    return compile(r"~~[^~]*~~|(?<=\w)\s*\([^()]*\)\s*$")


@lru_cache(maxsize=4096)
def parse_date(text: str, written: date | None = None) -> Meaning:
    """What the words of a field for dates mean to somebody who wrote them on that day. Never raises.

    Nothing may stand beside the date but a word such as `by`, a time of day, or a remark in brackets.
    """
    if len(text) > _LONGEST:
        return NO_DATE
    text = " ".join(_noise().sub(" ", text).split()).strip(' .,;()[]*_`"')
    start, is_before = 0, False
    while match := _lead().match(text, start):
        start, is_before = match.end(), is_before or match[0].casefold().startswith(("before", "prior"))
    read = read_at(text, start, written, frozenset(Use) - {Use.UNIT})
    if read is None or end_of_tail(text, read.end) < len(text):
        return NO_DATE
    return day_before(read) if is_before else read.meaning


def day_before(read: Read) -> Meaning:
    """Of `before Friday`, Thursday; `before the end of Q2` is the end of Q2, and `before Q2` is not read."""
    meaning, day = read.meaning, timedelta(days=1)
    if read.use not in (Use.DAY, Use.NEAR, Use.PERIOD_END):
        return NO_DATE
    if read.use is Use.PERIOD_END or meaning.doubt not in (None, Doubt.SEVERAL):
        return meaning
    return one_of(each - day for each in (meaning.on, *meaning.choices) if each and each > date.min)


@cache
def _digits() -> Pattern[str]:
    return compile(r"(?<![\w/.-])(?:\d|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec))", IGNORECASE)


def full_dates(text: str) -> Iterator[date]:
    """Every day in the text that is written with its year and in one way only."""
    position = 0
    while match := _digits().search(text, position):
        read = read_at(text, match.start(), None, frozenset({Use.DAY}))
        if read and read.meaning.on:
            yield read.meaning.on
        position = read.end if read else match.end()
