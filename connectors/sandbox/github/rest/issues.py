"""Views: issues, their lock, their events and timeline."""

from __future__ import annotations

from typing import TypeVar

from connectors.sandbox.github.acts import issues
from connectors.sandbox.github.kinds import State, StateReason
from connectors.sandbox.github.refusals import Refusal, missing
from connectors.sandbox.github.rest.call import NO_CONTENT, Call, Reply, Route, created, ok
from connectors.sandbox.github.rest.issue_filters import selected
from connectors.sandbox.github.rest.paging import paged
from connectors.sandbox.github.rest.reading import Body, body_of, issue_of, require_issues, text, words
from connectors.sandbox.github.shapes.events import event, timeline
from connectors.sandbox.github.shapes.issues import issue as issue_shape
from connectors.sandbox.github.shapes.links import issue_api

Choice = TypeVar("Choice", State, StateReason)


def list_issues(call: Call) -> Reply:
    require_issues(call)
    return paged(call, selected(call), lambda issue: issue_shape(call.world, issue))


def create_issue(call: Call) -> Reply:
    body = body_of(call)
    title = text(body, "title")
    if title is None:
        raise missing("Issue", "title")
    draft = issues.NewIssue(title, text(body, "body"), words(body, "labels") or (), _assignees(body) or ())
    issue = issues.create(call.world, call.viewer, call.repo, draft)
    return created(issue_shape(call.world, issue), issue_api(call.world, issue))


def _assignees(body: Body) -> tuple[str, ...] | None:
    """`assignee` is the old singular; `assignees` wins."""
    several, one = words(body, "assignees", "login"), text(body, "assignee")
    return several if several is not None or one is None else (one,)


def get_issue(call: Call) -> Reply:
    issue = issue_of(call)
    return ok(issue_shape(call.world, issue), issue.updated_at)


def update_issue(call: Call) -> Reply:
    issue, body = issue_of(call), body_of(call)
    change = issues.Edit(
        title=text(body, "title"),
        body=_cleared_or_text(body),
        state=_member(State, body, "state"),
        state_reason=_member(StateReason, body, "state_reason"),
        labels=words(body, "labels"),
        assignees=_assignees(body),
    )
    issues.edit(call.world, call.viewer, issue, change)
    return ok(issue_shape(call.world, issue))


def _cleared_or_text(body: Body) -> str | None:
    """An explicit null empties the body."""
    return "" if "body" in body and body["body"] is None else text(body, "body")


def _member(kind: type[Choice], body: Body, name: str) -> Choice | None:
    value = text(body, name)
    try:
        return None if value is None else kind(value)
    except ValueError as error:
        choices = [member.value for member in kind]
        raise Refusal(422, f"Invalid request.\n\n{value} is not a member of {choices}.") from error


def list_events(call: Call) -> Reply:
    issue = issue_of(call)
    return paged(call, issue.events, lambda it: event(call.world, it, issue))


def list_timeline(call: Call) -> Reply:
    return paged(call, timeline(call.world, issue_of(call)), lambda shape: shape)


def lock_issue(call: Call) -> Reply:
    issues.lock(call.world, call.viewer, issue_of(call), text(body_of(call), "lock_reason"))
    return NO_CONTENT


def unlock_issue(call: Call) -> Reply:
    issues.unlock(call.world, call.viewer, issue_of(call))
    return NO_CONTENT


ISSUES = "/repos/{owner}/{repo}/issues"
ISSUE = ISSUES + "/{issue_number}"

ROUTES = (
    Route("GET", ISSUES, list_issues, "issues=read"),
    Route("POST", ISSUES, create_issue, "issues=write", creates=True),
    Route("GET", ISSUE, get_issue, "issues=read"),
    Route("PATCH", ISSUE, update_issue, "issues=write; pull_requests=write"),
    Route("GET", ISSUE + "/events", list_events, "issues=read"),
    Route("GET", ISSUE + "/timeline", list_timeline, "issues=read"),
    Route("PUT", ISSUE + "/lock", lock_issue, "issues=write"),
    Route("DELETE", ISSUE + "/lock", unlock_issue, "issues=write"),
)
