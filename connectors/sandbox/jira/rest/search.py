"""Views: searching. Cloud's search trails behind and counts nothing; Data Center's has pages by number and a total."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass

from connectors.sandbox.jira.index import Indexed, seen_now
from connectors.sandbox.jira.jql.matching import found
from connectors.sandbox.jira.jql.parsing import parsed
from connectors.sandbox.jira.jql.values import Asking
from connectors.sandbox.jira.refusals import Refusal, invalid
from connectors.sandbox.jira.rest.call import Call, Reply, Route, number_of, ok, text_of, words_of
from connectors.sandbox.jira.shapes.issues import issue as issue_shape
from connectors.sandbox.jira.shapes.issues import reference
from connectors.sandbox.jira.shapes.links import Json
from connectors.sandbox.jira.state import Issue

UNBOUNDED = "Unbounded JQL queries are not allowed here. Please add a search restriction to your query."
REMOVED = (
    "The requested API has been removed. Please migrate to the /rest/api/3/search/jql API. A full migration guideline "
    "is available at https://developer.atlassian.com/changelog/#CHANGE-2046"
)
RECONCILED = 50
PROPERTIES = 5
MOST = 5000
MOST_WITH_FIELDS = 100
USUAL = 50


@dataclass(frozen=True)
class Question:
    jql: str
    size: int
    start: int
    fields: Sequence[str]
    properties: Sequence[str] = ()
    expand: Sequence[str] = ()
    reconcile: Sequence[int] = ()
    strict: bool = True
    """False where a value that is not there finds nothing instead of being refused."""


def search_get(call: Call) -> Reply:
    return _searched(
        call,
        Question(
            jql=call.query.get("jql", ""),
            size=call.number("maxResults", USUAL),
            start=_start(call.query.get("nextPageToken")),
            fields=call.listed("fields") or ("id",),
            properties=call.listed("properties"),
            expand=call.listed("expand"),
            reconcile=_ids(call.listed("reconcileIssues")),
        ),
    )


def search_post(call: Call) -> Reply:
    body = call.fields
    return _searched(
        call,
        Question(
            jql=text_of(body, "jql") or "",
            size=number_of(body, "maxResults", USUAL),
            start=_start(text_of(body, "nextPageToken")),
            fields=words_of(body, "fields") or ("id",),
            properties=words_of(body, "properties"),
            expand=(text_of(body, "expand") or "").split(","),
            reconcile=_ids(words_of(body, "reconcileIssues")),
        ),
    )


def _ids(given: Sequence[str]) -> tuple[int, ...]:
    if not all(it.isascii() and it.isdecimal() for it in given):
        raise invalid("reconcileIssues takes ids of issues, as numbers.")
    return tuple(int(it) for it in given)


def _start(token: object) -> int:
    """The token says where the next page begins; people need not know."""
    if not token:
        return 0
    try:
        return int(base64.urlsafe_b64decode(str(token)).decode().removeprefix("from="))
    except (binascii.Error, ValueError) as error:
        raise invalid("The provided next page token is invalid or expired.") from error


def _token(start: int) -> str:
    return base64.urlsafe_b64encode(f"from={start}".encode()).decode()


def _searched(call: Call, question: Question) -> Reply:
    if len(question.reconcile) > RECONCILED:
        raise invalid(f"The number of issues to reconcile must not exceed {RECONCILED}.")
    if len(question.properties) > PROPERTIES:
        raise invalid(f"The number of properties must not exceed {PROPERTIES}.")
    issues = matching(call, question.jql, question.reconcile)
    size = min(question.size, MOST if set(question.fields) <= {"id", "key"} else MOST_WITH_FIELDS)
    if size < 0:
        raise invalid("'maxResults' must not be negative.")
    end = question.start + size
    shown = [_shape(call, it, question) for it in issues[question.start : end]]
    body: Json = {"issues": shown, "isLast": end >= len(issues)}
    return ok(body if body["isLast"] else {**body, "nextPageToken": _token(end)})


def matching(call: Call, jql: str, reconcile: Sequence[int] = (), *, strict: bool = True) -> list[Issue]:
    """What the index finds; those that are to be reconciled count as they are now."""
    query = parsed(jql)
    if query.where is None and call.world.is_cloud:
        raise invalid(UNBOUNDED)
    asking = Asking(call.world, call.viewer, call.world.now(), strict)
    fresh = [call.world.issues[at] for at in reconcile if at in call.world.issues]
    entries = [it for it in call.world.index.shown() if it.id not in reconcile]
    seen: list[Indexed] = found(asking, query, [*entries, *(seen_now(it) for it in fresh)])
    return [it.issue for it in seen]


def _shape(call: Call, issue: Issue, question: Question) -> Json:
    if list(question.fields) == ["id"] and not question.properties:
        return {"id": str(issue.id)}
    if set(question.fields) <= {"id", "key"}:
        shape = {**reference(call.place, issue), "key": issue.key}
        told = {key: kept for key, kept in issue.properties.items() if key in question.properties}
        return {**shape, "properties": told} if question.properties else shape
    return issue_shape(
        call.world,
        call.place,
        issue,
        fields=question.fields,
        properties=question.properties,
        expand=question.expand,
    )


def count(call: Call) -> Reply:
    return ok({"count": len(matching(call, text_of(call.fields, "jql") or ""))})


def removed(call: Call) -> Reply:
    raise Refusal(410, (REMOVED,))


def old_search_get(call: Call) -> Reply:
    expand, properties = call.listed("expand"), call.listed("properties")
    fields = call.listed("fields") or ("*navigable",)
    start, size = call.number("startAt", 0), call.number("maxResults", USUAL)
    strict = call.query.get("validateQuery", "true") != "false"
    return _page(call, Question(call.query.get("jql", ""), size, start, fields, properties, expand, strict=strict))


def old_search_post(call: Call) -> Reply:
    body = call.fields
    fields = words_of(body, "fields") or ("*navigable",)
    expand, properties = words_of(body, "expand"), words_of(body, "properties")
    start, size = number_of(body, "startAt", 0), number_of(body, "maxResults", USUAL)
    return _page(call, Question(text_of(body, "jql") or "", size, start, fields, properties, expand))


def _page(call: Call, question: Question) -> Reply:
    issues = matching(call, question.jql, strict=question.strict)
    size = min(question.size, 1000)
    shown = [_shape_of_old(call, it, question) for it in issues[question.start : question.start + size]]
    figures = {"startAt": question.start, "maxResults": size, "total": len(issues)}
    return ok({"expand": "names,schema", **figures, "issues": shown})


def _shape_of_old(call: Call, issue: Issue, question: Question) -> Json:
    return issue_shape(
        call.world, call.place, issue, fields=question.fields, properties=question.properties, expand=question.expand
    )


ROUTES = (
    Route("GET", "/search/jql", search_get, "cloud"),
    Route("POST", "/search/jql", search_post, "cloud"),
    Route("POST", "/search/approximate-count", count, "cloud"),
    Route("GET", "/search", removed, "cloud"),
    Route("POST", "/search", removed, "cloud"),
    Route("GET", "/search", old_search_get, "datacenter"),
    Route("POST", "/search", old_search_post, "datacenter"),
)
