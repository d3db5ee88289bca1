"""Editing, assigning, commenting, linking, and properties beside them."""

from __future__ import annotations

from connectors.sandbox.jira import founding
from connectors.sandbox.jira.people import Person
from connectors.sandbox.jira.world import World
from tests.clock import Clock
from tests.sandbox_jira.conftest import Client, doc, said


def test_an_edit_changes_what_it_names_and_answers_nothing(alice: Client, clock: Clock) -> None:
    issue = alice.opens(labels=["a"])
    before = alice.fields(issue)["updated"]
    clock.advance(seconds=1)
    answer = alice.put(f"/issue/{issue}", {"fields": {"summary": "New", "description": doc("New")}})
    assert (answer.status_code, answer.content) == (204, b"")
    fields = alice.fields(issue)
    assert (fields["summary"], fields["labels"], fields["description"]) == ("New", ["a"], doc("New"))
    assert fields["updated"] > before


def test_labels_are_added_and_removed_one_by_one(alice: Client) -> None:
    issue = alice.opens(labels=["a", "b"])
    alice.put(f"/issue/{issue}", {"update": {"labels": [{"add": "c"}, {"remove": "a"}, {"add": "b"}]}})
    assert alice.fields(issue)["labels"] == ["b", "c"]
    assert "contains spaces" in said(alice.put(f"/issue/{issue}", {"update": {"labels": [{"add": "d e"}]}}))
    assert alice.get("/label").json()["values"] == ["b", "c"]


def test_half_an_edit_is_none(alice: Client) -> None:
    issue = alice.opens()
    assert alice.put(f"/issue/{issue}", {"fields": {"summary": "New", "duedate": "never"}}).status_code == 400
    assert alice.fields(issue)["summary"] == "Rotate the keys"


def test_an_edit_that_changes_nothing_leaves_no_trace(alice: Client, clock: Clock) -> None:
    issue = alice.opens(labels=["a"])
    before = alice.fields(issue)["updated"]
    clock.advance(minutes=5)
    assert alice.put(f"/issue/{issue}", {"fields": {"labels": ["a"]}}).status_code == 204
    assert alice.fields(issue)["updated"] == before
    assert alice.get(f"/issue/{issue}/changelog").json()["total"] == 0


def test_assigning_takes_an_account_id_and_null_takes_it_away(alice: Client, world: World) -> None:
    issue, bob = alice.opens(), world.user("bob").id
    assert alice.put(f"/issue/{issue}/assignee", {"accountId": bob}).status_code == 204
    assert alice.fields(issue)["assignee"]["accountId"] == bob
    assert alice.put(f"/issue/{issue}/assignee", {"accountId": None}).status_code == 204
    assert alice.fields(issue)["assignee"] is None


def test_who_cannot_be_assigned_is_refused_and_nobody_else_gets_it(alice: Client, world: World) -> None:
    issue, mallory = alice.opens(), world.user("mallory").id
    answer = alice.put(f"/issue/{issue}/assignee", {"accountId": mallory})
    assert answer.status_code == 400 and "cannot be assigned" in answer.json()["errors"]["assignee"]
    assert alice.fields(issue)["assignee"] is None


def test_assignable_people_are_asked_by_account_or_by_name(alice: Client, world: World) -> None:
    def names(**query: object) -> list[str]:
        return [it["displayName"] for it in alice.get("/user/assignable/search", project="PAY", **query).json()]

    assert names() == ["Alice", "Bob"]
    assert names(accountId=world.user("mallory").id) == []
    assert names(accountId=world.user("bob").id) == ["Bob"]
    assert names(query="bo") == ["Bob"]


def test_assigning_needs_no_screen_for_it(alice: Client, world: World) -> None:
    founding.add_project(world, "BARE", roles={"alice": "admin"}, without=["assignee"])
    me = {"accountId": world.user("alice").id}
    assert alice.creates("BARE", assignee=me).status_code == 400
    assert alice.put(f"/issue/{alice.opens('BARE')}/assignee", me).status_code == 204


def test_data_center_assigns_by_user_name(dana: Client) -> None:
    issue = dana.opens()
    assert dana.put(f"/issue/{issue}/assignee", {"name": "bob"}).status_code == 204
    assert dana.fields(issue)["assignee"]["name"] == "bob"
    found = dana.get("/user/assignable/search", project="PAY", username="bob").json()
    assert [it["name"] for it in found] == ["bob"]


def test_a_comment_is_kept_with_its_properties(alice: Client) -> None:
    issue = alice.opens()
    body = {"body": doc("Seen"), "properties": [{"key": "followthrough", "value": {"body": "Seen<!-- x -->"}}]}
    made = alice.post(f"/issue/{issue}/comment", body, expand="properties")
    assert (made.status_code, made.json()["properties"]) == (201, body["properties"])
    listed = alice.get(f"/issue/{issue}/comment").json()["comments"]
    assert listed[0]["body"] == doc("Seen") and "properties" not in listed[0]
    asked = alice.get(f"/issue/{issue}/comment", expand="properties").json()["comments"][0]
    assert asked["properties"] == body["properties"]


def test_a_comments_properties_stand_for_themselves_too(alice: Client) -> None:
    comment = alice.post(f"/issue/{alice.opens()}/comment", {"body": doc("Seen")}).json()["id"]
    path = f"/comment/{comment}/properties"
    assert alice.put(f"{path}/followthrough", {"a": 1}).status_code == 201
    assert alice.put(f"{path}/followthrough", {"a": 2}).status_code == 200
    assert alice.get(f"{path}/followthrough").json() == {"key": "followthrough", "value": {"a": 2}}
    assert [it["key"] for it in alice.get(path).json()["keys"]] == ["followthrough"]
    assert alice.delete(f"{path}/followthrough").status_code == 204
    assert alice.get(f"{path}/followthrough").status_code == 404


def test_an_edited_comment_says_so(alice: Client, clock: Clock) -> None:
    issue = alice.opens()
    comment = alice.post(f"/issue/{issue}/comment", {"body": doc("One")}).json()["id"]
    clock.advance(minutes=1)
    changed = alice.put(f"/issue/{issue}/comment/{comment}", {"body": doc("Two"), "properties": [_property("k", 1)]})
    assert changed.status_code == 200
    told = alice.get(f"/issue/{issue}/comment/{comment}", expand="properties").json()
    assert told["body"] == doc("Two") and told["updated"] > told["created"]
    assert told["properties"] == [_property("k", 1)]
    assert alice.delete(f"/issue/{issue}/comment/{comment}").status_code == 204
    assert alice.get(f"/issue/{issue}/comment/{comment}").status_code == 404


def _property(key: str, value: object) -> dict[str, object]:
    return {"key": key, "value": value}


def test_a_comment_without_words_or_with_too_many_is_refused(alice: Client) -> None:
    issue = alice.opens()
    assert alice.post(f"/issue/{issue}/comment", {"body": None}).status_code == 400
    assert "32767" in said(alice.post(f"/issue/{issue}/comment", {"body": doc("x" * 32_768)}))
    assert alice.post(f"/issue/{issue}/comment", {"body": "markdown"}).status_code == 400


def test_comments_have_pages_from_either_end(alice: Client) -> None:
    issue = alice.opens()
    for word in ("one", "two", "three"):
        alice.post(f"/issue/{issue}/comment", {"body": doc(word)})
    newest = alice.get(f"/issue/{issue}/comment", orderBy="-created", maxResults=1).json()
    assert newest["total"] == 3 and newest["comments"][0]["body"] == doc("three")


def test_data_center_comments_are_markup_and_have_properties(dana: Client) -> None:
    issue = dana.opens()
    body = {"body": "h1. Seen", "properties": [_property("followthrough", "x")]}
    made = dana.post(f"/issue/{issue}/comment", body, expand="properties").json()
    assert (made["body"], made["properties"]) == ("h1. Seen", body["properties"])


def test_a_remote_link_is_put_once_for_each_global_id(alice: Client) -> None:
    issue = alice.opens()
    link = {"globalId": "system=ours&id=1", "object": {"url": "https://example.com/1", "title": "Post-mortem"}}
    first = alice.post(f"/issue/{issue}/remotelink", {**link, "relationship": "is tracked by"})
    again = alice.post(f"/issue/{issue}/remotelink", link)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["id"] == again.json()["id"]
    [kept] = alice.get(f"/issue/{issue}/remotelink").json()
    assert kept["object"]["title"] == "Post-mortem" and "relationship" not in kept
    assert alice.get(f"/issue/{issue}/remotelink", globalId="system=ours&id=1").json()["id"] == kept["id"]
    assert alice.delete(f"/issue/{issue}/remotelink", globalId="system=ours&id=1").status_code == 204
    assert alice.get(f"/issue/{issue}/remotelink").json() == []


def test_a_remote_link_wants_address_and_title(alice: Client) -> None:
    answer = alice.post(f"/issue/{alice.opens()}/remotelink", {"object": {"url": "https://example.com"}})
    assert answer.json()["errors"] == {"title": "'title' is required."}


def test_linking_twice_links_once(alice: Client) -> None:
    one, other = alice.opens(), alice.opens()
    link = {"type": {"name": "Blocks"}, "inwardIssue": {"id": one}, "outwardIssue": {"id": other}}
    for _ in range(2):
        answer = alice.post("/issueLink", link)
        assert (answer.status_code, answer.content) == (201, b"")
    [seen] = alice.fields(one)["issuelinks"]
    assert seen["outwardIssue"]["id"] == other and "inwardIssue" not in seen
    assert alice.fields(other)["issuelinks"][0]["inwardIssue"]["id"] == one
    assert alice.get(f"/issueLink/{seen['id']}").json()["type"]["outward"] == "blocks"
    assert alice.delete(f"/issueLink/{seen['id']}").status_code == 204
    assert alice.fields(one)["issuelinks"] == []


def test_a_link_of_an_unknown_kind_or_to_a_hidden_issue_is_not_found(alice: Client, world: World) -> None:
    one, other = {"id": alice.opens()}, {"id": alice.opens()}
    assert alice.post("/issueLink", {"type": {"name": "Loves"}, "inwardIssue": one, "outwardIssue": other}).ok is False
    hidden = {"type": {"name": "Relates"}, "inwardIssue": one, "outwardIssue": {"key": "NONE-1"}}
    assert alice.post("/issueLink", hidden).status_code == 404
    kinds = alice.get("/issueLinkType").json()["issueLinkTypes"]
    assert {"Relates", "Blocks"} <= {it["name"] for it in kinds}


def test_people_reword_and_tick_in_their_editor(alice: Client, alice_herself: Person, world: World) -> None:
    task = {
        "type": "taskList",
        "attrs": {"localId": "l"},
        "content": [
            {
                "type": "taskItem",
                "attrs": {"localId": "i", "state": "TODO"},
                "content": [{"type": "text", "text": "do"}],
            }
        ],
    }
    issue = alice.opens(description={"type": "doc", "version": 1, "content": [*doc("Before")["content"], task]})
    alice_herself.ticks(world.issue(issue), 0)
    alice_herself.rewords(world.issue(issue), "Before", "After")
    content = alice.fields(issue)["description"]["content"]
    assert content[1]["content"][0]["attrs"]["state"] == "DONE"
    assert content[0] == doc("After")["content"][0]


def test_lists_of_the_whole_site(alice: Client) -> None:
    assert [it["name"] for it in alice.get("/priority").json()][:2] == ["Highest", "High"]
    assert [it["name"] for it in alice.get("/priority/search").json()["values"]][:1] == ["Highest"]
    assert "Won't Do" in [it["name"] for it in alice.get("/resolution").json()]
    assert "Won't Do" in [it["name"] for it in alice.get("/resolution/search").json()["values"]]
    assert len(alice.get("/status").json()) == 6
    assert {"summary", "labels"} <= {it["id"] for it in alice.get("/field").json()}
    assert [it["key"] for it in alice.get("/project/search", query="op").json()["values"]] == ["OPS"]
