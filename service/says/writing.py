"""What the status comment says while a post-mortem is written: who will do what, by when, and how will we know?

First what concerns the document as a whole, then a card for each action that has something to mend, then a line for
each that has nothing, at last what was waived. Not here: the comment around it (status.py).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from service.document.post_mortem import Finding, Severity
from service.document.text import cell, contain
from service.record import AskedWaiver
from service.says.fitting import fitting
from service.says.pages import Draft, StatusPage

_Entry = TypeVar("_Entry")

_ROOM_FOR_DOCUMENT, _ROOM_FOR_CARDS, _ROOM_FOR_COMPLETE, _ROOM_FOR_WAIVED = 6_000, 19_000, 6_000, 3_000
"""Characters, in full room; together with the notes above them they leave a third of the comment to the record."""

_SHOWN = 40
"""Findings about the document shown at a time; mending the first ones makes room for the rest."""

_MARKS = {Severity.ERROR: "❌", Severity.WARNING: "⚠️", Severity.ADVICE: "💡"}
_GRAVEST = list(Severity)


def parts(page: StatusPage) -> list[str]:
    about = _by_action(page)
    general = [finding for finding in page.findings if finding.action not in about]
    to_mend = [draft for draft in page.drafts if about[draft.key]]
    complete = [draft for draft in page.drafts if not about[draft.key]]
    return [
        *findings(page, general),
        *([_QUESTION] if page.drafts else []),
        *_listed(
            to_mend, lambda draft, limit: _card(draft, about[draft.key], limit), page.fit(_ROOM_FOR_CARDS), _MORE_CARDS
        ),
        *(["**Complete**"] if complete else []),
        *_listed(complete, _line, page.fit(_ROOM_FOR_COMPLETE), "- … and {} more."),
        *waived(page),
    ]


_QUESTION = "#### Who will do what, by when, and how will we know?"
_MORE_CARDS = "\n… and {} more actions, shown as these are mended.\n"


def findings(page: StatusPage, found: Iterable[Finding]) -> list[str]:
    """Findings that stand by themselves, the gravest first."""
    order = sorted(found, key=lambda finding: (_GRAVEST.index(finding.severity), finding.lines))
    room = page.fit(_ROOM_FOR_DOCUMENT)
    listed = _listed(order[:_SHOWN], _alone, room, "- … and {} more, shown as these are mended.")
    beyond = [f"- … and {len(order) - _SHOWN} more, shown as these are mended."] if len(order) > _SHOWN else []
    return ["\n".join([*listed, *beyond])] if listed else []


def waived(page: StatusPage) -> list[str]:
    listed = _listed(page.waived, _waived, page.fit(_ROOM_FOR_WAIVED), "- … and {} more.")
    return ["\n".join(["**Waived**", "", *listed])] if listed else []


def _waived(waiver: AskedWaiver, limit: int) -> str:
    about = f"**{_flat(waiver.action, limit)}** " if waiver.action else ""
    whom = f"by {_flat(waiver.by, limit)}" if waiver.by else "in the document"
    return f"- {about}`{waiver.rule}` waived {whom}: {_flat(waiver.because, limit)}"


def _by_action(page: StatusPage) -> dict[str, list[Finding]]:
    about: dict[str, list[Finding]] = {draft.key: [] for draft in page.drafts}
    for finding in page.findings:
        if finding.action in about:
            about[finding.action].append(finding)
    return about


_QUESTIONS = "What? | Who? | By when? | How will we know?"
_LONGEST_ANSWER = 400
"""Characters; the document holds longer ones in full."""


def _card(draft: Draft, about: list[Finding], limit: int) -> str:
    """The action with its four answers, and below it what is to be mended."""
    found = sorted(about, key=lambda finding: _GRAVEST.index(finding.severity))
    head = f"| {_MARKS[found[0].severity]} **{draft.key}** {_QUESTIONS} |\n|:--|:--|:--|:--|"
    answers = " | ".join(_answers(draft, found, min(limit, _LONGEST_ANSWER)))
    listed = "\n".join(_finding(finding, limit) for finding in found)
    return f"\n{head}\n| {answers} |\n\n{listed}\n"


def _answers(draft: Draft, found: list[Finding], limit: int) -> Iterator[str]:
    """A blank shows as one where a rule asks for an answer; often the action itself says how one will know."""
    for words, rules, otherwise in (
        (draft.what, "smart/specific", "—"),
        (draft.who, "owner/", "—"),
        (draft.by_when, "smart/time-bound", "—"),
        (draft.measure, "smart/measurable", "as worded"),
    ):
        blank = any(finding.rule.startswith(rules) for finding in found)
        yield cell(words, limit) or ("**— missing**" if blank else otherwise)


def _line(draft: Draft, limit: int) -> str:
    if draft.done:
        return f"- ✅ **{draft.key}** {_flat(draft.what, limit)} — done already"
    when = f"by {_flat(draft.by_when, limit)}" if draft.by_when else "no date"
    measure = f"; done when {_flat(draft.measure, limit)}" if draft.measure else ""
    return f"- ✅ **{draft.key}** {_flat(draft.what, limit)} — {_flat(draft.who, limit) or 'nobody'}, {when}{measure}"


def _alone(finding: Finding, limit: int) -> str:
    where = f"Line {finding.lines[0]}: " if finding.lines[0] > 1 else ""
    about = f"**{_flat(finding.action, limit)}**: " if finding.action else ""
    return _finding(finding, limit, f"{about}{where}")


def _finding(finding: Finding, limit: int, where: str = "") -> str:
    line = f"- {_MARKS[finding.severity]} {where}{_flat(finding.message, limit)} `{finding.rule}`"
    wording = _wording(finding.suggestion, limit)
    return f"{line}\n  → {wording}" if wording and limit >= _ROOM_FOR_WORDING else line


_ROOM_FOR_WORDING = 150
"""A wording cut shorter than this helps nobody; the finding alone does."""


def _wording(suggestion: str, limit: int) -> str:
    """A row to copy stands as code, where it needs no escaping and mentions nobody."""
    row = suggestion.removeprefix("Write: ")
    if row.startswith("| ") and len(row) <= limit and row.isprintable() and not set("`<>&") & set(row):
        return f"Write: `{row}`"
    return _flat(suggestion, limit)


def _flat(text: str, limit: int) -> str:
    """On one line, for a line of its own could draw a box that counts as a tick."""
    return contain(" ".join(text.split()), limit)


def _listed(entries: Sequence[_Entry], render: Callable[[_Entry, int], str], room: int, more: str) -> list[str]:
    return [fitting(entries, render, room, more)] if entries else []
