"""What a ticket says when it is created. Afterwards its words belong to whoever works on it."""

import re
from datetime import date

from service.document.post_mortem import Action, Cause
from service.document.text import contain, one_line

TITLE = 250
"""Characters; GitHub takes 256 and Jira 254, so one cut fits both."""

_DUE = re.compile(r"^\W*Due:\W*(\d{4}-\d{2}-\d{2})\b", re.MULTILINE)


_LONGEST_TEXT, _LONGEST_MEASURE, _LONGEST_CAUSE, _MOST_CAUSES = 2_000, 2_000, 600, 5
"""Characters of each, and causes; escaped they may grow fourfold, and Jira refuses a body above 32,767."""


def title(action: Action, *, neutral: bool = False) -> str:
    """`neutral` keeps the document's words out, for a place that more people can read than the document."""
    if neutral:
        return f"Action {action.key} of a post-mortem"
    return one_line(action.title, TITLE) or f"Action {action.key}"


def text(
    action: Action,
    causes: tuple[Cause, ...],
    *,
    due: date | None,
    post_mortem: str,
    url: str,
    neutral: bool = False,
    dated: bool = False,
) -> str:
    """`post_mortem` is the name that people know it by, such as acme/incidents#42.

    `dated` where the tracker keeps due dates itself: a second one in the text would be stale as soon as people move it.
    """
    link = f"- **Post-mortem:** [{post_mortem}]({url}), action {action.key}"
    when = f"- **Due:** {due.isoformat()}" if due else "- **Due:** not set; write it here as YYYY-MM-DD"
    words = [] if neutral else _words(action, causes)
    return "\n".join([*words, link, *([] if dated else [when]), "", _FOOT])


def due_in(body: str) -> date | None:
    """The date on the ticket's line "Due:". People change it there; None where the line is gone or unclear."""
    found = _DUE.search(body)
    try:
        return date.fromisoformat(found[1]) if found else None
    except ValueError:
        return None


_FOOT = (
    "_This ticket tracks one action of a post-mortem. Its words, owner and date are yours to change; "
    "close it as completed, or as not planned, and the post-mortem follows._"
)


def _words(action: Action, causes: tuple[Cause, ...]) -> list[str]:
    answered = [cause for cause in causes if cause.key in action.causes][:_MOST_CAUSES]
    lines = [contain(action.title, _LONGEST_TEXT), ""]
    lines += [f"- **Done when:** {contain(action.measure, _LONGEST_MEASURE)}"] if action.measure else []
    lines += [f"- **Root cause:** {cause.key}: {contain(cause.text, _LONGEST_CAUSE)}" for cause in answered]
    return lines
