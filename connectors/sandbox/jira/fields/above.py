"""Fields that name the issue above: a parent, and in Data Center the epic.

Not here: whether that one may be above (acts/hierarchy.py).
"""

from __future__ import annotations

from collections.abc import Mapping

from connectors.sandbox.jira.fields.reading import Reading, Wrong
from connectors.sandbox.jira.permissions import can_read, visible_issue
from connectors.sandbox.jira.refusals import NO_EPIC, Refusal, invalid
from connectors.sandbox.jira.schemes import Field
from connectors.sandbox.jira.state import Issue


def parent(field: Field, value: object, reading: Reading) -> Issue | None:
    if value is None:
        return None
    if not isinstance(value, Mapping):
        raise Wrong("data was not an object")
    try:
        return visible_issue(reading.world, reading.viewer, value.get("id") or value.get("key"))
    except Refusal as error:
        raise Wrong("Could not find issue by id or key.") from error


def is_epic_link(field: Field) -> bool:
    return str(field.schema.get("custom", "")).endswith(":gh-epic-link")


def epic(field: Field, value: object, reading: Reading) -> Issue | None:
    """By its key; whoever may not see it finds none."""
    if value is None:
        return None
    found = reading.world.find_issue(value) if isinstance(value, str) else None
    if found is None or not can_read(reading.viewer, found) or found.type.hierarchy != 1:
        raise invalid(NO_EPIC)
    return found
