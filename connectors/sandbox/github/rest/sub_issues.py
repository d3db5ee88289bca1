"""Views: sub-issues and parents."""

from __future__ import annotations

from connectors.sandbox.github.acts import sub_issues
from connectors.sandbox.github.permissions import can_see
from connectors.sandbox.github.refusals import not_found
from connectors.sandbox.github.rest.call import Call, Reply, Route, created, ok
from connectors.sandbox.github.rest.issues import ISSUE
from connectors.sandbox.github.rest.paging import paged
from connectors.sandbox.github.rest.reading import body_of, flag, issue_of, number
from connectors.sandbox.github.shapes.issues import issue as issue_shape


def list_sub_issues(call: Call) -> Reply:
    visible = [child for child in issue_of(call).sub_issues if can_see(call.viewer, child.repository)]
    return paged(call, visible, lambda child: issue_shape(call.world, child))


def add_sub_issue(call: Call) -> Reply:
    parent, body = issue_of(call), body_of(call)
    replace = flag(body, "replace_parent") or False
    sub_issues.add(call.world, call.viewer, parent, number(body, "sub_issue_id"), replace_parent=replace)
    return created(issue_shape(call.world, parent))


def remove_sub_issue(call: Call) -> Reply:
    parent = issue_of(call)
    sub_issues.remove(call.world, call.viewer, parent, number(body_of(call), "sub_issue_id"))
    return ok(issue_shape(call.world, parent))


def get_parent(call: Call) -> Reply:
    parent = issue_of(call).parent
    if parent is None or not can_see(call.viewer, parent.repository):
        raise not_found()
    return ok(issue_shape(call.world, parent), parent.updated_at)


ROUTES = (
    Route("GET", ISSUE + "/sub_issues", list_sub_issues, "issues=read"),
    Route("POST", ISSUE + "/sub_issues", add_sub_issue, "issues=write"),
    Route("DELETE", ISSUE + "/sub_issue", remove_sub_issue, "issues=write"),
    Route("GET", ISSUE + "/parent", get_parent, "issues=read"),
)
