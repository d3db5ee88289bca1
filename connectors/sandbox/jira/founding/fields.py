"""Custom fields, which a project then shows on its create screen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from connectors.sandbox.jira.schemes import Field, Option
from connectors.sandbox.jira.world import World

_CUSTOM = "com.atlassian.jira.plugin.system.customfieldtypes:"
SELECT = {"type": "option", "custom": f"{_CUSTOM}select"}
MULTISELECT = {"type": "array", "items": "option", "custom": f"{_CUSTOM}multiselect"}
TEXT = {"type": "string", "custom": f"{_CUSTOM}textfield"}
TEXTAREA = {"type": "string", "custom": f"{_CUSTOM}textarea"}
NUMBER = {"type": "number", "custom": f"{_CUSTOM}float"}
DATE = {"type": "date", "custom": f"{_CUSTOM}datepicker"}
EPIC_LINK = {"type": "any", "custom": "com.pyxis.greenhopper.jira:gh-epic-link"}
"""A field of Data Center, by which an issue is in an epic: the epic's key."""
PERSON = {"type": "user", "custom": f"{_CUSTOM}userpicker"}


def add_field(
    world: World,
    name: str,
    schema: Mapping[str, Any],
    *,
    required: bool = False,
    default: object = None,
    options: Iterable[str] = (),
) -> Field:
    """A custom field: `add_field(world, "Severity", SELECT, options=("High", "Low"), required=True)`.

    It is on no screen before a project shows it. `default` is the name of an option, or the value itself.
    """
    number = world.new_id()
    choices = tuple(Option(str(world.new_id()), word) for word in options)
    chosen = next((it for it in choices if it.value == default), default)
    told = {**schema, "customId": number}
    field = Field(f"customfield_{number}", name, told, required, chosen, choices or None)
    world.fields[field.id] = field
    return field
