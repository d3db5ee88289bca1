"""Reads the fields of a request against a screen: each understood, or every complaint at once in Jira's form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from connectors.sandbox.jira.fields import Reading, Wrong, label_of, understood
from connectors.sandbox.jira.refusals import NOT_ON_SCREEN, invalid, wrong_fields
from connectors.sandbox.jira.schemes import Field

Values = dict[str, object]
Raw = Mapping[str, Any]


def read(screen: Mapping[str, Field], fields: Raw, update: Raw, reading: Reading, present: Mapping[str, Any]) -> Values:
    """The new values by field id; `present` is what operations such as `add` begin with."""
    values: Values = {}
    errors: dict[str, str] = {}
    for field_id, told in {**{it: [{"set": value}] for it, value in fields.items()}, **update}.items():
        field = screen.get(field_id)
        if field is None:
            errors[field_id] = NOT_ON_SCREEN.format(id=field_id)
            continue
        try:
            values[field_id] = _applied(field, told, reading, present.get(field_id))
        except Wrong as wrong:
            errors[field_id] = str(wrong)
    if both := set(fields) & set(update):
        raise invalid(f"Fields are both in 'fields' and in 'update': {', '.join(sorted(both))}")
    if errors:
        raise wrong_fields(errors)
    return values


def _applied(field: Field, operations: object, reading: Reading, present: object) -> object:
    if not isinstance(operations, list) or not all(isinstance(it, Mapping) for it in operations):
        raise Wrong("data was not an array of operations")
    for operation in operations:
        for verb, value in operation.items():
            present = _after(field, verb, value, reading, present)
    return present


def _after(field: Field, verb: str, value: object, reading: Reading, present: object) -> object:
    if verb == "set":
        return understood(field, value, reading)
    if verb not in ("add", "remove") or field.schema["type"] != "array":
        raise Wrong(f"Field with id '{field.id}' and name '{field.name}' does not support operation '{verb}'")
    had = present if isinstance(present, tuple) else ()
    given = (label_of(value),) if field.id == "labels" else understood(field, [value], reading)
    entries = given if isinstance(given, tuple) else ()
    rest = tuple(it for it in had if it not in entries)
    return (*had, *(it for it in entries if it not in had)) if verb == "add" else rest


def require_filled(fields: Mapping[str, Field], values: Mapping[str, object]) -> None:
    """Every required field has a value, or every one that lacks it is named."""
    lacking = [it for it in fields.values() if it.required and values.get(it.id) in (None, "", ())]
    if lacking:
        raise wrong_fields({it.id: required(it) for it in lacking})


def required(field: Field) -> str:
    return "You must specify a summary of the issue." if field.id == "summary" else f"{field.name} is required."
