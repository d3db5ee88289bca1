"""Issues that move to another project, are deleted, or whose project's key changes."""

from __future__ import annotations

from connectors.sandbox.jira import founding
from connectors.sandbox.jira.people import Person
from connectors.sandbox.jira.world import World
from tests.sandbox_jira.conftest import Client


def test_a_moved_issue_keeps_its_id_and_answers_to_its_old_key(
    alice: Client, alice_herself: Person, world: World
) -> None:
    issue = alice.opens(labels=["a1"])
    alice_herself.moves_to_project(world.issue(issue), "OPS")
    for named in (issue, "PAY-1", "pay-1", "OPS-1"):
        told = alice.get(f"/issue/{named}").json()
        assert (told["id"], told["key"], told["fields"]["project"]["key"]) == (issue, "OPS-1", "OPS")
    assert alice.finds("project = OPS") == [issue] and alice.finds("project = PAY") == []


def test_a_moved_issue_has_the_other_projects_status_of_that_name(
    alice: Client, alice_herself: Person, world: World
) -> None:
    issue = world.issue(alice.opens())
    alice_herself.moves(issue, "In Progress")
    before = issue.status
    alice_herself.moves_to_project(issue, "OPS")
    assert (issue.status.name, issue.status is before) == ("In Progress", False)
    fields = {it["field"] for it in alice.get(f"/issue/{issue.id}/changelog").json()["values"][-1]["items"]}
    assert fields == {"Key", "project", "status"}


def test_moved_to_where_one_may_not_look_it_is_gone(
    alice: Client, bob: Client, alice_herself: Person, world: World
) -> None:
    founding.add_project(world, "SECRET", roles={"alice": "admin"})
    issue = alice.opens()
    alice_herself.moves_to_project(world.issue(issue), "SECRET")
    assert bob.get(f"/issue/{issue}").status_code == 404
    assert bob.get("/issue/PAY-1").status_code == 404


def test_a_deleted_issue_is_not_found_by_anything(alice: Client) -> None:
    issue = alice.opens(labels=["a1"])
    assert alice.delete(f"/issue/{issue}").status_code == 204
    assert alice.get(f"/issue/{issue}").status_code == 404
    assert alice.finds("labels = a1") == []
    told = alice.post("/issue/bulkfetch", {"issueIdsOrKeys": [issue]}).json()
    assert told == {"issues": [], "issueErrors": []}


def test_deleting_takes_the_links_along(alice: Client) -> None:
    one, other = alice.opens(), alice.opens()
    alice.post("/issueLink", {"type": {"name": "Relates"}, "inwardIssue": {"id": one}, "outwardIssue": {"id": other}})
    alice.delete(f"/issue/{other}")
    assert alice.fields(one)["issuelinks"] == []


def test_a_projects_new_key_leaves_the_old_ones_working(alice: Client, alice_herself: Person, world: World) -> None:
    issue, project = alice.opens(), str(world.project("PAY").id)
    alice_herself.renames_key("PAY", "CASH")
    assert alice.get("/issue/PAY-1").json()["key"] == "CASH-1"
    assert alice.get("/project/PAY").json()["key"] == "CASH"
    assert alice.get(f"/project/{project}").json()["key"] == "CASH"
    assert alice.finds("project = CASH") == alice.finds("project = PAY") == [issue]
