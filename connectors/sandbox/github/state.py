"""The things a GitHub holds: accounts, repositories, issues, comments, labels, events, hooks.

Plain mutable records without behaviour, without HTTP and without rights: those are in `acts`, `rest` and `permissions`.
All times are aware UTC with whole seconds, as GitHub's are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from connectors.sandbox.github.kinds import Access, AccountKind, Role, State, StateReason, Visibility


@dataclass(eq=False)
class Account:
    """A person, a bot or an organisation. `outside` people are no members of any organisation."""

    id: int
    login: str
    kind: AccountKind
    created_at: datetime
    name: str | None = None
    email: str | None = None
    outside: bool = False


@dataclass(eq=False)
class Label:
    id: int
    name: str
    color: str = "ededed"
    description: str | None = None


@dataclass(eq=False)
class App:
    """A GitHub App. `public_key` is PEM; `hook` its one webhook, if any."""

    id: int
    slug: str
    name: str
    owner: Account
    bot: Account
    public_key: str
    permissions: Mapping[str, Access]
    events: tuple[str, ...]
    created_at: datetime
    hook: Hook | None = None


@dataclass(eq=False)
class Installation:
    """An App in one owner's place; `repository_ids` None means all of the owner's repositories."""

    id: int
    app: App
    account: Account
    repository_ids: frozenset[int] | None
    created_at: datetime


@dataclass(frozen=True)
class Token:
    """A secret and whom it stands for. None for `permissions` or `repository_ids` means not narrowed."""

    value: str
    account: Account
    permissions: Mapping[str, Access] | None = None
    repository_ids: frozenset[int] | None = None
    installation: Installation | None = None
    expires_at: datetime | None = None


@dataclass(eq=False)
class Comment:
    id: int
    issue: Issue
    author: Account
    body: str
    created_at: datetime
    updated_at: datetime
    app: App | None = None


@dataclass(frozen=True)
class Event:
    """One line of an issue's history; only what belongs to its kind is set."""

    id: int
    kind: str
    actor: Account
    created_at: datetime
    app: App | None = None
    label: tuple[str, str] | None = None
    assignee: Account | None = None
    renamed: tuple[str, str] | None = None
    state_reason: StateReason | None = None
    lock_reason: str | None = None
    relative: Issue | None = None


@dataclass(eq=False)
class Issue:
    id: int
    number: int
    repository: Repository
    title: str
    body: str | None
    author: Account
    created_at: datetime
    updated_at: datetime
    state: State = State.OPEN
    state_reason: StateReason | None = None
    closed_at: datetime | None = None
    closed_by: Account | None = None
    labels: list[Label] = field(default_factory=list)
    assignees: list[Account] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    locked: bool = False
    lock_reason: str | None = None
    pull_request: bool = False
    app: App | None = None
    parent: Issue | None = None
    sub_issues: list[Issue] = field(default_factory=list)


@dataclass(frozen=True)
class Deleted:
    """What is left of a deleted issue: its number is never given again."""

    number: int


@dataclass(frozen=True)
class Moved:
    """What a transferred issue leaves behind."""

    number: int
    to: Issue


@dataclass(eq=False)
class Hook:
    """A webhook. `repository` None with no `app`: it hears every repository of the sandbox."""

    id: int
    url: str
    created_at: datetime
    updated_at: datetime
    repository: Repository | None = None
    app: App | None = None
    secret: str | None = None
    content_type: str = "form"
    insecure_ssl: str = "0"
    events: tuple[str, ...] = ("push",)
    active: bool = True
    last_code: int | None = None
    last_status: str = "unused"
    last_message: str | None = None


@dataclass(eq=False)
class Repository:
    id: int
    owner: Account
    name: str
    visibility: Visibility
    created_at: datetime
    updated_at: datetime
    description: str | None = None
    roles: dict[str, Role] = field(default_factory=dict)
    labels: dict[str, Label] = field(default_factory=dict)
    issues: dict[int, Issue | Deleted | Moved] = field(default_factory=dict)
    hooks: dict[int, Hook] = field(default_factory=dict)
    archived: bool = False
    has_issues: bool = True

    @property
    def full_name(self) -> str:
        return f"{self.owner.login}/{self.name}"

    @property
    def living_issues(self) -> list[Issue]:
        return [issue for issue in self.issues.values() if isinstance(issue, Issue)]
