"""What people are told of actions, planned from values, and which issue is the ticket of one."""

from dataclasses import replace
from typing import Any

from connectors.tracker import Absence, Gone, Permission, Reason
from service.document.post_mortem import Severity
from service.document.reading import read
from service.identity import COMPARED
from service.observed import Claim
from service.record import HeldReview, TrackedAction
from service.says import refusals
from service.says.pages import Outcome
from service.steps import (
    CreateTicket,
)
from tests.planning.documents import Document, Row, rows
from tests.planning.sightings import (
    NOW,
    followed,
    issue,
    observed,
    only,
    planned,
    problems,
    status,
    ticket,
)
from tests.planning.tracked import (
    KNOWN,
    OPEN,
    OWNERLESS,
    WORDS,
    asking,
    line,
    requests,
    tracked,
)


def test_the_notice_of_a_create_is_told_while_the_ticket_is_open() -> None:
    noticed = replace(KNOWN, notice="PAY took no owner.")
    assert problems(planned(tracked(known=noticed))) == [("A1", "PAY took no owner.")]
    closed = replace(OPEN, open=False, reason=Reason.COMPLETED, closed_at=NOW)
    assert problems(planned(tracked(closed, noticed))) == []


def test_a_new_ticket_brings_its_own_notice() -> None:
    stray = replace(OPEN, notices=("No bob.", "No date."), owed=("bob",))
    (entry,) = status(
        planned(followed(None, TrackedAction("A1", WORDS), strays={Claim("ticket", "A1"): stray}))
    ).record.actions
    assert (entry.ticket, entry.name, entry.notice, entry.owed) == (
        OPEN.ref,
        "acme/app#7",
        "No bob. No date.",
        ("bob",),
    )
    assert not entry.adopted


def test_a_finding_about_an_action_that_has_its_ticket_is_no_longer_shown() -> None:
    found = status(planned(tracked(body=OWNERLESS, foreign=frozenset({Claim("ticket", "A2")}))))
    assert found.page.findings == ()


def test_an_unsound_action_that_came_later_waits_with_its_finding() -> None:
    late = Document((rows(1)[0], replace(rows(2)[1], owner="")))
    waiver = asking("owner/missing", "A2")
    steps = planned(tracked(body=late, waivers=requests(waiver, permission=Permission.READ)))
    assert only(CreateTicket, steps) == ()
    assert {finding.action for finding in status(steps).page.findings} == {"A2"}
    assert problems(steps) == [("A2", refusals.may_not_waive("bob", "owner/missing"))]


def test_what_would_stop_tickets_is_not_said_once_every_action_has_its_own() -> None:
    assert problems(planned(tracked(destination=None, destination_trouble="Not there."))) == []


def test_who_may_not_waive_is_not_told_once_every_action_has_its_ticket() -> None:
    body = Document((replace(rows(1)[0], owner=""),))
    waiver = asking("owner/missing", "A1")
    assert problems(planned(tracked(body=body, waivers=requests(waiver, permission=Permission.READ)))) == []


def test_too_many_actions_stop_every_ticket_that_is_not_there_yet() -> None:
    many = Document(tuple(Row(f"Do thing number {n} of the list", f"A{n}") for n in range(1, COMPARED + 2)))
    steps = planned(followed(many))
    assert only(CreateTicket, steps) == ()
    assert [f.rule for f in status(steps).page.findings if f.action is None] == ["actions/too-many"]


def test_a_missing_owner_of_a_ticket_is_said() -> None:
    assert problems(planned(tracked(replace(OPEN, assignees=())))) == [("A1", refusals.nobody_assigned("acme/app#7"))]


def test_a_dead_link_is_a_finding_unless_there_is_a_ticket() -> None:
    row = replace(rows(1)[0], link="https://github.example/acme/app/issues/66")
    dead = {row.link: Gone(ticket(66).ref, Absence.NOT_FOUND)}
    page = status(planned(observed(Document((row,)), linked=dead))).page
    (finding,) = [finding for finding in page.findings if finding.rule == "ticket/unknown"]
    assert (finding.severity, finding.action) == (Severity.ERROR, "A1")
    assert finding.message == f"The linked issue {row.link} is gone, or the service's account cannot see it."
    assert finding.suggestion == "Link another issue, or take the address out so that a new ticket is created."
    assert finding.lines == read(str(Document((row,)))).actions[0].lines
    assert status(planned(tracked(body=Document((row,)), linked=dead))).page.findings == ()


def test_an_owner_whom_nothing_can_be_assigned_to_is_a_finding() -> None:
    page = status(planned(observed(assignable={"alice": False}))).page
    assert any("alice cannot be assigned to issues of acme/app" in finding.message for finding in page.findings)


# -- which issue is the ticket


def test_an_issue_that_is_about_the_post_mortem_is_nobodys_ticket() -> None:
    review = HeldReview(1, ticket(9).ref, NOW, "")
    for context in (
        issue(1, labels=("postmortem",)),
        ticket(8, labels=("postmortem",)),
        ticket(8, labels=("postmortem:review",)),
        ticket(9),
    ):
        row = replace(rows(1)[0], link=context.url)
        seen = followed(Document((row,)), linked={context.url: context}, remembered={"reviews": (review,)})
        assert len(only(CreateTicket, planned(seen))) == 1, context.name


def test_what_is_on_record_comes_before_what_is_linked_and_that_before_what_claims() -> None:
    other, stray = ticket(8), ticket(9)
    body = Document((replace(rows(1)[0], link=other.url),))
    claims = {Claim("ticket", "A1"): stray}
    both: dict[str, Any] = {"linked": {other.url: other}, "strays": claims}
    assert line(tracked(body=body, **both)).ticket_name == "acme/app#7"
    assert line(tracked(Gone(OPEN.ref, Absence.DELETED), body=body, **both)).ticket_name == "acme/app#8"
    assert line(tracked(Gone(OPEN.ref, Absence.DELETED), strays=claims)).ticket_name == "acme/app#9"
    assert line(tracked(Gone(OPEN.ref, Absence.DELETED))).outcome is Outcome.GONE


def test_an_issue_that_was_there_before_is_put_on_record_as_adopted() -> None:
    other = ticket(8)
    body = Document((replace(rows(1)[0], link=other.url),))
    (entry,) = status(planned(followed(body, TrackedAction("A1", WORDS), linked={other.url: other}))).record.actions
    assert (entry.ticket, entry.adopted) == (other.ref, True)
    gone = {OPEN.ref: Gone(OPEN.ref, Absence.DELETED)}
    (cured,) = status(planned(followed(body, KNOWN, tickets=gone, linked={other.url: other}))).record.actions
    assert (cured.ticket, cured.adopted) == (other.ref, True)
    both = tracked(known=replace(KNOWN, adopted=True), body=body, linked={other.url: other})
    assert status(planned(both)).record.actions[0].adopted
