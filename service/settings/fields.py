"""Fields of a Jira that a mapping fills itself: which there may be, and what may stand in them.

Not here: whether the project has such a field, which only Jira knows.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime
from math import isfinite
from typing import Any

from service.settings.parsing import Expected

_OF_ANY = {"project": "`project`", "issuetype": "`type`", "labels": "`labels`"}
"""Fields of every issue that do not come from `fields`, and what they come from."""

_OF_TICKETS = {
    **_OF_ANY,
    "summary": "the action's title",
    "description": "the action's text",
    "priority": "`priority`",
    "duedate": "the action's due date",
    "assignee": "the action's owner",
}
_OF_POST_MORTEMS = {**_OF_ANY, "summary": "the document's title", "description": "the document"}


def field_of_ticket(name: str) -> str:
    """The id of a field of Jira that a mapping may fill."""
    return _field_id(name, _OF_TICKETS)


def field_of_post_mortem(name: str) -> str:
    """The same; post-mortems and reviews have no priority, date or assignee of their own."""
    return _field_id(name, _OF_POST_MORTEMS)


def _field_id(name: str, ours: Mapping[str, str]) -> str:
    if name in ours:
        raise ValueError(f"is filled from {ours[name]}; take it out of `fields`")
    if not re.fullmatch(r"customfield_[0-9]{1,18}|[a-z][A-Za-z0-9]*", name):
        raise Expected("must be the id of a field such as `customfield_10010` or `components`")
    return name


def field_value(value: Any) -> Any:
    """Plain JSON. A date is written as Jira takes one; what else YAML makes of bare words has no one spelling."""
    match value:
        case dict():
            return {key: field_value(item) for key, item in value.items()}
        case list():
            return [field_value(item) for item in value]
        case datetime():
            raise ValueError("holds a time that is not a text; put it in quotes")
        case date():
            return value.isoformat()
        case float() if not isfinite(value):
            raise ValueError("holds a number that JSON does not know")
    return value
