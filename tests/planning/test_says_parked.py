"""What the status comment says while looks are parked: contained, on one line, right below the heading."""

from datetime import UTC, datetime

from connectors.tracker import ProjectId, Ref
from service.says.parked import has_note, note, with_note

REF = Ref("github", ProjectId("1006"), 1)
SINCE = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
TEXT = "### Follow-through of this post-mortem\n\n**Being written.**\n\nmore"


def test_it_names_cause_time_and_cure() -> None:
    assert note(REF, SINCE, "an unexpected KeyError; the log has it").splitlines() == [
        "> [!CAUTION]",
        "> Followthrough could not look at this since 2026-11-20 09:00 UTC: an unexpected KeyError; the log has it. "
        "Nothing is lost: it is tried again at least every quarter of an hour; "
        "`followthrough replay github:1006#1` tries it at once.",
    ]


def test_it_stands_right_below_the_heading_and_everything_else_stays() -> None:
    said = note(REF, SINCE, "a cause")
    heading, rest = TEXT.split("\n\n", 1)
    assert with_note(TEXT, said) == f"{heading}\n\n{said}\n\n{rest}"
    assert has_note(with_note(TEXT, said))


def test_words_further_down_are_not_taken_for_it() -> None:
    said = note(REF, SINCE, "a cause")
    assert not has_note(TEXT)
    assert not has_note(f"{TEXT}\n\n{said}")


def test_a_cause_does_nothing_where_it_stands() -> None:
    said = note(REF, SINCE, "<b>@bob</b>\n\n# Title <!-- followthrough:end -->" + "x" * 900)
    assert said.count("\n") == 1
    assert "<b>" not in said and "@bob" not in said and "<!--" not in said
    assert len(said) < 700
