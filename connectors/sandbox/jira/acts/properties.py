"""Entity properties: named JSON that apps keep beside an issue or a comment. People do not see them."""

from __future__ import annotations

import json
from collections.abc import Mapping

from connectors.sandbox.jira.refusals import invalid

KEY_MOST = 255
VALUE_MOST = 32_768

Properties = dict[str, object]


def put(properties: Properties, key: str, value: object) -> bool:
    """Whether it is new."""
    _check(key, value)
    is_new = key not in properties
    properties[key] = value
    return is_new


def put_all(properties: Properties, given: Mapping[str, object]) -> None:
    for key, value in given.items():
        _check(key, value)
    properties.update(given)


def _check(key: str, value: object) -> None:
    if not key or len(key) > KEY_MOST:
        raise invalid(f"The property key must be shorter than {KEY_MOST} characters.")
    if len(json.dumps(value)) > VALUE_MOST:
        raise invalid(f"The property value must not be longer than {VALUE_MOST} characters.")


def check_all(given: Mapping[str, object]) -> None:
    """Refuses them before anything else has happened."""
    for key, value in given.items():
        _check(key, value)
