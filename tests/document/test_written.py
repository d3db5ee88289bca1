"""The date that a document gives itself, and what counts from it."""

from datetime import date

import pytest

from service.document.reading import read
from tests.document.documents import actions_section

DAY = date(2026, 11, 3)


@pytest.mark.parametrize(
    "text",
    [
        "---\ndate: 2026-11-03\n---\n# Down\n",
        "---\ntitle: Down on November 3, 2026\n---\n",
        "# Down\n\n**Date**: 2026-11-03\n",
        "# Down\n\n**Date:** 3 November 2026, 14:00 UTC\n",
        "# Down\n\nDate: 03.11.2026\nAuthors: Alice, Bob\n",
        "# Down\n\n- **Status**: final\n- **Date**: 2026-11-03\n",
        "# Down\n\n| Field | Value |\n|---|---|\n| Owner | @alice |\n| Date | 2026-11-03 |\n",
        "# Down\n\n| Date | 2026-11-03 |\n|---|---|\n| Owner | @alice |\n",
        "# Down\n\nOpened: 2026-11-03\n",
        "# Down\n\nIncident date: 2026-11-03\n",
        "# Down\n\n**Incident from:** 2026-11-01\n**Retro held:** 2026-11-03\n",
        "# Down\n\nDate: November 1-3, 2026\n",
        "# Down\n\nDate: 2026-11-01 22:00 – 2026-11-03 02:00 UTC\n",
        "# 2026-11-03 Down\n",
        "# Down - November 3, 2026\n",
        "## Down on 2026-11-03\n",
        "# Down on 2026-10-30\n\nDate: 2026-11-03\n",
    ],
)
def test_the_day_of_writing_is_what_the_document_says_near_its_top(text: str) -> None:
    assert read(text + actions_section("- Rotate\n")).written == DAY


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# Down\n\nDate: 06/07/2026\n",
        "# Down\n\nDate: 3 November\n",
        "# Down\n\nDate: TBD\n",
        "# Down from 2026-11-01 to 2026-11-03\n",
        "# Down\n\nThe last time was on 2026-11-03.\n",
        "# Down\n\n## Timeline\n\n- Started: 2026-11-03\n",
        "# Down\n\n## Actions\n\n- Rotate\n  - Date: 2026-11-03\n",
        "# Down\n\n**Actions**\n\n- Rotate\n\nDate: 2026-11-03\n",
        "# Down\n\n" + "Words.\n\n" * 40 + "Date: 2026-11-03\n",
    ],
)
def test_other_dates_are_not_that_of_the_document(text: str) -> None:
    assert read(text).written is None


DATED = "# Down\n\nDate: 2026-11-03\n\n## Actions\n\n"


@pytest.mark.parametrize(
    "item",
    [
        "- Rotate the keys by Friday\n",
        "- Rotate the keys (due: Friday)\n",
        "- Rotate the keys\n  - Due: Friday\n",
        "| Action | Due |\n|---|---|\n| Rotate the keys | Friday |\n",
        "### A1: Rotate the keys\n\n**Due:** by Friday\n",
        "### By Friday\n\n- Rotate the keys\n",
        "**By Friday:**\n\n- Rotate the keys\n",
    ],
)
def test_every_place_for_a_date_counts_from_it(item: str) -> None:
    (action,) = read(DATED + item).actions
    assert (action.title, action.due, action.due_choices) == ("Rotate the keys", date(2026, 11, 6), ())
    assert "friday" in (action.due_text or "").casefold()


def test_the_callers_day_goes_before_that_of_the_document() -> None:
    (action,) = read(DATED + "- Rotate the keys by Friday\n", written=date(2026, 11, 10)).actions
    assert action.due == date(2026, 11, 13)


def test_choices_reach_the_action_from_words_cells_and_headings() -> None:
    choices = (date(2026, 6, 7), date(2026, 7, 6))
    for item in (
        "- Rotate by 06/07/2026\n",
        "- Rotate (due: 06/07/2026)\n",
        "| Action | Due |\n|---|---|\n| Rotate | 06/07/2026 |\n",
        "### By 06/07/2026\n\n- Rotate\n",
    ):
        (action,) = read(actions_section(item)).actions
        assert (action.due, action.due_choices) == (None, choices)
