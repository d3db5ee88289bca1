"""What a follow-up review says: every action with its box, what changed, what is stuck, and the question to answer."""

from datetime import timedelta
from itertools import zip_longest

from service.document.text import cell, contain, one_line
from service.says.boxes import box
from service.says.fitting import fitting
from service.says.incident import POST_MORTEM
from service.says.pages import ActionLine, Outcome, ReviewPage
from service.says.status import figures
from service.says.ticket import TITLE

STUCK_AFTER = timedelta(days=14)
"""An open action whose ticket nobody touched for so long is named as stuck."""

_ROOM = 45_000
"""Characters of the list of actions; GitHub refuses a body above 65,536, and people write notes around it."""

_REASON = 2_000
"""Characters of a reason that are shown."""

_NAMED = 60
"""Actions that one sentence names."""

_OWNERS = 10
"""GitHub assigns no more people to one issue (docs: assigning issues)."""


def title(page: ReviewPage) -> str:
    return one_line(f"Follow-up review {page.cycle}: {page.title.removeprefix(POST_MORTEM)}", TITLE)


def text(page: ReviewPage) -> str:
    post_mortem = f"[{cell(page.title, TITLE)}]({page.url})"
    parts = [
        f"Follow-up of the post-mortem {post_mortem}, finished on {page.finished_at:%Y-%m-%d}.",
        _body(page),
        *_news(page),
        *_stuck(page),
        *_question(page),
        f"Close this issue when the review was held. {_after(page)}",
        _FOOT,
    ]
    return "\n\n".join(parts)


_FOOT = "<sub>Followthrough keeps this block in step with the tickets. Write notes above or below it.</sub>"


def _body(page: ReviewPage) -> str:
    if not page.lines:
        return f"No action was decided, because {contain(page.no_action_because, _REASON)}. Does that still hold?"
    listed = fitting(page.lines, lambda line, limit: _line(line, page, limit), page.fit(_ROOM), "- … and {} more.")
    return f"**{figures(page.lines)}.** A tick closes the ticket, clearing it opens the ticket again.\n\n{listed}"


def _line(line: ActionLine, page: ReviewPage, limit: int) -> str:
    facts = [
        cell(line.title, limit),
        _owner(line, page),
        _due(line, page),
        f"**{line.outcome or 'no ticket'}**",
        _ticket(line),
    ]
    detail = [f"Cause: {cell(line.cause, limit)}"] if line.cause else []
    detail += [f"Done when: {cell(line.measure, limit)}"] if line.measure else []
    written = box(line.key, page.box_stands(line), " — ".join(filter(None, facts)))
    return "\n".join([written, *(f"  - {entry}" for entry in detail)])


def _owner(line: ActionLine, page: ReviewPage) -> str:
    """Owners of open actions are mentioned, so that the review reaches them; the others are only named."""
    if not line.owner:
        return "**nobody owns it**"
    names = line.owner.split(", ")[:_OWNERS]
    accounts = [page.mentions.get(account) for account in line.accounts[:_OWNERS]] if not line.settled else []
    found = zip_longest(names, accounts[: len(names)])
    return ", ".join(f"@{account}" if account else cell(str(name), 100) for name, account in found)


def _due(line: ActionLine, page: ReviewPage) -> str:
    if line.due is None:
        return "no date"
    late = (page.as_of.date() - line.due).days
    overdue = f", **{late} day{'' if late == 1 else 's'} overdue**" if late > 0 and not line.settled else ""
    return f"due {line.due.isoformat()}{overdue}"


def _ticket(line: ActionLine) -> str:
    return f"[{line.ticket_name}]({line.ticket_url})" if line.ticket_url else ""


def _news(page: ReviewPage) -> list[str]:
    settled = [line for line in page.lines if line.settled and line.settled_at and line.settled_at >= page.since]
    if not settled:
        return [f"**What changed since {page.since:%Y-%m-%d}:** nothing was settled."] if page.lines else []
    listed = _several([f"{line.key} {line.outcome}" for line in settled])
    return [f"**What changed since {page.since:%Y-%m-%d}:** {listed}."]


def _stuck(page: ReviewPage) -> list[str]:
    quiet = [
        line.key
        for line in page.lines
        if line.outcome is Outcome.OPEN and line.active_at and line.active_at < page.as_of - STUCK_AFTER
    ]
    gone = [line.key for line in page.lines if line.outcome is Outcome.GONE]
    notes = [f"no activity for two weeks: {_several(quiet)}"] if quiet else []
    notes += [f"ticket gone: {_several(gone)}"] if gone else []
    return [f"**What is stuck:** {'; '.join(notes)}."] if notes else []


def _question(page: ReviewPage) -> list[str]:
    still_open = [line.key for line in page.lines if not line.settled]
    if not still_open:
        return []
    return [
        f"**For each open action ({_several(still_open)}) the meeting answers one question:** "
        "finish it, re-plan it, hand it over, or drop it with a reason?"
    ]


def _several(words: list[str]) -> str:
    more = f" and {len(words) - _NAMED} more" if len(words) > _NAMED else ""
    return ", ".join(words[:_NAMED]) + more


def _after(page: ReviewPage) -> str:
    if all(line.settled for line in page.lines):
        return "Every action is settled, so the loop is closed with it."
    return f"If actions are open then, the next review opens {page.repeat} later."
