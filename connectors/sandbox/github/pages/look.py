"""How values look on the pages: times, labels' colours, lines of history in words, Markdown."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint

from connectors.sandbox.github.kinds import State, StateReason
from connectors.sandbox.github.pages.markdown import rendered
from connectors.sandbox.github.serving import served_world
from connectors.sandbox.github.state import Comment, Event, Issue, Label

_CLOSED = {
    StateReason.COMPLETED: "closed this as completed",
    StateReason.NOT_PLANNED: "closed this as not planned",
    StateReason.DUPLICATE: "closed this as duplicate",
}


def dress(pages: Blueprint) -> None:
    """Gives the templates their filters."""
    pages.add_app_template_filter(ago)
    pages.add_app_template_filter(rendered, "markdown")
    pages.add_app_template_filter(label_style)
    pages.add_app_template_filter(words)
    pages.add_app_template_filter(history)
    pages.add_app_template_filter(state_words)


def ago(moment: datetime) -> str:
    """By the clock of the world that is shown."""
    return since(moment, served_world().now())


def since(moment: datetime, now: datetime) -> str:
    seconds = int((now - moment).total_seconds())
    for name, size in (("day", 86_400), ("hour", 3600), ("minute", 60)):
        if seconds >= size:
            count = seconds // size
            return f"{count} {name}{'s' if count > 1 else ''} ago"
    return "just now"


def label_style(label: Label) -> str:
    """Black or white writing, whichever reads better on the label's colour."""
    try:
        red, green, blue = (int(label.color[at : at + 2], 16) for at in (0, 2, 4))
    except ValueError:
        return ""
    dark = red * 299 + green * 587 + blue * 114 < 140_000
    return f"background:#{red:02x}{green:02x}{blue:02x};color:{'#fff' if dark else '#1f2328'}"


def state_words(issue: Issue) -> str:
    if issue.state is State.OPEN:
        return "Open"
    reason = issue.state_reason or StateReason.COMPLETED
    return "Closed" if reason is StateReason.COMPLETED else f"Closed as {reason.value.replace('_', ' ')}"


def history(issue: Issue) -> list[Comment | Event]:
    """Comments and events by time, as the timeline has them."""
    entries: list[tuple[datetime, int, int, Comment | Event]] = [
        *((it.created_at, 0, it.id, it) for it in issue.comments),
        *((it.created_at, 1, it.id, it) for it in issue.events),
    ]
    return [entry[3] for entry in sorted(entries, key=lambda entry: entry[:3])]


def words(event: Event) -> str:
    """An event as what somebody did: "added the label sev1"."""
    who = event.assignee.login if event.assignee else ""
    label = event.label[0] if event.label else ""
    number = f"#{event.relative.number}" if event.relative else ""
    old, new = event.renamed or ("", "")
    sentences = {
        "labeled": f"added the label {label}",
        "unlabeled": f"removed the label {label}",
        "assigned": "assigned themselves" if event.assignee is event.actor else f"assigned {who}",
        "unassigned": f"unassigned {who}",
        "renamed": f"changed the title from “{old}” to “{new}”",
        "closed": _CLOSED.get(event.state_reason or StateReason.COMPLETED, "closed this"),
        "reopened": "reopened this",
        "locked": "locked the conversation",
        "unlocked": "unlocked the conversation",
        "sub_issue_added": f"added the sub-issue {number}",
        "sub_issue_removed": f"removed the sub-issue {number}",
        "parent_issue_added": f"made this a sub-issue of {number}",
        "parent_issue_removed": f"took this from its parent {number}",
    }
    return sentences.get(event.kind, event.kind)
