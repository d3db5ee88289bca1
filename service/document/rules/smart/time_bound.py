"""Time-bound: every action says until when, in words that are one day, and one that is not past.

Not here: what words for a date mean (dates/), or how far away a date may be (achievable.py).
"""

from collections.abc import Iterator
from datetime import date

from service.document.dates import Doubt, parse_field
from service.document.post_mortem import Action, PostMortem, Severity
from service.document.rules.registry import Context, Hit, about, as_row, named, rule, short

_SOURCE = (
    "Doran, “There's a S.M.A.R.T. way to write management's goals and objectives” (1981); "
    "Atlassian incident handbook: every action has a service level objective"
)
_WHY_NOT = {
    Doubt.NO_DATE: "names no day",
    Doubt.UNDATED: "cannot be resolved because the document has no date",
    Doubt.SEVERAL: "can be several days",
    Doubt.IMPOSSIBLE: "is in no calendar",
    Doubt.WEEKDAY: "falls on another day of the week than it says",
}


@rule(
    "smart/time-bound",
    Severity.ERROR,
    meaning="An action has no due date, words that are not one day, or a day that is past.",
    why="What has no date is never overdue, and so never asked about.",
    source=_SOURCE,
    failing="""
        ## Actions

        - Rotate the signing keys by a job, by 06/07/2027 — @alice
    """,
    passing="""
        ## Actions

        - Rotate the signing keys by a job, by 2027-07-06 — @alice
    """,
)
def time_bound(post_mortem: PostMortem, context: Context) -> Iterator[Hit]:
    for action in post_mortem.actions:
        if action.done is True:
            continue
        if action.due:
            yield from _past(action, action.due, post_mortem.written, context.today)
        elif action.due_text:
            yield _unclear(action, action.due_text, post_mortem.written)
        elif context.due_required:
            yield about(action, f"{named(action)} has no due date.", as_row(action, due="YYYY-MM-DD"))


def _past(action: Action, due: date, written: date | None, today: date | None) -> Iterator[Hit]:
    since = today or written
    if since is None or due >= since:
        return
    where = "is in the past" if today else f"is before the document's own date, {since.isoformat()}"
    message = f"The due date of {named(action)}, {_as_understood(action, due)}, {where}."
    yield about(action, message, as_row(action, due="YYYY-MM-DD"), action.due_text or "")


def _as_understood(action: Action, due: date) -> str:
    """The day, with the words for it where they are others."""
    said = action.due_text or ""
    return due.isoformat() if due.isoformat() in said or not said else f"“{short(said, 40)}” ({due.isoformat()})"


def _unclear(action: Action, said: str, written: date | None) -> Hit:
    subject = f"The due date of {named(action)}, “{short(said, 40)}”,"
    if not action.due_choices:
        why = _WHY_NOT.get(parse_field(said, written).doubt or Doubt.NO_DATE)
        return about(action, f"{subject} {why}.", as_row(action, due="YYYY-MM-DD"), said)
    is_all = set(parse_field(said, written).choices) == set(action.due_choices)
    days = _listed([_in_words(day, action.due_choices) for day in action.due_choices])
    message = f"{subject} can be {days}." if is_all else f"{subject} is not the only one in the text: it says {days}."
    return about(action, message, f"Write {_listed([day.isoformat() for day in action.due_choices])}.", said)


def _listed(words: list[str]) -> str:
    return " or ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0]


_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def _in_words(day: date, among: tuple[date, ...]) -> str:
    """`7 June`, and the year where it is the last one of the list or differs from the others."""
    words = f"{day.day} {_MONTHS[day.month - 1]}"
    same_year = len({other.year for other in among}) == 1
    return words if same_year and day != among[-1] else f"{words} {day.year}"
