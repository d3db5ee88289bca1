"""Each rule's own examples: the failing one is found by that rule, the passing one is not."""

import pytest

from service.document.post_mortem import Finding
from service.document.reading import read
from service.document.rules import RULES, Rule, judge


def findings(rule: Rule, example: str) -> list[Finding]:
    return [finding for finding in judge(read(example), rule.given) if finding.rule == rule.id]


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_the_failing_example_fails(rule: Rule) -> None:
    assert findings(rule, rule.failing)


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_the_passing_example_passes(rule: Rule) -> None:
    assert not findings(rule, rule.passing)


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_every_finding_suggests_what_to_write_instead(rule: Rule) -> None:
    assert all(finding.suggestion for finding in findings(rule, rule.failing))
