"""What the status comment on a post-mortem says: findings while it is written, the table of actions afterwards."""

from datetime import datetime

from service.document.post_mortem import Severity
from service.document.text import cell, contain
from service.says import writing
from service.says.boxes import box
from service.says.fitting import fitting
from service.says.pages import ActionLine, Outcome, Phase, StatusPage

_ROOM_FOR_NOTES, _ROOM_FOR_TABLE, _ROOM_FOR_BOXES = 5_000, 18_000, 6_000
"""Characters, in full room. GitHub refuses a comment above 65,536; the record of fifty actions takes a third of it."""

_REASON = 2_000
"""Characters of a reason that are shown."""


def text(page: StatusPage) -> str:
    parts = ["### Follow-through of this post-mortem", _headline(page), *_attention(page)]
    if page.phase is Phase.WRITING:
        parts += [*writing.parts(page), *([] if page.waits else [_how_to_finish(page)])]
    elif page.phase is not Phase.SET_ASIDE:
        table = [_table(page)] if page.lines else []
        parts += [*table, *writing.findings(page, page.findings), *writing.waived(page), *_boxes(page)]
    parts.append(_FOOT)
    return "\n\n".join(parts)


_FOOT = "<sub>Followthrough keeps this comment up to date, in place. Words outside this block are left alone.</sub>"


def figures(lines: tuple[ActionLine, ...]) -> str:
    """`2 of 3 actions done, 1 open`."""
    counted = {outcome: sum(line.outcome is outcome for line in lines) for outcome in Outcome}
    rest = [f"{n} {outcome}" for outcome, n in counted.items() if n and outcome is not Outcome.DONE]
    untracked = sum(line.outcome is None for line in lines)
    rest += [f"{untracked} without a ticket"] if untracked else []
    return ", ".join([f"{counted[Outcome.DONE]} of {_count(len(lines), 'action')} done", *rest])


def _headline(page: StatusPage) -> str:
    match page.phase:
        case Phase.WRITING:
            return _state_of_writing(page)
        case Phase.SET_ASIDE:
            return f"**Set aside.** {page.set_aside}"
        case Phase.TRACKING:
            return f"**Finished** {_finish(page)}. {_figures(page)}{_next_review(page)}"
        case Phase.CLOSED:
            closed = f"{page.closed_at:%Y-%m-%d}" if page.closed_at else ""
            return f"**Loop closed** on {closed}: {_figures(page)}{_held(page)}"


def _state_of_writing(page: StatusPage) -> str:
    errors = sum(finding.severity is Severity.ERROR for finding in page.findings)
    others = len(page.findings) - errors
    if not errors:
        tail = f" {_count(others, 'remark')} below." if others else ""
        if page.waits:
            return f"**Asked to finish.** Every action becomes a ticket as soon as what is said below is mended.{tail}"
        return f"**Being written.** Nothing stands in the way of finishing.{tail}"
    more = f", and {_count(others, 'remark')}" if others else ""
    return f"**Being written.** {_count(errors, 'thing')} to mend before it can be finished{more}."


def _attention(page: StatusPage) -> list[str]:
    notes = ([page.refused] if page.refused else []) + [
        f"**{problem.action}**: {problem.text}" if problem.action else problem.text for problem in page.problems
    ]
    if not notes:
        return []
    listed = fitting(notes, lambda note, limit: f"> - {note}", page.fit(_ROOM_FOR_NOTES), "> - … and {} more.")
    return [f"> [!WARNING]\n{listed}"]


def _how_to_finish(page: StatusPage) -> str:
    waiving = "What is fine as it stands can be waived in a comment: `/waive smart/measurable A3 because …`."
    return (
        f"When it is ready, add the label `{page.finish_label}`, comment `/finish`, or close this issue as completed: "
        f"every action then becomes a ticket.{f' {waiving}' if page.findings else ''}"
    )


def _table(page: StatusPage) -> str:
    head = "| Action | Ticket | Owner | Due | Outcome |\n|---|---|---|---|---|"
    rows = fitting(
        page.lines, lambda line, limit: _row(line, page, limit), page.fit(_ROOM_FOR_TABLE), "| … and {} more | | | | |"
    )
    return f"{head}\n{rows}"


def _row(line: ActionLine, page: StatusPage, limit: int) -> str:
    ticket = f"[{line.ticket_name}]({line.ticket_url})" if line.ticket_url else "–"
    reworded = f"<br>_now in the document:_ {cell(line.reworded, limit)}" if line.reworded else ""
    what = f"**{line.key}** {cell(line.title, limit)}{reworded}"
    due = line.due.isoformat() if line.due else "–"
    return f"| {what} | {ticket} | {cell(line.owner, limit) or '–'} | {due} | {_outcome(line, page)} |"


def _outcome(line: ActionLine, page: StatusPage) -> str:
    match line.outcome:
        case None:
            return "no ticket yet"
        case Outcome.OPEN:
            overdue = line.due is not None and page.today is not None and line.due < page.today
            return "**overdue**" if overdue else "open"
        case Outcome.WONT_DO:
            return f"won't do ({str(line.reason or '').replace('_', ' ')})"
        case outcome:
            return str(outcome)


def _boxes(page: StatusPage) -> list[str]:
    tracked = [line for line in page.lines if line.ticket_url]
    if not tracked:
        return []
    listed = fitting(
        tracked,
        lambda line, limit: box(line.key, page.box_stands(line), cell(line.title, limit)),
        page.fit(_ROOM_FOR_BOXES),
        "… and {} more, in their tickets.",
    )
    return [
        "<details><summary>Settle an action from here</summary>\n\n"
        "A tick closes the ticket as completed; clearing it opens the ticket again.\n\n"
        f"{listed}\n\n</details>"
    ]


def _finish(page: StatusPage) -> str:
    by = f" by {contain(page.finished_by)}" if page.finished_by else ""
    return f"on {page.finished_at:%Y-%m-%d}{by}" if page.finished_at else by


def _figures(page: StatusPage) -> str:
    if page.lines:
        return f"{figures(page.lines)}."
    return (
        f"No action, because {contain(page.no_action_because, _REASON)}." if page.no_action_because else "No actions."
    )


def _next_review(page: StatusPage) -> str:
    if page.review_open and page.reviews:
        number, url = page.reviews[-1]
        return f" [Review {number}]({url}) is open."
    if page.review_due:
        return f" Next review: {_moment(page.review_due, page)}."
    return ""


def _held(page: StatusPage) -> str:
    links = ", ".join(f"[{number}]({url})" for number, url in page.reviews)
    return f" Reviews held: {links}." if links else ""


def _moment(moment: datetime, page: StatusPage) -> str:
    return f"{moment.astimezone(page.zone):%A, %d %B %Y, %H:%M} ({page.zone.key})"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
