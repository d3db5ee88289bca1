"""Single days by their number: `2026-12-01`, `1 December`, `Dec. 1st, 2026`, `06/07/2026`, `01.12.2026`, `the 15th`.

Not here: days by their name, such as Friday (near.py).
"""

from collections.abc import Iterable
from datetime import date
from functools import partial

from service.document.dates.meaning import ENDS, UNDATED, Doubt, Form, Groups, Meaning, Use, one_of
from service.document.dates.spans import month_end, next_yearly
from service.document.dates.words import DAY, MONTH, NO_YEAR, SHORT_YEAR, WEEKDAY, YEAR, S, month, number, weekday, year

_ON = rf"(?:(?P<weekday>{WEEKDAY}),?{S}(?:the{S})?)?"
_WITH_YEAR = rf"(?:,?{S}(?:of{S})?(?P<year>{YEAR})\b|,?\s?(?P<short>{SHORT_YEAR})\b|{NO_YEAR})"
_FROM = rf"(?:{DAY}\s?(?:[-–—]|to|and)\s?)?"
"""The first day of a range, of which the last one counts."""


def _year_first(groups: Groups, written: date | None) -> Meaning:
    return Meaning(date(number(groups["year"]), number(groups["month"]), number(groups["day"])))


def _of_week(groups: Groups, written: date | None) -> Meaning:
    return Meaning(date.fromisocalendar(number(groups["year"]), number(groups["week"]), number(groups["weekday"])))


def _named(groups: Groups, written: date | None) -> Meaning:
    """With the month as a word."""
    day, in_month = number(groups["day"]), month(groups["month"])
    if said := groups.get("year") or groups.get("short"):
        meant = Meaning(date(year(said), in_month, day))
    elif written is None:
        return UNDATED
    else:
        meant = next_yearly(partial(_in_year, in_month, day), written)
    return _agreeing(meant, groups.get("weekday"))


def _agreeing(meant: Meaning, said: str | None) -> Meaning:
    """The day, when it is the day of the week that is said as well; of several those that are."""
    if said is None or meant.doubt is Doubt.IMPOSSIBLE:
        return meant
    days = [day for day in (meant.on, *meant.choices) if day and day.weekday() == weekday(said)]
    return one_of(days) if days else Meaning(doubt=Doubt.WEEKDAY)


def _either_order(groups: Groups, written: date | None) -> Meaning:
    """`06/07/2026` is 6 July to most of the world and June 7 to the others; `13/07/2026` is one day to all."""
    first, second = number(groups["first"]), number(groups["second"])
    return _numbered(((first, second), (second, first)), groups.get("year"), written)


def _day_first(groups: Groups, written: date | None) -> Meaning:
    return _numbered([(number(groups["first"]), number(groups["second"]))], groups.get("year"), written)


def _numbered(orders: Iterable[tuple[int, int]], said: str | None, written: date | None) -> Meaning:
    """The days that the orders of day and month allow; `said` is the year, if it is."""
    orders = [(day, in_month) for day, in_month in orders if _is_day(day, in_month, year(said) if said else 2000)]
    if said:
        return one_of(date(year(said), in_month, day) for day, in_month in orders)
    if written is None:
        return UNDATED if orders else one_of(())
    found = [next_yearly(partial(_in_year, in_month, day), written) for day, in_month in orders]
    return one_of(day for meant in found for day in (meant.on, *meant.choices) if day)


def _in_year(in_month: int, day: int, in_year: int) -> date:
    return date(in_year, in_month, day)


def _is_day(day: int, in_month: int, in_year: int) -> bool:
    return 1 <= in_month <= 12 and 1 <= day <= month_end(in_year, in_month).day


def _of_month(groups: Groups, written: date | None) -> Meaning:
    """`the 15th` is the next one; of a month without that day it is none."""
    if written is None:
        return UNDATED
    day, which = number(groups["day"]), groups.get("which", "").casefold()
    later = which == "next" or (not which and day < written.day)
    end = month_end(written.year, written.month + later)
    return Meaning(end.replace(day=day))


_OR_TIME = rf"(?:(?=T\d\d:\d\d)|{ENDS})"
_YEAR_FIRST = tuple(
    Form(Use.DAY, rf"{_ON}(?P<year>{YEAR}){mark}(?P<month>\d\d?){mark}(?P<day>\d\d?)", _year_first, _OR_TIME)
    for mark in ("[-‑]", "/", r"\.")
)
_EITHER_ORDER = tuple(
    Form(Use.DAY, rf"{_ON}(?P<first>\d\d?){mark}(?P<second>\d\d?){mark}(?P<year>{YEAR})", _either_order)
    for mark in ("/", "[-‑]")
)
DAYS = (
    *_YEAR_FIRST,
    Form(Use.DAY, rf"(?P<year>{YEAR})-?W(?P<week>\d\d)-?(?P<weekday>[1-7])", _of_week),
    Form(Use.DAY, rf"{_ON}(?:the{S})?{_FROM}(?P<day>{DAY})\.?{S}(?:of{S})?(?P<month>{MONTH}){_WITH_YEAR}", _named),
    Form(Use.DAY, rf"{_ON}(?P<month>{MONTH}){S}(?:the{S})?{_FROM}(?P<day>{DAY})\b{_WITH_YEAR}", _named),
    Form(Use.DAY, rf"{_ON}(?P<day>\d\d?)[-‑](?P<month>{MONTH})(?:[-‑](?P<year>{YEAR}|\d\d)\b)?", _named),
    *_EITHER_ORDER,
    Form(Use.DAY, rf"{_ON}(?P<first>\d\d?)\.\s?(?P<second>\d\d?)\.\s?(?P<year>{YEAR})", _day_first),
    Form(
        Use.DAY,
        rf"the{S}(?P<day>(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th))(?:{S}of{S}(?P<which>this|the|next){S}month)?",
        _of_month,
        r"(?=\s*(?:$|[.,;:)\]—–|]))",
    ),
)
BARE = (
    Form(Use.BARE, rf"{_ON}(?P<day>{DAY})\.?{S}(?P<month>{MONTH}),?{S}(?P<year>[2-9]\d)", _named),
    *(
        Form(Use.BARE, rf"{_ON}(?P<first>\d\d?){mark}(?P<second>\d\d?)(?:{mark}(?P<year>\d\d))?", _either_order)
        for mark in ("/", "[-‑]")
    ),
    Form(Use.BARE, rf"{_ON}(?P<first>\d\d?)\.\s?(?P<second>\d\d?)(?:\.(?:\s?(?P<year>\d\d))?)?", _day_first),
)
"""Without a year, or with two digits of it, a number is a date only where one is asked for."""
