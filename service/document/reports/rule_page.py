"""The page of a rule: what it says, why, where that comes from, how it looks broken and mended, how to set or waive it.

Not here: the rules (rules/), or which of them is asked for (the command line).
"""

from collections.abc import Iterable
from itertools import groupby
from textwrap import fill, indent
from typing import Any

from service.document.reports.screen import styled
from service.document.rules import RULES, Rule

_WIDTH = 100
_OF_ACTIONS = ("owner", "smart")
"""Families whose findings are about one action each."""
_DOCUMENT = """\
# Rules

What `followthrough check` and the status comment say about a post-mortem. Each rule has its own severity; `checks:`
of a mapping gives it another, or switches it `off`. While an *error* stands, no tickets are created.

This page is made from the rules themselves by `make docs`; `followthrough explain RULE` shows one of them.
"""


def to_json(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "family": rule.family,
        "severity": rule.severity.value,
        "meaning": rule.meaning,
        "why": rule.why,
        "source": rule.source,
        "failing": rule.failing,
        "passing": rule.passing,
        "waivable": rule.waivable,
    }


def to_page(rule: Rule, *, colour: bool = False) -> str:
    """One rule, for a terminal."""
    parts = [
        f"{styled(rule.id, colour, bold=True)} ({rule.severity.value})\n",
        _wrapped(rule.meaning),
        _wrapped(f"Why: {rule.why}"),
        _wrapped(f"Source: {rule.source}."),
        f"{styled('Does not pass', colour, fg='red', bold=True)}\n\n{indent(rule.failing, '    ')}",
        f"{styled('Passes', colour, fg='green', bold=True)}\n\n{indent(rule.passing, '    ')}",
        f"{styled('Another severity', colour, bold=True)} (error, warning, advice or off), in the config:\n\n"
        f"    checks: {{{rule.id}: {_other(rule)}}}\n",
        _wrapped(_waiving(rule)),
    ]
    return "\n".join(parts)


def to_list(rules: Iterable[Rule], *, colour: bool = False) -> str:
    """All rules, a line each, by family."""
    known = list(rules)
    width = max((len(rule.id) for rule in known), default=0)
    shown = []
    for family, members in groupby(known, key=lambda rule: rule.family):
        lines = (f"  {rule.id:<{width}}  {rule.severity.value:<7}  {rule.meaning}\n" for rule in members)
        shown.append(f"{styled(family, colour, bold=True)}\n{''.join(lines)}")
    return "\n".join(
        [*shown, "followthrough explain RULE tells why, with an example that passes and one that does not.\n"]
    )


def to_document(rules: Iterable[Rule]) -> str:
    """docs/rules.md."""
    shown = [_DOCUMENT]
    for family, members in groupby(rules, key=lambda rule: rule.family):
        shown.append(f"## {family}\n")
        shown += [f"### {rule.id}\n\n{to_markdown(rule)}" for rule in members]
    return "\n".join(shown)


def to_markdown(rule: Rule) -> str:
    """One rule without its heading."""
    return (
        f"{rule.meaning} *({rule.severity.value})*\n\n"
        f"Why: {rule.why}\n\n"
        f"Source: {rule.source}.\n\n"
        f"Does not pass:\n\n{_fenced(rule.failing)}\n"
        f"Passes:\n\n{_fenced(rule.passing)}\n"
        f"{_waiving(rule)}\n"
    )


def by_family() -> list[Rule]:
    """Every rule, families together; by name, for the order of registering is that of imports."""
    return [RULES[id] for id in sorted(RULES)]


def _fenced(example: str) -> str:
    fence = "```"
    while fence in example:
        fence += "`"
    return f"{fence}markdown\n{example}{fence}\n"


def _other(rule: Rule) -> str:
    return "advice" if rule.severity.value == "warning" else "warning"


def _waiving(rule: Rule) -> str:
    if not rule.waivable:
        return "It cannot be waived."
    action = " A1" if rule.family in _OF_ACTIONS else ""
    return f"Accepted as it stands by a line in the document: `Waived: {rule.id}{action}, because …`"


def _wrapped(text: str) -> str:
    return fill(text, _WIDTH, break_long_words=False, break_on_hyphens=False) + "\n"
