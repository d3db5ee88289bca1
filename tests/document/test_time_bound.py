"""What is said about due dates: missing, unclear, past or far away; and about actions that are several in one."""

from datetime import date, timedelta

import pytest

from service.document.post_mortem import Finding, Severity
from service.document.reading import read
from service.document.rules import Context, judge
from service.document.rules.smart.achievable import deliverables

WRITTEN = date(2026, 11, 3)


def smart(item: str, context: Context | None = None, written: date | None = WRITTEN) -> list[Finding]:
    rules = ("smart/time-bound", "smart/achievable")
    found = judge(read(f"## Actions\n\n{item}\n", written=written), context)
    return [finding for finding in found if finding.rule in rules]


def only(item: str, context: Context | None = None, written: date | None = WRITTEN) -> Finding:
    (finding,) = smart(item, context, written)
    return finding


@pytest.mark.parametrize(
    ("due", "written", "why"),
    [
        ("06/07/2027", WRITTEN, "can be 7 June or 6 July 2027."),
        ("by Friday", None, "cannot be resolved because the document has no date."),
        ("by next Friday", WRITTEN, "can be 6 November or 13 November 2026."),
        ("1 November", WRITTEN, "can be 1 November 2026 or 1 November 2027."),
        ("by next sprint", WRITTEN, "names no day."),
        ("mid-December", WRITTEN, "names no day."),
        ("2027-02-30", WRITTEN, "is in no calendar."),
        ("Friday 2 December 2026", WRITTEN, "falls on another day of the week than it says."),
    ],
)
def test_words_that_are_not_one_day_are_said_with_the_reason(due: str, written: date | None, why: str) -> None:
    finding = only(f"| ID | Action | Due |\n|---|---|---|\n| A1 | Rotate | {due} |", written=written)
    assert finding.message == f'The due date of A1 "Rotate", “{due}”, {why}'
    assert (finding.severity, finding.words) == (Severity.ERROR, due)


def test_both_days_are_there_to_be_copied() -> None:
    assert only("- A1 Rotate by 06/07/2027").suggestion == "Write 2027-06-07 or 2027-07-06."


def test_two_dates_in_one_action_are_asked_about() -> None:
    finding = only("- A1: Draft the page by Friday, show it by 2026-12-01")
    assert "is not the only one in the text: it says 6 November or 1 December 2026." in finding.message


def test_a_missing_date_is_asked_for_where_one_is_required() -> None:
    assert only("- A1: Rotate").message == 'A1 "Rotate" has no due date.'
    assert smart("- A1: Rotate", Context(due_required=False)) == []


def test_a_date_that_is_past_is_measured_by_today_or_else_by_the_document() -> None:
    past = "- A1: Rotate, due 2026-11-20"
    assert smart(past) == []
    assert only(past, Context(today=date(2026, 11, 21))).message.endswith("2026-11-20, is in the past.")
    assert smart(past, Context(today=date(2026, 11, 20))) == []
    finding = only("- A1: Rotate, due 2025-11-20")
    assert finding.message.endswith("2025-11-20, is before the document's own date, 2026-11-03.")
    assert smart("- A1: Rotate, due 2025-11-20", written=None) == []


def test_the_words_and_what_they_were_understood_as_are_both_shown() -> None:
    finding = only("- A1: Rotate by Friday", Context(today=date(2026, 12, 1)))
    assert finding.message == 'The due date of A1 "Rotate", “by Friday” (2026-11-06), is in the past.'


def test_what_is_done_may_have_any_date() -> None:
    assert smart("- [x] A1: Rotate by 06/07/2025") == []
    assert smart("- [x] A1: Rotate, due 2025-11-20") == []


def test_a_date_beyond_the_horizon_is_questioned() -> None:
    far = "- A1: Rotate, due 2027-06-01"
    finding = only(far)
    assert (finding.rule, finding.severity) == ("smart/achievable", Severity.ADVICE)
    assert finding.message.endswith("2027-06-01, is more than 26 weeks away.")
    assert smart(far, Context(today=date(2026, 12, 1))) == []
    assert smart(far, Context(horizon=timedelta(weeks=52))) == []
    assert only(far, Context(horizon=timedelta(days=10))).message.endswith("more than 10 days away.")
    assert smart(far, written=None) == []


EXAMPLE = (
    "Team Alpha will implement an alert for database memory usage exceeding 80% for more than 5 minutes, "
    "and document the response runbook, by the end of Q2."
)


def test_an_alert_and_its_runbook_by_the_end_of_a_quarter_are_smart() -> None:
    post_mortem = read(f"## Actions\n\n- {EXAMPLE}\n", written=date(2026, 4, 2))
    (action,) = post_mortem.actions
    assert (action.due, action.due_text, action.owners) == (date(2026, 6, 30), "by the end of Q2", ("Team Alpha",))
    assert smart(f"- {EXAMPLE}", written=date(2026, 4, 2)) == []


@pytest.mark.parametrize(
    ("title", "count"),
    [
        ("Add an alert for failed orders, document the rollback, then migrate the old queue", 3),
        ("Add an alert; write its runbook; rehearse the failover and tell the support", 4),
        ("Implement an alert for memory usage, and document the response runbook", 2),
        ("Review, test and deploy the change", 1),
        ("Allow people to add nodes, remove nodes and replace nodes", 1),
        ("Document how to add nodes, remove nodes and replace nodes", 1),
        ("Record the time, the version and the reason of every deploy", 1),
        ("Rotate the keys", 1),
        ("", 0),
    ],
)
def test_deliverables_are_counted_with_care(title: str, count: int) -> None:
    assert deliverables(title) == count


def test_several_pieces_of_work_in_one_action_are_advised_against() -> None:
    item = "- A1: Add an alert for orders, document the rollback, then migrate the queue, by 2026-12-01"
    finding = only(item)
    assert (finding.rule, finding.severity, finding.action) == ("smart/achievable", Severity.ADVICE, "A1")
    assert "joins 3 pieces of work" in finding.message


@pytest.mark.parametrize(("boxes", "count"), [(3, 0), (4, 1)])
def test_an_action_with_many_boxes_of_its_own_is_many(boxes: int, count: int) -> None:
    nested = "".join(f"  - [ ] Region {number}\n" for number in range(boxes))
    item = f"- [ ] A1: Rotate, by 2026-12-01\n{nested}- [ ] A2: Tell, by 2026-12-01"
    assert len(smart(item)) == count
