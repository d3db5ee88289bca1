"""Components of a project and epics of its issues: where they are offered, set and shown, and what is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from connectors.sandbox.jira import founding
from connectors.sandbox.jira.people import Person
from connectors.sandbox.jira.schemes import Component
from connectors.sandbox.jira.seed import seeded_world
from connectors.sandbox.jira.server import RunningSandbox
from connectors.sandbox.jira.world import World
from tests.sandbox_jira.conftest import Client, cloud_client, said

TYPES = ("Task", "Bug", "Sub-task", "Epic")
TASK, SUBTASK, EPIC = "10001", "10003", "10000"


@pytest.fixture(params=["jira", "own_jira"], ids=["cloud", "datacenter"])
def site(request: pytest.FixtureRequest) -> RunningSandbox:
    running: RunningSandbox = request.getfixturevalue(request.param)
    return running


@pytest.fixture
def somewhere(site: RunningSandbox) -> World:
    """Of either kind, with components in PAY and none in OPS."""
    for name in ("API", "Web"):
        founding.add_component(site.world, site.world.project("PAY"), name)
    return site.world


@pytest.fixture
def ann(site: RunningSandbox) -> Client:
    """Alice, wherever she is."""
    return cloud_client(site, "alice") if site.world.is_cloud else Client(site.url, "2", bearer="alice-token")


def component(world: World, name: str, project: str = "PAY") -> Component:
    return next(it for it in world.project(project).components if it.name == name)


def offered(client: Client, project: str, kind: str = TASK) -> dict[str, Any]:
    """What the create screen tells, by field."""
    answer = client.get(f"/issue/createmeta/{project}/issuetypes/{kind}").json()
    return {it["fieldId"]: it for it in answer.get("fields", answer.get("values"))}


def names(fields: Any) -> list[str]:
    return [it["name"] for it in fields["components"]]


def test_a_project_tells_its_components(ann: Client, somewhere: World) -> None:
    told = ann.get("/project/PAY").json()["components"]
    assert [(it["id"], it["name"]) for it in told] == [(it.id, it.name) for it in somewhere.project("PAY").components]
    assert ann.get("/project/OPS").json()["components"] == []


def test_they_are_on_the_screens_of_the_project_that_has_some(ann: Client, somewhere: World) -> None:
    field = offered(ann, "PAY")["components"]
    assert field["schema"] == {"type": "array", "items": "component", "system": "components"}
    assert [it["name"] for it in field["allowedValues"]] == ["API", "Web"]
    assert (field["required"], field["hasDefaultValue"]) == (False, False)
    assert "components" not in offered(ann, "OPS")
    assert "not on the appropriate screen" in said(ann.creates("OPS", components=[{"name": "API"}]))


def test_an_edit_screen_offers_them_too(ann: Client, somewhere: World) -> None:
    told = ann.get(f"/issue/{ann.opens()}/editmeta").json()["fields"]["components"]
    assert [it["name"] for it in told["allowedValues"]] == ["API", "Web"]


def test_an_issue_has_those_that_it_was_given_by_name_or_by_id(ann: Client, somewhere: World) -> None:
    web = component(somewhere, "Web")
    fields = ann.fields(ann.opens(components=[{"name": "API"}, {"id": web.id}]))
    assert names(fields) == ["API", "Web"]
    assert fields["components"][1]["self"].endswith(f"/component/{web.id}")
    assert ann.fields(ann.opens())["components"] == []


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ([{"name": "Database"}], "Component name 'Database' is not valid"),
        ([{"id": "99999"}], "Component id '99999' is not valid"),
        ([{}], "Component name '' is not valid"),
        ([{"name": "api"}], "Component name 'api' is not valid"),
        ({"name": "API"}, "data was not an array"),
        (["API"], "expected Object"),
    ],
)
def test_what_is_no_component_of_the_project_is_refused(ann: Client, somewhere: World, given: Any, words: str) -> None:
    answer = ann.creates(components=given)
    assert (answer.status_code, answer.json()["errors"]) == (400, {"components": words})
    assert not somewhere.issues


def test_those_of_another_project_are_none_of_this_one(ann: Client, somewhere: World) -> None:
    there = founding.add_component(somewhere, somewhere.project("OPS"), "API")
    assert ann.creates(components=[{"id": there.id}]).status_code == 400
    assert names(ann.fields(ann.opens("OPS", components=[{"name": "API"}]))) == ["API"]


def test_where_they_are_required_no_issue_goes_without(ann: Client, somewhere: World) -> None:
    founding.add_component(somewhere, somewhere.project("OPS"), "Pager", required=True)
    field = offered(ann, "OPS")["components"]
    assert field["required"]
    for refused in (ann.creates("OPS"), ann.creates("OPS", components=[])):
        assert (refused.status_code, refused.json()["errors"]) == (
            400,
            {"components": f"{field['name']} is required."},
        )
    issue = ann.opens("OPS", components=[{"name": "Pager"}])
    assert ann.put(f"/issue/{issue}", {"fields": {"components": []}}).status_code == 400


def test_they_are_set_added_and_taken_away_and_the_history_has_a_line_for_each(ann: Client, somewhere: World) -> None:
    issue = ann.opens(components=[{"name": "API"}])
    assert ann.put(f"/issue/{issue}", {"fields": {"components": [{"name": "Web"}]}}).status_code == 204
    assert ann.put(f"/issue/{issue}", {"update": {"components": [{"add": {"name": "API"}}]}}).status_code == 204
    assert names(ann.fields(issue)) == ["Web", "API"]
    assert ann.put(f"/issue/{issue}", {"update": {"components": [{"remove": {"name": "Web"}}]}}).status_code == 204
    assert names(ann.fields(issue)) == ["API"]
    histories = ann.get(f"/issue/{issue}", expand="changelog").json()["changelog"]["histories"]
    moves = [(it["field"], it["fromString"], it["toString"]) for one in histories for it in one["items"]]
    assert sorted(moves, key=str) == [
        ("Component", "API", None),
        ("Component", "Web", None),
        ("Component", None, "API"),
        ("Component", None, "Web"),
    ]


def test_an_issue_that_moves_leaves_those_of_its_project_behind(ann: Client, somewhere: World) -> None:
    founding.add_component(somewhere, somewhere.project("OPS"), "Pager")
    issue = ann.opens(components=[{"name": "API"}])
    Person(somewhere, "alice").moves_to_project(somewhere.issue(issue), "OPS")
    assert ann.fields(issue)["components"] == []


def test_a_seed_file_names_components_and_types(tmp_path: Path) -> None:
    file = tmp_path / "seed.yaml"
    file.write_text(
        "users: [{name: alice}]\n"
        "projects: [{key: PAY, roles: {alice: admin}, types: [Task, Epic], components: [API, Web]}]\n"
    )
    project = seeded_world(file).project("PAY")
    assert [it.name for it in project.components] == ["API", "Web"]
    assert [kind.type.name for kind in project.kinds.values()] == ["Task", "Epic"]


# Epics: the parent of an issue in Cloud, a field of their own in Data Center


def with_epics(world: World, **given: Any) -> None:
    founding.add_project(world, "BIG", roles={"alice": "admin", "bob": "member"}, types=TYPES, **given)


def test_in_cloud_a_task_may_be_in_an_epic(alice: Client, world: World) -> None:
    with_epics(world)
    assert offered(alice, "BIG")["parent"]["schema"] == {"type": "issuelink", "system": "parent"}
    assert (offered(alice, "BIG")["parent"]["required"], offered(alice, "BIG", SUBTASK)["parent"]["required"]) == (
        False,
        True,
    )
    epic = alice.opens("BIG", issuetype={"id": EPIC}, summary="Survive the peak")
    task = alice.opens("BIG", parent={"key": "BIG-1"})
    parent = alice.fields(task)["parent"]
    assert (parent["id"], parent["key"], parent["fields"]["summary"]) == (epic, "BIG-1", "Survive the peak")
    assert parent["fields"]["issuetype"]["hierarchyLevel"] == 1
    assert "parent" not in alice.fields(epic)


def test_in_cloud_it_may_come_into_an_epic_later_and_leave_it(alice: Client, world: World) -> None:
    with_epics(world)
    epic, task = alice.opens("BIG", issuetype={"name": "Epic"}), alice.opens("BIG")
    assert alice.put(f"/issue/{task}", {"fields": {"parent": {"id": epic}}}).status_code == 204
    assert alice.fields(task)["parent"]["key"] == "BIG-1"
    assert alice.put(f"/issue/{task}", {"fields": {"parent": None}}).status_code == 204
    assert "parent" not in alice.fields(task)


def test_in_cloud_a_parent_is_one_level_above(alice: Client, world: World) -> None:
    with_epics(world)
    epic, task = alice.opens("BIG", issuetype={"name": "Epic"}), alice.opens("BIG")
    told = {"parentId": "Given parent work item does not belong to appropriate hierarchy."}
    assert alice.creates("BIG", parent={"id": task}).json()["errors"] == told
    assert alice.creates("BIG", issuetype={"id": SUBTASK}, parent={"id": epic}).json()["errors"] == told
    assert alice.put(f"/issue/{task}", {"fields": {"parent": {"id": task}}}).json()["errors"] == told
    assert "parent" in alice.creates("BIG", parent={"key": "BIG-99"}).json()["errors"]


def test_nobody_puts_an_issue_into_an_epic_that_they_do_not_see(alice: Client, bob: Client, world: World) -> None:
    with_epics(world)
    founding.grant(world, world.project("BIG"), "bob", [])
    epic = alice.opens("BIG", issuetype={"name": "Epic"})
    assert bob.creates("PAY", parent={"id": epic}).json()["errors"] == {"parent": "Could not find issue by id or key."}


def test_a_project_may_do_without_parents(alice: Client, world: World) -> None:
    with_epics(world, without=("parent",))
    alice.opens("BIG", issuetype={"name": "Epic"})
    assert "parent" not in offered(alice, "BIG")
    assert "not on the appropriate screen" in said(alice.creates("BIG", parent={"key": "BIG-1"}))


def test_in_data_center_only_a_sub_task_has_a_parent(dana: Client, datacenter: World) -> None:
    with_epics(datacenter)
    assert "parent" not in offered(dana, "BIG")
    dana.opens("BIG", issuetype={"name": "Epic"})
    task = dana.opens("BIG")
    told = {"issuetype": f"Issue type {TASK} is not a sub-task but a parent is specified."}
    assert dana.creates("BIG", parent={"key": "BIG-1"}).json()["errors"] == told
    child = dana.opens("BIG", issuetype={"name": "Sub-task"}, parent={"key": "BIG-2"})
    assert dana.fields(child)["parent"]["id"] == task


def test_in_data_center_an_epic_is_named_by_its_key_in_a_field_of_its_own(dana: Client, datacenter: World) -> None:
    link = founding.add_field(datacenter, "Epic Link", founding.EPIC_LINK)
    with_epics(datacenter, fields=[link])
    dana.opens("BIG", issuetype={"name": "Epic"})
    task = dana.opens("BIG", **{link.id: "BIG-1"})
    assert dana.fields(task)[link.id] == "BIG-1"
    for wrong in ("BIG-2", "BIG-99", {"key": "BIG-1"}):
        refused = dana.creates("BIG", **{link.id: wrong})
        assert (refused.status_code, refused.json()["errorMessages"]) == (400, ["gh.epic.error.not.found"])
