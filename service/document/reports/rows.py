"""Several suggested rows for the same action, each with one cell mended, as the one row with all of them mended.

Not here: how a rule suggests a row (`as_row` in rules/registry.py).
"""

from collections.abc import Iterable, Mapping

from service.document.post_mortem import Action, Finding
from service.document.rules.registry import as_row

_ROW = "Write: | "


def suggestions(findings: Iterable[Finding], actions: Mapping[str, Action]) -> list[str]:
    """What findings about the same lines suggest, each thing once, in their order; `actions` by key."""
    said: dict[str, str] = {}
    for finding in findings:
        suggestion, action = finding.suggestion, actions.get(finding.action or "")
        if action and suggestion.startswith(_ROW):
            said[f"{_ROW}{action.key}"] = _merged(said.get(f"{_ROW}{action.key}"), suggestion, as_row(action))
        elif suggestion:
            said[suggestion] = suggestion
    return list(said.values())


def _merged(before: str | None, row: str, written: str) -> str:
    """`before` with the cells of `row` that differ from what is written; cells already mended stay."""
    if before is None:
        return row
    kept, new, old = (line.split(" | ") for line in (before, row, written))
    if not len(kept) == len(new) == len(old):
        return before
    cells = (mine if mine != was else its for mine, its, was in zip(kept, new, old, strict=True))
    return " | ".join(cells)
