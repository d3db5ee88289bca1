"""Findings as SARIF 2.1.0 (OASIS), which code scanning and editors read. As little of it as is valid and useful.

GitHub tells alerts apart by `primaryLocationLineHash`, which its upload action works out from the file itself and warns
about where it finds another; ours has a name of its own. GitHub also shows suppressed results as open ones: leave the
waived out (`check --no-waived`) of what is sent there.
"""

from collections import Counter
from collections.abc import Iterator, Sequence, Set
from pathlib import Path
from typing import Any
from urllib.parse import quote

from service.document.post_mortem import Finding, Severity
from service.document.reports.checked import Checked
from service.document.reports.pointing import place
from service.document.reports.rule_page import to_markdown
from service.document.rules import RULES, Rule

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.ADVICE: "note"}
_PROBLEMS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.ADVICE: "recommendation"}


def to_sarif(documents: Sequence[Checked]) -> dict[str, Any]:
    """One run over all documents."""
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": {**_driver(), "rules": [_rule(rule) for rule in RULES.values()]}},
                "columnKind": "unicodeCodePoints",
                "results": [result for checked in documents for result in _results(checked)],
            }
        ],
    }


def _driver() -> dict[str, Any]:
    """The name, and what the installed package says of itself."""
    from importlib.metadata import PackageNotFoundError, metadata  # slow to import, and only needed here

    try:
        package = metadata("followthrough")
    except PackageNotFoundError:
        return {"name": "followthrough"}
    addresses = [url.partition(", ")[2] for url in package.get_all("Project-URL") or ()]
    known = {"informationUri": addresses[0]} if addresses else {}
    return {"name": "followthrough", "version": package["Version"], **known}


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "name": rule.id,
        "shortDescription": {"text": rule.meaning},
        "fullDescription": {"text": rule.why},
        "help": {"text": f"{rule.why} Source: {rule.source}.", "markdown": to_markdown(rule)},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"tags": ["post-mortem", rule.family], "problem.severity": _PROBLEMS[rule.severity]},
    }


def _results(checked: Checked) -> Iterator[dict[str, Any]]:
    index = {id: number for number, id in enumerate(RULES)}
    seen: Counter[str] = Counter()
    in_source = {(waiver.rule, waiver.because) for waiver in checked.post_mortem.waivers}
    for finding in checked.findings:
        identity = _fingerprint(checked, finding)
        seen[identity] += 1
        result: dict[str, Any] = {
            "ruleId": finding.rule,
            "level": _LEVELS[finding.severity],
            "message": {"text": f"{finding.message} {finding.suggestion}".strip()},
            "locations": [
                {"physicalLocation": {"artifactLocation": _file(checked), "region": _region(checked, finding)}}
            ],
            "partialFingerprints": {"followthrough/v1": f"{identity}:{seen[identity]}"},
        }
        if finding.rule in index:
            result["ruleIndex"] = index[finding.rule]
        if finding.waived:
            result["suppressions"] = [_suppression(finding, in_source)]
        yield result


def _fingerprint(checked: Checked, finding: Finding) -> str:
    """The same wherever the lines move to: an action is known by its title, for its key may be its number in order."""
    from hashlib import sha256

    action = checked.actions.get(finding.action or "")
    meant = [action.title if action else "", finding.words or ("" if action else finding.message)]
    told = "\0".join([finding.rule, checked.path or checked.name, *meant])
    return sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _suppression(finding: Finding, in_source: Set[tuple[str, str]]) -> dict[str, str]:
    """`in_source` are the rules that the document itself waives, each with its reason."""
    kind = "inSource" if (finding.rule, finding.waived) in in_source else "external"
    return {"kind": kind, "status": "accepted", "justification": finding.waived}


def _location(checked: Checked, finding: Finding) -> dict[str, Any]:
    return {"physicalLocation": {"artifactLocation": _file(checked), "region": _region(checked, finding)}}


def _region(checked: Checked, finding: Finding) -> dict[str, int]:
    """The words, or the whole of the lines; always with columns, which GitHub requires."""
    if found := place(checked.lines, finding):
        line, column, end_line, end_column = found.line, found.column, found.end_line, found.end_column
    else:
        line, end_line = finding.lines
        ending = checked.lines[end_line - 1].rstrip("\r") if 0 < end_line <= len(checked.lines) else ""
        column, end_column = 1, len(ending) + 1
    return {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column}


def _file(checked: Checked) -> dict[str, str]:
    """Relative to the root of the repository where it is a file of one; an address stays one."""
    if checked.path is not None:
        return {"uri": quote(checked.path, safe="/~"), "uriBaseId": "%SRCROOT%"}
    if checked.name.startswith(("http://", "https://")):
        return {"uri": quote(checked.name, safe=":/?#[]@!$&'()*+,;=%~")}
    return {"uri": quote(Path(checked.name).as_posix(), safe="/~")}
