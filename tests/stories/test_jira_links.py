"""Tickets and post-mortems show each other, in whatever way their trackers have; and Jira shows no hidden words."""

import json
from typing import Any

import pytest

from tests.stories.conftest import Staging
from tests.stories.documents import TABLE
from tests.stories.jira_desk import JiraDesk
from tests.stories.jira_stories import ABROAD, BOTH_KINDS, at_jira
from tests.stories.pairing import CLOUD_GITHUB, DATACENTER_GITHUB, Pairing
from tests.stories.stage import Stage
from tests.stories.test_following import row


def shown_abroad(desk: JiraDesk, handle: int) -> list[tuple[str, str]]:
    """What is said of whatever an issue links to outside its Jira, and where that is: never its title."""
    links = desk.call("GET", f"/issue/{handle}/remotelink")
    return sorted((link["object"]["title"], link["object"]["url"]) for link in links)


@ABROAD
def test_a_ticket_in_jira_shows_the_post_mortem_in_github(staged_with: Staging, both: Pairing) -> None:
    stage = staged_with(both)
    number = stage.finished(TABLE)
    post_mortem = stage.alice.reads(stage.incidents, number)
    told = [(post_mortem.name, post_mortem.url)]

    assert [shown_abroad(at_jira(stage, "bob"), ticket.handle) for ticket in stage.tickets().values()] == [told] * 3


@pytest.mark.parametrize("both", [CLOUD_GITHUB, DATACENTER_GITHUB], ids=str)
def test_a_post_mortem_in_jira_shows_its_tickets_in_github(staged_with: Staging, both: Pairing) -> None:
    stage = staged_with(both)
    number = stage.finished(TABLE)
    desk = stage.home.desk("bob")
    assert isinstance(desk, JiraDesk)

    tickets = [(ticket.name, ticket.url) for ticket in stage.tickets().values()]
    assert shown_abroad(desk, number) == sorted(tickets)


@BOTH_KINDS
def test_within_one_jira_they_are_linked_and_a_link_taken_away_stays_away(staged_with: Staging, both: Pairing) -> None:
    stage = staged_with(both)
    number = stage.finished(TABLE)
    tickets = stage.tickets()
    assert stage.alice.children(stage.incidents, number) == [ticket.handle for ticket in tickets.values()]

    desk = at_jira(stage, "alice")
    links = desk.call("GET", f"/issue/{tickets['A2'].handle}?fields=issuelinks")["fields"]["issuelinks"]
    desk.call("DELETE", f"/issueLink/{links[0]['id']}")
    stage.later(days=1)
    stage.alice.closes(stage.app, tickets["A2"].handle)
    stage.settle()

    assert len(stage.alice.children(stage.incidents, number)) == 2
    assert row(stage.status(number), "A2").endswith("| done |"), "it is still the ticket of its action"


@BOTH_KINDS
def test_an_issue_that_moves_to_another_project_keeps_its_ticket_under_its_new_key(
    staged_with: Staging, both: Pairing
) -> None:
    stage = staged_with(both)
    stage.away.founds("OPS")
    number = stage.finished(TABLE)
    handle = stage.tickets()["A1"].handle
    stage.clock.advance(days=1)
    stage.alice.moves(stage.app, handle, "OPS")
    stage.settle()
    assert "[OPS-1]" in row(stage.status(number), "A1")

    stage.bob.closes("OPS", handle)
    stage.settle()
    assert row(stage.status(number), "A1").endswith("| done |")
    assert sorted(stage.tickets()) == ["A2", "A3"], "no second one is created where it was"


@BOTH_KINDS
def test_the_post_mortem_itself_may_move_to_another_project_of_the_config(staged_with: Staging, both: Pairing) -> None:
    stage = staged_with(both)
    number = stage.finished(TABLE)
    stage.clock.advance(days=1)
    stage.alice.moves(stage.incidents, number, stage.app)
    stage.alice.closes(stage.app, stage.tickets()["A1"].handle)
    stage.settle(postponing=True)
    stage.much_later(minutes=2)

    assert [entry.name for entry in stage.runtime.index.entries()] == ["APP-4"], "it is shown once"
    assert row(stage.status(number), "A1").endswith("| done |")
    assert sorted(stage.tickets()) == ["A1", "A2", "A3"]


@BOTH_KINDS
def test_nothing_hidden_shows_in_jira(staged_with: Staging, both: Pairing) -> None:
    """A comment of HTML would be words for everybody there."""
    stage = staged_with(both)
    number = stage.finished(TABLE)
    stage.later(days=36)
    everything = json.dumps(_everything(stage, number))

    assert "followthrough:" not in everything
    assert "<!--" not in everything
    assert "&nbsp;" not in everything and "<sub>" not in everything


def _everything(stage: Stage, number: int) -> list[Any]:
    desk = at_jira(stage, "bob")
    handles = [number, stage.reviews()[0].handle, *(ticket.handle for ticket in stage.tickets().values())]
    comments = [desk.call("GET", f"/issue/{handle}/comment")["comments"] for handle in handles]
    return [desk.sees(handle) for handle in handles] + [said["body"] for found in comments for said in found]
