"""Findings as a good compiler shows them: where, what, the words meant, why, and what to write instead.

Remarks on the same lines stand together under one quotation of them. Not here: the quotation itself (excerpt.py).
"""

from collections.abc import Sequence
from itertools import groupby

from service.document.post_mortem import Finding, Severity
from service.document.reports.checked import Checked, count
from service.document.reports.excerpt import Mark, excerpt
from service.document.reports.pointing import Place, place
from service.document.reports.rows import suggestions
from service.document.reports.screen import safe, styled
from service.document.rules import RULES

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.ADVICE: "cyan"}


def to_texts(documents: Sequence[Checked], *, colour: bool = False) -> str:
    """One report after the other, each rule's reason told once, then all together and where there is more to read."""
    told: set[str] = set()
    parts = [_text(checked, told, colour) for checked in documents]
    return "\n".join([*parts, *filter(None, [_closing(documents, colour)])])


def to_text(checked: Checked, *, colour: bool = False) -> str:
    """The report of one document."""
    return _text(checked, set(), colour)


def _text(checked: Checked, told: set[str], colour: bool) -> str:
    groups = groupby(checked.standing, key=lambda finding: finding.lines)
    blocks = [_remarks(checked, list(findings), told, colour) + "\n" for _, findings in groups]
    if checked.waived:
        blocks.append("".join(f"{_waived(checked, finding, colour)}\n" for finding in checked.waived))
    return "\n".join([*blocks, _summary(checked, colour)]) + "\n"


def _closing(documents: Sequence[Checked], colour: bool) -> str:
    standing = [finding for checked in documents for finding in checked.standing]
    waived = sum(len(checked.waived) for checked in documents)
    total = f"{len(documents)} documents: {_told(standing, waived, colour)}\n" if len(documents) > 1 else ""
    gravest = min(standing, key=lambda finding: list(Severity).index(finding.severity), default=None)
    hint = f"More about a rule: followthrough explain {gravest.rule}\n" if gravest else ""
    return total + styled(hint, colour, dim=True)


def _remarks(checked: Checked, findings: Sequence[Finding], told: set[str], colour: bool) -> str:
    """What is said about the same lines: every remark, the lines once, then the reasons and what to write."""
    places = [place(checked.lines, finding) for finding in findings]
    margin = len(str(max([findings[0].lines[1], *(found.end_line for found in places if found)])))
    marks = [Mark(found, _COLOURS[finding.severity]) for found, finding in zip(places, findings, strict=True)]
    headings = [_heading(checked.name, *both, colour) for both in zip(findings, places, strict=True)]
    quoted = excerpt(checked.lines, findings[0].lines, marks, margin, colour=colour)
    sign = f"{'':{margin}} {styled('=', colour, fg='blue', bold=True)} "
    notes = [*_reasons(findings, told, colour), *_help(checked, findings, colour)]
    return "\n".join([*headings, *quoted, *(sign + note for note in notes)])


def _heading(name: str, finding: Finding, found: Place | None, colour: bool) -> str:
    where = styled(f"{_at(name, finding, found)}:", colour, bold=True)
    mark = styled(f"{finding.severity.value}[{finding.rule}]", colour, fg=_COLOURS[finding.severity], bold=True)
    return f"{where} {mark}: {styled(_line(finding.message), colour, bold=True)}"


def _at(name: str, finding: Finding, found: Place | None) -> str:
    line, column = (found.line, found.column) if found else (finding.lines[0], 1)
    return f"{_line(name)}:{line}:{column}"


def _reasons(findings: Sequence[Finding], told: set[str], colour: bool) -> list[str]:
    """Why, once for each rule; where there are several, each says whose it is."""
    rules = dict.fromkeys(finding.rule for finding in findings)
    new = [rule for rule in rules if rule in RULES and rule not in told]
    told.update(new)
    label = "why {}:" if len(rules) > 1 else "why:"
    return [f"{styled(label.format(rule), colour, bold=True)} {RULES[rule].why}" for rule in new]


def _help(checked: Checked, findings: Sequence[Finding], colour: bool) -> list[str]:
    told = suggestions(findings, checked.actions)
    label = styled("help:", colour, bold=True)
    return [f"{label} {styled(_line(text[:1].lower() + text[1:]), colour, fg='green')}" for text in told]


def _waived(checked: Checked, finding: Finding, colour: bool) -> str:
    at = _at(checked.name, finding, place(checked.lines, finding))
    said = f"{at}: waived[{finding.rule}]: {_line(finding.message)} Accepted: {_line(finding.waived)}"
    return styled(said, colour, dim=True)


def _summary(checked: Checked, colour: bool) -> str:
    causes, actions = len(checked.post_mortem.causes), len(checked.post_mortem.actions)
    read = f"{_counted(causes, 'root cause')}, {_counted(actions, 'action')}"
    return f"{_line(checked.name)}: {read}; {_told(checked.standing, len(checked.waived), colour)}"


def _told(standing: Sequence[Finding], waived: int, colour: bool) -> str:
    errors, warnings, advice = (count(standing, severity) for severity in Severity)
    told = f"{_counted(errors, 'error')}, {_counted(warnings, 'warning')}, {advice} advice"
    style = "red" if errors else "yellow" if warnings else "green"
    return styled(told if standing else "nothing to mend", colour, fg=style, bold=True) + f", {waived} waived" * (
        waived > 0
    )


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _line(text: str) -> str:
    """On one line, whatever the document put into it."""
    return safe(" ".join(text.replace("\r", "").split("\n")))
