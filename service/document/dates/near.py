"""Days by their name: `Friday`, `next Tuesday`, `Monday next week`, `tomorrow`."""

from datetime import date, timedelta

from service.document.dates.meaning import UNDATED, Form, Groups, Meaning, Use, one_of
from service.document.dates.words import WEEKDAY, S, weekday

_WEEK = timedelta(weeks=1)
_SUNDAY = 6


def _weekday(groups: Groups, written: date | None) -> Meaning:
    if written is None:
        return UNDATED
    said, which = weekday(groups["weekday"]), groups.get("which", "").casefold()
    if week := groups.get("week"):
        monday = written - timedelta(days=written.weekday())
        return Meaning(monday + timedelta(days=said) + (_WEEK if week.casefold() == "next" else timedelta()))
    ahead = (said - written.weekday()) % 7
    coming = written + timedelta(days=ahead)
    match which:
        case "next":
            coming += timedelta() if ahead else _WEEK
            return one_of((coming,) if _is_next_week(coming, written) else (coming, coming + _WEEK))
        case "coming":
            return Meaning(coming if ahead else coming + _WEEK)
        case _:
            return one_of((coming,) if ahead else (coming, coming + _WEEK))


def _is_next_week(day: date, written: date) -> bool:
    """Whether it is, both where weeks begin on Mondays and where they begin on Sundays."""
    to_sunday = (_SUNDAY - written.weekday()) % 7
    return day > written + timedelta(days=to_sunday) and (to_sunday > 0 or day.weekday() == _SUNDAY)


_LATER = {"today": 0, "tonight": 0, "tomorrow": 1, "the day after tomorrow": 2}


def _named(groups: Groups, written: date | None) -> Meaning:
    if written is None:
        return UNDATED
    return Meaning(written + timedelta(days=_LATER[" ".join(groups["name"].casefold().split())]))


NEAR = (
    Form(Use.NEAR, rf"(?P<name>the{S}day{S}after{S}tomorrow|tomorrow|today|tonight)", _named),
    Form(Use.NEAR, rf"(?P<weekday>{WEEKDAY}){S}(?:of{S})?(?P<week>next|this){S}week", _weekday),
    Form(Use.NEAR, rf"(?P<week>next|this){S}week{S}(?:on{S})?(?P<weekday>{WEEKDAY})", _weekday),
    Form(Use.NEAR, rf"(?:the{S})?(?:(?P<which>next|this|coming){S})?(?P<weekday>{WEEKDAY})", _weekday),
)
