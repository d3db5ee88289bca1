"""Writes the history of an issue: a change with its items, the new `updated`, and word to the index."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from connectors.sandbox.jira.fields import in_history
from connectors.sandbox.jira.identity import Viewer, actor_of
from connectors.sandbox.jira.schemes import Component, Field
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


def items_of(field: Field, before: object, after: object) -> Iterator[Item]:
    """One for the field, but one for each component that came or went."""
    if field.id != "components":
        yield _item_of(field, before, after)
        return
    had, has = _components(before), _components(after)
    for gone in (it for it in had if it not in has):
        yield Item("Component", in_history(gone), (None, None), field.id)
    for new in (it for it in has if it not in had):
        yield Item("Component", (None, None), in_history(new), field.id)


def _components(value: object) -> tuple[Component, ...]:
    return value if isinstance(value, tuple) else ()


def _item_of(field: Field, before: object, after: object) -> Item:
    custom = "custom" in field.schema
    name = field.name if custom else field.id
    return Item(name, in_history(before), in_history(after), field.id, custom)
