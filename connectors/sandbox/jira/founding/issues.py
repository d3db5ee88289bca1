"""Issues and comments that were there from the beginning."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from connectors.sandbox.jira.documents import adf
from connectors.sandbox.jira.schemes import Kind
from connectors.sandbox.jira.state import Comment, Issue, Project, User
from connectors.sandbox.jira.world import World


def add_issue(
    world: World,
    project: Project,
    *,
    kind: Kind | None = None,
    creator: User | None = None,
    values: Mapping[str, Any] | None = None,
    summary: str | None = None,
    text: str | None = None,
    labels: Sequence[str] = (),
    assignee: str | None = None,
) -> Issue:
    """`text` is plain; richer values go into `values`, by field id and already understood. Search sees it at once."""
    kind = kind or next(iter(project.kinds.values()))
    who, now = creator or project.lead, world.moment()
    project.last_number += 1
    issue = Issue(
        id=world.new_id(),
        number=project.last_number,
        project=project,
        type=kind.type,
        status=kind.workflow.statuses[0],
        creator=who,
        created_at=now,
        updated_at=now,
        values={"reporter": who, **(values or {})},
    )
    if summary is not None:
        priority = kind.fields["priority"].default if "priority" in kind.fields else None
        issue.values |= {"summary": summary, "labels": tuple(labels), "priority": priority}
        issue.values["description"] = as_kept(world, text) if text else None
        issue.values["assignee"] = world.user(assignee) if assignee else None
    world.issues[issue.id] = issue
    world.index.founded(issue)
    return issue


def as_kept(world: World, text: str) -> object:
    """Plain text as this deployment keeps it."""
    return adf.of_text(text) if world.is_cloud else text


def add_comment(world: World, issue: Issue, author: User, text: str) -> Comment:
    now = world.moment()
    comment = Comment(world.new_id(), issue, author, as_kept(world, text), now, now, author)
    issue.comments.append(comment)
    return comment
