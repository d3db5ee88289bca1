"""What words for a date mean: one day, several that are possible, or none, and then why not. Values only."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from re import IGNORECASE, Pattern, compile


class Doubt(StrEnum):
    """Why words name no one day."""

    NO_DATE = "no date"
    """`soon`, `next sprint`, `mid-December`: nothing in them is a day."""
    UNDATED = "undated"
    """`by Friday`: it depends on the day of writing, which is not known."""
    SEVERAL = "several"
    """Two days are possible, and both are named."""
    IMPOSSIBLE = "impossible"
    """`2026-02-30`: no calendar has that day."""
    WEEKDAY = "weekday"
    """`Friday 2 December 2026`, which is a Wednesday."""


@dataclass(frozen=True, slots=True)
class Meaning:
    on: date | None = None
    choices: tuple[date, ...] = ()
    """Every day that is possible, in order, where there are several."""
    doubt: Doubt | None = None
    """None where `on` is set."""


@dataclass(frozen=True, slots=True)
class Due:
    """Where in the text the words stand, as written, and what they mean."""

    start: int
    end: int
    text: str
    on: date | None = None
    choices: tuple[date, ...] = ()
    doubt: Doubt | None = None


def one_of(days: Iterable[date]) -> Meaning:
    """The day, where all are the same; the choice, where they differ."""
    match sorted(set(days)):
        case []:
            return Meaning(doubt=Doubt.IMPOSSIBLE)
        case [day]:
            return Meaning(day)
        case several:
            return Meaning(choices=tuple(several), doubt=Doubt.SEVERAL)


NO_DATE = Meaning(doubt=Doubt.NO_DATE)
UNDATED = Meaning(doubt=Doubt.UNDATED)

Groups = Mapping[str, str]
"""The groups of a pattern that took part in the match."""


class Use(StrEnum):
    """How sure a form is to be a date, which decides what must stand in front of it in running text."""

    DAY = "day"
    """With day and month, as in `1 December`."""
    PERIOD = "period"
    """`Q2`, `next week`, `March`."""
    PERIOD_END = "period end"
    """`end of Q2`, `EOM`."""
    UNIT = "unit"
    """`the month`: a date only behind `end of`."""
    NEAR = "near"
    """`Friday`, `tomorrow`."""
    SPAN = "span"
    """`in 3 weeks`."""
    VAGUE = "vague"
    """`next sprint`, `mid-December`: says when, but no day."""
    WORD = "word"
    """`soon`, `ASAP`: hardly says when."""
    BARE = "bare"
    """Only what stands in a field for dates can be one: `2 weeks`, `06/07`."""


ENDS = r"(?![\w/%]|[-‑–]\w|['’]s\b)"
"""A date is not followed by the rest of a longer word or number, and `Friday's release` is a release."""


@dataclass(frozen=True)
class Form:
    """One way to write a date: its pattern, and what a match of it means to somebody who wrote on that day."""

    use: Use
    pattern: str
    mean: Callable[[Groups, date | None], Meaning]
    ends_in: str = ENDS
    """What may not follow."""

    @cached_property
    def compiled(self) -> Pattern[str]:
        """Late, since most runs need few of the forms."""
        return compile(self.pattern + self.ends_in, IGNORECASE)

    def meaning(self, groups: Mapping[str, str | None], written: date | None) -> Meaning:
        """Never raises: a day beyond the calendar is an impossible one."""
        try:
            return self.mean({name: value for name, value in groups.items() if value}, written)
        except (ValueError, OverflowError):
            return Meaning(doubt=Doubt.IMPOSSIBLE)
