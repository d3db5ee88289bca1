"""How values look on the pages: times, statuses, lines of history in words, texts."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint

from connectors.sandbox.jira.documents.editing import as_text
from connectors.sandbox.jira.kinds import Category
from connectors.sandbox.jira.pages.rendering import rendered
from connectors.sandbox.jira.schemes import Status
from connectors.sandbox.jira.state import Change, Comment, Issue, Item

MOST_WORDS = 60


def dress(pages: Blueprint) -> None:
    """Gives the templates their filters."""
    pages.add_app_template_filter(stamp)
    pages.add_app_template_filter(rendered, "rendered")
    pages.add_app_template_filter(as_text)
    pages.add_app_template_filter(words)
    pages.add_app_template_filter(history)
    pages.add_app_template_filter(status_class)


def stamp(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"


def status_class(status: Status) -> str:
    return "closed" if status.category is Category.DONE else "open"


def history(issue: Issue) -> list[Comment | Change]:
    """Comments and changes by time."""
    entries: list[tuple[datetime, int, Comment | Change]] = [
        *((it.created_at, it.id, it) for it in issue.comments),
        *((it.at, it.id, it) for it in issue.history),
    ]
    return [entry[2] for entry in sorted(entries, key=lambda entry: entry[:2])]


def words(change: Change) -> str:
    return "; ".join(_sentence(item) for item in change.items)


def _sentence(item: Item) -> str:
    before, after = _short(item.before[1]), _short(item.after[1])
    if item.field == "description":
        return "changed the description"
    if item.field in ("Link", "RemoteWorkItemLink", "RemoteIssueLink"):
        return after or "removed a link"
    return f"changed {item.field} from “{before}” to “{after}”" if before else f"set {item.field} to “{after}”"


def _short(text: str | None) -> str:
    told = text or ""
    return told if len(told) <= MOST_WORDS else f"{told[:MOST_WORDS]}…"
