"""The vocabulary of dates: names of months, weekdays and numbers, and the pieces that patterns are made of."""

_MONTHS = (
    "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
    "september sept sep", "october oct", "november nov", "december dec",
)  # fmt: skip
_WEEKDAYS = (
    "monday mon", "tuesday tues tue", "wednesday wed", "thursday thurs thur thu", "friday fri", "saturday sat",
    "sunday sun",
)  # fmt: skip
_NUMBERS = (
    "zero", "a an one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip


def _numbered(lines: tuple[str, ...], first: int) -> dict[str, int]:
    return {name: number for number, names in enumerate(lines, first) for name in names.split()}


def _any_of(names: dict[str, int]) -> str:
    return rf"(?:{'|'.join(sorted(names, key=len, reverse=True))})\b"


MONTHS = _numbered(_MONTHS, 1)
WEEKDAYS = _numbered(_WEEKDAYS, 0)
NUMBERS = _numbered(_NUMBERS, 0)

_DOT = r"(?:\.(?=,?\s?\d))?"
"""Of an abbreviation; one at the end of a sentence is the sentence's."""
MONTH = _any_of(MONTHS) + _DOT
WEEKDAY = rf"{_any_of(WEEKDAYS)}(?:\.(?=,?\s?\w))?"
NUMBER = rf"(?:\d{{1,3}}|{_any_of(NUMBERS)})"
S = r"\s{1,3}"
"""A blank between two words."""
DAY = r"\d{1,2}(?:st|nd|rd|th)?"
YEAR = r"(?:19|20|21)\d\d"
SHORT_YEAR = r"['’]\d\d"
SOME_YEAR = rf"(?:{YEAR}|{SHORT_YEAR})"
NO_YEAR = r"(?!,?\s?['’]?\d{2,4}\b(?!:\d))"
"""Where no year was read, what looks like one must not stand there."""
_OPENERS = """
    the next this coming upcoming current following today tonight tomorrow in within over during some sometime
    week cw kw wk w month quarter year half q h fy eow eom eoq eoy eod eob eo eoh cob close end very
    start beginning middle mid early late later first second third fourth last latter st nd rd th
    working business calendar fiscal financial as asap soon soonish soonest immediately eventually shortly ongoing tbd
    tba tbc few couple several christmas xmas new easter thanksgiving black good cyber holiday holidays
"""
OPENERS = frozenset((*MONTHS, *WEEKDAYS, *NUMBERS, *_OPENERS.split()))
"""The words with which a date may begin; for all others no pattern need be tried."""


def number(text: str) -> int:
    """Of `3`, `3rd` or `three`."""
    digits = "".join(character for character in text if character.isascii() and character.isdigit())
    return int(digits) if digits else NUMBERS[text.casefold()]


def month(text: str) -> int:
    return MONTHS[text.rstrip(".").casefold()]


def weekday(text: str) -> int:
    """0 for Monday."""
    return WEEKDAYS[text.rstrip(".").casefold()]


def year(text: str) -> int:
    """Of `2026` or `'26`."""
    found = number(text)
    return found if found > 99 else 2000 + found
