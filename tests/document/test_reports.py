"""How findings are shown."""

import json

from service.document.post_mortem import Finding, Severity
from service.document.reading import read
from service.document.reports import to_github, to_json, to_sarif, to_text
from service.document.rules import RULES, judge
from tests.document.documents import COMPLETE

DOCUMENT = COMPLETE.replace("| no key is older than 90 days |", "| |").replace("@alice", "")


def test_the_json_has_the_promised_keys_and_values() -> None:
    read_back = read(DOCUMENT)
    shown = to_json(read_back, judge(read_back))
    assert json.loads(json.dumps(shown)) == shown
    assert list(shown) == ["title", "sections", "causes", "actions", "findings", "summary"]
    assert shown["sections"]["summary"] == [3, 5]
    assert shown["sections"]["lessons"] is None
    assert shown["causes"] == [
        {
            "key": "RC1",
            "lines": [22, 25],
            "text": "Keys are rotated by hand",
            "whys": ["The rotation job was never written.", "No checklist asks for one when a key is made."],
        }
    ]
    assert shown["actions"] == [
        {
            "key": "A1",
            "lines": [31, 31],
            "title": "Rotate signing keys by a job",
            "owners": [],
            "due": "2026-12-01",
            "due_text": "2026-12-01",
            "priority": None,
            "measure": None,
            "causes": ["RC1"],
            "links": [],
            "done": None,
        }
    ]
    assert [finding["rule"] for finding in shown["findings"]] == ["owner/missing", "smart/measurable"]
    assert list(shown["findings"][0]) == ["rule", "severity", "lines", "action", "message", "suggestion"]
    assert shown["summary"] == {"errors": 1, "warnings": 1, "advice": 0}


def test_text_shows_where_what_why_and_what_to_write() -> None:
    read_back = read(DOCUMENT)
    shown = to_text("pm.md", DOCUMENT, read_back, judge(read_back))
    assert 'pm.md:31: error[owner/missing]: A1 "Rotate signing keys by a job" names no owner.\n' in shown
    assert "  31 | | A1 | Rotate signing keys by a job |  |" in shown
    assert f"     = why: {RULES['owner/missing'].why}\n" in shown
    assert "     = write: | A1 | Rotate signing keys by a job | @… | 2026-12-01 | RC1 | … |\n" in shown
    assert shown.endswith("pm.md: 1 root cause, 1 action; 1 error, 1 warning, 0 advice\n")


def test_text_is_coloured_only_where_it_is_asked_for() -> None:
    read_back = read(DOCUMENT)
    assert "\x1b[" not in to_text("pm.md", DOCUMENT, read_back, judge(read_back))
    assert "\x1b[" in to_text("pm.md", DOCUMENT, read_back, judge(read_back), colour=True)


def test_a_document_cannot_steer_the_terminal() -> None:
    document = "## Actions\n\n- \x1b[2J\u202eRotate\r\n"
    shown = to_text("p\x1bm.md", document, read(document), judge(read(document)))
    assert not set(shown) & set("\x1b\u202e\r")


def test_a_clean_document_is_one_line() -> None:
    assert to_text("pm.md", COMPLETE, read(COMPLETE), ()) == "pm.md: 1 root cause, 1 action; nothing to mend\n"


def test_annotations_are_escaped() -> None:
    finding = Finding("owner/missing", Severity.ADVICE, (3, 4), "100% of\r\n::error::it", "Write: x")
    assert to_github("a,b:c.md", [finding]) == (
        "::notice file=a%2Cb%3Ac.md,line=3,endLine=4,title=owner/missing::100%25 of%0D%0A::error::it%0AWrite: x\n"
    )


def test_sarif_refers_to_its_rules() -> None:
    findings = judge(read(DOCUMENT))
    (run,) = to_sarif("docs/a b.md", findings)["runs"]
    listed = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in listed] == list(RULES)
    for result, finding in zip(run["results"], findings, strict=True):
        assert listed[result["ruleIndex"]]["id"] == result["ruleId"] == finding.rule
        place = result["locations"][0]["physicalLocation"]
        assert place["artifactLocation"]["uri"] == "docs/a%20b.md"
        assert place["region"] == {"startLine": 31, "endLine": 31}
    assert [result["level"] for result in run["results"]] == ["error", "warning"]
