"""What smart/specific and smart/measurable say about a document, and what they leave alone."""

import pytest

from service.document.post_mortem import Finding, Severity
from service.document.reading import read
from service.document.rules import judge
from tests.document.documents import actions_section

REST = "— @alice, due 2026-12-01"


def findings(item: str) -> list[Finding]:
    document = actions_section(f"- {item}\n")
    return [found for found in judge(read(document)) if found.rule in ("smart/specific", "smart/measurable")]


def rules(item: str) -> list[str]:
    return [found.rule.removeprefix("smart/") for found in findings(item)]


@pytest.mark.parametrize(
    "item",
    ["improve monitoring", "communicate better", "be more careful", "look into the alerts", "improve X"],
)
def test_what_everybody_writes_and_nobody_can_finish_fails(item: str) -> None:
    assert rules(f"{item} {REST}") == ["specific", "measurable"]


def test_an_alert_with_a_threshold_and_a_runbook_passes() -> None:
    item = "implement an alert for database memory above 80% for more than 5 minutes, and document the response runbook"
    assert rules(f"Team Alpha will {item}, by the end of Q2") == []


def test_a_pair_of_the_same_intention() -> None:
    assert rules(f"Investigate monitoring for this scenario {REST}") == ["specific", "measurable"]
    assert rules(f"Add alerting for all cases where this service returns more than 1% errors {REST}") == []


def test_severities() -> None:
    assert [found.severity for found in findings(f"Improve the mailer {REST}")] == [Severity.ERROR, Severity.WARNING]


@pytest.mark.parametrize(
    ("item", "words"),
    [
        ("we need to improve the mailer", "improve"),
        ("LOOK INTO the mailer", "LOOK INTO"),
        ("Send mails more gracefully", "more gracefully"),
        ("Performance improvements for the mailer", "improvements"),
        ("@bob will look into the mailer", "look into"),
    ],
)
def test_the_words_are_those_of_the_text(item: str, words: str) -> None:
    (found, _) = findings(f"{item}, due 2026-12-01")
    assert found.words == words
    assert words.casefold() in found.message


def test_what_is_done_is_asked_nothing() -> None:
    assert rules(f"[x] Improve the mailer {REST}") == []
    assert rules(f"[ ] Improve the mailer {REST}") == ["specific", "measurable"]


@pytest.mark.parametrize("item", ["#4312", "<https://tracker.example/T-12>", "OPS-77", "acme/shop#12"])
def test_a_bare_reference_is_specific_and_not_measurable(item: str) -> None:
    (found,) = findings(item)
    assert found.rule == "smart/measurable"
    assert found.suggestion.startswith("Put into words what the reference delivers")
    assert found.words == ""


def test_no_words_at_all_are_not_specific() -> None:
    document = actions_section("| Action | Owner |\n|---|---|\n| | @alice |\n")
    found = [one.message for one in judge(read(document)) if one.rule == "smart/specific"]
    assert found == ["A1 has no words for what will be done."]


def test_nested_bullets_name_the_outcome() -> None:
    assert rules("Improve the mailer\n  - Add a panel for the age of the oldest mail") == []
    assert rules("Improve the mailer\n  - It was slow for a week") == ["specific", "measurable"]


def test_a_measure_in_the_sentence_is_enough() -> None:
    assert rules(f"Improve the mailer {REST}, done when no mail waits for more than a minute") == []


GERMAN = """
## Zusammenfassung

Die Warteschlange war voll, und wir haben es nicht gesehen, weil es keine Alarme für die Länge gab.

## Actions

- Das Monitoring der Warteschlange verbessern
- Alarm einrichten, wenn die Warteschlange länger als 1000 Einträge ist
"""


def test_a_german_document_is_judged_by_german_words() -> None:
    found = [one for one in judge(read(GERMAN)) if one.rule == "smart/specific"]
    assert [one.words for one in found] == ["verbessern"]
    assert "Warteschlange" not in found[0].suggestion
