"""What is good or bad about a post-mortem: every rule, each a function that is registered under its id.

Not here: reading the document (reading.py), or showing the findings (reports/).
"""

from service.document.post_mortem import Finding, PostMortem
from service.document.rules import actions, blame, cause, owner, section, smart, text, waiver
from service.document.rules.registry import RULES, Context, Rule, apply

__all__ = ["RULES", "Context", "Rule", "judge"]

_FAMILIES = (section, actions, owner, smart, cause, waiver, blame, text)
"""Importing a family registers its rules."""


def judge(post_mortem: PostMortem, context: Context | None = None) -> tuple[Finding, ...]:
    """Every finding, in the order of the text; those that are waived say so.

    Pure: the same document and context give the same findings, whichever door they came in by.
    """
    context = (context or Context()).about(post_mortem)
    findings = [finding for rule in RULES.values() for finding in apply(rule, post_mortem, context)]
    return tuple(sorted(waiver.waived(findings, post_mortem, context), key=lambda finding: finding.lines))
