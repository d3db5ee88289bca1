"""What is said about a document, and how."""

import re

import pytest

from service.document.post_mortem import Finding, Severity
from service.document.reading import read
from service.document.rules import RULES, Context, judge
from tests.document.documents import COMPLETE

ROW = "| A1 | Rotate signing keys by a job | @alice | 2026-12-01 | RC1 | no key is older than 90 days |"


def with_row(row: str) -> str:
    return COMPLETE.replace(ROW, row)


def findings(document: str, context: Context | None = None) -> list[Finding]:
    return list(judge(read(document), context))


def rules(document: str, context: Context | None = None) -> list[str]:
    return [finding.rule for finding in findings(document, context)]


def test_a_complete_document_has_no_findings() -> None:
    assert findings(COMPLETE) == []


@pytest.mark.parametrize(
    ("cells", "rule", "suggested"),
    [
        ("Rotate | | 2026-12-01 | RC1 | x < 1", "owner/missing", "Rotate | @… | 2026-12-01 | RC1 | x < 1"),
        ("Rotate | @a, @b | 2026-12-01 | RC1 | x < 1", "owner/several", "Rotate | @a | 2026-12-01 | RC1 | x < 1"),
        ("Rotate | @a | | RC1 | x < 1", "smart/time-bound", "Rotate | @a | YYYY-MM-DD | RC1 | x < 1"),
        ("Rotate | @a | soon | RC1 | x < 1", "smart/time-bound", "Rotate | @a | YYYY-MM-DD | RC1 | x < 1"),
        ("Rotate | @a | 2026-12-01 | RC7 | x < 1", "smart/relevant", "Rotate | @a | 2026-12-01 | RC1 | x < 1"),
        ("Rotate | @a | 2026-12-01 | | x < 1", "cause/missing", "Rotate | @a | 2026-12-01 | RC1 | x < 1"),
        ("Rotate | @a | 2026-12-01 | RC1 |", "smart/measurable", "Rotate | @a | 2026-12-01 | RC1 | done when …"),
        (" | @a | 2026-12-01 | RC1 | x < 1", "smart/specific", "… | @a | 2026-12-01 | RC1 | x < 1"),
    ],
)
def test_each_gap_of_an_action_is_one_finding_with_a_wording(cells: str, rule: str, suggested: str) -> None:
    (finding,) = findings(with_row(f"| A1 | {cells} |"))
    assert (finding.rule, finding.action, finding.lines) == (rule, "A1", (31, 31))
    assert finding.severity is RULES[rule].severity
    assert finding.suggestion == f"Write: | A1 | {suggested} |"


def test_an_owner_whom_nobody_knows_is_said_with_the_reason() -> None:
    context = Context(unknown_owners={"@alice": "acme/shop does not let @alice be assigned"})
    (finding,) = findings(COMPLETE, context)
    assert finding.rule == "owner/unknown"
    assert "@alice, is not known here: acme/shop does not let @alice be assigned." in finding.message


@pytest.mark.parametrize(
    ("heading", "severity"),
    [
        ("Summary", Severity.ERROR),
        ("What went well", Severity.ERROR),
        ("Root causes", Severity.ERROR),
        ("Actions", Severity.ERROR),
        ("Impact", Severity.ADVICE),
        ("Timeline", Severity.ADVICE),
    ],
)
def test_a_section_that_is_not_there_is_named(heading: str, severity: Severity) -> None:
    (finding, *_) = findings(COMPLETE.replace(f"## {heading}\n", "## Elsewhere\n"))
    assert (finding.rule, finding.severity, finding.lines) == ("section/missing", severity, (1, 1))
    assert heading in finding.message


def test_an_empty_section_is_found_at_its_heading() -> None:
    (finding,) = findings(COMPLETE.replace("The alert rang within a minute.", "TBD"))
    assert (finding.rule, finding.severity, finding.lines) == ("section/empty", Severity.ERROR, (16, 16))


def test_no_actions_need_a_reason() -> None:
    (finding,) = findings(with_row("| A1 | | | | | |"))
    assert (finding.rule, finding.lines) == ("actions/none", (27, 27))
    assert rules(with_row("").rstrip() + "\n\nNo action, because the service is gone.\n") == []


def test_more_actions_than_anybody_follows_up_are_a_mistake() -> None:
    rows = "\n".join(ROW.replace("A1", f"A{n}") for n in range(1, 52))
    (finding,) = findings(with_row(rows))
    assert (finding.rule, finding.lines) == ("actions/too-many", (31, 81))


def test_a_key_given_twice_is_found_at_the_second() -> None:
    (finding,) = findings(with_row(f"{ROW}\n{ROW}"))
    assert (finding.rule, finding.lines, finding.action) == ("actions/duplicate-key", (32, 32), "A1-2")
    assert finding.suggestion.startswith("Write: | A2 | Rotate")


def test_what_is_done_is_asked_nothing_more() -> None:
    assert rules(with_row("\n- [ ] Improve the rotation")) != []
    assert rules(with_row("\n- [x] Improve the rotation")) == []


def test_checks_set_the_severity_or_turn_a_rule_off() -> None:
    document = with_row("| A1 | Rotate | @a | 2026-12-01 | RC1 | |")
    assert findings(document, Context({"smart/measurable": "error"}))[0].severity is Severity.ERROR
    assert findings(document, Context({"smart/measurable": "off", "profile": "default"})) == []
    gone = COMPLETE.replace("## Impact\n", "## Elsewhere\n")
    assert findings(gone, Context({"section/missing": "error"}))[0].severity is Severity.ADVICE
    gone = COMPLETE.replace("## Summary\n", "## Elsewhere\n")
    assert findings(gone, Context({"section/missing": "warning"}))[0].severity is Severity.WARNING


def test_a_missing_date_is_fine_where_it_comes_from_elsewhere() -> None:
    document = with_row("| A1 | Rotate | @a | | RC1 | x < 1 |")
    assert rules(document, Context(due_required=False)) == []
    assert rules(document.replace("| @a | |", "| @a | soon |"), Context(due_required=False)) == ["smart/time-bound"]


def test_findings_stand_in_the_order_of_the_text() -> None:
    lines = [finding.lines for finding in findings("## Actions\n\n- a\n- b\n")]
    assert lines == sorted(lines)
    assert len(lines) > 6


PERSONAL = re.compile(r"\b(you|your|who|whose|fault|blame|careless|should have|failed to|mistakes?ly)\b", re.IGNORECASE)


def test_the_words_of_the_rules_speak_of_the_text_and_of_no_person() -> None:
    documents = [
        "",
        "## Actions\n",
        "## Summary\n\n## Root causes\n\n- a\n\n## Actions\n\n- A1 x, due soon, RC9\n- A1 @a @b\n",
    ]
    context = Context(unknown_owners={"@a": ""})
    said = [words for text in documents for one in findings(text, context) for words in (one.message, one.suggestion)]
    said += [words for rule in RULES.values() for words in (rule.meaning, rule.why)]
    assert [words for words in said if PERSONAL.search(words)] == []
    assert all(words.endswith((".", "|", "…")) for words in said if words)


def test_every_rule_says_what_it_means_and_where_it_comes_from() -> None:
    for rule in RULES.values():
        assert re.fullmatch(r"[a-z]+/[a-z-]+", rule.id)
        assert rule.meaning and rule.why and rule.source
