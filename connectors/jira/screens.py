"""What a project's screen for creating issues asks for: its types, their fields, which of them must be given.

Not here: whether a draft fits (obstacles.py) and how it is sent (drafting.py).
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from connectors.jira.remembered import Remembered
from connectors.jira.site import Json, Site
from connectors.tracker import ProjectId

LIFE = timedelta(minutes=10)
"""Administrators seldom change screens; a create that fails for a change asks again."""

_USUAL = "task"


@dataclass(frozen=True)
class IssueType:
    id: str
    name: str
    subtask: bool = False
    above: bool = False
    """Whether it holds others together, as an epic does."""


@dataclass(frozen=True)
class Field:
    """One field of the screen. `kind` is the type of its value, `items` that of each where it is a list."""

    id: str
    name: str
    required: bool = False
    has_default: bool = False
    kind: str = ""
    items: str = ""
    custom: str = ""
    """The kind of a custom field: `com.atlassian.jira.plugin.system.customfieldtypes:textarea`."""
    allowed: tuple[str, ...] = ()
    """What people call the values to choose from; empty where anything goes or too much."""
    ids: tuple[str, ...] = ()
    """Of the same values, where they have some."""

    @property
    def is_epic_link(self) -> bool:
        """Data Center's way to the epic of an issue, named by its key alone."""
        return self.custom.endswith(":gh-epic-link")


class Screens:
    """Raises TrackerError."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._types: Remembered[tuple[IssueType, ...]] = Remembered(site.now, LIFE)
        self._fields: Remembered[dict[str, Field]] = Remembered(site.now, LIFE)

    def types(self, project: ProjectId, act: str) -> tuple[IssueType, ...]:
        return self._types.get(project, lambda: self._read_types(project, act))

    def fields(self, project: ProjectId, of: IssueType, act: str) -> dict[str, Field]:
        return self._fields.get((project, of.id), lambda: self._read_fields(project, of, act))

    def forget(self, project: ProjectId, of: IssueType) -> None:
        """They proved stale."""
        self._types.forget(project)
        self._fields.forget((project, of.id))

    def _read_types(self, project: ProjectId, act: str) -> tuple[IssueType, ...]:
        items = self._site.pages(f"/issue/createmeta/{project}/issuetypes", act, "issueTypes", "values")
        with self._site.understood(act):
            return tuple(_type_of(item) for item in items)

    def _read_fields(self, project: ProjectId, of: IssueType, act: str) -> dict[str, Field]:
        path = f"/issue/createmeta/{project}/issuetypes/{quote(of.id, safe='')}"
        with self._site.understood(act):
            read = [field_of(item) for item in self._site.pages(path, act, "fields", "values")]
        return {field.id: field for field in read}


def chosen(types: tuple[IssueType, ...], kind: str | None) -> IssueType | None:
    """The type of that name, whatever its case.

    Without a name Task, or else the first that stands by itself, and an epic only where there is nothing else.
    """
    if kind is not None:
        return next((it for it in types if it.name.casefold() == kind.strip().casefold()), None)
    alone = sorted((it for it in types if not it.subtask), key=lambda it: (it.name.casefold() != _USUAL, it.above))
    return alone[0] if alone else None


def _type_of(data: Json) -> IssueType:
    above = int(data.get("hierarchyLevel") or 0) > 0
    return IssueType(str(data["id"]), str(data["name"]), bool(data.get("subtask")), above)


def field_of(data: Json) -> Field:
    schema, values = data.get("schema") or {}, data.get("allowedValues") or ()
    return Field(
        id=str(data.get("fieldId") or data.get("key")),
        name=str(data.get("name") or ""),
        required=bool(data.get("required")),
        has_default=bool(data.get("hasDefaultValue")),
        kind=str(schema.get("type") or ""),
        items=str(schema.get("items") or ""),
        custom=str(schema.get("custom") or ""),
        allowed=tuple(called for value in values if (called := name_of(value))),
        ids=tuple(str(value["id"]) for value in values if isinstance(value, dict) and "id" in value),
    )


def name_of(value: Any) -> str:
    """What people call a value: an option has a `value`, whatever else a `name`."""
    if isinstance(value, dict):
        return str(value.get("value") or value.get("name") or "")
    return str(value) if isinstance(value, str | int | float) else ""
