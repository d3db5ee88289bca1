"""From a finished document to tickets, exactly one for each action."""

from datetime import date

import pytest

from service.index import parse_ref
from tests.stories.conftest import EVERYWHERE
from tests.stories.documents import BULLETS, CHECKBOXES, NO_ACTION, OWNERLESS, TABLE
from tests.stories.stage import Stage


@EVERYWHERE
def test_a_finished_post_mortem_becomes_tickets_with_owner_date_cause_and_link(stage: Stage) -> None:
    number = stage.finished(TABLE)

    tickets = stage.tickets()
    assert sorted(tickets) == ["A1", "A2", "A3"]
    assert tickets["A1"].assignees == ("alice",)
    assert tickets["A2"].assignees == ("bob",)
    assert tickets["A3"].assignees == ("bob",), "a team answers through its lead"
    assert tickets["A1"].labels >= {"postmortem:action", "reliability"}
    assert tickets["A2"].day == date(2026, 12, 15)
    body = tickets["A2"].body
    assert "the checklist has the line" in body
    assert "A release may open a second connection pool" in body
    assert stage.alice.reads(stage.incidents, number).url in body
    if stage.home is stage.away:
        children = stage.alice.children(stage.incidents, number)
        assert sorted(children) == sorted(ticket.handle for ticket in tickets.values())


def test_the_status_comment_then_lists_every_action_with_its_ticket(stage: Stage) -> None:
    number = stage.finished(TABLE)

    status = stage.status(number)
    for key, ticket in stage.tickets().items():
        assert f"**{key}**" in status
        assert ticket.url in status
    assert "Next review: Monday, 07 December 2026, 10:00 (Europe/Berlin)" in status


@pytest.mark.parametrize("document", [BULLETS, CHECKBOXES], ids=["bullets", "checkboxes"])
def test_plain_lists_become_tickets_as_well(stage: Stage, document: str) -> None:
    stage.finished(document)

    tickets = stage.tickets()
    assert tickets["A1"].assignees == ("alice",)
    assert tickets["A2"].assignees == ("bob",)
    assert tickets["A1"].day == date(2026, 12, 1)
    assert "the checklist has the line" in tickets["A2"].body


@EVERYWHERE
def test_one_that_is_opened_with_both_labels_is_finished_at_once(stage: Stage) -> None:
    number = stage.alice.opens(stage.incidents, "Written elsewhere", TABLE, ("postmortem", "postmortem:finished"))
    stage.settle()

    assert sorted(stage.tickets()) == ["A1", "A2", "A3"]
    assert "Next review: " in stage.status(number)


def test_closing_it_as_completed_finishes_it_too(stage: Stage) -> None:
    number = stage.post_mortem(TABLE)
    stage.clock.advance(hours=1)
    stage.alice.closes(stage.incidents, number)
    stage.settle()

    assert len(stage.tickets()) == 3
    assert not stage.alice.reads(stage.incidents, number).open


@EVERYWHERE
def test_errors_stop_a_finish_and_it_goes_ahead_when_they_are_mended(stage: Stage) -> None:
    number = stage.post_mortem(OWNERLESS)
    stage.clock.advance(hours=1)
    stage.alice.tags(stage.incidents, number, "postmortem:finished")
    stage.settle()
    assert stage.tickets() == {}
    assert "No ticket was created" in stage.status(number)

    stage.clock.advance(hours=1)
    stage.alice.writes(stage.incidents, number, TABLE)
    stage.settle()
    assert len(stage.tickets()) == 3
    assert "No ticket was created" not in stage.status(number)


def test_a_close_that_comes_too_early_is_undone_and_says_why(stage: Stage) -> None:
    number = stage.post_mortem(OWNERLESS)
    stage.clock.advance(hours=1)
    stage.alice.closes(stage.incidents, number)
    stage.settle()

    assert stage.tickets() == {}
    assert stage.alice.reads(stage.incidents, number).open
    assert "Until they are mended it should be open" in stage.status(number)


def test_a_finish_by_its_author_who_may_only_read_is_refused(stage: Stage) -> None:
    number = stage.mallory.opens(stage.incidents, "Mine", TABLE)
    stage.alice.tags(stage.incidents, number, "postmortem")
    stage.settle()
    stage.clock.advance(hours=1)
    stage.mallory.says(stage.incidents, number, "/finish")
    stage.settle()

    assert stage.tickets() == {}
    assert f"{stage.home.shows('mallory')} asked to finish, but has read permission" in stage.status(number)

    stage.bob.says(stage.incidents, number, "It is complete, I think.\n\n/finish")
    stage.settle()
    assert len(stage.tickets()) == 3


def test_a_close_by_its_author_who_may_only_read_is_refused(heard: Stage) -> None:
    """GitHub lets everybody close what they opened; Jira does not."""
    number = heard.mallory.opens(heard.incidents, "Mine", TABLE)
    heard.alice.tags(heard.incidents, number, "postmortem")
    heard.settle()
    heard.clock.advance(hours=1)
    heard.mallory.closes(heard.incidents, number)
    heard.settle()

    assert heard.tickets() == {}
    assert "mallory asked to finish, but has read permission" in heard.status(number)


def test_closing_it_as_not_planned_sets_it_aside(stage: Stage) -> None:
    number = stage.post_mortem(TABLE)
    stage.clock.advance(hours=1)
    stage.alice.closes(stage.incidents, number, "not_planned")
    stage.settle()

    assert stage.tickets() == {}
    assert "Set aside" in stage.status(number)


def test_no_action_with_a_reason_is_a_valid_result(stage: Stage) -> None:
    number = stage.finished(NO_ACTION)

    assert stage.tickets() == {}
    assert "No action, because the provider has replaced the part" in stage.status(number)


def test_an_action_that_carries_an_issue_adopts_it(stage: Stage) -> None:
    there = stage.bob.opens(stage.app, "Alert on the pool", "Known for long.")
    known = stage.bob.reads(stage.app, there)
    number = stage.finished(TABLE.replace("Alert when the pool is used above 80 %", f"Alert on the pool {known.url}"))

    assert sorted(stage.tickets()) == ["A2", "A3"]
    assert stage.bob.reads(stage.app, there).body == "Known for long."
    assert f"[{known.name}]({known.url})" in stage.status(number)


def test_an_action_that_is_nothing_but_the_name_of_an_issue_adopts_it(stage: Stage) -> None:
    here = name_of(stage, stage.incidents, "Alert on the pool")
    elsewhere = name_of(stage, stage.app, "Compare pool sizes")
    number = stage.finished(
        TABLE.replace("Alert when the pool is used above 80 %", in_its_project(here)).replace(
            "Let the database refuse a second pool", elsewhere
        )
    )

    assert sorted(stage.tickets()) == ["A2"]
    assert f"[{here}]" in stage.status(number)
    assert f"[{elsewhere}]" in stage.status(number)


def name_of(stage: Stage, project: str, title: str) -> str:
    """Of an issue that was there before."""
    return stage.bob.reads(project, stage.bob.opens(project, title, "Known for long.")).name


def in_its_project(name: str) -> str:
    """As people write it who work there: GitHub's issue by its number alone, Jira's by its key."""
    _, number_sign, number = name.partition("#")
    return number_sign + number or name


def test_a_name_that_is_only_mentioned_is_no_ticket(stage: Stage) -> None:
    there = in_its_project(name_of(stage, stage.incidents, "Checkout was slow"))
    stage.finished(TABLE.replace("Alert when the pool", f"Alert, unlike in {there}, when the pool"))

    assert sorted(stage.tickets()) == ["A1", "A2", "A3"]


def test_a_link_to_the_incident_is_not_taken_for_a_ticket(stage: Stage) -> None:
    incident = stage.bob.opens(stage.incidents, "Checkout is down", "It is.", ("postmortem",))
    url = stage.bob.reads(stage.incidents, incident).url
    stage.settle()
    stage.finished(TABLE.replace("Alert when the pool is used above 80 %", f"Alert as asked for in {url}"))

    assert sorted(stage.tickets()) == ["A1", "A2", "A3"]


def test_a_private_post_mortem_never_becomes_a_public_ticket(stage: Stage) -> None:
    stage.away.shows_to_all(stage.app)
    number = stage.finished(TABLE)

    assert stage.tickets() == {}
    status = stage.status(number)
    assert f"{stage.app} is public, and this post-mortem is private" in status
    assert "**Asked to finish.** Every action becomes a ticket as soon as what is said below is mended." in status
    assert "add the label" not in status, "she has"


def test_a_project_made_public_between_check_and_finish_is_noticed(stage: Stage) -> None:
    number = stage.post_mortem(TABLE)
    stage.clock.advance(hours=1)
    stage.away.shows_to_all(stage.app)
    stage.alice.tags(stage.incidents, number, "postmortem:finished")
    stage.settle()

    assert stage.tickets() == {}


@EVERYWHERE
def test_a_second_look_writes_nothing(stage: Stage) -> None:
    number = stage.finished(TABLE)
    before = stage.writes()

    for entry in stage.runtime.index.entries():
        stage.runtime.hints.add(parse_ref(entry.ref))
    stage.alice.says(stage.incidents, number, "Thank you all.")
    stage.settle()

    assert stage.writes() == before
