"""The scorecard as people and programs see it."""

import csv
import io

import pytest

from service.document.post_mortem import Section
from service.document.reports.scores import Scored, to_csv, to_json, to_table
from service.document.reports.screen import cells
from service.document.scorecard import Score

FIRST = Scored(
    "post-mortems/2026-01-02-queue.md",
    "The queue stood still",
    Score(1, 4, 3, 2, 1, 1, 1, 2, 0, 2, 5, 6, (Section.WENT_WELL,), 3, 4, 0),
)
SECOND = Scored("b.md", "=HYPERLINK(1)", Score(documents=1, sections_asked=6, sections=6))


def test_owners_and_dates_are_told_out_of_all_actions() -> None:
    line = to_table([FIRST]).splitlines()[1]
    assert line.split()[:4] == ["post-mortems/2026-01-02-queue.md", "4", "3/4", "2/4"]
    assert line.endswith("went well")


def test_several_documents_have_a_line_for_all_of_them() -> None:
    shown = to_table([FIRST, SECOND])
    assert shown.splitlines()[3].split()[:5] == ["2", "documents", "4", "3/4", "2/4"]
    assert "Of 4 actions, 75 % have exactly one owner, 50 % a date" in shown
    assert "What went well (1 of 2)" in shown


def test_one_document_has_no_line_for_all_of_them() -> None:
    assert "documents" not in to_table([FIRST])


def test_a_document_without_actions_shows_no_share_of_them() -> None:
    shown = to_table([SECOND])
    assert shown.splitlines()[1].split()[:4] == ["b.md", "0", "-", "-"]
    assert "No actions were found." in shown


@pytest.mark.parametrize("width", [60, 80, 100, 120, 200])
def test_a_terminal_is_never_wider_than_it_is_unless_nothing_would_be_left(width: int) -> None:
    wide = Scored("記録/" * 30 + "x.md", "t", FIRST.score)
    for line in to_table([FIRST, SECOND, wide], width=width).splitlines():
        assert sum(cells(line)) <= max(width, 80)


def test_the_end_of_a_long_name_stays() -> None:
    assert "queue.md" in to_table([FIRST], width=80)


def test_a_name_cannot_colour_the_terminal() -> None:
    evil = Scored("a\x1b[31m.md", "t", FIRST.score)
    assert "\x1b" not in to_table([evil])


def test_colour_changes_no_word() -> None:
    from click import unstyle

    assert unstyle(to_table([FIRST, SECOND], colour=True)) == to_table([FIRST, SECOND])


def test_json_has_every_document_and_the_total() -> None:
    told = to_json([FIRST, SECOND])
    assert told["documents"][0]["missing"] == ["went_well"]
    assert told["total"]["documents"] == 2
    assert told["total"]["owned"] == 3
    assert told["total"]["missing"] == {"went_well": 1}
    assert "import" not in told["documents"][0]


def test_csv_has_a_line_a_document_that_no_spreadsheet_takes_for_a_formula() -> None:
    rows = list(csv.DictReader(io.StringIO(to_csv([FIRST, SECOND]))))
    assert [row["file"] for row in rows] == ["post-mortems/2026-01-02-queue.md", "b.md"]
    assert rows[0]["missing"] == "went_well"
    assert rows[1]["title"] == "'=HYPERLINK(1)"
