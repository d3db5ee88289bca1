"""How a Jira is set up: fields and screens, workflows with their statuses, types, priorities, resolutions, link types.

Plain records without behaviour; what people fill in is in `state`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from connectors.sandbox.jira.kinds import Category


@dataclass(eq=False)
class Status:
    id: str
    name: str
    category: Category


@dataclass(eq=False)
class Resolution:
    id: str
    name: str
    description: str = ""


@dataclass(eq=False)
class Priority:
    id: str
    name: str


@dataclass(eq=False)
class Level:
    """An issue security level: of those who may browse the project, only its members see an issue that has it."""

    id: str
    name: str
    members: frozenset[str]
    """Ids of users."""
    description: str = ""


@dataclass(eq=False)
class Component:
    """A part of what a project is about. Two projects may have one of the same name; an issue has those of its own."""

    id: str
    name: str
    description: str = ""


@dataclass(eq=False)
class Option:
    """One of the values of a select field."""

    id: str
    value: str


@dataclass(eq=False)
class Field:
    """A field on a screen: `schema` as the API tells it; `default` set when the issue leaves it out."""

    id: str
    name: str
    schema: Mapping[str, Any]
    required: bool = False
    default: object = None
    options: tuple[Option, ...] | None = None
    editable: bool = True


@dataclass(frozen=True)
class ScreenField:
    """A field on a transition's screen. One that is not `told` is wanted all the same: metadata under-reports."""

    field: Field
    required: bool = False
    told: bool = True


@dataclass(eq=False)
class Transition:
    """`sources` None: from anywhere. `resolution` is what it sets by itself; "" clears, None leaves it."""

    id: str
    name: str
    to: Status
    sources: tuple[Status, ...] | None = None
    screen: tuple[ScreenField, ...] = ()
    resolution: str | None = None


@dataclass(eq=False)
class Workflow:
    """The first status is where an issue begins."""

    name: str
    statuses: list[Status]
    transitions: list[Transition] = field(default_factory=list)


@dataclass(eq=False)
class IssueType:
    """`hierarchy` as Jira counts: sub-tasks are below 0, epics above."""

    id: str
    name: str
    hierarchy: int = 0

    @property
    def subtask(self) -> bool:
        return self.hierarchy < 0


@dataclass(eq=False)
class Kind:
    """A type of issue as one project has it: its workflow and what its create screen shows."""

    type: IssueType
    workflow: Workflow
    fields: dict[str, Field]


@dataclass(eq=False)
class LinkType:
    id: str
    name: str
    inward: str
    outward: str
