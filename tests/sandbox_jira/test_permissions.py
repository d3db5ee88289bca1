"""Who may what: hidden is not found, seen but not allowed is forbidden, and a public project is everybody's to read."""

from __future__ import annotations

import pytest

from connectors.sandbox.jira import founding
from connectors.sandbox.jira.people import Person
from connectors.sandbox.jira.schemes import Level
from connectors.sandbox.jira.world import World
from tests.sandbox_jira.conftest import Client, doc


def test_what_one_may_not_browse_is_not_found(alice: Client, eve: Client, nobody: Client) -> None:
    issue = alice.opens()
    for client in (eve, nobody):
        assert client.get("/project/PAY").status_code == 404
        assert client.get(f"/issue/{issue}").status_code == 404
        assert client.post(f"/issue/{issue}/comment", {"body": doc("hello")}).status_code == 404
        assert client.get(f"/issue/{issue}/transitions").status_code == 404


def test_a_link_does_not_tell_of_what_is_hidden(alice: Client, bob: Client, world: World) -> None:
    founding.add_project(world, "SECRET", roles={"alice": "admin"})
    one, hidden = alice.opens(), alice.opens("SECRET")
    alice.post("/issueLink", {"type": {"name": "Relates"}, "inwardIssue": {"id": one}, "outwardIssue": {"id": hidden}})
    assert len(alice.fields(one)["issuelinks"]) == 1
    assert bob.fields(one)["issuelinks"] == []


@pytest.fixture
def staff(world: World) -> Level:
    return founding.add_level(world, world.project("PAY"), "Staff only", ["alice", "mallory"])


def test_an_issue_with_a_level_is_there_for_its_members_alone(
    alice: Client, bob: Client, mallory: Client, nobody: Client, world: World, staff: Level
) -> None:
    world.project("PAY").public = True
    issue = alice.opens(security={"name": "Staff only"})
    other = alice.opens()
    ends = {"inwardIssue": {"id": other}, "outwardIssue": {"id": issue}}
    assert alice.post("/issueLink", {"type": {"name": "Relates"}, **ends}).ok
    for member in (alice, mallory):
        assert member.fields(issue)["security"]["name"] == "Staff only"
        assert issue in member.finds("project = PAY")
        assert len(member.fields(other)["issuelinks"]) == 1
    for outsider in (bob, nobody):
        assert outsider.get(f"/issue/{issue}").status_code == 404
        assert outsider.get(f"/issue/{issue}/comment").status_code == 404
        assert outsider.put(f"/issue/{issue}", {"fields": {"summary": "Mine"}}).status_code == 404
        assert outsider.finds("project = PAY") == [other]
        assert outsider.fields(other)["issuelinks"] == []
    fetched = bob.post("/issue/bulkfetch", {"issueIdsOrKeys": [issue, other]}).json()["issues"]
    assert [it["id"] for it in fetched] == [other]


def test_a_level_is_set_by_members_who_have_the_permission(
    alice: Client, bob: Client, mallory: Client, world: World, staff: Level
) -> None:
    issue = alice.opens()
    assert bob.put(f"/issue/{issue}", {"fields": {"security": {"id": staff.id}}}).status_code == 400
    founding.grant(world, world.project("PAY"), "bob", "admin")
    assert bob.put(f"/issue/{issue}", {"fields": {"security": {"id": staff.id}}}).status_code == 400
    assert alice.put(f"/issue/{issue}", {"fields": {"security": {"id": staff.id}}}).status_code == 204
    assert bob.get(f"/issue/{issue}").status_code == 404
    assert alice.put(f"/issue/{issue}", {"fields": {"security": None}}).status_code == 204
    assert bob.fields(issue)["security"] is None


def test_a_create_screen_offers_the_levels_that_one_may_set(alice: Client, bob: Client, staff: Level) -> None:
    def offered(client: Client, project: str) -> list[str] | None:
        fields = client.get(f"/issue/createmeta/{project}/issuetypes/10001").json()["fields"]
        told = [it for it in fields if it["fieldId"] == "security"]
        return [level["name"] for level in told[0]["allowedValues"]] if told else None

    assert offered(alice, "PAY") == ["Staff only"]
    assert offered(bob, "PAY") is None, "he lacks Set Issue Security"
    assert offered(alice, "OPS") is None, "it has no levels"


def test_a_level_that_another_project_lacks_is_lost_on_the_way_there(
    alice: Client, bob: Client, world: World, staff: Level
) -> None:
    issue = alice.opens(security={"name": "Staff only"})
    Person(world, "alice").moves_to_project(world.issue(issue), "OPS")
    assert bob.fields(issue)["security"] is None


def test_a_public_project_is_read_by_anybody_and_written_by_nobody(nobody: Client, world: World) -> None:
    project = founding.add_project(world, "WEB", public=True, roles={"alice": "admin"})
    issue = founding.add_issue(world, project, summary="Seen by all")
    assert nobody.get("/project/WEB").status_code == 200
    assert nobody.fields(str(issue.id))["summary"] == "Seen by all"
    assert nobody.finds("project = WEB") == [str(issue.id)]
    assert nobody.post(f"/issue/{issue.id}/comment", {"body": doc("spam")}).status_code == 401
    assert nobody.creates("WEB").status_code == 401


@pytest.mark.parametrize(
    ("permission", "method", "path", "body"),
    [
        ("EDIT_ISSUES", "PUT", "", {"fields": {"summary": "Mine"}}),
        ("ASSIGN_ISSUES", "PUT", "/assignee", {"accountId": None}),
        ("ADD_COMMENTS", "POST", "/comment", {"body": doc("hello")}),
        ("LINK_ISSUES", "POST", "/remotelink", {"object": {"url": "https://example.com", "title": "x"}}),
        ("DELETE_ISSUES", "DELETE", "", None),
    ],
)
def test_each_act_has_a_permission_of_its_own(
    alice: Client, mallory: Client, world: World, permission: str, method: str, path: str, body: object
) -> None:
    issue = alice.opens()
    assert mallory.call(method, f"/issue/{issue}{path}", body).status_code == 403
    founding.grant(world, world.project("PAY"), "mallory", ["BROWSE_PROJECTS", permission])
    assert mallory.call(method, f"/issue/{issue}{path}", body).ok


def test_creating_needs_its_permission(mallory: Client, world: World) -> None:
    assert mallory.creates().status_code == 403
    assert mallory.get("/issue/createmeta/PAY/issuetypes").status_code == 404
    founding.grant(world, world.project("PAY"), "mallory", ["BROWSE_PROJECTS", "CREATE_ISSUES"])
    assert mallory.creates().status_code == 201


def test_a_reporter_or_assignee_at_creation_needs_more_than_creating(bob: Client, world: World) -> None:
    alice = {"accountId": world.user("alice").id}
    assert "reporter" in bob.creates(reporter=alice).json()["errors"]
    founding.grant(world, world.project("PAY"), "bob", ["BROWSE_PROJECTS", "CREATE_ISSUES"])
    assert "assignee" in bob.creates(assignee=alice).json()["errors"]


def test_other_peoples_comments_are_for_admins(alice: Client, bob: Client) -> None:
    issue = alice.opens()
    hers = alice.post(f"/issue/{issue}/comment", {"body": doc("mine")}).json()["id"]
    his = bob.post(f"/issue/{issue}/comment", {"body": doc("mine")}).json()["id"]
    assert bob.put(f"/issue/{issue}/comment/{hers}", {"body": doc("yours")}).status_code == 403
    assert bob.put(f"/comment/{hers}/properties/k", 1).status_code == 403
    assert alice.put(f"/issue/{issue}/comment/{his}", {"body": doc("yours")}).status_code == 200


def test_permissions_are_told_to_who_asks_for_their_own(bob: Client, world: World) -> None:
    keys = "CREATE_ISSUES,ADMINISTER_PROJECTS,ADMINISTER"
    told = bob.get("/mypermissions", projectId=world.project("PAY").id, permissions=keys).json()["permissions"]
    assert {key: it["havePermission"] for key, it in told.items()} == {
        "CREATE_ISSUES": True,
        "ADMINISTER_PROJECTS": False,
        "ADMINISTER": False,
    }
    assert bob.get("/mypermissions").status_code == 400
    assert bob.get("/mypermissions", permissions="FLY").status_code == 400
    assert bob.get("/mypermissions", projectKey="NONE", permissions="CREATE_ISSUES").status_code == 404


def test_what_others_may_is_told_to_administrators(alice: Client, bob: Client, world: World) -> None:
    query = {"projectKey": "PAY", "permissions": "EDIT_ISSUES"}
    ids = {name: world.user(name).id for name in ("bob", "mallory")}
    assert alice.get("/user/permission/search", accountId=ids["bob"], **query).json()[0]["displayName"] == "Bob"
    assert alice.get("/user/permission/search", accountId=ids["mallory"], **query).json() == []
    assert bob.get("/user/permission/search", accountId=ids["bob"], **query).status_code == 403


def test_without_the_right_to_browse_people_a_search_is_empty_and_no_error(alice: Client, world: World) -> None:
    world.user("alice").sees_people = False
    assert alice.get("/user/search", query="bob").json() == []


def test_an_archived_project_is_read_and_not_written(alice: Client) -> None:
    issue = alice.opens(labels=["a1"])
    assert alice.post("/project/PAY/archive").status_code == 204
    assert alice.get("/project/PAY").json()["archived"] is True
    assert alice.fields(issue)["labels"] == ["a1"]
    assert alice.creates().status_code == 400
    assert alice.put(f"/issue/{issue}", {"fields": {"summary": "late"}}).status_code == 400
    assert alice.get(f"/issue/{issue}/transitions").json()["transitions"] == []
    assert alice.finds("labels = a1") == []
    assert alice.post("/project/PAY/restore").status_code == 200
    assert alice.finds("labels = a1") == [issue]


def test_only_who_administers_the_project_archives_it(bob: Client) -> None:
    assert bob.post("/project/PAY/archive").status_code == 403
