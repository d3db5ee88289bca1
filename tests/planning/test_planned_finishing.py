"""The finish, planned from values: who may ask, what stops it, and which moment counts."""

from dataclasses import replace
from datetime import timedelta

import pytest

from connectors.tracker import Permission
from service.document.post_mortem import Severity
from service.mappings import ReviewRule
from service.observed import How
from service.record import Refusal
from service.review_dates import first_review
from service.says import refusals
from service.says.pages import Phase
from service.steps import (
    CreateTicket,
    ReopenPostMortem,
)
from tests.planning.documents import Document, document, rows
from tests.planning.sightings import (
    ASKED,
    NOW,
    finishing,
    followed,
    observed,
    only,
    planned,
    status,
)
from tests.planning.tracked import (
    OWNERLESS,
    before,
    finish,
)


def test_the_finish_is_put_on_record_with_who_asked_and_the_first_review() -> None:
    found = status(planned(finishing(finish=finish())))
    due = first_review(ASKED, ReviewRule())
    assert (found.record.finished_at, found.record.finished_by, found.record.finished_as) == (ASKED, "5b10", "Alice")
    assert found.record.review_due == due
    page = found.page
    assert (page.phase, page.finished_at, page.finished_by, page.review_due) == (Phase.TRACKING, ASKED, "Alice", due)
    assert (page.reviews, page.review_open, page.closed_at, page.no_action_because) == ((), False, None, "")


def test_who_is_known_by_their_login_is_not_named_twice() -> None:
    assert status(planned(finishing())).record.finished_as == ""
    assert status(planned(finishing())).page.finished_by == "alice"


@pytest.mark.parametrize("how", [How.LABEL, How.CLOSE, How.COMMENT])
def test_errors_stop_a_finish_and_open_what_was_closed(how: How) -> None:
    steps = planned(finishing(OWNERLESS, finish=finish(how)))
    refused = Refusal(how, "Alice", ASKED)
    assert only(CreateTicket, steps) == ()
    assert only(ReopenPostMortem, steps) == ((ReopenPostMortem(),) if how is How.CLOSE else ())
    assert status(steps).page.refused == refusals.refusal(refused)
    assert (status(steps).record.refused, status(steps).record.finished_at) == (refused, None)
    assert status(steps).record.actions[0].key == "A1"
    assert steps[-1] == (ReopenPostMortem() if how is How.CLOSE else status(steps))


@pytest.mark.parametrize("body", [document(1), OWNERLESS], ids=["sound", "with errors"])
def test_who_may_not_finish_is_told_so(body: Document) -> None:
    steps = planned(finishing(body, finish=finish(permission=Permission.READ)))
    assert only(CreateTicket, steps) == ()
    assert status(steps).page.refused == refusals.not_allowed("Alice", "read")
    assert status(steps).record.refused is None


def test_who_may_triage_may_finish() -> None:
    assert len(only(CreateTicket, planned(finishing(finish=finish(permission=Permission.TRIAGE))))) == 1
    refused = planned(finishing(OWNERLESS, finish=finish(permission=Permission.TRIAGE)))
    assert status(refused).record.refused is not None


def test_a_refused_close_is_remembered_until_the_document_is_mended() -> None:
    refused = Refusal("close", "alice", ASKED)
    found = status(planned(before(OWNERLESS, "close")))
    assert (found.record.refused, found.page.refused) == (refused, refusals.refusal(refused))
    mended = status(planned(before(document(1), "close")))
    assert (mended.record.refused, mended.page.refused) == (None, "")


def test_a_refused_label_is_forgotten_with_the_label() -> None:
    found = status(planned(before(OWNERLESS, "label")))
    assert (found.record.refused, found.page.refused) == (None, "")


def test_after_a_refusal_it_is_finished_when_it_was_mended() -> None:
    mended = ASKED + timedelta(minutes=30)
    seen = before(document(1), "label", finish=finish())
    seen = replace(seen, issue=replace(seen.issue, updated_at=mended))
    assert status(planned(seen)).record.finished_at == mended
    assert status(planned(seen)).record.refused is None
    asked_anew = replace(seen, finish=finish(at=ASKED + timedelta(minutes=10)))
    assert status(planned(asked_anew)).record.finished_at == ASKED + timedelta(minutes=10)


def test_without_a_refusal_it_is_finished_when_that_was_asked() -> None:
    assert status(planned(finishing(about={"updated_at": NOW}))).record.finished_at == ASKED


def test_a_date_that_passes_before_the_ticket_is_there_stops_no_ticket() -> None:
    body = Document((replace(rows(1)[0], due="2026-03-10"),))
    long_after = NOW + timedelta(days=30)
    assert len(only(CreateTicket, planned(finishing(body), now=long_after))) == 1
    assert len(only(CreateTicket, planned(followed(body), now=long_after))) == 1
    findings = status(planned(observed(body), now=long_after)).page.findings
    assert [finding.action for finding in findings if finding.severity is Severity.ERROR] == ["A1"]


@pytest.mark.parametrize(("permission", "waits"), [(Permission.TRIAGE, True), (Permission.READ, False)])
def test_a_finish_that_its_destination_holds_up_waits_by_itself_if_whoever_asked_may_ask(
    permission: Permission, waits: bool
) -> None:
    page = status(planned(finishing(finish=finish(permission=permission), destination=None))).page
    assert (page.waits, page.phase) == (waits, Phase.WRITING)
