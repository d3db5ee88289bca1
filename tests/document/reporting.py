"""Documents and findings that the tests of the reports show."""

from collections.abc import Iterator

from service.document.post_mortem import Action, Finding, Severity
from service.document.reading import read
from service.document.reports.checked import Checked
from service.document.rules import Context
from service.document.rules.registry import as_row, named
from service.document.rules.waiver import waived
from tests.document.documents import text

DOCUMENT = text(
    """
    # Checkout was down for 40 minutes

    ## Summary

    The signing key expired and every checkout was refused.

    ## Root causes

    ### RC1: Keys are rotated by hand

    1. Why? The rotation job was never written.
    2. Why? No checklist asks for one when a key is made.

    ## Actions

    | ID | Action | Owner | Due | Root cause | Done when |
    |----|--------|-------|-----|------------|-----------|
    | A1 | Rotate signing keys by a job | | soon | RC1 | |
    """
)
"""One action, on line 18, with three findings that the tests know: one of them is about the word `soon`."""

KNOWN = ("owner/missing", "smart/measurable", "smart/time-bound")


def checked(document: str = DOCUMENT, name: str = "pm.md") -> Checked:
    """With the same three findings for every action, whatever the rules say today; its waivers hold."""
    post_mortem = read(document)
    findings = [found for action in post_mortem.actions for found in _about(action)]
    return Checked(name, document, post_mortem, tuple(waived(findings, post_mortem, Context())), path=name)


def _about(action: Action) -> Iterator[Finding]:
    owner, measure, due = KNOWN
    about, key = named(action), action.key
    yield Finding(owner, Severity.ERROR, action.lines, f"{about} names no owner.", as_row(action, owner="@…"), key)
    row = as_row(action, measure="done when …")
    yield Finding(measure, Severity.WARNING, action.lines, f"{about} has no measure.", row, key)
    row = as_row(action, due="YYYY-MM-DD")
    yield Finding(due, Severity.ERROR, action.lines, f"{about} is due on no day.", row, key, action.due_text or "")


def with_findings(document: str, *findings: Finding, name: str = "pm.md") -> Checked:
    return Checked(name, document, read(document), findings, path=name)


def finding(
    lines: tuple[int, int] = (1, 1),
    words: str = "",
    *,
    rule: str = "owner/missing",
    severity: Severity = Severity.ERROR,
    message: str = "It is so.",
    suggestion: str = "",
    waived: str = "",
) -> Finding:
    return Finding(rule, severity, lines, message, suggestion, words=words, waived=waived)
