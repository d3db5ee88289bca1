"""A draft as the fields of a create call, without what the screen does not have; what was left out is told. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from connectors.jira.screens import Field, IssueType
from connectors.tracker import Draft, ProjectId

_TEXTAREA = ":textarea"

LEVEL = "security"
"""The field of the issue security level. It is sent whatever the screen shows: Jira refuses, and nobody reads it."""

_TOLD = ("priority", "duedate", "labels")
"""What is left out is told in this order; an assignee has a way of its own."""


@dataclass(frozen=True)
class Drafted:
    """What is sent, and what is not."""

    body: str
    """Markdown."""
    fields: Mapping[str, Any]
    left_out: Mapping[str, str] = field(default_factory=dict)
    """What the draft wanted, by field, with Jira's words where it was refused."""


@dataclass(frozen=True)
class Dialect:
    person_key: str
    """`accountId` or `name`."""
    document: Callable[[str], Any]
    """Markdown as Jira takes it."""


def drafted(
    project: ProjectId,
    of: IssueType,
    screen: Mapping[str, Field],
    draft: Draft,
    dialect: Dialect,
    *,
    without: Mapping[str, str],
) -> Drafted:
    """`without` are fields that Jira refused although the screen showed them, and its words."""
    wanted = _optional(draft, dialect)
    # A screen that shows no field at all is one that the account may not look at.
    out = {name: without.get(name, "") for name in wanted if (screen and name not in screen) or name in without}
    body = _with_due(draft) if "duedate" in out else draft.body
    fields = {
        "project": {"id": project},
        "issuetype": {"id": of.id},
        "summary": " ".join(draft.title.split()),
        "description": dialect.document(body),
        **{name: _converted(value, screen.get(name), dialect) for name, value in draft.fields.items()},
        **{name: value for name, value in wanted.items() if name not in out},
        **({LEVEL: {"id": draft.restricted_to.id}} if draft.restricted_to else {}),
    }
    return Drafted(body, fields, out)


def notices(left_out: Mapping[str, str], key: str, of: IssueType, draft: Draft) -> list[str]:
    """What the project of that key did not take, each a sentence."""
    return [_notice(name, left_out[name], key, of, draft) for name in _TOLD if name in left_out]


def assigned(draft: Draft, login: str | None) -> Draft:
    """The draft for one assignee, or none: Jira takes one."""
    return replace(draft, assignees=(login,) if login else ())


def labels_of(draft: Draft) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*draft.labels, *([draft.mark] if draft.mark else [])]))


def _optional(draft: Draft, dialect: Dialect) -> dict[str, Any]:
    """Those of the optional fields that the draft fills."""
    first = next(iter(draft.assignees), None)
    values: dict[str, Any] = {
        "assignee": {dialect.person_key: first} if first else None,
        "priority": {"name": draft.priority} if draft.priority else None,
        "duedate": draft.due.isoformat() if draft.due else None,
        "labels": list(labels_of(draft)) or None,
    }
    return {name: value for name, value in values.items() if value is not None}


def _converted(value: Any, known: Field | None, dialect: Dialect) -> Any:
    """A field of many lines is a document in Cloud, whatever the config says plainly."""
    if isinstance(value, str) and known and known.custom.endswith(_TEXTAREA):
        return dialect.document(value)
    return value


def _with_due(draft: Draft) -> str:
    line = f"Due: {draft.due:%Y-%m-%d}"
    return f"{draft.body.rstrip()}\n\n{line}" if draft.body.strip() else line


def _notice(name: str, why: str, key: str, of: IssueType, draft: Draft) -> str:
    called, value, instead = {
        "priority": ("Priority", f"the priority {draft.priority}", "it was left out"),
        "duedate": ("Due date", f"the date {draft.due}", "it stands in the description"),
        "labels": ("Labels", f"the labels {', '.join(labels_of(draft))}", "they were left out"),
    }[name]
    because = why or f"its screen for a new {of.name} has no field {called}"
    return f"{key} did not take {value}, so {instead}: {because}."
