"""Dates as people write them in an action: what is a date, what only speaks of one. Not here: whether one is past."""

import re
from dataclasses import dataclass
from datetime import date

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
            "september sep sept", "october oct", "november nov", "december dec",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = rf"(?:{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\b\.?"
_WEEKDAY = (
    r"(?:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:rs(?:day)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)\b\.?"
)
_DAY = r"(?:\d{1,2})(?:st|nd|rd|th)?"

_ISO = r"\d{4}-\d{1,2}-\d{1,2}|\d{4}/\d{1,2}/\d{1,2}"
_NAMED = (
    rf"{_DAY}\.?\s{{1,3}}(?:of\s)?{_MONTH}(?:,?\s{{1,3}}\d{{4}}\b)?|{_MONTH}\s{{1,3}}{_DAY}\b(?:,?\s{{1,3}}\d{{4}}\b)?"
)
_NUMBERS = r"\d{1,2}/\d{1,2}/\d{2,4}|\d{1,2}\.\d{1,2}\.\d{4}|\d{1,2}-\d{1,2}-\d{4}"
_EXACT = rf"(?:{_WEEKDAY},?\s{{1,3}})?(?:{_ISO}|{_NAMED}|{_NUMBERS})(?![\w/])"

_PERIOD = (
    r"(?:(?:next|this|the|current|coming)\s)?"
    rf"(?:Q[1-4]|quarter|month|year|week|sprint|half|H[12]|day|business|{_MONTH})(?:\s?\d{{4}}\b)?"
)
_VAGUE = (
    rf"(?:the\s)?(?:end|start|beginning|middle|close|mid|early|late)[\s-](?:of\s)?{_PERIOD}"
    r"|Q[1-4](?:[\s/-]\d{4})?(?:\s?[-–]\s?Q[1-4](?:\s\d{4})?)?|H[12](?:\s\d{4})?"
    r"|(?:next|this|the next|the coming)\s(?:\d{1,2}\s)?(?:weeks?|months?|sprint|quarter|year|release|planning)"
    rf"|EO[DWMQY]\b|tomorrow|tonight|today|(?:next\s|this\s)?{_WEEKDAY}|{_MONTH}(?:\s\d{{4}}\b)?|20[2-9]\d(?=[.,;)]|\s*$)"
)
_WHEN = rf"(?:{_EXACT}|(?:{_VAGUE})(?!\w))"
_DUE = re.compile(
    rf"(?<![\w-])(?:(?:is\s)?due(?:\sdate|\sby|\son|\sbefore)?[:\s]\s{{0,3}}(?:the\s)?(?:{_WHEN})"
    rf"|(?:by|no later than)\s{{1,3}}(?:the\s)?(?:{_WHEN})"
    rf"|(?:before|until|till)\s{{1,3}}(?:the\s)?(?:{_EXACT}))",
    re.IGNORECASE,
)
_HINT = re.compile(r"\b(?:due|by|later|before|until|till)\b|\d\d?\W{0,9}$", re.IGNORECASE)
"""Cheap, and false for most texts, which is what makes ten thousand of them cheap."""
_LEAD = re.compile(
    r"(?:is\s)?(?:due(?:\sdate|\sby|\son|\sbefore)?|by|no later than|before|until|till)[:\s]\s*(?:the\s)?",
    re.IGNORECASE,
)
_LAST = re.compile(rf"(?:^|[\s(\[,;:|—–-])(?P<when>(?:{_ISO}))\s{{0,3}}[)\].]*\s{{0,3}}$")
_NOT_DUE = re.compile(
    r"\b(?:on|since|from|of|at|after|done|completed|fixed|closed|merged|released|shipped|finished|resolved|the)\W*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Due:
    """Where in the text it stands, as written, and the date when the words leave no choice."""

    start: int
    end: int
    text: str
    on: date | None


def find_due(text: str) -> Due | None:
    """The first phrase that says until when, else an ISO date at the very end."""
    if not _HINT.search(text):
        return None
    if match := _DUE.search(text):
        return Due(match.start(), match.end(), match[0].strip(), parse_date(_LEAD.sub("", match[0], count=1)))
    tail = max(0, len(text) - 40)
    match = _LAST.search(text, tail)
    if match and not _NOT_DUE.search(text[max(0, match.start("when") - 20) : match.start("when")]):
        return Due(match.start("when"), match.end("when"), match["when"], parse_date(match["when"]))
    return None


_GROUP = re.compile(rf"\((?:target|due|eta)?:?\s{{0,2}}(?P<when>{_WHEN})\)", re.IGNORECASE)


def find_group_due(heading: str) -> Due | None:
    """Until when a heading wants everything under it: `Long-term (Q1 2027)`, `By the end of March 2027`."""
    match = _GROUP.search(heading[:200])
    if match:
        return Due(match.start("when"), match.end("when"), match["when"], parse_date(match["when"]))
    return find_due(heading[:200])


_YEAR_FIRST = re.compile(r"(\d{4})([-/])(\d{1,2})\2(\d{1,2})")
_DAY_FIRST = re.compile(rf"(\d{{1,2}})(?:st|nd|rd|th)?\.?\s+(?:of\s)?({_MONTH}),?\s+(\d{{4}})", re.IGNORECASE)
_MONTH_FIRST = re.compile(rf"({_MONTH})\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})", re.IGNORECASE)
_PREFIX = re.compile(rf"(?:due|by|on|before|until)\s+|{_WEEKDAY},?\s+", re.IGNORECASE)


def parse_date(text: str) -> date | None:
    """The date that the words name, when day, month and year are all there and can be read one way only.

    `01/12/2026` is two dates and so none. A year that is not written is not guessed.
    """
    text = text.strip(" .()[]")[:60]
    while match := _PREFIX.match(text):
        text = text[match.end() :]
    if match := _YEAR_FIRST.fullmatch(text):
        return _date(match[1], match[3], match[4])
    if match := _DAY_FIRST.fullmatch(text):
        return _date(match[3], str(_MONTHS[match[2].rstrip(".").casefold()]), match[1])
    if match := _MONTH_FIRST.fullmatch(text):
        return _date(match[3], str(_MONTHS[match[1].rstrip(".").casefold()]), match[2])
    return None


def _date(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
