"""Writes the history of an issue: a change with its items, the new `updated`, and word to the index."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from connectors.sandbox.jira.fields import in_history
from connectors.sandbox.jira.identity import Viewer, actor_of
from connectors.sandbox.jira.schemes import Field
from connectors.sandbox.jira.state import Change, Issue, Item
from connectors.sandbox.jira.world import World


def touch(world: World, issue: Issue) -> datetime:
    """Something about it changed; search hears of it in its own time."""
    issue.updated_at = world.moment()
    world.index.changed(issue)
    return issue.updated_at


def record(world: World, viewer: Viewer, issue: Issue, items: Iterable[Item]) -> Change | None:
    """None, and nothing written, when there is no item."""
    told = tuple(items)
    if not told:
        return None
    change = Change(world.new_id(), actor_of(viewer), touch(world, issue), told)
    issue.history.append(change)
    return change


def item_of(field: Field, before: object, after: object) -> Item:
    custom = "custom" in field.schema
    name = field.name if custom else field.id
    return Item(name, in_history(before), in_history(after), field.id, custom)
