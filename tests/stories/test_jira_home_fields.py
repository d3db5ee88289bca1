"""What a Jira project wants of post-mortems and reviews: told with the line for the config, and nothing else waits."""

from dataclasses import replace
from typing import Any

from service.mappings import Mapping
from tests.stories.conftest import Staging
from tests.stories.documents import TABLE
from tests.stories.jira_site import JiraSite
from tests.stories.jira_stories import BOTH_KINDS, at_jira
from tests.stories.pairing import Pairing
from tests.stories.stage import Adapt, Stage
from tests.stories.test_following import row


def with_home(**changes: Any) -> Adapt:
    def adapt(mapping: Mapping) -> Mapping:
        return replace(mapping, **changes)

    return adapt


def wants_a_team(stage: Stage) -> str:
    """Every new issue beside the post-mortems must have one; the id of the field."""
    assert isinstance(stage.home, JiraSite)
    return stage.home.asks_for(stage.incidents, "Team", "Payments", "Search")


def fields_of(stage: Stage, handle: int) -> Any:
    return at_jira(stage, "alice").call("GET", f"/issue/{handle}")["fields"]


@BOTH_KINDS
def test_a_review_that_lacks_a_field_is_told_with_the_line_for_the_config_and_holds_nothing_up(
    staged_with: Staging, both: Pairing
) -> None:
    stage = staged_with(both)
    number = stage.finished(TABLE)
    field = wants_a_team(stage)
    stage.later(days=36)

    assert stage.reviews() == []
    told = stage.status(number)
    assert (
        f"A review is due and cannot be opened. PM wants the field Team ({field}) for every Task; there are Payments, "
        f"Search: add `fields: {{{field}: {{value: Payments}}}}` under post_mortems of the mapping."
    ) in told
    stage.alice.closes(stage.app, stage.tickets()["A1"].handle)
    stage.settle()
    assert row(stage.status(number), "A1").endswith("| done |")
    before = stage.writes()
    stage.later(hours=1)
    assert stage.writes() == before

    stage.configured(with_home(fields={field: {"value": "Search"}}))
    stage.later(days=1)
    (review,) = stage.reviews()
    assert fields_of(stage, review.handle)[field]["value"] == "Search"
    assert "cannot be opened" not in stage.status(number)


@BOTH_KINDS
def test_reviews_and_post_mortems_have_the_type_and_fields_of_the_config(staged_with: Staging, both: Pairing) -> None:
    stage = staged_with(both)
    field = wants_a_team(stage)
    stage.configured(with_home(type="Bug", fields={field: {"value": "Search"}, "priority": {"name": "Low"}}))
    alice = at_jira(stage, "alice")
    asked = {"project": {"key": "PM"}, "issuetype": {"name": "Task"}, "summary": "Outage", field: {"value": "Payments"}}
    incident = int(alice.call("POST", "/issue", fields=asked)["id"])
    stage.alice.tags(stage.incidents, incident, "postmortem")
    stage.settle()
    (opened,) = (issue for issue in stage.alice.lists(stage.incidents) if issue.handle != incident)
    stage.alice.writes(stage.incidents, opened.handle, TABLE)
    stage.later(hours=1)
    stage.alice.tags(stage.incidents, opened.handle, "postmortem:finished")
    stage.later(days=36)

    (review,) = stage.reviews()
    for handle in (opened.handle, review.handle):
        told = fields_of(stage, handle)
        assert told["issuetype"]["name"] == "Bug"
        assert told[field]["value"] == "Search"
        assert told["priority"]["name"] == "Low"
    kinds = {fields_of(stage, ticket.handle)["issuetype"]["name"] for ticket in stage.tickets().values()}
    assert kinds == {"Task"}, "tickets have keys of their own"


@BOTH_KINDS
def test_an_incident_waits_for_the_field_that_its_post_mortem_lacks(staged_with: Staging, both: Pairing) -> None:
    stage = staged_with(both)
    incident = stage.alice.opens(stage.incidents, "Checkout is down", "It is.")
    field = wants_a_team(stage)
    stage.alice.tags(stage.incidents, incident, "postmortem")
    stage.settle(postponing=True)

    (parked,) = stage.runtime.index.parked()
    assert f"`fields: {{{field}: {{value: Payments}}}}` under post_mortems of the mapping" in parked.message
    stage.configured(with_home(fields={field: {"value": "Payments"}}))
    stage.much_later(hours=1)
    assert len(stage.alice.lists(stage.incidents)) == 2
    assert stage.runtime.index.parked() == []
