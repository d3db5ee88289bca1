"""What becomes of actions at the finish, planned from values: each ticket in full, its ties, and what stops it."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from connectors.tracker import Absence, Gone, Permission, Ref, Visibility
from service.document.reading import read
from service.mappings import DueRule, Mapping, Person, ReviewRule, Tickets
from service.observed import Claim, FinishRequest, How
from service.plan import plan
from service.planning.tickets import MOST_CHILDREN
from service.record import TrackedAction
from service.says import refusals
from service.says import ticket as words
from service.steps import CreateTicket, LinkAbroad, LinkChild
from tests.planning.documents import Document, Row, document, rows
from tests.planning.rig import APP, FINISHED, HOME, START
from tests.planning.sightings import (
    ABROAD,
    ASKED,
    INCIDENTS,
    NOW,
    PAY,
    STAFF,
    TICKETS,
    finishing,
    followed,
    in_jira,
    mapped,
    mapped_in_jira,
    only,
    planned,
    problems,
    status,
    ticket,
)

WRITTEN = document(1)
URGENT = (
    str(WRITTEN)
    .replace("| Done when |\n|---|", "| Done when | Priority |\n|---|---|")
    .replace("the graph shows it |", "the graph shows it | high |")
)
KINDS: dict[str, Any] = {
    "type": "Action",
    "fields": {"customfield_1": "x"},
    "labels": ("ops",),
    "priority": {"high": "Highest"},
}
ALICE = Person("Alice", {"github": "alice", "jira": "5b10"})


def said(document: str, due: date | None, **changes: Any) -> str:
    """The text that the ticket of its first action gets."""
    found = read(document)
    values: dict[str, Any] = {"post_mortem": "acme/incidents#1", "url": f"{INCIDENTS.url}/issues/1"}
    return words.text(found.actions[0], found.causes, due=due, **(values | changes))


def test_a_ticket_on_github_has_labels_for_all_that_github_has_no_field_for() -> None:
    tickets = Tickets("github", APP, **KINDS)
    steps = planned(finishing(URGENT), mapped(tickets=tickets))
    assert only(CreateTicket, steps) == (
        CreateTicket(
            key="A1",
            tracker="github",
            project=TICKETS.id,
            title="Add an alert for checkout errors above 1 percent",
            text=said(URGENT, date(2026, 5, 1)),
            labels=("postmortem:action", "ops", "Highest"),
            assignees=("alice",),
            due=date(2026, 5, 1),
            priority=None,
            kind="Action",
            fields={"customfield_1": "x"},
            restricted_to=None,
        ),
    )
    assert only(LinkChild, steps) == (LinkChild("A1", None),)


def test_a_ticket_in_jira_has_fields_of_its_own_and_the_level_of_its_post_mortem() -> None:
    to = mapped_in_jira(tickets=replace(ABROAD, **KINDS), people=(ALICE,))
    seen = in_jira(finishing(URGENT), restricted_to=STAFF)
    there = {"post_mortem": "PAY-1", "url": "https://jira.example/browse/PAY-1", "dated": True}
    assert only(CreateTicket, planned(seen, to)) == (
        CreateTicket(
            key="A1",
            tracker="jira",
            project=PAY.id,
            title="Add an alert for checkout errors above 1 percent",
            text=said(URGENT, date(2026, 5, 1), **there),
            labels=("postmortem:action", "ops"),
            assignees=("5b10",),
            due=date(2026, 5, 1),
            priority="Highest",
            kind="Action",
            fields={"customfield_1": "x"},
            restricted_to=STAFF,
        ),
    )


def test_where_more_people_read_the_ticket_is_neutral_and_has_no_level() -> None:
    """The level of one Jira means nothing in another project."""
    to = mapped(tickets=Tickets("github", APP, allow_public=True))
    seen = finishing(document(1), about={"restricted_to": STAFF})
    (created,) = only(CreateTicket, planned(seen, to))
    assert created.title == "Action A1 of a post-mortem"
    assert created.text == said(str(document(1)), date(2026, 5, 1), neutral=True)
    assert created.restricted_to is None


def test_a_priority_that_nobody_mapped_is_left_out() -> None:
    (created,) = only(CreateTicket, planned(finishing(URGENT)))
    assert (created.labels, created.priority) == (("postmortem:action",), None)


# -- what stops every ticket


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"destination": None, "destination_trouble": "Not there."}, refusals.unreadable(APP, "Not there.")),
        ({"destination": replace(TICKETS, accepts_issues=False)}, refusals.closed_to_issues(APP)),
        (
            {"destination": replace(TICKETS, permission=Permission.TRIAGE)},
            refusals.too_little_permission(APP, "triage"),
        ),
        (
            {"destination": replace(TICKETS, visibility=Visibility.PUBLIC)},
            refusals.more_public(APP, "public", "private"),
        ),
        ({"about": {"restricted_to": STAFF}}, refusals.more_open(APP, "Staff only", HOME)),
        ({"listing_trouble": "The list lies."}, "The list lies."),
    ],
)
def test_what_stops_every_ticket_is_said_before_the_finish_and_after_it(changes: dict[str, Any], sentence: str) -> None:
    before = planned(finishing(**changes))
    assert only(CreateTicket, before) == ()
    assert status(before).page.refused == sentence
    assert status(before).record.finished_at is None

    after = planned(followed(None, **changes))
    assert only(CreateTicket, after) == ()
    assert (None, sentence) in problems(after)


def test_a_post_mortem_without_actions_finishes_whatever_its_destination_is() -> None:
    seen = finishing(Document((), no_action="it was a drill"), destination=None)
    page = status(planned(seen)).page
    assert (page.finished_at, page.no_action_because) == (ASKED, "it was a drill.")


# -- what stops one


def test_an_action_that_the_tracker_would_not_take_waits_alone() -> None:
    seen = finishing(document(2), obstacles={Claim("ticket", "A1"): "PAY asks for a team."})
    steps = planned(seen)
    assert [step.key for step in only(CreateTicket, steps)] == ["A2"]
    assert problems(steps) == [("A1", "PAY asks for a team.")]


def test_an_action_that_another_account_claims_waits_alone() -> None:
    steps = planned(finishing(document(2), foreign=frozenset({Claim("ticket", "A2")})))
    assert [step.key for step in only(CreateTicket, steps)] == ["A1"]
    assert [step.key for step in only(LinkChild, steps)] == ["A1"]
    assert problems(steps) == [("A2", refusals.foreign_claim("ticket"))]


def test_what_stops_the_create_of_an_action_stops_nothing_once_its_ticket_is_there() -> None:
    claim = Claim("ticket", "A1")
    seen = finishing(strays={claim: ticket(7)}, obstacles={claim: "PAY asks for a team."}, foreign=frozenset({claim}))
    assert problems(planned(seen)) == [("A1", refusals.nobody_assigned("acme/app#7"))]


def test_an_action_that_was_done_before_the_finish_gets_no_ticket_and_no_word() -> None:
    done = Document(rows(2)).__str__().replace("| Done when |\n|---|", "| Done when | Status |\n|---|---|")
    lines = done.splitlines()
    text = "\n".join(f"{line} done |" if line.startswith("| A1 ") else line for line in lines)
    seen = finishing(text, obstacles={Claim("ticket", "A1"): "No."}, foreign=frozenset({Claim("ticket", "A1")}))
    steps = planned(seen)
    assert [step.key for step in only(CreateTicket, steps)] == ["A2"]
    assert [step.key for step in only(LinkChild, steps)] == ["A2"]
    assert problems(steps) == []


# -- ties


def linked(row: Row, url: str) -> Document:
    return Document((replace(row, link=url), *rows(2)[1:]))


def test_an_adopted_ticket_is_tied_once() -> None:
    there = ticket(7)
    seen = finishing(linked(rows(1)[0], there.url), linked={there.url: there})
    assert only(LinkChild, planned(seen)) == (LinkChild("A1", there), LinkChild("A2", None))
    tied = replace(seen, children=frozenset({there.ref}))
    assert only(LinkChild, planned(tied)) == (LinkChild("A2", None),)


def test_a_ticket_on_record_is_not_tied_again() -> None:
    there = ticket(7)
    known = TrackedAction("A1", rows(1)[0].title, there.ref, there.name)
    steps = planned(followed(None, known, tickets={there.ref: there}))
    assert (only(LinkChild, steps), only(CreateTicket, steps)) == ((), ())


def test_a_ticket_that_is_gone_is_neither_created_again_nor_tied() -> None:
    gone = Gone(ticket(7).ref, Absence.DELETED)
    known = TrackedAction("A1", rows(1)[0].title, gone.ref, "acme/app#7")
    steps = planned(followed(None, known, tickets={gone.ref: gone}))
    assert (only(LinkChild, steps), only(CreateTicket, steps)) == ((), ())
    assert problems(steps) == [("A1", refusals.ticket_gone("acme/app#7"))]


@pytest.mark.parametrize(("children", "ties"), [(MOST_CHILDREN - 1, 1), (MOST_CHILDREN, 0)])
def test_github_ties_as_many_as_it_has_room_for(children: int, ties: int) -> None:
    steps = planned(finishing(document(2), about={"children": children}))
    assert len(only(LinkChild, steps)) == ties
    assert len(only(CreateTicket, steps)) == 2


def test_github_has_room_for_a_hundred() -> None:
    assert len(only(LinkChild, planned(finishing(document(3), about={"children": 98})))) == 2


def test_nothing_is_tied_to_what_may_not_be_changed_any_more() -> None:
    steps = planned(finishing(project=replace(INCIDENTS, accepts_issues=False)))
    assert (len(only(CreateTicket, steps)), only(LinkChild, steps)) == (1, ())


def test_jira_ties_as_many_as_there_are_across_all_owners() -> None:
    seen = in_jira(finishing(document(3)), children=100)
    steps = planned(replace(seen, destination=replace(PAY, owner="another")), mapped_in_jira(people=(ALICE,)))
    assert [step.key for step in only(LinkChild, steps)] == ["A1", "A2", "A3"]


def test_github_ties_no_ticket_of_another_owner() -> None:
    there = ticket(7, replace(TICKETS, name="other/app"))
    seen = finishing(linked(rows(1)[0], there.url), linked={there.url: there})
    assert only(LinkChild, planned(seen)) == (LinkChild("A2", None),)
    elsewhere = replace(TICKETS, owner="other", name="other/app")
    assert only(LinkChild, planned(finishing(document(1), destination=elsewhere))) == ()


def test_a_ticket_in_another_tracker_is_shown_on_both_sides() -> None:
    there = ticket(7, PAY, "jira")
    seen = finishing(linked(rows(1)[0], there.url), linked={there.url: there}, destination=PAY)
    steps = planned(seen, mapped(tickets=ABROAD, people=(ALICE,)))
    assert only(LinkAbroad, steps) == (LinkAbroad("A1", there), LinkAbroad("A2", None))
    assert only(LinkChild, steps) == ()


def test_a_linked_issue_at_home_is_tied_although_new_ones_go_abroad() -> None:
    there = ticket(7, INCIDENTS)
    seen = finishing(linked(rows(1)[0], there.url), linked={there.url: there}, destination=PAY)
    steps = planned(seen, mapped(tickets=ABROAD, people=(ALICE,)))
    assert only(LinkChild, steps) == (LinkChild("A1", there),)
    assert only(LinkAbroad, steps) == (LinkAbroad("A2", None),)


def test_two_githubs_show_nothing_on_each_other_but_the_words_of_the_body() -> None:
    steps = planned(finishing(), mapped(tickets=Tickets("enterprise", APP)))
    assert (only(LinkAbroad, steps), only(LinkChild, steps)) == ((), ())
    assert len(only(CreateTicket, steps)) == 1


# -- dates


def test_a_severity_gives_a_date_counted_from_the_finish_in_the_mappings_time_zone() -> None:
    rule = DueRule(default_by_severity={"sev1": timedelta(days=7), "sev2": timedelta(days=30)})
    night = FinishRequest(How.LABEL, "alice", Permission.WRITE, ASKED.replace(hour=23))
    to = mapped(due=rule, review=ReviewRule(time_zone=ZoneInfo("Europe/Berlin")))
    undated = Document((replace(rows(1)[0], due=""),))
    seen = finishing(undated, about={"labels": (START, FINISHED, "sev1")}, finish=night)
    (created,) = only(CreateTicket, plan(seen, to, NOW + timedelta(days=1)))
    assert created.due == date(2026, 3, 10)
    (written,) = only(CreateTicket, plan(replace(seen, issue=replace(seen.issue, body=str(WRITTEN))), to, NOW))
    assert written.due == date(2026, 5, 1)


def test_without_a_severity_there_is_no_date() -> None:
    to: Mapping = mapped(due=DueRule(required=False, default_by_severity={"sev1": timedelta(days=7)}))
    undated = Document((replace(rows(1)[0], due=""),))
    (created,) = only(CreateTicket, planned(finishing(undated), to))
    assert created.due is None


def test_a_reference_of_another_tracker_is_not_in_the_destination() -> None:
    """Project ids of two trackers may be alike."""
    same = ticket(7, TICKETS, "enterprise")
    other = ticket(8, TICKETS)
    row = replace(rows(1)[0], link=f"{same.url} {other.url}")
    seen = finishing(Document((row,)), linked={same.url: same, other.url: other})
    (entry,) = status(planned(seen)).record.actions
    assert entry.ticket == Ref("github", TICKETS.id, 8)
