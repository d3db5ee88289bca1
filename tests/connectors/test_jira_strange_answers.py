"""Answers that no Jira should give: whatever is in them, callers see the one error that they know."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from connectors.jira.auth import ApiToken
from connectors.jira.client import Client
from connectors.jira.outcomes import Words
from connectors.jira.site import Deployment
from connectors.jira.tracker import Jira
from connectors.jira.transitions import Goal
from connectors.sandbox.faults import Fault, FaultKind
from connectors.sandbox.jira.world import World
from connectors.tracker import Change, Draft, Issue, Person, ProjectId, Reason, Ref, TrackerError, Trouble
from tests.clock import Clock
from tests.connectors.acts import READS, Act, write_acts
from tests.connectors.bench import HERE
from tests.connectors.jira_bench import JiraPeople
from tests.connectors.stub import Said, Stub

PROJECT = ProjectId("10000")
REF = Ref("jira", PROJECT, 10042)

KEYS = ("issues", "values", "comments", "histories", "transitions", "fields", "issueTypes", "issueLinkTypes")
STRANGE: list[Any] = [
    *(None, 5, [], [None], [{}], {}, {"id": None}, {"id": "x", "key": 5}),
    *({key: [None]} for key in KEYS),
    *({key: [{"id": "x"}]} for key in KEYS),
    {"id": "1", "key": "A", "fields": None},
    {"id": "1", "key": "A", "fields": {"project": {"id": "1", "key": "A"}}},
    {"id": "1", "key": "A", "fields": {"project": None, "status": 5, "labels": 5, "comment": 5, "issuelinks": 5}},
    {"id": "1", "key": "A", "changelog": None},
    {"id": "1", "key": "A", "changelog": {"histories": [{"id": "x", "created": 5}]}},
    {"permissions": 5},
    {"permissions": {"BROWSE_PROJECTS": None}},
    {"count": "x", "total": []},
    {"values": [{"id": "1", "created": "2026-11-02T09:00:00.000+0000", "items": 5}]},
    {"values": [{"id": "1", "created": "2026-11-02T09:00:00.000+0000", "items": [{"field": "labels", "toString": 5}]}]},
    [{"self": 5, "url": 5, "events": 5}],
    [{"id": "1", "url": "https://followthrough.example/hooks/github", "filters": 5}],
    {"issueTypes": [{"id": "1", "name": "Task"}], "fields": [{"fieldId": "x", "schema": 5, "allowedValues": 5}]},
]

MORE: dict[str, Act] = {
    "unlisted": lambda jira, ref: jira.unlisted(ref.project, since=Clock().now - timedelta(days=1), marks=["a"]),
    "obstacles": lambda jira, ref: jira.obstacles(jira.project(ref.project), Draft("x", "")),
    "several": lambda jira, ref: jira.several([ref]),
    "locate": lambda jira, ref: jira.locate("PAY-7"),
    "close": lambda jira, ref: jira.change(ref, Change(open=False)),
    "project by name": lambda jira, ref: jira.project_named("some project"),
}


NOW = Clock().now
CHILD = Issue(REF, "10042", "PAY-7", "", "", "", Person("", ""), True, NOW, NOW)
VERBS = {**READS, **MORE, **write_acts(CHILD, "1", "1")}


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("kind", [Deployment.CLOUD, Deployment.DATACENTER])
def test_no_answer_is_too_strange(stub: Stub, clock: Clock, kind: Deployment, verb: str) -> None:
    client = Client("jira", stub.url, ApiToken("a", "b"), now=clock)
    for strange in STRANGE:
        stub.says(Said(body=json.dumps(strange)))
        jira = Jira(client, {}, deployment=kind)
        jira._site._myself = {"accountId": "bot", "key": "bot"}
        try:
            VERBS[verb](jira, REF)
        except TrackerError as error:
            assert error.message.endswith(".")


def test_a_search_that_gives_the_same_page_for_ever_ends(
    jira: Jira, jira_world: World, jira_people: JiraPeople
) -> None:
    ref = jira_people.opens(HERE)
    if not jira_world.is_cloud:
        return
    page = json.dumps({"issues": [], "nextPageToken": "again", "isLast": False})
    jira_world.faults.add(Fault(FaultKind.STATUS_BEFORE, path="/search/jql", times=None, status=200, body=page))
    with pytest.raises(TrackerError) as caught:
        jira.issues(ref.project)
    assert caught.value.trouble is Trouble.UNREACHABLE


def test_a_goal_without_a_resolution_needs_none() -> None:
    assert Goal(None, Words()).among(["Done"]) is None
    assert Goal(Reason.COMPLETED, Words()).among([]) is None
