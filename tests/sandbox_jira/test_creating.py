"""Creating issues: what a create screen asks for, what is refused and in which words."""

from __future__ import annotations

from typing import Any

import pytest

from connectors.sandbox.jira import founding
from connectors.sandbox.jira.world import World
from tests.sandbox_jira.conftest import Client, doc, said


def test_an_issue_has_what_it_was_given(alice: Client, world: World) -> None:
    bob = world.user("bob")
    issue = alice.opens(
        summary="Alert on memory",
        description=doc("Above 80 %"),
        labels=["postmortem", "a1"],
        assignee={"accountId": bob.id},
        priority={"name": "High"},
        duedate="2026-12-01",
    )
    fields = alice.fields(issue)
    assert (fields["summary"], fields["labels"], fields["duedate"]) == (
        "Alert on memory",
        ["a1", "postmortem"],
        "2026-12-01",
    )
    assert (fields["assignee"]["accountId"], fields["priority"]["name"]) == (bob.id, "High")
    assert fields["description"] == doc("Above 80 %")
    assert (fields["reporter"]["displayName"], fields["status"]["name"]) == ("Alice", "To Do")


def test_the_answer_has_id_key_and_address_only(alice: Client) -> None:
    assert alice.creates().json().keys() == {"id", "key", "self"}


def test_keys_of_a_project_only_grow(alice: Client) -> None:
    first, second = alice.creates().json()["key"], alice.creates().json()["key"]
    alice.delete(f"/issue/{second}")
    assert (first, second, alice.creates().json()["key"]) == ("PAY-1", "PAY-2", "PAY-3")


@pytest.mark.parametrize(
    ("fields", "where", "words"),
    [
        ({"summary": ""}, "summary", "You must specify a summary"),
        ({"summary": "one\ntwo"}, "summary", "newline characters"),
        ({"summary": "x" * 255}, "summary", "less than 255 characters"),
        ({"labels": ["two words"]}, "labels", "contains spaces which is invalid"),
        ({"description": doc("x" * 32_768)}, "description", "exceeds the allowed limit of 32767 characters"),
        ({"description": "markdown"}, "description", "must be an Atlassian Document"),
        ({"duedate": "tomorrow"}, "duedate", "Error parsing date string"),
        ({"duedate": "2026-02-30"}, "duedate", "Error parsing date string"),
        ({"priority": {"name": "Urgent"}}, "priority", "The priority selected is invalid"),
        ({"assignee": {"accountId": "nobody"}}, "assignee", "does not exist"),
        ({"customfield_99999": "x"}, "customfield_99999", "not on the appropriate screen, or unknown"),
        ({"resolution": {"name": "Done"}}, "resolution", "not on the appropriate screen, or unknown"),
        ({"project": {"key": "NONE"}}, "project", "valid project is required"),
        ({"issuetype": {"name": "Saga"}}, "issuetype", "valid issue type"),
    ],
)
def test_a_wrong_value_is_refused_by_its_field(alice: Client, fields: Any, where: str, words: str) -> None:
    answer = alice.creates(**fields)
    assert answer.status_code == 400
    assert words in answer.json()["errors"][where]


def test_every_wrong_field_is_told_at_once_and_nothing_is_created(alice: Client, world: World) -> None:
    answer = alice.creates(labels=["a b"], duedate="soon", colour="red")
    assert answer.json()["errors"].keys() == {"labels", "duedate", "colour"}
    assert not world.issues


def _inside(*content: Any) -> dict[str, Any]:
    return {"type": "doc", "version": 1, "content": list(content)}


def _paragraph(*content: Any) -> dict[str, Any]:
    return {"type": "paragraph", "content": list(content)}


def _text(text: str, *marks: str) -> dict[str, Any]:
    return {"type": "text", "text": text} | ({"marks": [{"type": mark} for mark in marks]} if marks else {})


def _tasks(*, list_id: str = "l", item_id: str = "i", state: str = "TODO") -> dict[str, Any]:
    item = {"type": "taskItem", "attrs": {"localId": item_id, "state": state}, "content": [_text("do")]}
    return {"type": "taskList", "attrs": {"localId": list_id}, "content": [item]}


@pytest.mark.parametrize(
    "document",
    [
        _inside(_paragraph(_text(""))),
        _inside(_text("bare")),
        _inside({"type": "html", "content": []}),
        _inside({"type": "bulletList", "content": []}),
        _inside({"type": "bulletList", "content": [_paragraph(_text("no item"))]}),
        _inside({"type": "heading", "attrs": {"level": 7}, "content": [_text("deep")]}),
        _inside(_tasks(list_id="")),
        _inside(_tasks(item_id="")),
        _inside(_tasks(state="MAYBE")),
        _inside(_paragraph(_text("both", "code", "strong"))),
        _inside(_paragraph(_text("loud", "shout"))),
        {"type": "doc", "content": []},
        {"type": "doc", "version": 2, "content": []},
    ],
)
def test_a_document_that_is_none_is_invalid_input(alice: Client, document: Any) -> None:
    answer = alice.creates(description=document)
    assert (answer.status_code, answer.json()["errorMessages"]) == (400, ["INVALID_INPUT"])


@pytest.mark.parametrize(
    "document",
    [
        _inside(),
        _inside(_paragraph()),
        _inside(_tasks(state="DONE")),
        _inside(_paragraph(_text("code", "code"), {"type": "hardBreak"}, _text("and", "strong", "em"))),
        _inside(
            {
                "type": "table",
                "content": [{"type": "tableRow", "content": [{"type": "tableCell", "content": [_paragraph()]}]}],
            }
        ),
        _inside({"type": "codeBlock", "attrs": {"language": "sh"}, "content": [_text("ls")]}, {"type": "rule"}),
    ],
)
def test_a_document_that_is_one_is_kept_as_it_is(alice: Client, document: Any) -> None:
    assert alice.fields(alice.opens(description=document))["description"] == document


def test_a_required_field_is_told_beforehand_and_wanted_afterwards(alice: Client, world: World) -> None:
    severity = founding.add_field(world, "Severity", founding.SELECT, options=("High", "Low"), required=True)
    founding.add_project(world, "SEV", roles={"alice": "admin"}, fields=[severity])
    types = alice.get("/issue/createmeta/SEV/issuetypes").json()["issueTypes"]
    assert [it["name"] for it in types] == ["Task", "Bug", "Sub-task"]
    told = alice.get(f"/issue/createmeta/SEV/issuetypes/{types[0]['id']}").json()["fields"]
    field = next(it for it in told if it["fieldId"] == severity.id)
    assert field["required"] and not field["hasDefaultValue"]
    assert [it["value"] for it in field["allowedValues"]] == ["High", "Low"]

    refused = alice.creates("SEV")
    assert (refused.status_code, refused.json()["errors"]) == (400, {severity.id: "Severity is required."})
    assert alice.creates("SEV", **{severity.id: {"value": "Huge"}}).status_code == 400
    issue = alice.opens("SEV", **{severity.id: {"value": "Low"}})
    assert alice.fields(issue)[severity.id]["value"] == "Low"


def test_a_required_field_with_a_default_may_be_left_out(alice: Client, world: World) -> None:
    team = founding.add_field(world, "Team", founding.SELECT, options=("Red", "Blue"), required=True, default="Blue")
    founding.add_project(world, "TEAM", roles={"alice": "admin"}, fields=[team])
    assert alice.fields(alice.opens("TEAM"))[team.id]["value"] == "Blue"


def test_a_field_that_is_off_the_screen_is_refused_and_not_told(alice: Client, world: World) -> None:
    founding.add_project(world, "BARE", roles={"alice": "admin"}, without=("duedate", "priority"))
    told = alice.get("/issue/createmeta/BARE/issuetypes/10001").json()["fields"]
    assert not {"duedate", "priority"} & {it["fieldId"] for it in told}
    assert "not on the appropriate screen" in said(alice.creates("BARE", duedate="2026-12-01"))
    assert alice.creates("BARE").status_code == 201


def test_properties_come_with_the_create_call(alice: Client) -> None:
    issue = alice.opens(properties=[{"key": "followthrough", "value": {"body": "as written"}}])
    assert alice.get(f"/issue/{issue}/properties/followthrough").json()["value"] == {"body": "as written"}
    asked = alice.get(f"/issue/{issue}", properties="followthrough,other", fields="summary").json()
    assert asked["properties"] == {"followthrough": {"body": "as written"}}
    assert "properties" not in alice.get(f"/issue/{issue}").json()


def test_too_large_a_property_stops_the_whole_create(alice: Client, world: World) -> None:
    answer = alice.creates(properties=[{"key": "k", "value": "x" * 32_768}])
    assert answer.status_code == 400 and not world.issues


def test_a_sub_task_wants_a_parent(alice: Client) -> None:
    parent = alice.opens()
    kind = {"name": "Sub-task"}
    assert "Parent is required" in said(alice.creates(issuetype=kind))
    assert alice.fields(alice.opens(issuetype=kind, parent={"id": parent}))["parent"]["id"] == parent


def test_several_at_once_succeed_one_by_one(alice: Client) -> None:
    good = {"project": {"key": "PAY"}, "issuetype": {"name": "Task"}, "summary": "fine"}
    answer = alice.post("/issue/bulk", {"issueUpdates": [{"fields": good}, {"fields": {**good, "labels": ["a b"]}}]})
    assert answer.status_code == 201
    assert [it["key"] for it in answer.json()["issues"]] == ["PAY-1"]
    failed = answer.json()["errors"][0]
    assert failed["failedElementNumber"] == 1 and "labels" in failed["elementErrors"]["errors"]


def test_data_center_keeps_markup_and_takes_user_names(dana: Client) -> None:
    issue = dana.opens(description="h1. Title\n\n* one", assignee={"name": "bob"})
    fields = dana.fields(issue)
    assert (fields["description"], fields["assignee"]["name"]) == ("h1. Title\n\n* one", "bob")
    assert dana.creates(description=doc("no")).json()["errors"] == {"description": "Operation value must be a string"}
    types = dana.get("/issue/createmeta/PAY/issuetypes").json()["values"]
    fields_told = dana.get(f"/issue/createmeta/PAY/issuetypes/{types[0]['id']}").json()["values"]
    assert {"summary", "labels"} <= {it["fieldId"] for it in fields_told}


def test_the_older_version_shows_a_document_as_markup(alice: Client) -> None:
    heading = {"type": "heading", "attrs": {"level": 2}, "content": [_text("Why")]}
    issue = alice.opens(description=_inside(heading, _paragraph(_text("it", "strong"))))
    assert alice.get(f"/rest/api/2/issue/{issue}").json()["fields"]["description"] == "h2. Why\n\n*it*"
