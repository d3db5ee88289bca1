"""Profiles: those that ship, those of one's own, and what a mapping makes of them."""

import pytest

from service.document.rules import RULES
from service.document.rules.profiles import PROFILES
from tests.settings.conftest import MAPPING, PEOPLE, TRACKERS, ConfigFile


def checks(config: ConfigFile, profiles: str, checks: str) -> dict[str, str]:
    (mapping,) = config.read(f"{profiles}{TRACKERS}{PEOPLE}{MAPPING}    checks: {checks}\n").mappings
    return dict(mapping.checks)


def test_a_mapping_gets_the_flat_table_of_its_profile(config: ConfigFile) -> None:
    assert checks(config, "", "{profile: strict}") == PROFILES["strict"].checks
    assert checks(config, "", "{profile: default}") == {}


def test_a_rule_that_a_mapping_names_itself_goes_on_top_of_the_profile(config: ConfigFile) -> None:
    found = checks(config, "", "{profile: lenient, section/empty: error, smart/specific: off}")
    assert found == {**PROFILES["lenient"].checks, "section/empty": "error", "smart/specific": "off"}


def test_a_profile_of_ones_own_changes_the_one_that_it_extends(config: ConfigFile) -> None:
    own = "profiles:\n  acme: {extends: strict, section/empty: off}\n"
    assert checks(config, own, "{profile: acme}") == {**PROFILES["strict"].checks, "section/empty": "off"}


def test_a_profile_may_extend_one_that_is_written_further_down(config: ConfigFile) -> None:
    own = "profiles:\n  pay: {extends: acme, owner/several: off}\n  acme: {owner/several: advice, section/empty: off}\n"
    assert checks(config, own, "{profile: pay}") == {"owner/several": "off", "section/empty": "off"}


def test_the_defaults_name_the_profile_for_mappings_that_name_none(config: ConfigFile) -> None:
    defaults = "profiles:\n  acme: {section/empty: off}\ndefaults: {checks: {profile: acme}}\n"
    (mapping,) = config.read(defaults + TRACKERS + MAPPING).mappings
    assert mapping.checks == {"section/empty": "off"}


@pytest.mark.parametrize(
    ("profiles", "said"),
    [
        (
            "{acme: {extends: strikt}}",
            "followthrough.yaml:1: profiles.acme.extends: names no profile, `strikt` (did you mean `strict`?); "
            "accepted profiles: default, strict, lenient, acme",
        ),
        (
            "{acme: {section/emtpy: off}}",
            "followthrough.yaml:1: profiles.acme.section/emtpy: is not a rule (did you mean `section/empty`?); rules: ",
        ),
        (
            "{acme: {section/empty: never}}",
            "followthrough.yaml:1: profiles.acme.section/empty: is `never`, which is no severity; "
            "accepted: error, warning, advice, off",
        ),
        (
            "{acme: {extends: pay}, pay: {extends: acme}}",
            "followthrough.yaml:1: profiles.acme.extends: goes in a circle (`acme` → `pay` → `acme`); "
            "let one of them extend `default`",
        ),
        (
            "{acme: {extends: acme}}",
            "followthrough.yaml:1: profiles.acme.extends: goes in a circle (`acme` → `acme`); "
            "let one of them extend `default`",
        ),
        (
            "{strict: {section/empty: off}}",
            "followthrough.yaml:1: profiles.strict: is the name of a profile that ships; those are default, strict, "
            "lenient; choose another, and let it extend that one",
        ),
        (
            '{"my own": {}}',
            "followthrough.yaml:1: profiles.my own: must be a name in letters, digits, - and _",
        ),
        (
            "{acme: [section/empty]}",
            "followthrough.yaml:1: profiles.acme: must be a table of keys, not a list",
        ),
    ],
)
def test_a_mistake_in_a_profile_is_one_sentence(config: ConfigFile, profiles: str, said: str) -> None:
    problems = config.problems(lambda: config.read(f"profiles: {profiles}\n{TRACKERS}{MAPPING}"))
    assert problems.split("\n")[0].startswith(said)


def test_a_circle_is_told_at_each_profile_in_it_and_at_no_other(config: ConfigFile) -> None:
    text = "profiles:\n  a: {extends: b}\n  b: {extends: c}\n  c: {extends: b}\n  d: {extends: strict}\n"
    said = config.problems(lambda: config.read(text + TRACKERS + MAPPING)).split("\n")
    assert [line.split(": ")[1] for line in said] == ["profiles.b.extends", "profiles.c.extends"]


def test_every_profile_that_ships_names_rules_and_severities_that_there_are() -> None:
    for profile in PROFILES.values():
        assert profile.says.endswith(".")
        assert set(profile.checks) <= set(RULES)
        assert set(profile.checks.values()) <= {"error", "warning", "advice"}
