"""Bodies of any form: whatever is sent, the answer is an answer, and never a failure of the server."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator
from typing import Any

import pytest
from werkzeug.test import Client as Direct

from connectors.sandbox.jira import founding
from connectors.sandbox.jira.server import application
from connectors.sandbox.jira.world import World
from connectors.sandbox.serving import Serving

AUTHORIZATION = {"Authorization": "Basic " + b64encode(b"alice@example.com:alice-token").decode()}


def _inside(content: object) -> dict[str, object]:
    return {"type": "doc", "version": 1, "content": content}


ODD: list[Any] = [
    *(None, 5, -1, 1.5, True, "", "x", [], {}, [5], [None], [{}], [[]]),
    *({"id": 5}, {"id": None}, {"name": []}, {"key": 7}, [{"add": 5}], [{"set": []}], [{"key": 5}]),
    *({"type": "doc"}, _inside([5]), _inside([{"type": []}]), _inside([{"type": "heading", "attrs": 5}])),
    _inside([{"type": "paragraph", "content": 5}]),
    _inside([{"type": "paragraph", "content": [{"type": "text", "text": "x", "marks": [5]}]}]),
]

ISSUE = {"project": {"key": "PAY"}, "issuetype": {"name": "Task"}, "summary": "s", "labels": ["a"]}
PERSON = {"description": None, "assignee": None, "priority": None, "duedate": None, "parent": None}
HOOK = {"name": "n", "url": "http://127.0.0.1:1/", "events": ["comment_created"], "filters": {}, "secret": "s"}
FILTER = {"issue-related-events-section": "project = PAY"}

FORMS: list[tuple[str, str, Any]] = [
    ("POST", "/issue", {"fields": ISSUE | PERSON, "update": {"labels": [{"add": "x"}]}, "properties": [{"key": "k"}]}),
    ("PUT", "/issue/PAY-1", {"fields": {"summary": "s"}, "update": {"labels": [{"add": "x"}]}, "properties": []}),
    ("PUT", "/issue/PAY-1/assignee", {"accountId": "x"}),
    ("POST", "/issue/PAY-1/transitions", {"transition": {"id": "31"}, "fields": {}, "update": {}}),
    ("POST", "/issue/PAY-1/comment", {"body": _inside([]), "properties": []}),
    ("POST", "/issue/PAY-1/remotelink", {"globalId": "x", "object": {"url": "u", "title": "t"}}),
    ("POST", "/issueLink", {"type": {"name": "Blocks"}, "inwardIssue": {"id": "1"}, "outwardIssue": {"id": "2"}}),
    ("POST", "/search/jql", {"jql": "project=PAY", "maxResults": 5, "fields": ["id"], "reconcileIssues": [1]}),
    ("POST", "/search/jql", {"jql": "project=PAY", "nextPageToken": "x", "properties": [], "expand": ""}),
    ("POST", "/issue/bulkfetch", {"issueIdsOrKeys": ["PAY-1"], "fields": ["summary"], "properties": [], "expand": []}),
    ("POST", "/issue/bulk", {"issueUpdates": [{"fields": {}}]}),
    ("POST", "/rest/webhooks/1.0/webhook", HOOK | {"filters": FILTER, "enabled": True, "excludeBody": False}),
]


def _places(form: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield place
    entries = form.items() if isinstance(form, dict) else enumerate(form) if isinstance(form, list) else ()
    for name, inner in entries:
        yield from _places(inner, (*place, name))


def _with(form: Any, place: tuple[Any, ...], value: object) -> Any:
    if not place:
        return value
    copy = json.loads(json.dumps(form))
    inner = copy
    for name in place[:-1]:
        inner = inner[name]
    inner[place[-1]] = value
    return copy


@pytest.mark.parametrize(("method", "path", "form"), FORMS, ids=[f"{method} {path}" for method, path, _ in FORMS])
def test_no_form_of_a_body_makes_the_server_fail(world: World, method: str, path: str, form: Any) -> None:
    founding.add_issue(world, world.project("PAY"), summary="One")
    server = Direct(Serving(application(), world))
    url = path if path.startswith("/rest/") else f"/rest/api/3{path}"
    for place in _places(form):
        for value in ODD:
            body = _with(form, place, value)
            answer = server.open(
                url, method=method, json=body, headers=AUTHORIZATION, environ_overrides={"RAW_URI": url}
            )
            assert answer.status_code < 500, (place, value)


def test_what_is_no_json_is_told(world: World) -> None:
    server = Direct(Serving(application(), world))
    url = "/rest/api/3/issue"
    answer = server.open(url, method="POST", data=b"{", headers=AUTHORIZATION, environ_overrides={"RAW_URI": url})
    assert answer.status_code == 400 and "parsing JSON" in answer.text
