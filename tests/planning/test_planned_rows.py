"""The rows of a status comment, planned from values: what each says, and whose title stays where it is."""

from dataclasses import replace
from datetime import date

import pytest

from connectors.tracker import Level, Visibility
from service.document.reading import read
from service.identity import remembered_words
from service.mappings import Tickets
from service.observed import Claim
from service.record import TrackedAction
from service.says.pages import ActionLine, Outcome
from tests.planning.documents import Document, Shape, document, rows
from tests.planning.sightings import (
    ABROAD,
    INCIDENTS,
    NOW,
    PAY,
    STAFF,
    TICKETS,
    followed,
    in_jira,
    mapped,
    mapped_in_jira,
    planned,
    status,
    ticket,
)
from tests.planning.state import ALICE
from tests.planning.tracked import (
    CALLED,
    CAUSE,
    KNOWN,
    OPEN,
    TITLE,
    WORDS,
    line,
    tracked,
)


def test_the_row_of_a_ticket_says_what_the_ticket_says() -> None:
    found = line(tracked(replace(OPEN, due=date(2026, 6, 1), updated_at=NOW)))
    assert found == ActionLine(
        "A1",
        "Add an alert",
        owner="alice",
        due=date(2026, 6, 1),
        cause=CAUSE,
        measure="the graph shows it",
        outcome=Outcome.OPEN,
        ticket_name="acme/app#7",
        ticket_url=OPEN.url,
        active_at=NOW,
        accounts=("alice",),
    )


def test_the_row_of_an_action_without_a_ticket_says_what_the_document_says() -> None:
    found = line(followed(foreign=frozenset({Claim("ticket", "A1")})))
    assert found == ActionLine("A1", TITLE, "alice", date(2026, 5, 1), CAUSE, "the graph shows it")


def test_an_action_that_says_no_measure_has_none_in_its_row() -> None:
    body = Document((replace(rows(1)[0], measure=""),))
    assert line(followed(body, foreign=frozenset({Claim("ticket", "A1")}))).measure == ""


def test_the_page_of_a_finished_one_has_half_the_room_in_jira() -> None:
    assert status(planned(in_jira(followed()), mapped_in_jira(people=(CALLED,)))).page.room == 0.5


def test_several_causes_and_owners_stand_in_one_row() -> None:
    text = str(document(1)).replace("## Actions", "### RC2: Nobody looked\n\n1. Why? It was night.\n\n## Actions")
    body = text.replace("| RC1 |", "| RC1, RC2 |").replace("| @alice |", "| @alice, @bob |")
    found = line(followed(body, foreign=frozenset({Claim("ticket", "A1")})))
    assert found.cause == f"{CAUSE}; RC2 Nobody looked"
    assert found.owner == "alice, bob"


def test_a_row_names_only_the_causes_that_its_action_is_for() -> None:
    text = str(document(1)).replace("## Actions", "### RC2: Nobody looked\n\n1. Why? It was night.\n\n## Actions")
    assert line(followed(text, foreign=frozenset({Claim("ticket", "A1")}))).cause == CAUSE


def test_what_was_done_before_the_finish_stands_as_done_without_a_ticket() -> None:
    body = str(Document(rows(1), Shape.BOXES)).replace("- [ ]", "- [x]")
    found = line(followed(body))
    assert (found.outcome, found.ticket_name) == (Outcome.DONE, "")


def test_owners_of_tickets_on_github_are_called_by_their_login() -> None:
    body = Document((replace(rows(1)[0], owner="Alice Archer"),))
    seen = followed(body, foreign=frozenset({Claim("ticket", "A1")}))
    assert line(seen, mapped(people=(CALLED,))).owner == "alice"


def test_owners_of_tickets_in_jira_are_called_by_name() -> None:
    to = mapped(tickets=ABROAD, people=(CALLED,))
    seen = followed(destination=PAY, foreign=frozenset({Claim("ticket", "A1")}))
    assert line(seen, to).owner == "Alice Archer"
    unknown = followed(Document((replace(rows(1)[0], owner="Somebody"),)), destination=PAY)
    assert line(unknown, to).owner == "Somebody"


def test_an_action_that_left_the_document_keeps_its_row_behind_the_others_while_it_has_a_ticket() -> None:
    gone = TrackedAction("A9", "Do what is not there any more", ticket(9).ref, "acme/app#9")
    bare = TrackedAction("A8", "Never had a ticket")
    seen = followed(None, gone, bare, KNOWN, tickets={OPEN.ref: OPEN})
    found = status(planned(seen))
    assert found.page.lines[1:] == (ActionLine("A9", "Do what is not there any more", ticket_name="acme/app#9"),)
    assert [(action.key, action.left) for action in found.record.actions] == [("A9", True), ("A8", True), ("A1", False)]


def test_an_action_is_remembered_by_the_words_that_its_ticket_was_made_from() -> None:
    new = Document((replace(rows(1)[0], title="Add an alert for slow checkouts above 3 seconds"),))
    words = remembered_words(read(str(new)).actions[0])
    (kept,) = status(planned(tracked(body=new))).record.actions
    assert (kept.words, kept.latest) == (WORDS, words)
    (back,) = status(planned(tracked(known=replace(KNOWN, latest=words, left=True)))).record.actions
    assert (back.words, back.latest, back.left) == (WORDS, "", False)
    bare = TrackedAction("A1", WORDS, left=True)
    seen = followed(new, bare, foreign=frozenset({Claim("ticket", "A1")}))
    (renamed,) = status(planned(seen)).record.actions
    assert (renamed.words, renamed.latest, renamed.left) == (words, "", False)


def test_a_reworded_action_is_shown_beside_what_its_ticket_was_made_from() -> None:
    title = "Add an alert for slow checkouts above 3 seconds"
    new = Document((replace(rows(1)[0], title=title),))
    assert line(tracked(body=new)).reworded == title
    assert line(tracked(body=new, known=replace(KNOWN, adopted=True))).reworded == ""
    assert line(tracked()).reworded == ""
    without = TrackedAction("A1", WORDS)
    assert line(followed(new, without, foreign=frozenset({Claim("ticket", "A1")}))).reworded == ""


# -- who may read what


@pytest.mark.parametrize(
    ("home", "there", "apart"),
    [
        (Visibility.PRIVATE, Visibility.PRIVATE, False),
        (Visibility.PUBLIC, Visibility.PUBLIC, False),
        (Visibility.PRIVATE, Visibility.PUBLIC, True),
        (Visibility.PUBLIC, Visibility.PRIVATE, True),
        (Visibility.UNKNOWN, Visibility.UNKNOWN, True),
    ],
)
def test_a_ticket_that_others_read_keeps_its_title_to_itself(home: Visibility, there: Visibility, apart: bool) -> None:
    seen = tracked(project=replace(INCIDENTS, visibility=home), destination=replace(TICKETS, visibility=there))
    assert (line(seen).apart, line(seen).title) == (apart, TITLE if apart else "Add an alert")


def test_a_ticket_that_is_still_to_come_keeps_its_title_to_itself_too() -> None:
    seen = followed(destination=replace(TICKETS, visibility=Visibility.PUBLIC))
    page = status(planned(seen)).page.with_ticket("A1", OPEN)
    assert (page.lines[0].ticket_name, page.lines[0].title) == (OPEN.name, TITLE)


def test_a_ticket_of_the_same_project_is_read_by_the_same_people() -> None:
    unknown = replace(INCIDENTS, visibility=Visibility.UNKNOWN)
    same = replace(OPEN, ref=replace(OPEN.ref, project=INCIDENTS.id))
    to = mapped(tickets=Tickets("github", INCIDENTS.name))
    assert not line(tracked(same, project=unknown, destination=unknown), to).apart


def test_a_ticket_of_a_project_that_nobody_looked_at_is_apart() -> None:
    elsewhere = replace(OPEN, ref=replace(OPEN.ref, project=PAY.id))
    assert line(tracked(elsewhere)).apart
    assert line(tracked(replace(OPEN, ref=replace(OPEN.ref, tracker="enterprise")))).apart
    assert line(tracked(destination=None)).apart


@pytest.mark.parametrize(
    ("here", "there", "apart"),
    [
        (STAFF, STAFF, False),
        (STAFF, replace(STAFF, name="Staff"), False),
        (STAFF, None, False),
        (None, STAFF, True),
        (STAFF, Level("11", "Staff only"), True),
        (None, None, False),
    ],
)
def test_in_one_project_of_jira_a_level_of_its_own_sets_a_ticket_apart(
    here: Level | None, there: Level | None, apart: bool
) -> None:
    own = ticket(7, PAY, "jira", restricted_to=there, assignees=(replace(ALICE, login="5b10"),))
    seen = in_jira(followed(None, replace(KNOWN, ticket=own.ref), tickets={own.ref: own}), restricted_to=here)
    assert line(seen, mapped_in_jira(people=(CALLED,))).apart == apart


def test_a_level_of_the_same_name_in_another_project_is_another_circle() -> None:
    other = replace(PAY, id=replace(INCIDENTS, id=PAY.id).id, name="OPS")
    own = ticket(7, replace(other, id=INCIDENTS.id), "jira", restricted_to=STAFF)
    seen = in_jira(followed(None, replace(KNOWN, ticket=own.ref), tickets={own.ref: own}), restricted_to=STAFF)
    assert line(seen, mapped_in_jira(people=(CALLED,))).apart


def test_what_is_restricted_shows_only_tickets_of_its_own_project() -> None:
    assert line(tracked(about={"restricted_to": STAFF})).apart
