"""Which project's post-mortems become tickets where, and who reviews them: the values the rest of the service uses.

Not here: reading them from config/followthrough.yaml (service/settings).
"""

from collections.abc import Mapping as Table
from dataclasses import dataclass, field
from datetime import time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from service.document.language import Languages


@dataclass(frozen=True)
class Person:
    """One line of `people:`; `accounts` is keyed by the kind of tracker (`github`, `jira`), or by the name of one."""

    name: str
    accounts: Table[str, str] = field(default_factory=dict)
    email: str | None = None
    aliases: tuple[str, ...] = ()

    def account(self, home: "Home") -> str | None:
        """What names them in that tracker; an account for it alone comes before the one for all of its kind."""
        return self.accounts.get(home.tracker) or self.accounts.get(home.kind)


class TrackerKind(StrEnum):
    GITHUB = "github"
    JIRA = "jira"


@dataclass(frozen=True)
class Home:
    """Where accounts are looked for: one tracker of the config."""

    tracker: str
    kind: TrackerKind = TrackerKind.GITHUB

    @property
    def handles_are_accounts(self) -> bool:
        """Whether `@alice` of nobody in the config is the account alice; Jira knows people by ids nobody writes."""
        return self.kind is TrackerKind.GITHUB


@dataclass(frozen=True)
class Team:
    """A team owns nothing by itself: its lead does."""

    name: str
    lead: str


@dataclass(frozen=True)
class Labels:
    """The labels of one mapping."""

    start: str = "postmortem"
    finished: str = "postmortem:finished"
    action: str = "postmortem:action"
    review: str = "postmortem:review"


@dataclass(frozen=True)
class Tickets:
    """Where the actions of a post-mortem become tickets."""

    tracker: str
    project: str
    labels: tuple[str, ...] = ()
    priority: Table[str, str] = field(default_factory=dict)
    """The document's priority to the tracker's; on GitHub the value is a label."""
    allow_public: bool = False
    kind: TrackerKind = TrackerKind.GITHUB
    type: str | None = None
    """Jira's name of the issue type; None is left to the tracker's `Task`."""
    fields: Table[str, Any] = field(default_factory=dict)
    """Further fields of Jira, by their ids, each as its API takes it."""
    done: tuple[str, ...] = ()
    """Names of statuses that count as done; none means the category that Jira gives them."""
    wont_do: tuple[str, ...] = ()
    """Names of resolutions or statuses that count as dropped; none means the usual ones."""

    @property
    def home(self) -> Home:
        return Home(self.tracker, self.kind)


@dataclass(frozen=True)
class ReviewRule:
    """When reviews open and who gets them."""

    after: timedelta = timedelta(weeks=5)
    repeat_every: timedelta = timedelta(weeks=2)
    at: time | None = None
    """Local hour; None means the hour at which the post-mortem was finished."""
    time_zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    tracker_role: str | None = None
    """A person of `people:` or a login; None means whoever ran the post-mortem."""
    business_days: bool = True


@dataclass(frozen=True)
class DueRule:
    """What is asked of due dates."""

    required: bool = True
    default_by_severity: Table[str, timedelta] = field(default_factory=dict)
    horizon: timedelta = timedelta(weeks=26)


@dataclass(frozen=True)
class Mapping:
    """One entry of `mappings:`."""

    name: str
    tracker: str
    project: str
    """The project of the post-mortems, by name."""
    tickets: Tickets
    kind: TrackerKind = TrackerKind.GITHUB
    """Of the post-mortems' tracker."""
    type: str | None = None
    """Of post-mortems and reviews, by Jira's name; None is left to the tracker's `Task`."""
    fields: Table[str, Any] = field(default_factory=dict)
    """Further fields of both in Jira, by their ids, each as its API takes it."""
    template: str = "default"
    match_labels: tuple[str, ...] = ()
    """Of those an issue needs one for this mapping to hold for it; none means every issue."""
    labels: Labels = field(default_factory=Labels)
    review: ReviewRule = field(default_factory=ReviewRule)
    due: DueRule = field(default_factory=DueRule)
    checks: Table[str, str] = field(default_factory=dict)
    """Rule id to `error`, `warning`, `advice` or `off`, its profile included; other rules keep their own severity."""
    people: tuple[Person, ...] = ()
    teams: tuple[Team, ...] = ()
    languages: Languages | None = field(default=None, compare=False, repr=False)
    """The words that reading and judging look for; None means those that ship."""

    @property
    def home(self) -> Home:
        return Home(self.tracker, self.kind)
