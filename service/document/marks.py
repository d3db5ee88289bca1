"""Marks that say whether something is done: words, ticks, headings. Not here: check boxes (sentence.py)."""

import re

TICKS = "✅✔☑🗹"
CROSSES = "❌⬜☐🔲🚧"
_DONE = {
    "done", "complete", "completed", "closed", "finished", "fixed", "merged", "shipped", "resolved", "yes", "x", "[x]",
    "released",
}  # fmt: skip
_NOT_DONE = {
    "open", "todo", "to do", "not started", "in progress", "planned", "ongoing", "wip", "pending", "new", "no", "[ ]",
    "not done",
}  # fmt: skip


def status(text: str) -> bool | None:
    """Done, not done, or not said."""
    bare = text.strip().casefold().strip("*_`.!")
    if bare in _DONE or bare.startswith(tuple(TICKS)) or bare == ":white_check_mark:":
        return True
    if bare in _NOT_DONE or bare.startswith(tuple(CROSSES)):
        return False
    first = re.split(r"[\s(,:–—-]", bare, maxsplit=1)[0]
    return True if first in ("done", "completed", "closed", "fixed") else None


_GROUP_DONE = re.compile(r"\b(?:completed|done|finished)\b", re.IGNORECASE)
_GROUP_OPEN = re.compile(r"\b(?:in[- ]progress|planned|to[- ]?do|outstanding|not done|upcoming)\b", re.IGNORECASE)


def group_status(heading: str) -> bool | None:
    """What a heading says of everything under it: `Immediate actions (completed)`, `Planned`."""
    if _GROUP_OPEN.search(heading):
        return False
    return True if _GROUP_DONE.search(heading) else None
