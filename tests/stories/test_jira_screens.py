"""Fields that a Jira wants or does not have: what cannot be is said at the action, and holds nothing else up."""

from dataclasses import replace
from typing import Any

from service.mappings import Mapping
from tests.clock import Clock
from tests.stories.conftest import Staging
from tests.stories.desk import Site
from tests.stories.documents import TABLE
from tests.stories.jira_site import JiraSite
from tests.stories.jira_stories import TICKETS_IN_JIRA, at_jira, jira_of
from tests.stories.pairing import Pairing
from tests.stories.stage import Adapt, Prepare

PRIORITIES = TABLE.replace("| Done when |", "| Done when | Priority |").replace(
    "|-----------|\n", "|-----------|---|\n"
)
URGENT = PRIORITIES.replace("in staging |", "in staging | P1 |").replace("has the line |", "has the line | P0 |")
"""A1 and A2 have priorities of the config."""


def without(field: str) -> Prepare:
    """No screen of the tickets' project shows it."""

    def prepare(_: Clock, sites: tuple[Site, ...]) -> None:
        assert isinstance(sites[-1], JiraSite)
        sites[-1].takes_off_the_screen("APP", field)

    return prepare


def with_fields(fields: dict[str, Any]) -> Adapt:
    def adapt(mapping: Mapping) -> Mapping:
        return replace(mapping, tickets=replace(mapping.tickets, fields=fields))

    return adapt


def with_priority(priority: dict[str, str]) -> Adapt:
    def adapt(mapping: Mapping) -> Mapping:
        return replace(mapping, tickets=replace(mapping.tickets, priority=priority))

    return adapt


def key_of_epic(fields: dict[str, Any], name: str) -> str:
    """Cloud shows the epic itself, Data Center its key."""
    shown = fields[name]
    return str(shown["key"] if isinstance(shown, dict) else shown)


@TICKETS_IN_JIRA
def test_a_field_that_jira_wants_is_told_with_the_line_for_the_config_and_the_tickets_come_with_it(
    staged_with: Staging, both: Pairing
) -> None:
    stage = staged_with(both)
    field = jira_of(stage).asks_for("APP", "Team", "Payments", "Search")
    there = stage.bob.opens(stage.incidents, "Alert on the pool", "Known for long.")
    known = stage.bob.reads(stage.incidents, there)
    number = stage.finished(TABLE.replace("Alert when the pool is used above 80 %", f"Alert on the pool {known.url}"))

    assert stage.tickets() == {}
    told = stage.status(number)
    assert f"**A2**: APP wants the field Team ({field}) for every Task" in told
    assert f"`fields: {{{field}: {{value: Payments}}}}`" in told
    assert told.count("wants the field") == 2, "once at each action that lacks its ticket"
    assert f"[{known.name}]" in told, "an action that needs no new ticket is not held up"

    stage.configured(with_fields({field: {"value": "Search"}}))
    stage.later(days=1)
    assert sorted(stage.tickets()) == ["A2", "A3"]
    chosen = at_jira(stage, "alice").call("GET", f"/issue/{stage.tickets()['A2'].handle}")["fields"][field]
    assert chosen["value"] == "Search"
    assert "wants the field" not in stage.status(number)


@TICKETS_IN_JIRA
def test_components_that_a_project_wants_are_told_and_the_tickets_come_with_them_and_in_the_epic_of_the_config(
    staged_with: Staging, both: Pairing
) -> None:
    stage = staged_with(both)
    jira_of(stage).asks_for_components("APP", "API", "Web")
    epic = jira_of(stage).has_epic("APP", "Survive the peak")
    number = stage.finished(TABLE)

    assert stage.tickets() == {}
    told = stage.status(number)
    assert "(components) for every Task; there are API, Web" in told
    assert "`fields: {components: [{name: API}]}`" in told

    stage.configured(with_fields({"components": [{"name": "Web"}], **epic}))
    stage.later(days=1)
    assert sorted(stage.tickets()) == ["A1", "A2", "A3"]
    for ticket in stage.tickets().values():
        fields = at_jira(stage, "alice").call("GET", f"/issue/{ticket.handle}")["fields"]
        assert [it["name"] for it in fields["components"]] == ["Web"]
        assert key_of_epic(fields, *epic) == "APP-1"
    assert "for every Task" not in stage.status(number)


@TICKETS_IN_JIRA
def test_a_priority_that_jira_does_not_know_holds_up_the_one_action_that_has_it(
    staged_with: Staging, both: Pairing
) -> None:
    stage = staged_with(both, with_priority({"P1": "High", "P0": "Apocalypse"}))
    number = stage.finished(URGENT)

    assert sorted(stage.tickets()) == ["A1", "A3"]
    assert "**A2**: APP has no priority Apocalypse" in stage.status(number)
    urgent = at_jira(stage, "alice").call("GET", f"/issue/{stage.tickets()['A1'].handle}")["fields"]["priority"]
    assert urgent["name"] == "High"

    stage.configured(with_priority({"P1": "High", "P0": "Highest"}))
    stage.later(days=1)
    assert sorted(stage.tickets()) == ["A1", "A2", "A3"]


@TICKETS_IN_JIRA
def test_a_priority_is_left_out_with_a_notice_where_no_screen_shows_it(staged_with: Staging, both: Pairing) -> None:
    stage = staged_with(both, prepare=without("priority"))
    number = stage.finished(URGENT)

    assert sorted(stage.tickets()) == ["A1", "A2", "A3"]
    assert "**A1**: APP did not take the priority High, so it was left out" in stage.status(number)


@TICKETS_IN_JIRA
def test_a_type_that_is_not_there_is_told_with_those_that_are(staged_with: Staging, both: Pairing) -> None:
    stage = staged_with(both, lambda mapping: replace(mapping, tickets=replace(mapping.tickets, type="Story")))
    number = stage.finished(TABLE)

    assert stage.tickets() == {}
    assert "APP has no issue type Story; there are Task, Bug" in stage.status(number)


@TICKETS_IN_JIRA
def test_what_people_put_on_a_ticket_stays_there(staged_with: Staging, both: Pairing) -> None:
    stage = staged_with(both)
    number = stage.finished(TABLE)
    ticket = stage.tickets()["A1"]
    stage.clock.advance(days=1)
    stage.bob.tags(stage.app, ticket.handle, "quarter-4")
    stage.bob.rewords(stage.app, ticket.handle, "the alert fires in staging", "it rings in staging and in production")
    stage.bob.adds(stage.app, ticket.handle, "Bob has begun with the dashboard.")
    stage.settle()
    stage.alice.ticks_in_comment(stage.incidents, number, stage.status_id(number), "A1")
    stage.later(days=36)

    after = stage.tickets()["A1"]
    assert after.labels == ticket.labels | {"quarter-4"}
    assert "it rings in staging and in production" in after.body
    assert after.body.rstrip().endswith("Bob has begun with the dashboard.") or "Bob has begun" in after.body
    assert not after.open
