"""Findings as workflow commands, which GitHub Actions shows next to the lines of a pull request.

The escaping is that of actions/toolkit, `packages/core/src/command.ts`. A step shows its first ten annotations of each
kind (actions/toolkit, `docs/problem-matchers.md`), so that the order matters. Waived findings are none of them.
"""

from collections.abc import Sequence

from service.document.post_mortem import Finding, Severity
from service.document.reports.checked import Checked, count
from service.document.reports.pointing import place
from service.document.reports.screen import safe

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.ADVICE: "notice"}
_SHOWN = 10


def to_github(documents: Sequence[Checked]) -> str:
    """Errors, warnings, how many more there are, advice; of each kind in the order of the documents."""
    return "".join(
        f"{command}\n"
        for severity in Severity
        for command in (
            *([_the_rest(documents)] if severity is Severity.ADVICE else []),
            *(_annotation(checked, finding) for checked in documents for finding in _of(checked, severity)),
        )
        if command
    )


def _of(checked: Checked, severity: Severity) -> list[Finding]:
    return [finding for finding in checked.standing if finding.severity is severity]


def _annotation(checked: Checked, finding: Finding) -> str:
    properties = f"file={_property(checked.path or checked.name)},{_where(checked, finding)}"
    message = f"{finding.message}\n{finding.suggestion}" if finding.suggestion else finding.message
    return f"::{_COMMANDS[finding.severity]} {properties},title={_property(finding.rule)}::{_data(message)}"


def _where(checked: Checked, finding: Finding) -> str:
    """Columns only within one line: the runner drops them where `line` and `endLine` differ."""
    found = place(checked.lines, finding)
    if found and found.line == found.end_line:
        return f"line={found.line},endLine={found.end_line},col={found.column},endColumn={found.end_column}"
    first, last = (found.line, found.end_line) if found else finding.lines
    return f"line={first},endLine={last}"


def _the_rest(documents: Sequence[Checked]) -> str:
    """Before the advice, which are notices too, because an eleventh notice is not shown."""
    findings = [finding for checked in documents for finding in checked.standing]
    errors, warnings = (max(0, count(findings, of) - _SHOWN) for of in (Severity.ERROR, Severity.WARNING))
    advice = max(0, count(findings, Severity.ADVICE) - (_SHOWN - 1))
    if not errors + warnings and count(findings, Severity.ADVICE) <= _SHOWN:
        return ""
    kinds = ((errors, "errors"), (warnings, "warnings"), (advice, "advice"))
    more = ", ".join(f"{number} {kind}" for number, kind in kinds if number)
    return f"::notice title=followthrough::GitHub shows ten annotations of a kind; {more} more are in this step's log."


def _data(text: str) -> str:
    text = "\n".join(safe(line) for line in text.replace("\r", "").split("\n"))
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
