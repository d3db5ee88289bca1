"""JSON Schema of a description, made ready once per place in the document and kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jsonschema import FormatChecker, validators
from jsonschema.exceptions import ValidationError, best_match
from openapi_schema_validator import OAS30Validator, OAS31Validator, oas30_format_checker, oas31_format_checker
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from tests.openapi.description import Description

_BASE = "urn:description"


class Schemas:
    """`problems(schema, value, what)` says in one line each what does not fit."""

    def __init__(self, description: Description, *, dated: bool = True) -> None:
        """`dated`: whether moments have the form that the standard wants."""
        is_30 = description.document["openapi"].startswith("3.0")
        self._make = _with_nullable_enums() if is_30 else OAS31Validator
        self._formats: FormatChecker = oas30_format_checker if is_30 else oas31_format_checker
        self._formats = self._formats if dated else _without_moments(self._formats)
        resource = DRAFT202012.create_resource(description.document)
        self._registry: Registry[Any] = Registry().with_resource(_BASE, resource)
        self._ready: dict[int, Any] = {}

    def problems(self, schema: Any, value: object, what: str) -> list[str]:
        error = best_match(self._validator(schema).iter_errors(value))
        return [] if error is None else [f"{what}{_place(error)}: {error.message[:300]}"]

    def _validator(self, schema: Any) -> Any:
        key = id(schema)
        if key not in self._ready:
            absolute = _absolute(schema)
            self._ready[key] = self._make(absolute, registry=self._registry, format_checker=self._formats)
        return self._ready[key]


def _place(error: ValidationError) -> str:
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in error.absolute_path)


def _absolute(schema: Any) -> Any:
    """The schema with references that name the document, so that it can stand outside of it."""
    if isinstance(schema, dict):
        return {key: _absolute(value) for key, value in schema.items()}
    if isinstance(schema, list):
        return [_absolute(entry) for entry in schema]
    return _BASE + schema if isinstance(schema, str) and schema.startswith("#/components/") else schema


def _without_moments(formats: FormatChecker) -> FormatChecker:
    rest = FormatChecker(formats=())
    rest.checkers = {name: check for name, check in formats.checkers.items() if name != "date-time"}
    return rest


def _with_nullable_enums() -> Any:
    return validators.extend(OAS30Validator, {"enum": _enum_with_null})  # type: ignore[no-untyped-call]


def _enum_with_null(validator: Any, allowed: list[object], value: object, schema: Any) -> Iterator[ValidationError]:
    """A nullable enumeration takes null: 3.0.3 wants null in its list as well, and the vendor leaves it out."""
    if value not in allowed and not (value is None and schema.get("nullable")):
        yield ValidationError(f"{value!r} is not one of {allowed!r}")
