"""The JSON of a checked document, which other programs rely on. Keys may be added, none may change."""

from typing import Any

from service.document.post_mortem import Action, Cause, Finding, Lines, Section, Severity
from service.document.reports.checked import Checked, count
from service.document.reports.pointing import Place, place


def to_json(checked: Checked) -> dict[str, Any]:
    post_mortem = checked.post_mortem
    return {
        "title": post_mortem.title,
        "sections": {section.value: _lines(post_mortem.sections.get(section)) for section in Section},
        "causes": [_cause(cause) for cause in post_mortem.causes],
        "actions": [_action(action) for action in post_mortem.actions],
        "findings": [_finding(finding, checked) for finding in checked.standing],
        "waived": [_waived(finding) for finding in checked.waived],
        "summary": {
            "errors": count(checked.standing, Severity.ERROR),
            "warnings": count(checked.standing, Severity.WARNING),
            "advice": count(checked.standing, Severity.ADVICE),
        },
    }


def _lines(lines: Lines | None) -> list[int] | None:
    return list(lines) if lines else None


def _cause(cause: Cause) -> dict[str, Any]:
    return {
        "key": cause.key,
        "lines": list(cause.lines),
        "text": cause.text,
        "whys": list(cause.whys),
        "symptom": cause.symptom or None,
        "category": cause.category,
    }


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


def _finding(finding: Finding, checked: Checked) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "lines": list(finding.lines),
        "action": finding.action,
        "message": finding.message,
        "suggestion": finding.suggestion,
        "words": finding.words,
        "place": _place(place(checked.lines, finding)),
    }


def _waived(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "action": finding.action,
        "lines": list(finding.lines),
        "because": finding.waived,
        "message": finding.message,
    }


def _place(found: Place | None) -> dict[str, int] | None:
    """Where the words stand; null where the whole of `lines` is meant."""
    if found is None:
        return None
    return {
        "line": found.line,
        "column": found.column,
        "end_line": found.end_line,
        "end_column": found.end_column,
    }
