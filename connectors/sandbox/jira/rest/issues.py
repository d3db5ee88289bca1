"""Views: issues one by one and in bulk, their assignee, transitions, changelog and deletion."""

from __future__ import annotations

from collections.abc import Mapping

from connectors.sandbox.jira.acts import issues, removal, transitions
from connectors.sandbox.jira.fields import Wrong, user_named
from connectors.sandbox.jira.kinds import Permission
from connectors.sandbox.jira.permissions import can_read, require, visible_issue
from connectors.sandbox.jira.refusals import Refusal, invalid, wrong_fields
from connectors.sandbox.jira.rest.call import (
    NO_CONTENT,
    Body,
    Call,
    Reply,
    Route,
    created,
    mapping,
    ok,
    properties_of,
    words_of,
)
from connectors.sandbox.jira.rest.paging import page
from connectors.sandbox.jira.rest.screens import shows, told
from connectors.sandbox.jira.schemes import Transition
from connectors.sandbox.jira.shapes.changes import change
from connectors.sandbox.jira.shapes.fields import metadata, status
from connectors.sandbox.jira.shapes.issues import ALL
from connectors.sandbox.jira.shapes.issues import issue as issue_shape
from connectors.sandbox.jira.shapes.links import Json
from connectors.sandbox.jira.state import Issue

BULK_CREATE = 50
BULK_FETCH = 100


def issue_of(call: Call) -> Issue:
    return visible_issue(call.world, call.viewer, call.word("issue"))


def get_issue(call: Call) -> Reply:
    fields = call.listed("fields") or ALL
    expand, properties = call.listed("expand"), call.listed("properties")
    shape = issue_shape(call.world, call.place, issue_of(call), fields=fields, properties=properties, expand=expand)
    return ok(shape)


def create_issue(call: Call) -> Reply:
    return created(_created(call, call.fields))


def _created(call: Call, body: Body) -> Json:
    draft = issues.Draft(
        fields=mapping(body.get("fields"), "fields"),
        update=mapping(body.get("update"), "update"),
        properties=properties_of(body),
        rich=call.place.rich,
    )
    issue = issues.create(call.world, call.viewer, draft)
    return {"id": str(issue.id), "key": issue.key, "self": call.place.api(f"issue/{issue.id}")}


def create_issues(call: Call) -> Reply:
    """Each by itself: some may come to be while others are refused."""
    wanted = call.fields.get("issueUpdates")
    if not isinstance(wanted, list) or len(wanted) > BULK_CREATE:
        raise invalid(f"The number of issues to be created must be between 1 and {BULK_CREATE}.")
    made: list[Json] = []
    failed: list[Json] = []
    for at, body in enumerate(wanted):
        try:
            made.append(_created(call, mapping(body, "issueUpdates")))
        except Refusal as refusal:
            failed.append({"status": refusal.status, "elementErrors": refusal.body(), "failedElementNumber": at})
    return Reply(201 if made else 400, {"issues": made, "errors": failed})


def fetch_issues(call: Call) -> Reply:
    """By id or key, also former ones; in the order of ids. What is not there is left out, and is no error."""
    body = call.fields
    wanted = body.get("issueIdsOrKeys")
    if not isinstance(wanted, list) or not 0 < len(wanted) <= BULK_FETCH:
        raise invalid(f"The number of issues to be fetched must be between 1 and {BULK_FETCH}.")
    there = (call.world.find_issue(named) for named in wanted)
    found = {issue.id: issue for issue in there if issue and can_read(call.viewer, issue)}
    return ok({"issues": [_fetched(call, found[at], body) for at in sorted(found)], "issueErrors": []})


def _fetched(call: Call, issue: Issue, body: Body) -> Json:
    fields = words_of(body, "fields") or ("*navigable",)
    expand, properties = words_of(body, "expand"), words_of(body, "properties")
    return issue_shape(call.world, call.place, issue, fields=fields, properties=properties, expand=expand)


def edit_issue(call: Call) -> Reply:
    body, issue = call.fields, issue_of(call)
    if "transition" in body:
        raise invalid("Transitions are not made by editing an issue.")
    wanted = issues.Edit(
        fields=mapping(body.get("fields"), "fields"),
        update=mapping(body.get("update"), "update"),
        properties=properties_of(body),
        rich=call.place.rich,
    )
    issues.edit(call.world, call.viewer, issue, wanted)
    return NO_CONTENT


def assign_issue(call: Call) -> Reply:
    """`-1` is the project's default, which is nobody here."""
    issue, body = issue_of(call), call.fields
    named = body.get("accountId" if call.world.is_cloud else "name")
    try:
        who = None if named in (None, "-1") else user_named(body, call.world)
    except Wrong as wrong:
        raise wrong_fields({"assignee": str(wrong)}) from wrong
    issues.assign(call.world, call.viewer, issue, who)
    return NO_CONTENT


def delete_issue(call: Call) -> Reply:
    removal.delete(call.world, call.viewer, issue_of(call))
    return NO_CONTENT


def list_transitions(call: Call) -> Reply:
    issue = issue_of(call)
    with_fields = "transitions.fields" in call.listed("expand")
    found = transitions.open_to(call.viewer, issue)
    wanted = call.query.get("transitionId")
    shown = [_transition(call, it, with_fields) for it in found if wanted in (None, it.id)]
    return ok({"expand": "transitions", "transitions": shown})


def _transition(call: Call, it: Transition, with_fields: bool) -> Json:
    shape: Json = {"id": it.id, "name": it.name, "to": status(call.place, it.to)}
    if call.world.is_cloud:
        shape |= {
            "hasScreen": bool(it.screen),
            "isGlobal": it.sources is None,
            "isInitial": False,
            "isAvailable": True,
            "isConditional": False,
            "isLooped": False,
        }
    if with_fields:
        told = (one for one in it.screen if one.told)
        shape["fields"] = {
            one.field.id: metadata(call.world, call.place, one.field, required=one.required) for one in told
        }
    return shape


def do_transition(call: Call) -> Reply:
    issue, body = issue_of(call), call.fields
    wanted = body.get("transition")
    if not isinstance(wanted, Mapping) or not wanted.get("id"):
        raise invalid("Missing 'transition' identifier")
    fields, update = mapping(body.get("fields"), "fields"), mapping(body.get("update"), "update")
    transitions.carry_out(call.world, call.viewer, issue, str(wanted["id"]), fields, update, call.place.rich)
    return NO_CONTENT


def edit_metadata(call: Call) -> Reply:
    issue = issue_of(call)
    require(call.viewer, issue, Permission.EDIT_ISSUES)
    shown = [it for it in issue.kind.fields.values() if it.editable and shows(call, issue.project, it)]
    return ok({"fields": {it.id: told(call, issue.project, it) for it in shown}})


def list_changes(call: Call) -> Reply:
    issue = issue_of(call)
    path = f"issue/{call.word('issue')}/changelog"
    return ok(page(call, path, issue.history, lambda it: change(call.world, call.place, it), usual=100))


ISSUE = "/issue/{issue}"

ROUTES = (
    Route("POST", "/issue", create_issue),
    Route("POST", "/issue/bulk", create_issues),
    Route("POST", "/issue/bulkfetch", fetch_issues, "cloud"),
    Route("GET", ISSUE, get_issue),
    Route("PUT", ISSUE, edit_issue),
    Route("DELETE", ISSUE, delete_issue),
    Route("PUT", ISSUE + "/assignee", assign_issue),
    Route("GET", ISSUE + "/transitions", list_transitions),
    Route("POST", ISSUE + "/transitions", do_transition),
    Route("GET", ISSUE + "/editmeta", edit_metadata),
    Route("GET", ISSUE + "/changelog", list_changes, "cloud"),
)
