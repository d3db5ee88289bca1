"""What the profiles that ship make of one and the same document."""

import pytest

from service.document.reading import read
from service.document.rules import RULES, Context, judge
from service.document.rules.profiles import NEEDED, PROFILES
from tests.document.documents import COMPLETE, actions_section

GRAVITY = ["advice", "warning", "error"]


def found(document: str, profile: str) -> dict[str, str]:
    """By rule: the severity of its gravest finding."""
    findings = judge(read(document), Context(PROFILES[profile].checks))
    return {
        finding.rule: finding.severity.value
        for finding in sorted(findings, key=lambda one: GRAVITY.index(one.severity))
    }


@pytest.mark.parametrize("profile", PROFILES)
def test_a_complete_document_is_complete_in_every_profile(profile: str) -> None:
    assert found(COMPLETE, profile) == {}


@pytest.mark.parametrize("rule", RULES)
def test_strict_is_never_milder_and_lenient_never_stricter(rule: str) -> None:
    own = GRAVITY.index(RULES[rule].severity)
    assert GRAVITY.index(PROFILES["strict"].checks.get(rule, GRAVITY[own])) == min(own + 1, 2)
    assert GRAVITY.index(PROFILES["lenient"].checks.get(rule, GRAVITY[own])) <= own


def test_in_the_lenient_profile_only_what_a_ticket_cannot_do_without_is_an_error() -> None:
    errors = {rule for rule, one in RULES.items() if PROFILES["lenient"].checks.get(rule, one.severity) == "error"}
    assert errors == NEEDED


def test_an_action_without_owner_and_date_is_an_error_in_every_profile() -> None:
    for profile in PROFILES:
        severities = found(actions_section("- A1: Rotate the signing keys by a job"), profile)
        assert (severities["owner/missing"], severities["smart/time-bound"]) == ("error", "error")


def test_an_action_without_words_stays_an_error_and_a_vague_one_does_not() -> None:
    wordless = "| ID | Action | Owner | Due |\n|---|---|---|---|\n| A1 | | @alice | 2026-12-01 |\n"
    assert found(actions_section(wordless), "lenient")["smart/specific"] == "error"
    vague = "- A1: Improve the monitoring — @alice, due 2026-12-01"
    assert found(actions_section(vague), "lenient").get("smart/specific") == "warning"


@pytest.mark.parametrize("check", ["warning", "off"])
def test_nothing_to_follow_up_is_an_error_however_mild_a_missing_section_is(check: str) -> None:
    document = COMPLETE.partition("## Actions")[0]
    errors = [f.rule for f in judge(read(document), Context({"section/missing": check})) if f.severity == "error"]
    assert errors == ["actions/none"]
    assert [f.rule for f in judge(read(document)) if f.severity == "error"] == ["section/missing"]
