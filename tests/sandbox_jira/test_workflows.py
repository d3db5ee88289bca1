"""Transitions: where an issue may go, what a screen asks, and what the metadata keeps silent about."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from connectors.sandbox.jira import founding
from connectors.sandbox.jira.people import Person
from connectors.sandbox.jira.world import World
from tests.sandbox_jira.conftest import Client, said


def transitions(client: Client, issue: str) -> dict[str, Any]:
    told = client.get(f"/issue/{issue}/transitions", expand="transitions.fields").json()["transitions"]
    return {it["to"]["name"]: it for it in told}


def go(client: Client, issue: str, status: str, **fields: Any) -> requests.Response:
    wanted = transitions(client, issue)[status]["id"]
    return client.post(f"/issue/{issue}/transitions", {"transition": {"id": wanted}, "fields": fields})


@pytest.fixture
def long_way(world: World) -> None:
    """OPEN -> DOING -> CHECKED -> CLOSED; PARKED is a dead end; closing asks for a resolution and does not tell."""
    statuses = {"Open": "new", "Doing": "indeterminate", "Checked": "indeterminate", "Closed": "done", "Parked": "new"}
    way = founding.add_workflow(world, "long way", statuses)
    founding.add_transition(world, way, "Start", "Open", "Doing")
    founding.add_transition(world, way, "Check", "Doing", "Checked")
    screen = [founding.resolution_on_screen(told=False)]
    founding.add_transition(world, way, "Close", "Checked", "Closed", screen=screen)
    founding.add_transition(world, way, "Park", ["Open", "Doing"], "Parked")
    founding.add_transition(world, way, "Reopen", "Closed", "Open", resolution="")
    founding.add_project(world, "WAY", roles={"alice": "admin", "bob": ["BROWSE_PROJECTS"]}, workflow=way)


def test_every_project_has_statuses_of_its_own_with_equal_names(alice: Client) -> None:
    told = [alice.get(f"/project/{key}/statuses").json()[0]["statuses"] for key in ("PAY", "OPS")]
    names, ids = ([[it[what] for it in one] for one in told] for what in ("name", "id"))
    assert names[0] == names[1] == ["To Do", "In Progress", "Done"]
    assert not set(ids[0]) & set(ids[1])


def test_done_resolves_and_going_back_takes_the_resolution_away(alice: Client) -> None:
    issue = alice.opens()
    assert go(alice, issue, "Done").status_code == 204
    fields = alice.fields(issue)
    assert (fields["status"]["statusCategory"]["key"], fields["resolution"]["name"]) == ("done", "Done")
    assert fields["resolutiondate"]
    go(alice, issue, "To Do")
    fields = alice.fields(issue)
    assert (fields["resolution"], fields["resolutiondate"]) == (None, None)


def test_a_status_is_not_set_by_editing(alice: Client) -> None:
    issue = alice.opens()
    answer = alice.put(f"/issue/{issue}", {"fields": {"status": {"name": "Done"}}})
    assert answer.status_code == 400 and "cannot be set" in said(answer)


@pytest.mark.usefixtures("long_way")
class TestALongWay:
    def test_only_the_next_steps_are_offered(self, alice: Client) -> None:
        issue = alice.opens("WAY")
        assert transitions(alice, issue).keys() == {"Doing", "Parked"}
        go(alice, issue, "Doing")
        assert transitions(alice, issue).keys() == {"Checked", "Parked"}

    def test_a_step_that_is_not_offered_is_refused(self, alice: Client) -> None:
        answer = alice.post(f"/issue/{alice.opens('WAY')}/transitions", {"transition": {"id": "31"}})
        assert (answer.status_code, said(answer)) == (400, "Transition id '31' is not valid for this issue.")

    def test_nothing_leads_out_of_a_dead_end(self, alice: Client) -> None:
        issue = alice.opens("WAY")
        go(alice, issue, "Parked")
        assert transitions(alice, issue) == {}

    def test_a_resolution_is_wanted_although_nobody_told(self, alice: Client) -> None:
        issue = alice.opens("WAY")
        go(alice, issue, "Doing")
        go(alice, issue, "Checked")
        assert transitions(alice, issue)["Closed"]["fields"] == {}
        refused = go(alice, issue, "Closed")
        assert (refused.status_code, said(refused)) == (400, "Resolution is required.")
        assert alice.fields(issue)["status"]["name"] == "Checked"
        assert go(alice, issue, "Closed", resolution={"name": "Won't Do"}).status_code == 204
        assert alice.fields(issue)["resolution"]["name"] == "Won't Do"

    def test_who_may_not_move_it_is_offered_nothing(self, alice: Client, bob: Client) -> None:
        issue = alice.opens("WAY")
        assert transitions(bob, issue) == {}
        assert bob.post(f"/issue/{issue}/transitions", {"transition": {"id": "11"}}).status_code == 400


def test_a_screen_that_tells_tells_what_may_be_chosen(alice: Client, world: World) -> None:
    way = founding.add_workflow(world, "telling", {"Open": "new", "Closed": "done"})
    founding.add_transition(world, way, "Close", "Open", "Closed", screen=[founding.resolution_on_screen()])
    founding.add_project(world, "TELL", roles={"alice": "admin"}, workflow=way)
    told = transitions(alice, alice.opens("TELL"))["Closed"]["fields"]["resolution"]
    assert told["required"] is True
    assert "Won't Do" in [it["name"] for it in told["allowedValues"]]


def test_a_resolution_without_a_screen_for_it_is_refused(alice: Client) -> None:
    answer = go(alice, alice.opens(), "Done", resolution={"name": "Won't Do"})
    assert answer.status_code == 400 and "not on the appropriate screen" in said(answer)


def test_team_managed_projects_leave_the_resolution_empty(alice: Client, world: World) -> None:
    way = founding.add_workflow(world, "simple", free=True, resolution=None)
    founding.add_project(world, "TEAM", roles={"alice": "admin"}, workflow=way)
    issue = alice.opens("TEAM")
    go(alice, issue, "Done")
    fields = alice.fields(issue)
    assert (fields["status"]["name"], fields["resolution"]) == ("Done", None)


def test_the_changelog_has_status_and_resolution_in_one_entry(alice: Client, world: World) -> None:
    issue = alice.opens()
    Person(world, "bob").moves(world.issue(issue), "Done")
    page = alice.get(f"/issue/{issue}/changelog").json()
    assert (page["total"], page["isLast"]) == (1, True)
    items = {it["field"]: it for it in page["values"][0]["items"]}
    assert (items["status"]["fromString"], items["status"]["toString"]) == ("To Do", "Done")
    assert items["resolution"]["toString"] == "Done"
    assert page["values"][0]["author"]["displayName"] == "Bob"


def test_the_changelog_has_pages(alice: Client) -> None:
    issue = alice.opens()
    for at in range(5):
        alice.put(f"/issue/{issue}", {"fields": {"summary": f"Title {at}"}})
    page = alice.get(f"/issue/{issue}/changelog", startAt=2, maxResults=2).json()
    assert [it["items"][0]["toString"] for it in page["values"]] == ["Title 2", "Title 3"]
    assert page["isLast"] is False and "startAt=4" in page["nextPage"]
    inside = alice.get(f"/issue/{issue}", expand="changelog").json()["changelog"]
    assert inside["histories"][0]["items"][0]["toString"] == "Title 4"


def test_data_center_has_its_changelog_with_the_issue_only(dana: Client) -> None:
    issue = dana.opens()
    dana.put(f"/issue/{issue}", {"fields": {"labels": ["b", "a"]}})
    assert dana.get(f"/issue/{issue}/changelog").status_code == 404
    for at in range(101):
        dana.put(f"/issue/{issue}", {"fields": {"summary": str(at)}})
    assert len(dana.get(f"/issue/{issue}", expand="changelog").json()["changelog"]["histories"]) == 102
    item = dana.get(f"/issue/{issue}", expand="changelog").json()["changelog"]["histories"][0]["items"][0]
    assert (item["field"], item["toString"]) == ("labels", "b a") and "fieldId" not in item
