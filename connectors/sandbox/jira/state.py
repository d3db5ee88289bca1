"""The things a Jira holds: users, projects, issues, comments, links, hooks. How it is set up is in `schemes`.

Plain mutable records without behaviour, without HTTP and without rights: those are in `acts`, `rest` and `permissions`.
All times are aware UTC with milliseconds, as Jira's are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from connectors.sandbox.jira.kinds import AccountKind, Permission
from connectors.sandbox.jira.schemes import Component, IssueType, Kind, Level, LinkType, Priority, Resolution, Status


@dataclass(eq=False)
class User:
    """`id` is Cloud's account id or Data Center's key; `name` the login, which Cloud does not show."""

    id: str
    name: str
    display_name: str
    email: str
    email_hidden: bool = False
    time_zone: str = "Etc/UTC"
    kind: AccountKind = AccountKind.PERSON
    active: bool = True
    administrator: bool = False
    sees_people: bool = True


@dataclass(frozen=True)
class Token:
    """A secret and whom it stands for. A scoped one works below the gateway's path only."""

    value: str
    user: User
    scoped: bool = False
    expires_at: datetime | None = None


@dataclass(eq=False)
class Project:
    id: int
    key: str
    name: str
    lead: User
    created_at: datetime
    kinds: dict[str, Kind]
    public: bool = False
    archived: bool = False
    simplified: bool = False
    grants: dict[str, frozenset[Permission]] = field(default_factory=dict)
    former_keys: list[str] = field(default_factory=list)
    last_number: int = 0
    levels: list[Level] = field(default_factory=list)
    components: list[Component] = field(default_factory=list)


@dataclass(frozen=True)
class Item:
    """One line of a change: what it was and what it became, as id and in words."""

    field: str
    before: tuple[str | None, str | None]
    after: tuple[str | None, str | None]
    field_id: str = ""
    custom: bool = False


@dataclass(frozen=True)
class Change:
    id: int
    author: User
    at: datetime
    items: tuple[Item, ...]


@dataclass(eq=False)
class Comment:
    id: int
    issue: Issue
    author: User
    body: object
    created_at: datetime
    updated_at: datetime
    editor: User
    properties: dict[str, object] = field(default_factory=dict)


@dataclass(eq=False)
class RemoteLink:
    """A link to somewhere else; `raw` is what was sent, so what was left out is gone."""

    id: int
    global_id: str | None
    raw: Mapping[str, Any]


@dataclass(eq=False)
class IssueLink:
    """`inward` is the issue that the outward sentence begins with: "inward blocks outward"."""

    id: int
    type: LinkType
    inward: Issue
    outward: Issue


@dataclass(eq=False)
class Issue:
    """`values` holds what people set, by field id, already understood: see `fields`."""

    id: int
    number: int
    project: Project
    type: IssueType
    status: Status
    creator: User
    created_at: datetime
    updated_at: datetime
    values: dict[str, Any] = field(default_factory=dict)
    resolved_at: datetime | None = None
    status_changed_at: datetime | None = None
    comments: list[Comment] = field(default_factory=list)
    history: list[Change] = field(default_factory=list)
    properties: dict[str, object] = field(default_factory=dict)
    remote_links: list[RemoteLink] = field(default_factory=list)

    @property
    def key(self) -> str:
        return f"{self.project.key}-{self.number}"

    @property
    def kind(self) -> Kind:
        return self.project.kinds[self.type.id]

    @property
    def summary(self) -> str:
        return str(self.values.get("summary") or "")

    @property
    def description(self) -> object:
        return self.values.get("description")

    @property
    def labels(self) -> tuple[str, ...]:
        labels: tuple[str, ...] = self.values.get("labels") or ()
        return labels

    @property
    def assignee(self) -> User | None:
        who: User | None = self.values.get("assignee")
        return who

    @property
    def reporter(self) -> User | None:
        who: User | None = self.values.get("reporter")
        return who

    @property
    def priority(self) -> Priority | None:
        priority: Priority | None = self.values.get("priority")
        return priority

    @property
    def resolution(self) -> Resolution | None:
        resolution: Resolution | None = self.values.get("resolution")
        return resolution

    @property
    def level(self) -> Level | None:
        level: Level | None = self.values.get("security")
        return level

    @property
    def parent(self) -> Issue | None:
        parent: Issue | None = self.values.get("parent")
        return parent

    @property
    def components(self) -> tuple[Component, ...]:
        components: tuple[Component, ...] = self.values.get("components") or ()
        return components

    @property
    def due(self) -> date | None:
        due: date | None = self.values.get("duedate")
        return due


@dataclass(eq=False)
class Hook:
    """A webhook of the whole site. `jql` narrows events of issues; empty means all of them."""

    id: int
    name: str
    url: str
    events: tuple[str, ...]
    creator: User
    updated_at: datetime
    jql: str = ""
    secret: str | None = None
    active: bool = True
    exclude_body: bool = False
