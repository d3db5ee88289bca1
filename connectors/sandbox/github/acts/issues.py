"""Opening issues and editing them: words, state, labels, assignees, and the conversation's lock.

Transfers and deletions are in `removal`. Every act asks for rights first; labels and assignees that somebody
may not set are dropped without a word where GitHub does so.
"""

from __future__ import annotations

from dataclasses import dataclass

from connectors.sandbox.github.acts import assignees, labels
from connectors.sandbox.github.acts.history import actor_of, record, touch
from connectors.sandbox.github.founding import add_issue
from connectors.sandbox.github.identity import Viewer
from connectors.sandbox.github.kinds import State, StateReason
from connectors.sandbox.github.permissions import (
    may_edit_issue,
    may_edit_words,
    may_triage,
    refused,
    require_issues_write,
    require_may_open_issue,
    require_write,
)
from connectors.sandbox.github.refusals import missing, too_long
from connectors.sandbox.github.shapes.issues import issue as issue_shape
from connectors.sandbox.github.state import Issue, Repository
from connectors.sandbox.github.webhooks.announce import announce
from connectors.sandbox.github.world import World

TITLE_MAX = 256
BODY_MAX = 65_536


@dataclass(frozen=True)
class NewIssue:
    title: str
    body: str | None = None
    labels: tuple[str, ...] = ()
    assignees: tuple[str, ...] = ()


@dataclass(frozen=True)
class Edit:
    """What is to change; None leaves a thing as it is. `labels` and `assignees` replace the whole set."""

    title: str | None = None
    body: str | None = None
    state: State | None = None
    state_reason: StateReason | None = None
    labels: tuple[str, ...] | None = None
    assignees: tuple[str, ...] | None = None


def create(world: World, viewer: Viewer, repo: Repository, draft: NewIssue) -> Issue:
    """Announces `opened` with everything on it, then one `labeled` and one `assigned` for each."""
    require_may_open_issue(viewer, repo)
    check_words(draft.title, draft.body)
    issue = add_issue(world, repo, title=draft.title, body=draft.body, author=actor_of(viewer), app=viewer.app)
    if may_triage(viewer, repo):
        issue.labels = labels.resolve(world, viewer, repo, draft.labels)[: labels.ISSUE_MAX]
        issue.assignees = assignees.resolve(world, issue, draft.assignees)[: assignees.MOST]
    announce(world, viewer, repo, "issues", "opened", issue=issue_shape(world, issue))
    _announce_first_labels_and_assignees(world, viewer, issue)
    return issue


def _announce_first_labels_and_assignees(world: World, viewer: Viewer, issue: Issue) -> None:
    for label in issue.labels:
        record(world, viewer, issue, "labeled", label=label)
        labels.announce_change(world, viewer, issue, "labeled", label)
    for who in issue.assignees:
        record(world, viewer, issue, "assigned", assignee=who)
        assignees.announce_change(world, viewer, issue, "assigned", who)


def check_words(title: str | None, body: str | None) -> None:
    if title is not None and not title.strip():
        raise missing("Issue", "title")
    if title is not None and len(title) > TITLE_MAX:
        raise too_long("Issue", "title")
    if body is not None and len(body) > BODY_MAX:
        raise too_long("Issue", "body", BODY_MAX)


def edit(world: World, viewer: Viewer, issue: Issue, change: Edit) -> None:
    """One request's changes. An author without triage may edit words and state; labels and assignees are dropped."""
    repo = issue.repository
    require_issues_write(viewer, repo)
    _require_may_edit(viewer, issue, change)
    check_words(change.title, change.body)
    _edit_words(world, viewer, issue, change.title, change.body)
    if may_triage(viewer, repo):
        if change.labels is not None:
            labels.replace(world, viewer, issue, change.labels)
        if change.assignees is not None:
            assignees.replace(world, viewer, issue, change.assignees)
    if change.state is not None:
        _set_state(world, viewer, issue, change.state, change.state_reason)


def _require_may_edit(viewer: Viewer, issue: Issue, change: Edit) -> None:
    changes_words = change.title is not None or change.body is not None
    allowed = may_edit_words(viewer, issue) if changes_words else may_edit_issue(viewer, issue)
    if not allowed:
        raise refused(viewer)


def _edit_words(world: World, viewer: Viewer, issue: Issue, title: str | None, body: str | None) -> None:
    changes: dict[str, object] = {}
    if title is not None and title != issue.title:
        changes["title"] = {"from": issue.title}
        record(world, viewer, issue, "renamed", renamed=(issue.title, title))
        issue.title = title
    if body is not None and body != (issue.body or ""):
        changes["body"] = {"from": issue.body or ""}
        issue.body = body
        touch(world, issue)
    if changes:
        announce(world, viewer, issue.repository, "issues", "edited", issue=issue_shape(world, issue), changes=changes)


def _set_state(world: World, viewer: Viewer, issue: Issue, state: State, reason: StateReason | None) -> None:
    """A reason counts only when the state changes; closing without one means completed."""
    if state is issue.state:
        return
    if state is State.OPEN:
        reason = StateReason.REOPENED
    elif reason in (None, StateReason.REOPENED):
        reason = StateReason.COMPLETED
    _change_state(world, viewer, issue, state, reason)


def _change_state(world: World, viewer: Viewer, issue: Issue, state: State, reason: StateReason | None) -> None:
    closed = state is State.CLOSED
    issue.state, issue.state_reason = state, reason
    record(world, viewer, issue, "closed" if closed else "reopened", state_reason=reason)
    issue.closed_at = issue.updated_at if closed else None
    issue.closed_by = viewer.account if closed else None
    action = "closed" if closed else "reopened"
    announce(world, viewer, issue.repository, "issues", action, issue=issue_shape(world, issue))


def close(world: World, viewer: Viewer, issue: Issue, reason: StateReason = StateReason.COMPLETED) -> None:
    edit(world, viewer, issue, Edit(state=State.CLOSED, state_reason=reason))


def reopen(world: World, viewer: Viewer, issue: Issue) -> None:
    edit(world, viewer, issue, Edit(state=State.OPEN))


def lock(world: World, viewer: Viewer, issue: Issue, reason: str | None = None) -> None:
    require_write(viewer, issue.repository)
    issue.locked, issue.lock_reason = True, reason
    record(world, viewer, issue, "locked", lock_reason=reason)
    announce(world, viewer, issue.repository, "issues", "locked", issue=issue_shape(world, issue))


def unlock(world: World, viewer: Viewer, issue: Issue) -> None:
    require_write(viewer, issue.repository)
    issue.locked, issue.lock_reason = False, None
    record(world, viewer, issue, "unlocked")
    announce(world, viewer, issue.repository, "issues", "unlocked", issue=issue_shape(world, issue))
