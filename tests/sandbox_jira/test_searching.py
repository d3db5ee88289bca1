"""Searching: the queries that are known, what is refused, pages, and an index that trails."""

from __future__ import annotations

from typing import Any

import pytest

from connectors.sandbox.jira import founding
from connectors.sandbox.jira.people import Person
from connectors.sandbox.jira.server import RunningSandbox
from connectors.sandbox.jira.world import World
from tests.clock import Clock
from tests.sandbox_jira.conftest import Client, cloud_client, said


@pytest.fixture
def issues(alice: Client, clock: Clock, world: World) -> dict[str, str]:
    """Three in PAY a minute apart, one in OPS."""
    made: dict[str, str] = {}
    bob = {"accountId": world.user("bob").id}
    wanted: dict[str, dict[str, Any]] = {
        "open": {"labels": ["postmortem"]},
        "mine": {"labels": ["postmortem", "a1"], "assignee": bob},
        "done": {},
    }
    for name, fields in wanted.items():
        made[name] = alice.opens(**fields)
        clock.advance(minutes=1)
    made["ops"] = alice.opens("OPS", labels=["a1"])
    Person(world, "alice").moves(world.issue(made["done"]), "Done")
    return made


@pytest.mark.parametrize(
    ("jql", "names"),
    [
        ("project = PAY ORDER BY key", ["open", "mine", "done"]),
        ("project in (PAY, OPS) order by created desc", ["ops", "done", "mine", "open"]),
        ('labels in ("a1") order by id', ["mine", "ops"]),
        ("labels = postmortem AND labels = a1", ["mine"]),
        ("project = PAY and labels not in (a1) order by id", ["open"]),
        ("project = PAY and (labels is EMPTY or labels = a1) order by id", ["mine", "done"]),
        ("statusCategory = Done", ["done"]),
        ('statusCategory != Done and project = "Pay" order by id', ["open", "mine"]),
        ('status = "To Do" and project != OPS order by id', ["open", "mine"]),
        ("key = PAY-2", ["mine"]),
        ("issuekey in (PAY-1, ops-1) order by id", ["open", "ops"]),
        ("project = PAY and not labels = a1 order by id", ["open", "done"]),
        ("assignee is not EMPTY", ["mine"]),
        ("reporter = currentUser() and project = OPS", ["ops"]),
        ("assignee = currentUser()", []),
        ("labels = never-seen", []),
    ],
)
def test_a_query_finds(alice: Client, issues: dict[str, str], jql: str, names: list[str]) -> None:
    assert alice.finds(jql) == [issues[name] for name in names]


def test_an_id_finds_what_has_it(alice: Client, issues: dict[str, str]) -> None:
    assert alice.finds(f"id in ({issues['mine']})") == [issues["mine"]]


@pytest.mark.parametrize(
    ("jql", "words"),
    [
        ("", "Unbounded JQL queries are not allowed"),
        ("order by created", "Unbounded JQL queries are not allowed"),
        ("project = NOWHERE", "The value 'NOWHERE' does not exist for the field 'project'"),
        ("colour = red", "Field 'colour' does not exist or you do not have permission to view it"),
        ("status = Lost", "The value 'Lost' does not exist for the field 'status'"),
        ("key = PAY-99", "An issue with key 'PAY-99' does not exist"),
        ("id = 99", "A value with ID '99' does not exist"),
        ("project PAY", "Expecting operator but got 'PAY'"),
        ("project = ", "Expecting either a value"),
        ("project = PAY labels = x", "Expecting either 'OR' or 'AND' but got 'labels'"),
        ("project = PAY and (labels = x", "Expecting ')'"),
        ('labels = "open', "has not been completed"),
        ("labels = select", "'select' is a reserved JQL word"),
        ("labels ~ x", "Expecting operator but got '~'"),
        ("labels > x", "The operator '>' is not supported by the 'labels' field"),
        ("updated >= 2026-11-02T09:00:00Z", "is invalid. Valid formats include"),
        ('updated >= "2026-11-02 09:00:30"', "is invalid. Valid formats include"),
        ("updated in (1)", "The operator 'in' is not supported by the 'updated' field"),
        ("assignee = membersOf(x)", "Expecting"),
        ("project = PAY order by id, key, created, updated, status, labels, reporter, assignee", "maximum of 7 fields"),
    ],
)
def test_what_is_not_known_is_refused(alice: Client, issues: dict[str, str], jql: str, words: str) -> None:
    answer = alice.get("/search/jql", jql=jql)
    assert answer.status_code == 400 and words in said(answer)


def test_a_word_of_a_user_is_only_a_word_when_it_is_quoted(alice: Client, issues: dict[str, str]) -> None:
    assert alice.finds(r'labels in ("x\") or project in (\"PAY")') == []


def test_dates_are_read_to_the_minute_in_the_zone_of_who_asks(jira: RunningSandbox, world: World, clock: Clock) -> None:
    for name, zone in (("kim", "Asia/Tokyo"), ("uta", "Etc/UTC")):
        founding.add_user(world, name, tokens=[f"{name}-token"], time_zone=zone)
        founding.grant(world, world.project("PAY"), name, "reader")
    issue = founding.add_issue(world, world.project("PAY"), summary="at nine in London")
    kim, uta = cloud_client(jira, "kim"), cloud_client(jira, "uta")
    assert uta.finds('updated >= "2026-11-02 09:00"') == [str(issue.id)]
    assert uta.finds('updated >= "2026-11-02 09:01"') == []
    assert kim.finds('updated >= "2026-11-02 18:00"') == [str(issue.id)]
    assert kim.finds('updated >= "2026-11-02 18:01"') == []
    assert kim.get("/myself").json()["timeZone"] == "Asia/Tokyo"


def test_dates_may_be_relative_or_since_the_epoch(alice: Client, issues: dict[str, str], clock: Clock) -> None:
    assert alice.finds("project = PAY and created >= -1m") == [issues["done"]]
    stamp = int(clock.now.timestamp() * 1000)
    assert alice.finds(f"created >= {stamp}") == [issues["ops"]]
    assert alice.finds("project = PAY and created <= -3m") == [issues["open"]]


def test_only_ids_come_unless_fields_are_asked_for(alice: Client, issues: dict[str, str]) -> None:
    bare = alice.get("/search/jql", jql="key = PAY-2").json()
    assert bare["issues"] == [{"id": issues["mine"]}] and bare["isLast"] is True
    asked = alice.get("/search/jql", jql="key = PAY-2", fields="labels,updated").json()["issues"][0]
    assert asked["fields"].keys() == {"labels", "updated"}


def test_pages_follow_by_a_token_until_there_is_none(alice: Client, issues: dict[str, str]) -> None:
    body: dict[str, Any] = {"jql": "project = PAY order by id", "maxResults": 2, "fields": ["key"]}
    first = alice.post("/search/jql", body).json()
    assert first["isLast"] is False and "total" not in first
    second = alice.post("/search/jql", body | {"nextPageToken": first["nextPageToken"]}).json()
    assert second["isLast"] is True and "nextPageToken" not in second
    keys = [it["key"] for it in first["issues"] + second["issues"]]
    assert keys == ["PAY-1", "PAY-2", "PAY-3"]


def test_a_token_that_nobody_gave_is_refused(alice: Client, issues: dict[str, str]) -> None:
    assert alice.get("/search/jql", jql="project = PAY", nextPageToken="!").status_code == 400


def test_properties_come_with_what_is_found_but_not_more_than_five(alice: Client) -> None:
    issue = alice.opens(properties=[{"key": "followthrough", "value": 1}])
    found = alice.post("/search/jql", {"jql": "project = PAY", "fields": ["key"], "properties": ["followthrough"]})
    assert found.json()["issues"][0]["properties"] == {"followthrough": 1}
    assert found.json()["issues"][0]["id"] == issue
    many = {"jql": "project = PAY", "properties": list("abcdef")}
    assert alice.post("/search/jql", many).status_code == 400


def test_the_old_search_is_gone_from_cloud(alice: Client) -> None:
    for answer in (alice.get("/search", jql="project = PAY"), alice.post("/search", {"jql": "project = PAY"})):
        assert answer.status_code == 410 and "/search/jql" in said(answer)


def test_search_trails_and_reading_does_not(alice: Client, world: World, clock: Clock) -> None:
    world.index.set_lag(30)
    issue = alice.opens(labels=["a1"])
    assert alice.finds("labels = a1") == []
    assert alice.fields(issue)["labels"] == ["a1"]
    assert alice.post("/issue/bulkfetch", {"issueIdsOrKeys": ["PAY-1"]}).json()["issues"][0]["id"] == issue
    clock.advance(seconds=30)
    assert alice.finds("labels = a1") == [issue]


def test_a_change_is_seen_late_as_well(alice: Client, world: World, clock: Clock) -> None:
    issue = alice.opens(labels=["old"])
    world.index.set_lag(30)
    alice.put(f"/issue/{issue}", {"fields": {"labels": ["new"]}})
    assert (alice.finds("labels = old"), alice.finds("labels = new")) == ([issue], [])
    clock.advance(seconds=31)
    assert (alice.finds("labels = old"), alice.finds("labels = new")) == ([], [issue])


def test_reconciled_issues_count_as_they_are(alice: Client, world: World) -> None:
    world.index.set_lag(None)
    first, second = alice.opens(labels=["a1"]), alice.opens(labels=["a1"])
    assert alice.finds("labels = a1") == []
    assert alice.finds("labels = a1", reconcileIssues=first) == [first]
    both = alice.post("/search/jql", {"jql": "labels = a1", "reconcileIssues": [int(first), int(second)]})
    assert len(both.json()["issues"]) == 2
    assert alice.finds("labels = other", reconcileIssues=first) == []
    assert alice.get("/search/jql", jql="labels = a1", reconcileIssues=",".join(["1"] * 51)).status_code == 400


def test_what_never_was_indexed_shows_once_the_index_works_again(alice: Client, world: World, clock: Clock) -> None:
    world.index.set_lag(None)
    issue = alice.opens(labels=["a1"])
    clock.advance(days=30)
    assert alice.finds("labels = a1") == []
    world.index.set_lag(0)
    assert alice.finds("labels = a1") == [issue]


def test_a_search_shows_only_what_one_may_browse(eve: Client, nobody: Client, issues: dict[str, str]) -> None:
    assert eve.finds("labels = a1") == []
    assert nobody.finds("labels = a1") == []
    assert eve.get("/search/jql", jql="project = PAY").status_code == 400


def test_reading_many_takes_ids_and_keys_and_leaves_out_what_it_has_not(
    alice: Client, alice_herself: Person, issues: dict[str, str], world: World
) -> None:
    alice_herself.moves_to_project(world.issue(issues["open"]), "OPS")
    body = {"issueIdsOrKeys": ["ops-1", issues["mine"], "PAY-1", "PAY-77"], "fields": ["summary"]}
    answer = alice.post("/issue/bulkfetch", body).json()
    assert [it["key"] for it in answer["issues"]] == ["OPS-2", "PAY-2", "OPS-1"]
    assert answer["issueErrors"] == []
    assert alice.post("/issue/bulkfetch", {"issueIdsOrKeys": ["1"] * 101}).status_code == 400


def test_data_center_counts_and_pages_by_number(dana: Client) -> None:
    for _ in range(3):
        dana.opens(labels=["a1"])
    page = dana.get("/search", jql="labels = a1 order by key", startAt=1, maxResults=1, fields="summary").json()
    assert (page["total"], page["startAt"], [it["key"] for it in page["issues"]]) == (3, 1, ["PAY-2"])
    posted = dana.post("/search", {"jql": "labels = a1", "fields": ["summary"]}).json()
    assert posted["total"] == 3
    assert dana.get("/search/jql", jql="labels = a1").status_code == 404
    assert dana.get("/search", jql="order by key").json()["total"] == 3
