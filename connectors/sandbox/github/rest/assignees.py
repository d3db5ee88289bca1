"""Views: who can be assigned, and assigning."""

from __future__ import annotations

from connectors.sandbox.github.acts import assignees
from connectors.sandbox.github.permissions import assignable_people, can_be_assigned, require_visible
from connectors.sandbox.github.refusals import not_found
from connectors.sandbox.github.rest.call import NO_CONTENT, Call, Reply, Route, created, ok
from connectors.sandbox.github.rest.issues import ISSUE
from connectors.sandbox.github.rest.paging import paged
from connectors.sandbox.github.rest.reading import body_of, issue_of, words
from connectors.sandbox.github.shapes.accounts import account as account_shape
from connectors.sandbox.github.shapes.issues import issue as issue_shape
from connectors.sandbox.github.state import Issue


def list_assignees(call: Call) -> Reply:
    require_visible(call.viewer, call.repo)
    people = assignable_people(call.world, call.repo)
    return paged(call, people, lambda who: account_shape(call.world, who))


def check_assignee(call: Call) -> Reply:
    require_visible(call.viewer, call.repo)
    return _checked(call, None)


def check_issue_assignee(call: Call) -> Reply:
    return _checked(call, issue_of(call))


def _checked(call: Call, issue: Issue | None) -> Reply:
    who = call.world.account(call.word("assignee"))
    if who is None or not can_be_assigned(who, call.repo, issue):
        raise not_found()
    return NO_CONTENT


def add_assignees(call: Call) -> Reply:
    issue = issue_of(call)
    assignees.add(call.world, call.viewer, issue, words(body_of(call), "assignees", "login") or ())
    return created(issue_shape(call.world, issue))


def remove_assignees(call: Call) -> Reply:
    issue = issue_of(call)
    assignees.remove(call.world, call.viewer, issue, words(body_of(call), "assignees", "login") or ())
    return ok(issue_shape(call.world, issue))


ASSIGNEES = "/repos/{owner}/{repo}/assignees"

ROUTES = (
    Route("GET", ASSIGNEES, list_assignees, "issues=read; pull_requests=read"),
    Route("GET", ASSIGNEES + "/{assignee}", check_assignee, "issues=read; pull_requests=read"),
    Route("GET", ISSUE + "/assignees/{assignee}", check_issue_assignee, "issues=read; pull_requests=read"),
    Route("POST", ISSUE + "/assignees", add_assignees, "issues=write; pull_requests=write"),
    Route("DELETE", ISSUE + "/assignees", remove_assignees, "issues=write; pull_requests=write"),
)
