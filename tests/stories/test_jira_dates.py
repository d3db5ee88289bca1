"""Due dates in Jira, which has a field for them where its screens show one."""

from datetime import date

from tests.stories.conftest import Staging
from tests.stories.documents import TABLE
from tests.stories.jira_stories import TICKETS_IN_JIRA, at_jira
from tests.stories.pairing import Pairing
from tests.stories.stage import Stage
from tests.stories.test_following import row
from tests.stories.test_jira_screens import without


@TICKETS_IN_JIRA
def test_a_due_date_stands_in_jiras_field_and_what_people_put_there_counts(staged_with: Staging, both: Pairing) -> None:
    stage = staged_with(both)
    number = stage.finished(TABLE)
    ticket = stage.tickets()["A1"]
    assert ticket.due == date(2026, 12, 1)
    assert "2026" not in ticket.body, "a second date would be stale when the first is moved"

    stage.clock.advance(days=1)
    stage.bob.redates(stage.app, ticket.handle, date(2026, 12, 24))
    stage.settle()
    assert "| 2026-12-24 |" in row(stage.status(number), "A1")

    at_jira(stage, "bob").edits(ticket.handle, duedate=None)
    stage.settle()
    assert "| 2026-12-01 |" in row(stage.status(number), "A1"), "what the document says is all that is left"


@TICKETS_IN_JIRA
def test_where_no_screen_shows_the_field_the_date_stands_in_the_description(
    staged_with: Staging, both: Pairing
) -> None:
    stage = staged_with(both, prepare=without("duedate"))
    number = stage.finished(TABLE)
    ticket = stage.tickets()["A1"]

    assert ticket.due is None
    assert ticket.body.count("2026-12-01") == 1
    assert "**A1**: APP did not take the date 2026-12-01, so it stands in the description" in stage.status(number)
    assert "| 2026-12-01 |" in row(stage.status(number), "A1")


@TICKETS_IN_JIRA
def test_a_date_that_people_change_in_the_description_counts_where_there_is_no_field(
    staged_with: Staging, both: Pairing
) -> None:
    stage = staged_with(both, prepare=without("duedate"))
    number = stage.finished(TABLE)
    changes_the_words(stage, "2026-12-01", "2026-12-24")
    assert "| 2026-12-24 |" in row(stage.status(number), "A1")

    stage.clock.advance(days=1)
    stage.alice.closes(stage.app, stage.tickets()["A1"].handle)
    stage.settle()
    assert "**A1**: APP did not take" not in stage.status(number), "what is done needs no notice"


def changes_the_words(stage: Stage, old: str, new: str) -> None:
    stage.clock.advance(days=1)
    at_jira(stage, "bob").rewords(stage.app, stage.tickets()["A1"].handle, old, new)
    stage.settle()
