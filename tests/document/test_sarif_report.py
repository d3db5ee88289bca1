"""SARIF, as code scanning and editors read it. Their schema is not at hand here; what GitHub asks for is."""

import json
from typing import Any

from service.document.post_mortem import Severity
from service.document.reports.checked import Checked
from service.document.reports.sarif import to_sarif
from service.document.rules import RULES
from tests.document.reporting import DOCUMENT, checked, finding, with_findings


def run_of(*documents: Checked) -> dict[str, Any]:
    log = to_sarif(documents)
    assert json.loads(json.dumps(log)) == log
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    assert isinstance(run, dict)
    return run


def results_of(*documents: Checked) -> list[dict[str, Any]]:
    results: list[dict[str, Any]] = run_of(*documents)["results"]
    return results


def prints_of(*documents: Checked) -> list[str]:
    return [result["partialFingerprints"]["followthrough/v1"] for result in results_of(*documents)]


def place_of(result: dict[str, Any]) -> dict[str, Any]:
    (location,) = result["locations"]
    place: dict[str, Any] = location["physicalLocation"]
    return place


def test_results_refer_to_their_rules() -> None:
    run = run_of(checked())
    listed = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in listed] == list(RULES)
    for result, found in zip(run["results"], checked().findings, strict=True):
        assert listed[result["ruleIndex"]]["id"] == result["ruleId"] == found.rule
    assert [result["level"] for result in run["results"]] == ["error", "warning", "error"]


def test_a_rule_brings_its_whole_page() -> None:
    for shown, rule in zip(run_of(checked())["tool"]["driver"]["rules"], RULES.values(), strict=True):
        assert shown["shortDescription"]["text"] == rule.meaning
        assert shown["fullDescription"]["text"] == rule.why
        assert rule.why in shown["help"]["text"]
        for part in (rule.meaning, rule.why, rule.source, rule.failing, rule.passing):
            assert part in shown["help"]["markdown"]


def test_descriptions_fit_where_github_cuts_them() -> None:
    for rule in RULES.values():
        assert 0 < len(rule.meaning) <= 1024
        assert 0 < len(rule.why) <= 1024


def test_the_tool_says_what_it_is() -> None:
    driver = run_of(checked())["tool"]["driver"]
    assert driver["name"] == "followthrough"
    assert driver["version"]


def test_the_words_are_the_region_and_columns_are_characters() -> None:
    run = run_of(with_findings("- 🔥 soon", finding(words="soon")))
    assert run["columnKind"] == "unicodeCodePoints"
    assert place_of(run["results"][0])["region"] == {"startLine": 1, "startColumn": 5, "endLine": 1, "endColumn": 9}


def test_whole_lines_have_columns_too() -> None:
    (result,) = results_of(with_findings("- a\n- bc\r\n", finding((1, 2))))
    assert place_of(result)["region"] == {"startLine": 1, "startColumn": 1, "endLine": 2, "endColumn": 5}


def test_files_are_relative_to_the_repository() -> None:
    (result,) = results_of(with_findings("a", finding(), name="docs/a b#1.md"))
    assert place_of(result)["artifactLocation"] == {"uri": "docs/a%20b%231.md", "uriBaseId": "%SRCROOT%"}


def test_an_address_stays_one() -> None:
    name = "https://tracker.example/acme/incidents/issues/42"
    (result,) = results_of(Checked(name, "a", checked().post_mortem, (finding(),)))
    assert place_of(result)["artifactLocation"] == {"uri": name}


def test_several_documents_are_one_run() -> None:
    results = results_of(with_findings("a", finding(), name="a.md"), with_findings("a", finding(), name="b.md"))
    assert [place_of(result)["artifactLocation"]["uri"] for result in results] == ["a.md", "b.md"]


def test_what_is_waived_is_suppressed_with_its_reason() -> None:
    document = f"{DOCUMENT}\nWaived: owner/missing A1, because the rota owns it\n"
    (suppressed,) = [result for result in results_of(checked(document)) if "suppressions" in result]
    assert suppressed["ruleId"] == "owner/missing"
    assert suppressed["suppressions"] == [
        {"kind": "inSource", "status": "accepted", "justification": "the rota owns it"}
    ]


def test_what_was_waived_elsewhere_is_suppressed_from_outside() -> None:
    (result,) = results_of(with_findings("a", finding(waived="alice: it is on the rota")))
    assert result["suppressions"][0]["kind"] == "external"


def test_a_finding_is_known_again_when_lines_move() -> None:
    assert prints_of(checked()) == prints_of(checked(DOCUMENT.replace("## Summary", "One more line.\n\n## Summary")))


def test_an_action_is_known_again_when_one_is_put_before_it() -> None:
    before = "# Down\n\n## Actions\n\n- Rotate the keys by a job — @alice\n"
    after = before.replace("- Rotate", "- Write the runbook — @bob\n- Rotate")
    assert set(prints_of(checked(before))) < set(prints_of(checked(after)))


def test_findings_that_are_alike_are_told_apart() -> None:
    alike = with_findings("- soon\n- soon", finding((1, 1), "soon"), finding((2, 2), "soon"))
    assert len(set(prints_of(alike))) == 2


def test_the_same_finding_in_another_file_is_another() -> None:
    assert not set(prints_of(checked(name="a.md"))) & set(prints_of(checked(name="b.md")))


def test_advice_is_a_note() -> None:
    (result,) = results_of(with_findings("a", finding(severity=Severity.ADVICE)))
    assert result["level"] == "note"


def test_a_rule_that_is_not_listed_has_no_index() -> None:
    (result,) = results_of(with_findings("a", finding(rule="house/own")))
    assert "ruleIndex" not in result
