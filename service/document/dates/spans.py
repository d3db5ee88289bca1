"""Arithmetic on days: the ends of weeks, months, quarters and years, and which of many years is meant. No words."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import date, timedelta

from service.document.dates.meaning import Meaning, one_of

_AHEAD = timedelta(days=305)
"""Ten months. What comes round later than this may as well have been the last one, some weeks ago."""
_FRIDAY, _SATURDAY = 4, 5


def month_end(year: int, month: int) -> date:
    """Months beyond December count on into the next year."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    if (year, month) == (date.max.year, 12):
        return date.max
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def quarter_end(year: int, quarter: int) -> date:
    return month_end(year, 3 * quarter)


def half_end(year: int, half: int) -> date:
    return month_end(year, 6 * half)


def week_end(year: int, week: int) -> date:
    """The Friday of a week by ISO 8601. Raises ValueError where the year has no such week."""
    return date.fromisocalendar(year, week, _FRIDAY + 1)


def friday_of(day: date) -> date:
    return day + timedelta(days=_FRIDAY - day.weekday())


def is_weekend(day: date) -> bool:
    return day.weekday() >= _SATURDAY


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or that month's last."""
    end = month_end(day.year, day.month + months)
    return end.replace(day=min(day.day, end.day))


def working_days_later(day: date, count: int) -> date:
    """Mondays to Fridays; which days are holidays is not known here."""
    weeks, rest = divmod(count, 5)
    day += timedelta(weeks=weeks)
    while rest or is_weekend(day):
        day += timedelta(days=1)
        rest -= bool(rest) and not is_weekend(day)
    return day


def next_yearly(in_year: Callable[[int], date], written: date) -> Meaning:
    """What comes once a year, without a year: the next one, or also the last one where the next is far away."""
    days = list(_existing(in_year, range(written.year - 8, written.year + 9)))
    coming = next((day for day in days if day >= written), None)
    if coming and coming - written <= _AHEAD:
        return Meaning(coming)
    last = next((day for day in reversed(days) if day < written), None)
    return one_of(day for day in (last, coming) if day)


def _existing(in_year: Callable[[int], date], years: Iterable[int]) -> Iterator[date]:
    """The day in each year that has it: 29 February is not in all, and week 53 neither."""
    for year in years:
        with suppress(ValueError):
            yield in_year(year)
