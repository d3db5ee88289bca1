"""Lengths of time counted from the day of writing: `in 3 weeks`, `within ten working days`, `the next two months`."""

from datetime import date, timedelta

from service.document.dates.meaning import NO_DATE, UNDATED, Form, Groups, Meaning, Use
from service.document.dates.spans import months_later, working_days_later
from service.document.dates.words import NUMBER, S, number


def _span(groups: Groups, written: date | None) -> Meaning:
    """Of a range the longer end. Hours count where they are whole days."""
    count, unit = number(groups["count"]), groups["unit"].casefold()
    if unit.startswith("hour") and count % 24:
        return NO_DATE
    if written is None:
        return UNDATED
    match unit.rstrip("s"):
        case "hour" | "hr":
            return Meaning(written + timedelta(days=count // 24))
        case "day":
            is_working = groups.get("working")
            return Meaning(working_days_later(written, count) if is_working else written + timedelta(days=count))
        case "week" | "wk":
            return Meaning(written + timedelta(weeks=count))
        case "fortnight":
            return Meaning(written + timedelta(weeks=2 * count))
        case "month":
            return Meaning(months_later(written, count))
        case "quarter":
            return Meaning(months_later(written, 3 * count))
        case _:
            return Meaning(months_later(written, 12 * count))


_COUNT = rf"(?:{NUMBER}\s?(?:[-–—]|to|or)\s?)?(?P<count>{NUMBER})(?:\s{{1,3}}|-)?"
_LENGTH = (
    rf"{_COUNT}(?:(?P<working>business|working|work|week){S}(?=day)|calendar{S})?"
    rf"(?P<unit>hours?|hrs?|days?|weeks?|wks?|fortnights?|months?|quarters?|years?)\b(?:['’](?!s)|['’]s)?(?:{S}time)?"
)
_NOT_FROM = rf"(?!{S}(?:of|after|before|since|following|from|ago|old|earlier|later|each|per|every)\b)"
"""What is counted from some other day is not known here."""
SPANS = (
    Form(Use.SPAN, rf"{_LENGTH}{S}(?:from{S}(?:now|today)|hence)", _span),
    Form(Use.SPAN, rf"(?:with)?in{S}(?:the{S})?(?:(?:next|coming|following){S})?{_LENGTH}{_NOT_FROM}", _span),
    Form(Use.SPAN, rf"(?:over{S}|during{S})?(?:the{S})?(?:next|coming|following){S}{_LENGTH}{_NOT_FROM}", _span),
    Form(Use.BARE, rf"{_LENGTH}{_NOT_FROM}", _span),
)
