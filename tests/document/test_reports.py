"""How findings are shown to programs: the JSON of a checked document."""

import json

from service.document.reports.data import to_json
from tests.document.documents import COMPLETE
from tests.document.reporting import DOCUMENT, KNOWN, checked, finding, with_findings


def test_the_json_has_the_promised_keys_and_values() -> None:
    shown = to_json(checked())
    assert json.loads(json.dumps(shown)) == shown
    assert {"title", "sections", "causes", "actions", "findings", "summary"} <= set(shown)
    assert shown["sections"]["summary"] == [3, 5]
    assert shown["sections"]["lessons"] is None
    assert shown["causes"] == [
        {
            "key": "RC1",
            "lines": [9, 12],
            "text": "Keys are rotated by hand",
            "whys": ["The rotation job was never written.", "No checklist asks for one when a key is made."],
            "symptom": None,
            "category": None,
        }
    ]
    assert shown["actions"] == [
        {
            "key": "A1",
            "lines": [18, 18],
            "title": "Rotate signing keys by a job",
            "owners": [],
            "due": None,
            "due_text": "soon",
            "priority": None,
            "measure": None,
            "causes": ["RC1"],
            "links": [],
            "done": None,
        }
    ]
    assert [finding["rule"] for finding in shown["findings"]] == list(KNOWN)
    assert {"rule", "severity", "lines", "action", "message", "suggestion"} <= set(shown["findings"][0])
    assert shown["summary"] == {"errors": 2, "warnings": 1, "advice": 0}


def test_a_finding_says_which_words_are_meant_and_where_they_stand() -> None:
    *_, about_the_date = to_json(checked())["findings"]
    assert about_the_date["words"] == "soon"
    assert about_the_date["place"] == {"line": 18, "column": 41, "end_line": 18, "end_column": 45}


def test_a_finding_about_whole_lines_has_no_place() -> None:
    first, *_ = to_json(checked())["findings"]
    assert (first["words"], first["place"]) == ("", None)


def test_what_is_waived_stands_apart_and_counts_for_nothing() -> None:
    shown = to_json(checked(f"{DOCUMENT}\nWaived: owner/missing A1, because the rota owns it\n"))
    assert "owner/missing" not in [finding["rule"] for finding in shown["findings"]]
    (waived,) = shown["waived"]
    assert {key: waived[key] for key in ("rule", "action", "lines", "because")} == {
        "rule": "owner/missing",
        "action": "A1",
        "lines": [18, 18],
        "because": "the rota owns it",
    }
    assert shown["summary"]["errors"] == 1


def test_a_clean_document_has_empty_lists() -> None:
    shown = to_json(with_findings(COMPLETE))
    assert (shown["findings"], shown["waived"]) == ([], [])


def test_the_reason_of_a_waiver_is_told_as_it_is() -> None:
    (waived,) = to_json(with_findings(COMPLETE, finding(waived="alice: it is on the rota")))["waived"]
    assert waived["because"] == "alice: it is on the rota"
