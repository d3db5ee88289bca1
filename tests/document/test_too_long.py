"""How long a document and its parts may be."""

from service.document.post_mortem import Finding, Severity
from service.document.reading import read
from service.document.rules import judge

SENTENCE = "The queue grew, the page went out, and the next worker was added. "


def found(markdown: str) -> list[Finding]:
    return [finding for finding in judge(read(markdown)) if finding.rule == "text/too-long"]


def test_a_long_paragraph_is_advised_to_be_split() -> None:
    (finding,) = found("## Timeline\n\n" + SENTENCE * 40)
    assert (finding.severity, finding.lines) == (Severity.ADVICE, (3, 3))
    assert "The paragraph has 2," in finding.message


def test_many_short_ones_are_fine() -> None:
    assert found("## Timeline\n\n" + f"- {SENTENCE}\n" * 40) == []


def test_code_quotations_and_addresses_do_not_count() -> None:
    assert found("## Timeline\n\n`" + "x" * 1_900 + "` and https://example.org/" + "y" * 1_900) == []


def test_a_row_is_as_long_as_its_longest_cell() -> None:
    row = "| Time | What |\n|---|---|\n| {} | {} |\n"
    assert found("## Timeline\n\n" + row.format("a" * 1_500, "b" * 1_500)) == []
    assert found("## Timeline\n\n" + row.format("a", "b" * 2_500))


def test_a_document_that_no_tracker_takes_is_warned_of() -> None:
    (finding,) = found("## Timeline\n\n" + f"- {SENTENCE}\n" * 1_000)
    assert (finding.severity, finding.lines) == (Severity.WARNING, (1, 1002))
