"""How a value reads in the history of an issue."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from connectors.sandbox.jira.documents import wiki
from connectors.sandbox.jira.schemes import Component, Level, Option, Priority, Resolution
from connectors.sandbox.jira.state import Issue, User


def in_history(value: object) -> tuple[str | None, str | None]:
    """A value as the history has it: the id if it has one, and the words."""
    match value:
        case None:
            return None, None
        case User():
            return value.id, value.display_name
        case Component() | Level() | Priority() | Resolution():
            return value.id, value.name
        case Option():
            return value.id, value.value
        case Issue():
            return str(value.id), value.key
        case tuple():
            return "", " ".join(in_history(it)[1] or "" for it in value)
        case date():
            return value.isoformat(), value.isoformat()
        case Mapping():
            return None, wiki.of_document(value)
        case _:
            return None, str(value)
