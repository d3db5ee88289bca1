"""Whom a ticket in Jira can be given to."""

from connectors.sandbox.jira import founding
from tests.stories.conftest import Staging
from tests.stories.documents import TABLE
from tests.stories.jira_stories import TICKETS_IN_JIRA, jira_of
from tests.stories.pairing import Pairing
from tests.stories.stage import Stage


def may_not_be_assigned(stage: Stage, person: str) -> None:
    world = jira_of(stage).world
    founding.grant(world, world.project("APP"), person, ["BROWSE_PROJECTS", "ADD_COMMENTS"])


@TICKETS_IN_JIRA
def test_an_owner_who_cannot_be_assigned_is_a_finding_before_the_finish(staged_with: Staging, both: Pairing) -> None:
    stage = staged_with(both)
    may_not_be_assigned(stage, "bob")
    number = stage.finished(TABLE)

    assert stage.tickets() == {}
    assert "cannot be assigned to issues of APP" in stage.status(number)
    assert stage.status(number).count("`owner/unknown`") == 2


@TICKETS_IN_JIRA
def test_an_owner_who_cannot_be_assigned_any_more_leaves_the_ticket_to_nobody_and_that_is_told(
    staged_with: Staging, both: Pairing
) -> None:
    stage = staged_with(both)
    number = stage.post_mortem(TABLE)
    may_not_be_assigned(stage, "bob")
    stage.later(hours=1)
    stage.alice.tags(stage.incidents, number, "postmortem:finished")
    stage.settle()

    assert {key: ticket.assignees for key, ticket in stage.tickets().items()} == {"A1": ("alice",), "A2": (), "A3": ()}
    assert "could not be assigned to APP-2" in stage.status(number)
    assert "APP-2 has nobody assigned" in stage.status(number)


@TICKETS_IN_JIRA
def test_nobody_is_assigned_by_a_handle_that_is_not_in_the_config(staged_with: Staging, both: Pairing) -> None:
    stage = staged_with(both)
    number = stage.finished(TABLE.replace("@alice", "@mallory"))

    assert stage.tickets() == {}
    assert "`owner/unknown`" in stage.status(number)
    assert "mallory" in stage.status(number)
