"""Ticks, owed owners and doubles, planned from values, and when the status comment is written."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from connectors.tracker import Absence, Gone, Issue, Permission, Reason
from service.mappings import Person
from service.observed import Claim, Double, Observed
from service.plan import view
from service.record import HeldReview, Record
from service.says import boxes
from service.says.pages import Outcome
from service.says.status import text
from service.steps import (
    AssignTicket,
    CloseDuplicate,
    CreateTicket,
    OpenReview,
    SettleTicket,
)
from tests.planning.documents import Document, rows
from tests.planning.sightings import (
    ABROAD,
    ASKED,
    NOW,
    PAY,
    finishing,
    followed,
    mapped,
    only,
    planned,
    problems,
    status,
    ticket,
)
from tests.planning.state import ALICE, BOB
from tests.planning.tracked import (
    CALLED,
    KNOWN,
    OPEN,
    tracked,
    with_status,
)


def rendered(seen: Observed, *ticked: str, now_ticked: str = "") -> Observed:
    """The status comment was written with these boxes ticked, and `now_ticked` is since then."""
    assert seen.status is not None
    there = text(status(planned(seen)).page)
    record = replace(seen.status.record, ticked=frozenset(ticked))
    return with_status(seen, text=there.replace(f"- [ ] **{now_ticked}**", f"- [x] **{now_ticked}**"), record=record)


def test_a_tick_closes_the_ticket_and_the_page_says_so_already() -> None:
    steps = planned(rendered(tracked(), now_ticked="A1"))
    assert only(SettleTicket, steps) == (SettleTicket("A1", OPEN.ref, False, Reason.COMPLETED, NOW),)
    (shown,) = status(steps).page.lines
    assert (shown.outcome, shown.settled_at, shown.active_at) == (Outcome.DONE, NOW, NOW)
    assert status(steps).record.ticked == {"A1"}


def test_a_tick_is_shown_as_the_next_look_will_read_it_whatever_the_ticket_was_closed_as_before() -> None:
    dropped_once = replace(OPEN, reason=Reason.NOT_PLANNED)
    (shown,) = status(planned(rendered(tracked(dropped_once), now_ticked="A1"))).page.lines
    closed = replace(OPEN, open=False, reason=Reason.COMPLETED, closed_at=NOW, updated_at=NOW)
    assert (shown,) == status(planned(tracked(closed))).page.lines


def test_clearing_a_box_opens_the_ticket() -> None:
    closed = replace(OPEN, open=False, reason=Reason.COMPLETED, closed_at=NOW)
    seen = rendered(tracked(closed), "A1")
    cleared = with_status(seen, text=seen.status.text.replace("- [x] **A1**", "- [ ] **A1**"))  # type: ignore[union-attr]
    steps = planned(cleared)
    assert only(SettleTicket, steps) == (SettleTicket("A1", OPEN.ref, True, None, NOW),)
    assert status(steps).page.lines[0].settled_at is None
    assert boxes.keys(cleared.status.text) == {"A1"}  # type: ignore[union-attr]


@pytest.mark.parametrize(("ago", "tried"), [(timedelta(hours=23, minutes=59), False), (timedelta(days=1), True)])
def test_a_dead_end_is_tried_again_after_a_day(ago: timedelta, tried: bool) -> None:
    known = replace(KNOWN, notice="No way there.", tried_at=NOW - ago)
    steps = planned(rendered(tracked(known=known), now_ticked="A1"))
    assert bool(only(SettleTicket, steps)) == tried
    assert ("A1", "No way there.") in problems(steps) or tried
    assert status(steps).page.asked == (frozenset() if tried else {"A1"})
    assert status(steps).record.actions[0].tried_at == (None if tried else NOW - ago)


def test_a_closed_ticket_that_found_no_way_back_says_why() -> None:
    closed = replace(OPEN, open=False, reason=Reason.COMPLETED, closed_at=NOW)
    seen = rendered(tracked(closed, replace(KNOWN, notice="No way back.", tried_at=NOW)), "A1")
    cleared = with_status(seen, text=seen.status.text.replace("- [x] **A1**", "- [ ] **A1**"))  # type: ignore[union-attr]
    assert problems(planned(cleared)) == [("A1", "No way back.")]


def test_a_dead_end_is_forgotten_when_its_box_is_changed_back() -> None:
    known = replace(KNOWN, notice="No way there.", tried_at=NOW)
    (entry,) = status(planned(rendered(tracked(known=known)))).record.actions
    assert (entry.notice, entry.tried_at) == ("", None)


@pytest.mark.parametrize(
    ("there", "assigned"),
    [
        (replace(OPEN, assignees=()), True),
        (OPEN, False),
        (replace(OPEN, assignees=(), open=False, closed_at=NOW), False),
        (Gone(OPEN.ref, Absence.DELETED), False),
    ],
    ids=["open", "assigned", "closed", "gone"],
)
def test_an_owed_owner_is_assigned_where_nobody_is(there: Issue | Gone, assigned: bool) -> None:
    steps = planned(tracked(there, replace(KNOWN, owed=("bob", "carol"))))
    assert only(AssignTicket, steps) == ((AssignTicket("A1", OPEN.ref, ("bob", "carol")),) if assigned else ())
    assert status(steps).record.actions[0].owed == ()


def doubled(double: Issue, standing: Issue | Gone = OPEN, **changes: Any) -> tuple[CloseDuplicate, ...]:
    seen = tracked(standing, doubles=(Double(Claim("ticket", "A1"), double),), **changes)
    return only(CloseDuplicate, planned(seen))


def test_a_second_ticket_is_closed_in_favour_of_the_one_on_record() -> None:
    double = ticket(8)
    assert doubled(double) == (CloseDuplicate(Claim("ticket", "A1"), double, OPEN.ref),)
    steps = planned(tracked(doubles=(Double(Claim("ticket", "A1"), double),)))
    assert isinstance(steps[-1], CloseDuplicate)


@pytest.mark.parametrize(
    ("reason", "closed"),
    [(Reason.COMPLETED, True), (Reason.NOT_PLANNED, False), (Reason.DUPLICATE, False)],
)
def test_it_stands_while_nobody_dropped_the_one_on_record(reason: Reason, closed: bool) -> None:
    assert bool(doubled(ticket(8), replace(OPEN, open=False, reason=reason, closed_at=NOW))) == closed


def test_where_the_one_on_record_is_gone_the_second_stays() -> None:
    assert doubled(ticket(8), Gone(OPEN.ref, Absence.DELETED)) == ()


def test_what_serves_in_another_row_is_not_closed() -> None:
    double = ticket(8)
    body = Document((rows(1)[0], replace(rows(2)[1], link=double.url)))
    assert doubled(double, body=body, linked={double.url: double}) == ()


@pytest.mark.parametrize(("cycle", "gone", "closed"), [(1, False, True), (2, False, False), (1, True, False)])
def test_a_second_review_is_closed_in_favour_of_the_one_of_its_cycle(cycle: int, gone: bool, closed: bool) -> None:
    held = HeldReview(cycle, ticket(20).ref, NOW, "", NOW, gone)
    double = ticket(21)
    claim = Claim("review", "1")
    seen = tracked(doubles=(Double(claim, double),), remembered={"reviews": (held,)})
    assert only(CloseDuplicate, planned(seen)) == ((CloseDuplicate(claim, double, held.ref),) if closed else ())


def test_a_review_on_record_is_nobodys_double() -> None:
    held = HeldReview(1, ticket(20).ref, NOW, "", NOW)
    other = HeldReview(2, ticket(21).ref, NOW, "", NOW)
    doubles = (Double(Claim("review", "1"), ticket(21)),)
    assert only(CloseDuplicate, planned(tracked(doubles=doubles, remembered={"reviews": (held, other)}))) == ()


# -- writing it


def settled(seen: Observed) -> Observed:
    """With the status comment that its plan writes."""
    found = status(planned(seen))
    return with_status(seen, text=text(found.page), record=found.record)


def test_a_status_comment_that_says_what_it_should_is_left_alone() -> None:
    assert planned(settled(tracked())) == ()


@pytest.mark.parametrize(
    "changes", [{"untouched": False}, {"text": "Other words."}, {"record": Record("other", finished_at=ASKED)}], ids=str
)
def test_one_that_does_not_is_rewritten_in_place(changes: dict[str, Any]) -> None:
    written = status(planned(with_status(settled(tracked()), **changes)))
    assert written.comment == "c1"
    assert written.record.mapping == "checkout"


def test_it_is_written_whenever_something_is_created() -> None:
    seen = settled(followed())
    assert [type(step).__name__ for step in planned(seen)] == ["CreateTicket", "LinkChild", "WriteStatus"]


def test_the_view_of_a_post_mortem_is_what_its_plan_writes() -> None:
    seen = tracked()
    decision, written = view(seen, mapped(), NOW), status(planned(seen))
    assert (decision.page, decision.record) == (written.page, written.record)


def test_a_document_tagged_by_who_may_not_is_left_alone() -> None:
    assert planned(finishing(tagger_permission=Permission.READ)) == ()
    assert len(only(CreateTicket, planned(finishing(tagger_permission=Permission.TRIAGE)))) == 1
    assert planned(tracked(tagger_permission=Permission.READ)) != ()


def test_people_of_the_config_are_mentioned_by_their_account_here() -> None:
    bob = Person("Bob", {"github": "bob"})
    there = ticket(7, PAY, "jira", assignees=(replace(ALICE, login="5b10"), replace(BOB, login="99")))
    known = replace(KNOWN, ticket=there.ref)
    seen = followed(None, known, tickets={there.ref: there}, destination=PAY, remembered={"review_due": ASKED})
    (step,) = only(OpenReview, planned(seen, mapped(tickets=ABROAD, people=(CALLED, bob))))
    assert step.page.mentions == {"5b10": "alice"}
