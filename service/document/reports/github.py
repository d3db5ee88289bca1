"""Findings as workflow commands, which GitHub Actions shows next to the lines of a pull request.

The escaping is that of actions/toolkit, `packages/core/src/command.ts`.
"""

from collections.abc import Sequence

from service.document.post_mortem import Finding, Severity

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.ADVICE: "notice"}


def to_github(name: str, findings: Sequence[Finding]) -> str:
    return "".join(f"{_annotation(name, finding)}\n" for finding in findings)


def _annotation(name: str, finding: Finding) -> str:
    first, last = finding.lines
    properties = f"file={_property(name)},line={first},endLine={last},title={_property(finding.rule)}"
    message = f"{finding.message}\n{finding.suggestion}" if finding.suggestion else finding.message
    return f"::{_COMMANDS[finding.severity]} {properties}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
