"""Weeks, months, quarters, halves and years as deadlines: each is its last day, and a week its Friday."""

from collections.abc import Callable
from datetime import date, timedelta

from service.document.dates.days import DAYS
from service.document.dates.meaning import NO_DATE, UNDATED, Form, Groups, Meaning, Use, one_of
from service.document.dates.spans import (
    friday_of,
    half_end,
    is_weekend,
    month_end,
    next_yearly,
    quarter_end,
    week_end,
)
from service.document.dates.words import DAY, MONTH, NO_YEAR, SOME_YEAR, YEAR, S, month, number, year

_ORDINALS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "last": -1}
_ORDINAL = rf"(?:{'|'.join(_ORDINALS)})"
_OF_YEAR = rf"(?:(?:[\s/-]|,\s|{S}of{S})?(?P<year>{SOME_YEAR})\b|{NO_YEAR})"


def _named(end: Callable[[int, int], date], groups: Groups, which: int, written: date | None) -> Meaning:
    """The end of the `which`-th period of its year: of the year that is said, or else of the next that comes."""
    if said := groups.get("year"):
        return Meaning(end(year(said), which))
    return UNDATED if written is None else next_yearly(lambda year: end(year, which), written)


def _quarter(groups: Groups, written: date | None) -> Meaning:
    return _named(quarter_end, groups, number(groups["quarter"]), written)


def _half(groups: Groups, written: date | None) -> Meaning:
    return _named(half_end, groups, number(groups["half"]), written)


def _ordinal(groups: Groups, written: date | None) -> Meaning:
    """`the last quarter of 2026`."""
    is_quarter = groups["unit"].casefold() == "quarter"
    which = _ORDINALS[groups["ordinal"].casefold()]
    count = which if which > 0 else 4 if is_quarter else 2
    if count > (4 if is_quarter else 2):
        return NO_DATE
    return _named(quarter_end if is_quarter else half_end, groups, count, written)


def _month(groups: Groups, written: date | None) -> Meaning:
    """`next March`, said in a February, is that of this year or of the next."""
    in_month = month(groups["month"])
    meant = _named(month_end, groups, in_month, written)
    if groups.get("which", "").casefold() != "next" or written is None or meant.on is None:
        return meant
    return one_of({meant.on, month_end(written.year + 1, in_month)})


def _numbered_month(groups: Groups, written: date | None) -> Meaning:
    if not 1 <= number(groups["month"]) <= 12:
        return one_of(())
    return Meaning(month_end(number(groups["year"]), number(groups["month"])))


def _week(groups: Groups, written: date | None) -> Meaning:
    return _named(week_end, groups, number(groups["week"]), written)


def _week_of(groups: Groups, written: date | None) -> Meaning:
    """`the week of 7 December`: the Friday of the week in which that day is."""
    forms = ((form, form.compiled.fullmatch(groups["day"])) for form in DAYS)
    day = next((form.meaning(match.groupdict(), written) for form, match in forms if match), NO_DATE)
    days = [friday_of(one) for one in (day.on, *day.choices) if one]
    return one_of(days) if days else day


def _year(groups: Groups, written: date | None) -> Meaning:
    return Meaning(date(year(groups["year"]), 12, 31))


def _this(groups: Groups, written: date | None) -> Meaning:
    """A period counted from the day of writing: `next month`, `the week`, `EOQ`."""
    if written is None:
        return UNDATED
    unit, later = groups["unit"].casefold()[0], groups.get("which", "").casefold() in _NEXT
    match unit:
        case "w":
            return _this_week(written, later)
        case "m":
            return Meaning(month_end(written.year, written.month + later))
        case "q":
            return Meaning(quarter_end(written.year, (written.month + 2) // 3 + later))
        case "h":
            return Meaning(half_end(written.year, (written.month + 5) // 6 + later))
        case "y":
            return Meaning(date(written.year + later, 12, 31))
        case _:
            return Meaning(written)


_NEXT = ("next", "following")


def _today(groups: Groups, written: date | None) -> Meaning:
    return UNDATED if written is None else Meaning(written)


def _this_week(written: date, later: bool) -> Meaning:
    """At a weekend `this week` may be the one that ends or the one that begins."""
    friday = friday_of(written)
    if later:
        return Meaning(friday + timedelta(weeks=1))
    if is_weekend(written):
        return one_of((friday + timedelta(days=2), friday + timedelta(weeks=1)))
    return Meaning(friday)


_QUARTER_FROM = rf"(?:Q[1-4](?:[\s/]?{SOME_YEAR})?\s?(?:[-–—/]|to)\s?)?"
_WEEK = rf"(?:(?:calendar{S})?week|CW|KW|WK|W)\s?(?P<week>\d\d?)"
_WEEK_YEAR = rf"(?:(?:\s?/\s?|,?{S}(?:of{S})?)(?P<year>{YEAR})\b|{NO_YEAR})(?!{S}(?:of|after|from)\b)"
_DAY_IN_WEEK = rf"(?P<day>{DAY}\.?{S}{MONTH}(?:{S}{YEAR})?|{MONTH}{S}{DAY}(?:,?{S}{YEAR})?|{YEAR}-\d\d-\d\d)"
_MONTH_YEAR = rf"(?:,?{S}(?:of{S})?(?P<year>{SOME_YEAR})\b|{NO_YEAR})"
_UNIT = r"(?P<unit>week|month|quarter|half(?:[-\s]year)?|year)"
_AT_AN_END = r"(?=\s*(?:$|[.,;:)\]—–|]))"
_PATTERNS: tuple[tuple[str, Callable[[Groups, date | None], Meaning]], ...] = (
    (rf"{_QUARTER_FROM}Q(?P<quarter>[1-4]){_OF_YEAR}", _quarter),
    (rf"(?P<year>{YEAR})[\s/-]?Q(?P<quarter>[1-4])", _quarter),
    (rf"(?:H1\s?[-–—/]\s?)?H(?P<half>[12]){_OF_YEAR}", _half),
    (rf"(?P<year>{YEAR})[\s/-]?H(?P<half>[12])", _half),
    (rf"(?:the{S})?(?P<ordinal>{_ORDINAL}){S}(?P<unit>quarter|half)(?:{_OF_YEAR})(?!{S}of\b)", _ordinal),
    (rf"(?:(?P<which>next|this|coming){S})?(?P<month>{MONTH}){_MONTH_YEAR}", _month),
    (rf"(?P<year>{YEAR})-(?P<month>\d\d)", _numbered_month),
    (rf"(?P<month>\d\d?)/(?P<year>{YEAR})", _numbered_month),
    (rf"{_WEEK}{_WEEK_YEAR}", _week),
    (rf"(?P<year>{YEAR})-?W(?P<week>\d\d)", _week),
    (rf"(?:the{S})?week{S}(?:of|commencing|beginning|starting){S}{_DAY_IN_WEEK}", _week_of),
    (rf"(?:the{S})?(?P<which>this|next|following|current){S}(?:(?:calendar|working){S})?{_UNIT}", _this),
)
PERIODS = (
    *(Form(Use.PERIOD, pattern, mean) for pattern, mean in _PATTERNS),
    Form(Use.PERIOD_END, r"EO(?P<unit>[WMQYDB])(?!\s?\d)", _this),
    Form(Use.PERIOD_END, r"COB|close\sof\sbusiness", _today),
    Form(Use.PERIOD_END, rf"(?P<unit>week|month|quarter|year)[\s-]end(?!{S}\w)", _this),
    Form(Use.PERIOD, r"(?P<year>20[2-4]\d)", _year, _AT_AN_END),
)
UNITS = (
    Form(Use.UNIT, rf"(?:(?:working|business|calendar){S})?{_UNIT}", _this),
    Form(Use.UNIT, rf"(?:(?:working|business){S})?day|business", _today),
    Form(Use.UNIT, rf"(?P<year>{YEAR})", _year),
)
"""What `end of` must stand in front of: `the month`."""
