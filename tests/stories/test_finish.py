"""From a finished document to tickets, exactly one for each action."""

import pytest

from service.index import parse_ref
from tests.stories.documents import BULLETS, CHECKBOXES, NO_ACTION, OWNERLESS, TABLE
from tests.stories.stage import Stage


def test_a_finished_post_mortem_becomes_tickets_with_owner_date_cause_and_link(stage: Stage) -> None:
    number = stage.finished(TABLE)

    tickets = stage.tickets()
    assert sorted(tickets) == ["A1", "A2", "A3"]
    assert [person["login"] for person in tickets["A1"]["assignees"]] == ["alice"]
    assert [person["login"] for person in tickets["A2"]["assignees"]] == ["bob"]
    assert [person["login"] for person in tickets["A3"]["assignees"]] == ["bob"], "a team answers through its lead"
    assert {label["name"] for label in tickets["A1"]["labels"]} == {"postmortem:action", "reliability"}
    body = tickets["A2"]["body"]
    assert "2026-12-15" in body
    assert "the checklist has the line" in body
    assert "A release may open a second connection pool" in body
    assert stage.alice.reads(stage.incidents, number)["html_url"] in body
    children = stage.alice.call("GET", f"/repos/{stage.incidents}/issues/{number}/sub_issues")
    assert sorted(child["number"] for child in children) == sorted(ticket["number"] for ticket in tickets.values())


def test_the_status_comment_then_lists_every_action_with_its_ticket(stage: Stage) -> None:
    number = stage.finished(TABLE)

    status = stage.status(number)
    for key, ticket in stage.tickets().items():
        assert f"**{key}**" in status
        assert ticket["html_url"] in status
    assert "Next review: Monday, 07 December 2026, 10:00 (Europe/Berlin)" in status


@pytest.mark.parametrize("document", [BULLETS, CHECKBOXES], ids=["bullets", "checkboxes"])
def test_plain_lists_become_tickets_as_well(stage: Stage, document: str) -> None:
    stage.finished(document)

    tickets = stage.tickets()
    assert [person["login"] for person in tickets["A1"]["assignees"]] == ["alice"]
    assert [person["login"] for person in tickets["A2"]["assignees"]] == ["bob"]
    assert "2026-12-01" in tickets["A1"]["body"]
    assert "the checklist has the line" in tickets["A2"]["body"]


def test_closing_it_as_completed_finishes_it_too(stage: Stage) -> None:
    number = stage.post_mortem(TABLE)
    stage.clock.turn(hours=1)
    stage.alice.closes(stage.incidents, number)
    stage.settle()

    assert len(stage.tickets()) == 3
    assert stage.alice.reads(stage.incidents, number)["state"] == "closed"


def test_errors_stop_a_finish_and_it_goes_ahead_when_they_are_mended(stage: Stage) -> None:
    number = stage.post_mortem(OWNERLESS)
    stage.clock.turn(hours=1)
    stage.alice.tags(stage.incidents, number, "postmortem:finished")
    stage.settle()
    assert stage.tickets() == {}
    assert "No ticket was created" in stage.status(number)

    stage.clock.turn(hours=1)
    stage.alice.writes(stage.incidents, number, TABLE)
    stage.settle()
    assert len(stage.tickets()) == 3
    assert "No ticket was created" not in stage.status(number)


def test_a_close_that_comes_too_early_is_undone_and_says_why(stage: Stage) -> None:
    number = stage.post_mortem(OWNERLESS)
    stage.clock.turn(hours=1)
    stage.alice.closes(stage.incidents, number)
    stage.settle()

    assert stage.tickets() == {}
    assert stage.alice.reads(stage.incidents, number)["state"] == "open"
    assert "open again and no ticket was created" in stage.status(number)


def test_a_finish_by_its_author_who_may_only_read_is_refused(stage: Stage) -> None:
    number = stage.mallory.opens(stage.incidents, "Mine", TABLE)
    stage.alice.tags(stage.incidents, number, "postmortem")
    stage.settle()
    stage.clock.turn(hours=1)
    stage.mallory.closes(stage.incidents, number)
    stage.settle()

    assert stage.tickets() == {}
    assert "mallory asked to finish, but has read permission" in stage.status(number)


def test_closing_it_as_not_planned_sets_it_aside(stage: Stage) -> None:
    number = stage.post_mortem(TABLE)
    stage.clock.turn(hours=1)
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
    url = stage.bob.reads(stage.app, there)["html_url"]
    number = stage.finished(TABLE.replace("Alert when the pool is used above 80 %", f"Alert on the pool {url}"))

    assert sorted(stage.tickets()) == ["A2", "A3"]
    assert stage.bob.reads(stage.app, there)["body"] == "Known for long."
    assert f"[acme/app#{there}]({url})" in stage.status(number)


def test_an_action_that_is_nothing_but_the_number_of_an_issue_adopts_it(stage: Stage) -> None:
    there = stage.bob.opens(stage.incidents, "Alert on the pool", "Known for long.")
    elsewhere = stage.bob.opens(stage.app, "Compare pool sizes", "Known as well.")
    number = stage.finished(
        TABLE.replace("Alert when the pool is used above 80 %", f"#{there}").replace(
            "Let the database refuse a second pool", f"acme/app#{elsewhere}"
        )
    )

    assert sorted(stage.tickets()) == ["A2"]
    assert f"[acme/incidents#{there}]" in stage.status(number)
    assert f"[acme/app#{elsewhere}]" in stage.status(number)


def test_a_number_that_is_only_mentioned_is_no_ticket(stage: Stage) -> None:
    there = stage.bob.opens(stage.incidents, "Checkout was slow", "In spring.")
    stage.finished(TABLE.replace("Alert when the pool", f"Alert, unlike in #{there}, when the pool"))

    assert sorted(stage.tickets()) == ["A1", "A2", "A3"]


def test_a_link_to_the_incident_is_not_taken_for_a_ticket(heard: Stage) -> None:
    incident = heard.bob.opens(heard.incidents, "Checkout is down", "It is.", ("postmortem",))
    url = heard.bob.reads(heard.incidents, incident)["html_url"]
    heard.settle()
    heard.finished(TABLE.replace("Alert when the pool is used above 80 %", f"Alert as asked for in {url}"))

    assert sorted(heard.tickets()) == ["A1", "A2", "A3"]


def test_a_private_post_mortem_never_becomes_a_public_ticket(stage: Stage) -> None:
    stage.control("set-visibility", repository="acme/app", visibility="public", by="alice")
    number = stage.finished(TABLE)

    assert stage.tickets() == {}
    assert "acme/app is public, and this post-mortem is private" in stage.status(number)


def test_a_project_made_public_between_check_and_finish_is_noticed(stage: Stage) -> None:
    number = stage.post_mortem(TABLE)
    stage.clock.turn(hours=1)
    stage.control("set-visibility", repository="acme/app", visibility="public", by="alice")
    stage.alice.tags(stage.incidents, number, "postmortem:finished")
    stage.settle()

    assert stage.tickets() == {}


def test_a_second_look_writes_nothing(stage: Stage) -> None:
    number = stage.finished(TABLE)
    before = stage.writes()

    for entry in stage.runtime.index.entries():
        stage.runtime.hints.add(parse_ref(entry.ref))
    stage.alice.says(stage.incidents, number, "Thank you all.")
    stage.settle()

    assert stage.writes() == before
