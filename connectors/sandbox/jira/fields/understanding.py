"""What a request says of a field, by the field's id or else by its type."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from connectors.sandbox.jira.fields.above import epic, is_epic_link, parent
from connectors.sandbox.jira.fields.people import assignee, user, user_named
from connectors.sandbox.jira.fields.reading import Reading, Wrong
from connectors.sandbox.jira.fields.rich import NOT_TEXT, rich_text
from connectors.sandbox.jira.permissions import levels_for
from connectors.sandbox.jira.schemes import Component, Field, Level, Option, Priority, Resolution

SUMMARY_MOST = 255
LABEL_MOST = 255


def understood(field: Field, value: object, reading: Reading) -> object:
    """The value as the sandbox keeps it; raises Wrong, or a Refusal for a document that is none."""
    if is_rich(field):
        return rich_text(value, reading)
    if is_epic_link(field):
        return epic(field, value, reading)
    reader = _BY_ID.get(field.id) or _BY_TYPE.get(str(field.schema["type"]), _text)
    return reader(field, value, reading)


def is_rich(field: Field) -> bool:
    return field.id == "description" or str(field.schema.get("custom", "")).endswith(":textarea")


def _summary(field: Field, value: object, reading: Reading) -> object:
    if not isinstance(value, str) or not value.strip():
        raise Wrong("You must specify a summary of the issue.")
    if "\n" in value or "\r" in value:
        raise Wrong("The summary is invalid because it contains newline characters.")
    if len(value) >= SUMMARY_MOST:
        raise Wrong(f"Summary must be less than {SUMMARY_MOST} characters.")
    return value.strip()


def _text(field: Field, value: object, reading: Reading) -> object:
    if value is None:
        return None
    if not isinstance(value, str):
        raise Wrong(NOT_TEXT)
    if len(value) > 255:
        raise Wrong(f"{field.name} must be less than 255 characters.")
    return value


def _labels(field: Field, value: object, reading: Reading) -> object:
    if value is None:
        return ()
    if not isinstance(value, list):
        raise Wrong("data was not an array")
    return tuple(dict.fromkeys(label_of(it) for it in value))


def label_of(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise Wrong(f"'{value}' is not a valid label.")
    if re.search(r"\s", value):
        raise Wrong(f"The label '{value}' contains spaces which is invalid.")
    if len(value) > LABEL_MOST:
        raise Wrong(f"The label '{value}' exceeds the maximum length of {LABEL_MOST} characters.")
    return value


def _priority(field: Field, value: object, reading: Reading) -> Priority | None:
    known = reading.world.priorities
    return None if value is None else _chosen(value, known, "The priority selected is invalid.")


def _resolution(field: Field, value: object, reading: Reading) -> Resolution | None:
    known = reading.world.resolutions
    return None if value is None else _chosen(value, known, "The resolution selected is invalid.")


def _level(field: Field, value: object, reading: Reading) -> Level | None:
    known = {it.id: it for it in levels_for(reading.viewer, reading.project)}
    return None if value is None else _chosen(value, known, "The security level selected is invalid.")


def _components(field: Field, value: object, reading: Reading) -> tuple[Component, ...]:
    if value is None:
        return ()
    if not isinstance(value, list):
        raise Wrong("data was not an array")
    return tuple(dict.fromkeys(_component(it, reading) for it in value))


def _component(value: object, reading: Reading) -> Component:
    if not isinstance(value, Mapping):
        raise Wrong("expected Object")
    named = "id" if "id" in value else "name"
    complaint = f"Component {named} '{value.get(named, '')}' is not valid"
    found: Component = _chosen(value, {it.id: it for it in reading.project.components}, complaint)
    return found


def _chosen(value: object, known: Mapping[str, Any], complaint: str) -> Any:
    """One of them, by `id` or else by `name`."""
    if isinstance(value, Mapping):
        if "id" in value and str(value["id"]) in known:
            return known[str(value["id"])]
        for entry in known.values():
            if "id" not in value and entry.name == value.get("name"):
                return entry
    raise Wrong(complaint)


def _date(field: Field, value: object, reading: Reading) -> date | None:
    if value is None:
        return None
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        raise Wrong(f"Error parsing date string: {value}")
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise Wrong(f"Error parsing date string: {value}") from error


def _datetime(field: Field, value: object, reading: Reading) -> datetime | None:
    if value is None:
        return None
    try:
        return datetime.strptime(str(value), "%Y-%m-%dT%H:%M:%S.%f%z")
    except ValueError as error:
        raise Wrong("Error parsing time: " + str(value)) from error


def _number(field: Field, value: object, reading: Reading) -> float | int | None:
    if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
        raise Wrong("Operation value must be a number")
    return value


def _option(field: Field, value: object, reading: Reading) -> Option | None:
    return None if value is None else option_of(field, value)


def option_of(field: Field, value: object) -> Option:
    if not isinstance(value, Mapping):
        raise Wrong("Specify a valid 'id' or 'name' for " + field.name)
    for option in field.options or ():
        if ("id" in value and str(value["id"]) == option.id) or (
            "id" not in value and value.get("value") == option.value
        ):
            return option
    named = f"id '{value['id']}'" if "id" in value else f"value '{value.get('value')}'"
    raise Wrong(f"Option {named} is not valid")


def _array(field: Field, value: object, reading: Reading) -> object:
    if value is None:
        return ()
    if not isinstance(value, list):
        raise Wrong("data was not an array")
    if field.schema.get("items") == "option":
        return tuple(option_of(field, it) for it in value)
    if field.schema.get("items") == "user":
        return tuple(user_named(it, reading.world) for it in value)
    return tuple(str(it) for it in value)


Reader = Callable[[Field, object, Reading], object]

_BY_ID: Mapping[str, Reader] = {
    "summary": _summary,
    "labels": _labels,
    "assignee": assignee,
    "parent": parent,
    "components": _components,
}
_BY_TYPE: Mapping[str, Reader] = {
    "user": user,
    "priority": _priority,
    "resolution": _resolution,
    "securitylevel": _level,
    "date": _date,
    "datetime": _datetime,
    "number": _number,
    "option": _option,
    "array": _array,
}
