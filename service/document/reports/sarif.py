"""Findings as SARIF 2.1.0 (OASIS), which code scanning and editors read. As little of it as is valid and useful."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from service.document.post_mortem import Finding, Severity
from service.document.rules import RULES, Rule

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.ADVICE: "note"}


def to_sarif(name: str, findings: Sequence[Finding]) -> dict[str, Any]:
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": {"name": "followthrough", "rules": [_rule(rule) for rule in RULES.values()]}},
                "results": [_result(name, finding) for finding in findings],
            }
        ],
    }


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.meaning},
        "fullDescription": {"text": rule.why},
        "help": {"text": f"{rule.why} Source: {rule.source}."},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _result(name: str, finding: Finding) -> dict[str, Any]:
    first, last = finding.lines
    return {
        "ruleId": finding.rule,
        "ruleIndex": list(RULES).index(finding.rule),
        "level": _LEVELS[finding.severity],
        "message": {"text": f"{finding.message} {finding.suggestion}".strip()},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": _uri(name)},
                    "region": {"startLine": first, "endLine": last},
                }
            }
        ],
    }


def _uri(name: str) -> str:
    """A relative reference with forward slashes for a file; an address stays one."""
    if name.startswith(("http://", "https://")):
        return quote(name, safe=":/?#[]@!$&'()*+,;=%~")
    return quote(Path(name).as_posix(), safe="/~")
