"""Views: the labels of a repository and those on an issue."""

from __future__ import annotations

from connectors.sandbox.github.acts import labels
from connectors.sandbox.github.permissions import require_visible
from connectors.sandbox.github.refusals import missing
from connectors.sandbox.github.rest.call import NO_CONTENT, Call, Reply, Route, created, ok
from connectors.sandbox.github.rest.issues import ISSUE
from connectors.sandbox.github.rest.paging import paged
from connectors.sandbox.github.rest.reading import Body, body_of, issue_of, json_of, text, words
from connectors.sandbox.github.shapes.links import label_api
from connectors.sandbox.github.shapes.repositories import label as label_shape
from connectors.sandbox.github.state import Issue


def list_labels(call: Call) -> Reply:
    require_visible(call.viewer, call.repo)
    by_name = [call.repo.labels[key] for key in sorted(call.repo.labels)]
    return paged(call, by_name, lambda label: label_shape(call.world, call.repo, label))


def get_label(call: Call) -> Reply:
    require_visible(call.viewer, call.repo)
    return ok(label_shape(call.world, call.repo, labels.find(call.repo, call.word("name"))))


def create_label(call: Call) -> Reply:
    body = body_of(call)
    name = text(body, "name")
    if name is None:
        raise missing("Label", "name")
    label = labels.create(call.world, call.viewer, call.repo, name, text(body, "color"), text(body, "description"))
    return created(label_shape(call.world, call.repo, label), label_api(call.world, call.repo, label))


def update_label(call: Call) -> Reply:
    require_visible(call.viewer, call.repo)
    label, body = labels.find(call.repo, call.word("name")), body_of(call)
    name, color, description = text(body, "new_name"), text(body, "color"), text(body, "description")
    labels.edit(call.world, call.viewer, call.repo, label, name=name, color=color, description=description)
    return ok(label_shape(call.world, call.repo, label))


def delete_label(call: Call) -> Reply:
    require_visible(call.viewer, call.repo)
    labels.delete(call.world, call.viewer, call.repo, labels.find(call.repo, call.word("name")))
    return NO_CONTENT


def list_issue_labels(call: Call) -> Reply:
    return _labels_of(call, issue_of(call))


def _labels_of(call: Call, issue: Issue) -> Reply:
    return paged(call, issue.labels, lambda label: label_shape(call.world, call.repo, label))


def _all_labels_of(call: Call, issue: Issue) -> Reply:
    return ok([label_shape(call.world, call.repo, label) for label in issue.labels])


def add_issue_labels(call: Call) -> Reply:
    issue = issue_of(call)
    labels.add(call.world, call.viewer, issue, _names(call))
    return _all_labels_of(call, issue)


def set_issue_labels(call: Call) -> Reply:
    issue = issue_of(call)
    labels.replace(call.world, call.viewer, issue, _names(call))
    return _all_labels_of(call, issue)


def _names(call: Call) -> tuple[str, ...]:
    """From `{"labels": [...]}`, or from a bare array, which GitHub takes as well."""
    content = json_of(call)
    body: Body = content if isinstance(content, dict) else {"labels": content}
    return words(body, "labels") or ()


def remove_issue_label(call: Call) -> Reply:
    issue = issue_of(call)
    labels.remove(call.world, call.viewer, issue, call.word("name"))
    return _all_labels_of(call, issue)


def remove_issue_labels(call: Call) -> Reply:
    labels.replace(call.world, call.viewer, issue_of(call), ())
    return NO_CONTENT


LABELS = "/repos/{owner}/{repo}/labels"

ROUTES = (
    Route("GET", LABELS, list_labels, "issues=read; pull_requests=read"),
    Route("POST", LABELS, create_label, "issues=write; pull_requests=write", creates=True),
    Route("GET", LABELS + "/{name}", get_label, "issues=read; pull_requests=read"),
    Route("PATCH", LABELS + "/{name}", update_label, "issues=write; pull_requests=write"),
    Route("DELETE", LABELS + "/{name}", delete_label, "issues=write; pull_requests=write"),
    Route("GET", ISSUE + "/labels", list_issue_labels, "issues=read; pull_requests=read"),
    Route("POST", ISSUE + "/labels", add_issue_labels, "issues=write; pull_requests=write"),
    Route("PUT", ISSUE + "/labels", set_issue_labels, "issues=write; pull_requests=write"),
    Route("DELETE", ISSUE + "/labels", remove_issue_labels, "issues=write; pull_requests=write"),
    Route("DELETE", ISSUE + "/labels/{name}", remove_issue_label, "issues=write; pull_requests=write"),
)
