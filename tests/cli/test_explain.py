"""`followthrough explain`: people look a rule up, and docs/rules.md says the same."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from service.cli.explain import explain
from service.document.reports.rule_page import by_family, to_document
from service.document.rules import RULES, Rule

ROOT = Path(__file__).parents[2]


def run(*args: str) -> Result:
    return CliRunner().invoke(explain, list(args))


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_every_rule_has_a_page(rule: Rule) -> None:
    shown = run(rule.id)
    assert shown.exit_code == 0
    words = " ".join(shown.stdout.split())
    for part in (rule.id, rule.severity.value, rule.meaning, rule.why, rule.source, rule.failing, rule.passing):
        assert " ".join(part.split()) in words


def test_the_page_says_how_to_set_and_how_to_waive_it() -> None:
    shown = run("owner/missing").stdout
    assert "checks: {owner/missing: warning}" in shown
    assert "Waived: owner/missing A1, because" in shown


def test_a_rule_that_cannot_be_waived_says_so() -> None:
    assert "It cannot be waived." in run("actions/too-many").stdout


def test_without_a_rule_all_are_listed_by_family() -> None:
    shown = run().stdout
    assert "\nowner\n  owner/missing" in shown
    for rule in RULES.values():
        assert f"  {rule.id} " in shown
        assert rule.meaning in shown


def test_a_rule_that_is_not_there_gets_the_nearest() -> None:
    result = run("owner/mising")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "followthrough explain: there is no rule 'owner/mising'; the nearest is owner/missing.\n"


def test_the_last_part_alone_names_every_rule_that_has_it() -> None:
    assert "owner/missing" in run("missing").stderr
    assert "section/missing" in run("missing").stderr


def test_a_word_like_no_rule_gets_the_list() -> None:
    assert run("zzzzzz").stderr.endswith("followthrough explain lists all of them.\n")


def test_json_is_for_programs() -> None:
    shown = json.loads(run("owner/missing", "--format", "json").stdout)
    assert {"id", "family", "severity", "meaning", "why", "source", "failing", "passing", "waivable"} <= set(shown)
    assert (shown["id"], shown["family"], shown["severity"]) == ("owner/missing", "owner", "error")
    assert [rule["id"] for rule in json.loads(run("--format", "json").stdout)] == [rule.id for rule in by_family()]


def test_the_command_itself_answers() -> None:
    command = [sys.executable, "-m", "service.cli", "explain", "owner/missing"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("owner/missing (error)\n")


def test_the_rules_in_the_docs_are_current() -> None:
    written = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    assert written == to_document(by_family()), "docs/rules.md is out of date; run: make docs"


def test_examples_with_fences_of_their_own_stay_whole() -> None:
    fenced = Rule(**{**vars(RULES["owner/missing"]), "failing": "```\ncode\n```\n"})
    assert "````markdown\n```\ncode\n```\n````\n" in to_document([fenced])
