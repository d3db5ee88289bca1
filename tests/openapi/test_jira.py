"""Jira's description: that what is right passes, that nothing wrong gets past it, and whose exchange is whose."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from connectors.sandbox.recording import Exchange
from tests.openapi.github import GITHUB
from tests.openapi.jira import JIRA
from tests.openapi.validator import SPECS, ExchangeValidator, problems_of, vendor_of

PLACE = "/rest/api/3"
ISSUE = {
    "id": "10001",
    "key": "PAY-1",
    "self": "https://example.com/rest/api/3/issue/10001",
    "fields": {"summary": "x"},
}


@pytest.fixture(scope="module")
def validator() -> ExchangeValidator:
    loaded = ExchangeValidator.load(vendor=JIRA)
    if loaded is None:
        pytest.skip(f"no OpenAPI descriptions at {SPECS}: no exchange of this run was checked against them")
    return loaded


def exchange(
    method: str = "GET", path: str = "/issue/1", query: str = "", status: int | None = 200, **bodies: Any
) -> Exchange:
    sent, got = (json.dumps(bodies[name]).encode() if name in bodies else b"" for name in ("sent", "got"))
    return Exchange("api", method, path if path.startswith("/rest") else PLACE + path, query, {}, sent, status, {}, got)


@pytest.mark.parametrize(
    "right",
    [
        exchange(got=ISSUE),
        exchange(path="/rest/api/2/issue/1", got=ISSUE),
        replace(exchange(got=ISSUE), path="/ex/jira/35273b54/rest/api/3/issue/1"),
        exchange(path="/search/jql", query="jql=project%3DPAY&reconcileIssues=1,2", got={"issues": [], "isLast": True}),
        exchange("PUT", "/issue/1/assignee", status=204, sent={"accountId": None}),
        exchange("POST", "/issueLink", status=201, sent={"type": {}, "inwardIssue": {}, "outwardIssue": {}}),
        exchange(status=404, got={"errorMessages": ["no"], "errors": {}}),
        exchange("POST", "/issue", status=400, sent={"anything": 1}, got={"errorMessages": [], "errors": {"a": "b"}}),
        exchange(path="/rest/webhooks/1.0/webhook", got=[{"anything": 1}]),
        replace(exchange(got={"cloudId": "x"}), path="/_edge/tenant_info"),
    ],
)
def test_what_is_right_passes(validator: ExchangeValidator, right: Exchange) -> None:
    assert validator.check(right) == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (exchange(path="/tickets", got={}), "no such operation"),
        (exchange(path="/rest/webhooks/2.0/webhook", got={}), "no such operation"),
        (exchange("PATCH", got=ISSUE), "no such operation"),
        (exchange(query="field=summary", got=ISSUE), "query parameter 'field' is not in the description"),
        (exchange(path="/search/jql", query="reconcileIssues=a", got={}), "query parameter reconcileIssues"),
        (exchange(got=ISSUE | {"number": 1}), "'number' was unexpected"),
        (exchange(got=ISSUE | {"id": 1}), "200.id"),
        (exchange(got=ISSUE | {"key": None}), "200.key"),
        (exchange("POST", "/issue/bulkfetch", sent={"ids": []}, got={}), "request field 'ids'"),
        (exchange("POST", "/issue/bulkfetch", sent={"fields": []}, got={}), "'issueIdsOrKeys' is a required property"),
        (exchange("PUT", "/issue/1", status=204, sent={"fields": {}}, got={"a": 1}), "204"),
        (exchange("DELETE", "/issue/1", status=204, got={"a": 1}), "204 has a body"),
        (exchange(status=418, got={}), "status 418"),
        (exchange(status=404, got={"message": "no"}), "'message' was unexpected"),
    ],
)
def test_what_is_wrong_is_told(validator: ExchangeValidator, wrong: Exchange, said: str) -> None:
    assert any(said in problem for problem in validator.check(wrong)), validator.check(wrong)


def webhook(**payload: Any) -> Exchange:
    headers = {
        "X-Atlassian-Webhook-Identifier": "g",
        "X-Atlassian-Webhook-Flow": "Primary",
        "User-Agent": "Atlassian Webhook HTTP Client",
        "Content-Type": "application/json",
    }
    body = json.dumps({"timestamp": 1, "webhookEvent": "jira:issue_updated", **payload}).encode()
    return Exchange("webhook", "POST", "http://127.0.0.1:1/", "", headers, body, 202, {}, b"")


def test_webhooks_are_checked_part_by_part(validator: ExchangeValidator) -> None:
    assert validator.check(webhook(issue=ISSUE, changelog={"items": [{"field": "status", "from": None}]})) == []
    assert "issue" in validator.check(webhook(issue={"id": 7}))[0]
    assert "changelog item" in validator.check(webhook(changelog={"items": [{"was": "x"}]}))[0]
    rich = {**ISSUE, "fields": {"description": {"type": "doc"}}}
    assert "description is no text" in validator.check(webhook(issue=rich))[0]
    one_header = replace(webhook(), request_headers={"X-Atlassian-Webhook-Flow": "Primary"})
    assert len(validator.check(one_header)) == 3
    assert len(validator.check(replace(webhook(), request_headers={}))) == 2


def test_whose_an_exchange_is_shows_in_its_path_or_its_headers() -> None:
    assert vendor_of(exchange()) is JIRA
    assert vendor_of(webhook()) is JIRA
    assert vendor_of(replace(exchange(), path="/api/v3/repos/a/b")) is GITHUB
    assert vendor_of(replace(webhook(), request_headers={"X-GitHub-Event": "ping"})) is GITHUB


def test_problems_are_said_once(validator: ExchangeValidator) -> None:
    assert len(problems_of([exchange(path="/tickets"), exchange(path="/tickets")])) == 1


def test_without_the_folder_there_is_no_validator(tmp_path: Path) -> None:
    assert ExchangeValidator.load(tmp_path, JIRA) is None
    assert problems_of([exchange(path="/tickets")], tmp_path) == []
