"""Findings as a good compiler shows them: where, what, the words meant, why, and what to write instead."""

import re
from collections.abc import Sequence

import click

from service.document.post_mortem import Finding, PostMortem, Severity
from service.document.reports.checked import count
from service.document.rules import RULES

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.ADVICE: "cyan"}
_SHOWN = 110
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""A document must not be able to move the cursor, colour the terminal or reverse our words."""


def to_text(name: str, text: str, post_mortem: PostMortem, findings: Sequence[Finding], *, colour: bool = False) -> str:
    """The whole report; `name` is the file or REF, `text` the document as read. Colour is the caller's choice."""
    lines = text.split("\n")
    explained: set[str] = set()
    blocks = [_finding(name, lines, finding, explained, colour) for finding in findings]
    return "\n".join([*blocks, _summary(name, post_mortem, findings, colour)]) + "\n"


def _finding(name: str, lines: list[str], finding: Finding, explained: set[str], colour: bool) -> str:
    first, last = finding.lines
    mark = _styled(f"{finding.severity.value}[{finding.rule}]", colour, fg=_COLOURS[finding.severity], bold=True)
    where = f"{_safe(name)}:{first}" + (f"-{last}" if last != first else "")
    margin = " " * len(str(first))
    shown = [f"{_styled(where, colour, bold=True)}: {mark}: {_safe(finding.message)}"]
    if words := _quoted(lines, first):
        shown.append(f"  {first} | {words}")
    rule = RULES.get(finding.rule)
    if rule and finding.rule not in explained:
        explained.add(finding.rule)
        shown.append(f"  {margin} = why: {rule.why}")
    if finding.suggestion:
        shown.append(f"  {margin} = {_styled(_safe(_lowered(finding.suggestion)), colour, fg='green')}")
    return "\n".join(shown) + "\n"


def _quoted(lines: list[str], number: int) -> str:
    words = _safe(lines[number - 1].strip()) if 0 < number <= len(lines) else ""
    return words if len(words) <= _SHOWN else words[:_SHOWN] + " …"


def _lowered(suggestion: str) -> str:
    return suggestion[:1].lower() + suggestion[1:]


def _summary(name: str, post_mortem: PostMortem, findings: Sequence[Finding], colour: bool) -> str:
    errors, warnings, advice = (count(findings, severity) for severity in Severity)
    read = f"{_counted(len(post_mortem.causes), 'root cause')}, {_counted(len(post_mortem.actions), 'action')}"
    told = f"{_counted(errors, 'error')}, {_counted(warnings, 'warning')}, {advice} advice"
    style = "red" if errors else "yellow" if warnings else "green"
    return f"{_safe(name)}: {read}; " + _styled(told if findings else "nothing to mend", colour, fg=style, bold=True)


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _safe(text: str) -> str:
    return _UNSAFE.sub("\ufffd", text.rstrip("\r").replace("\t", " "))


def _styled(text: str, colour: bool, *, fg: str | None = None, bold: bool = False) -> str:
    return click.style(text, fg=fg, bold=bold) if colour else text
