"""What every Jira comes with: issue types, priorities, resolutions, types of link, and the system's own fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from connectors.sandbox.jira.schemes import Field, IssueType, LinkType, Priority, Resolution

TYPES = (
    IssueType("10001", "Task"),
    IssueType("10002", "Bug"),
    IssueType("10003", "Sub-task", hierarchy=-1),
    IssueType("10000", "Epic", hierarchy=1),
)
USUAL_TYPES = ("Task", "Bug", "Sub-task")
"""Of a project that names none."""

PRIORITIES = tuple(
    Priority(str(at), name) for at, name in enumerate(("Highest", "High", "Medium", "Low", "Lowest"), start=1)
)
DEFAULT_PRIORITY = "Medium"
RESOLUTIONS = (
    Resolution("10000", "Done", "Work has been completed on this issue."),
    Resolution("10001", "Won't Do", "This issue won't be actioned."),
    Resolution("10002", "Duplicate", "The problem is a duplicate of an existing issue."),
    Resolution("10003", "Cannot Reproduce", "All attempts at reproducing this issue failed."),
)
LINK_TYPES = (
    LinkType("10000", "Blocks", "is blocked by", "blocks"),
    LinkType("10001", "Cloners", "is cloned by", "clones"),
    LinkType("10002", "Duplicate", "is duplicated by", "duplicates"),
    LinkType("10003", "Relates", "relates to", "relates to"),
)

_TEXT = {"type": "string"}
SYSTEM: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "summary": ("Summary", _TEXT),
    "description": ("Description", _TEXT),
    "labels": ("Labels", {"type": "array", "items": "string"}),
    "assignee": ("Assignee", {"type": "user"}),
    "reporter": ("Reporter", {"type": "user"}),
    "priority": ("Priority", {"type": "priority"}),
    "duedate": ("Due date", {"type": "date"}),
    "issuetype": ("Issue Type", {"type": "issuetype"}),
    "project": ("Project", {"type": "project"}),
    "parent": ("Parent", {"type": "issuelink"}),
    "resolution": ("Resolution", {"type": "resolution"}),
    "security": ("Security Level", {"type": "securitylevel"}),
    "components": ("Components", {"type": "array", "items": "component"}),
}
"""By id: the name and the schema, to which "system" is added."""

REQUIRED = ("summary", "issuetype", "project")
NOT_AT_CREATION = ("resolution",)
ONLY_WHERE_THERE_ARE_SOME = ("security", "components")
"""On the screens of a project that has security levels, or components."""


def system_field(field_id: str) -> Field:
    name, schema = SYSTEM[field_id]
    editable = field_id not in ("project", "issuetype", "resolution")
    return Field(field_id, name, {**schema, "system": field_id}, required=field_id in REQUIRED, editable=editable)


def create_screen(without: tuple[str, ...] = ()) -> dict[str, Field]:
    """What a project's create screen shows before anything is added; `without` names what an admin took off."""
    shown = (it for it in SYSTEM if it not in (*NOT_AT_CREATION, *ONLY_WHERE_THERE_ARE_SOME, *without))
    return {field_id: system_field(field_id) for field_id in shown}
