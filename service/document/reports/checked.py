"""The JSON of a checked document, which other programs rely on. Keys may be added, none may change."""

from collections.abc import Sequence
from typing import Any

from service.document.post_mortem import Action, Cause, Finding, Lines, PostMortem, Section, Severity


def to_json(post_mortem: PostMortem, findings: Sequence[Finding]) -> dict[str, Any]:
    return {
        "title": post_mortem.title,
        "sections": {section.value: _lines(post_mortem.sections.get(section)) for section in Section},
        "causes": [_cause(cause) for cause in post_mortem.causes],
        "actions": [_action(action) for action in post_mortem.actions],
        "findings": [_finding(finding) for finding in findings],
        "summary": {
            "errors": count(findings, Severity.ERROR),
            "warnings": count(findings, Severity.WARNING),
            "advice": count(findings, Severity.ADVICE),
        },
    }


def count(findings: Sequence[Finding], severity: Severity) -> int:
    return sum(finding.severity is severity for finding in findings)


def _lines(lines: Lines | None) -> list[int] | None:
    return list(lines) if lines else None


def _cause(cause: Cause) -> dict[str, Any]:
    return {"key": cause.key, "lines": list(cause.lines), "text": cause.text, "whys": list(cause.whys)}


def _action(action: Action) -> dict[str, Any]:
    return {
        "key": action.key,
        "lines": list(action.lines),
        "title": action.title,
        "owners": list(action.owners),
        "due": action.due.isoformat() if action.due else None,
        "due_text": action.due_text,
        "priority": action.priority,
        "measure": action.measure,
        "causes": list(action.causes),
        "links": list(action.links),
        "done": action.done,
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "lines": list(finding.lines),
        "action": finding.action,
        "message": finding.message,
        "suggestion": finding.suggestion,
    }
