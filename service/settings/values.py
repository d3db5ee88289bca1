"""The settings that the rest of the service is built from: trackers with their credentials, clock, people, mappings.

Not here: how a config file becomes these (building.py), and what a mapping says (service/mappings.py).
"""

from collections.abc import Mapping as Table
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from hashlib import sha256
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path

from pydantic import SecretStr

from service.mappings import Home, Mapping, Person, Team, TrackerKind
from service.settings.problem import Problem


@dataclass(frozen=True)
class TokenAuth:
    """A token alone: GitHub's, or the personal access token of a Jira Data Center."""

    token: SecretStr


@dataclass(frozen=True)
class AppAuth:
    id: str
    private_key: SecretStr
    """PEM, with real line breaks."""


@dataclass(frozen=True)
class AccountAuth:
    """Jira Cloud: the e-mail address of an account and its API token."""

    email: str
    token: SecretStr
    scoped: bool = False
    """Whether the token was made with scopes; such a one is taken at Atlassian's gateway only."""


class Deployment(StrEnum):
    """Where a Jira runs."""

    CLOUD = "cloud"
    DATACENTER = "datacenter"
    AUTO = "auto"
    """Jira is asked."""


@dataclass(frozen=True)
class Unsigned:
    """How deliveries without a signature are told from forged ones: a secret address, and who may call it."""

    path: SecretStr
    addresses: tuple[IPv4Network | IPv6Network, ...]


GITHUB_PAUSE = timedelta(seconds=1)
"""Between two writes, as GitHub asks (docs: best practices); Jira names none."""


@dataclass(frozen=True)
class TrackerSettings:
    name: str
    kind: TrackerKind
    url: str
    """Root of GitHub's API, or where people read a Jira; without a slash at the end."""
    auth: TokenAuth | AppAuth | AccountAuth
    webhook_secrets: tuple[SecretStr, ...] = ()
    """Any of them may have signed a delivery; new hooks get the first. Empty: no signed webhooks."""
    write_pause: timedelta | None = None
    """Between two writes of its account; None for what its kind asks for."""
    deployment: Deployment = Deployment.AUTO
    """Of a Jira."""
    unsigned: Unsigned | None = None
    """For a Jira Data Center before 10, which signs nothing."""

    @property
    def home(self) -> Home:
        return Home(self.name, TrackerKind(self.kind))

    @property
    def account(self) -> str:
        """Tells accounts apart, and is no secret: a digest, since a tracker counts by account."""
        match self.auth:
            case TokenAuth(token) | AccountAuth(token=token) | AppAuth(private_key=token):
                return sha256(f"{self.url}\n{token.get_secret_value()}".encode()).hexdigest()[:16]

    @property
    def pause(self) -> timedelta:
        if self.write_pause is not None:
            return self.write_pause
        return GITHUB_PAUSE if self.kind is TrackerKind.GITHUB else timedelta()


@dataclass(frozen=True)
class ClockSettings:
    sweep_every: timedelta = timedelta(minutes=15)
    tick: timedelta = timedelta(seconds=10)


@dataclass(frozen=True)
class Settings:
    trackers: Table[str, TrackerSettings]
    mappings: tuple[Mapping, ...]
    """In the order of the file: the first that matches holds."""
    clock: ClockSettings = field(default_factory=ClockSettings)
    people: tuple[Person, ...] = ()
    teams: tuple[Team, ...] = ()
    public_url: str | None = None
    """Where people and trackers reach the web process, without a slash at the end."""
    templates: tuple[Path, ...] = ()
    """Folders of templates; the first that has the file wins. The last is the one that ships with the program."""
    warnings: tuple[Problem, ...] = ()

    def secrets(self) -> tuple[str, ...]:
        """Every secret in plain text, for the one place that hides them: the log."""
        return tuple(secret.get_secret_value() for tracker in self.trackers.values() for secret in _secrets(tracker))


def _secrets(tracker: TrackerSettings) -> tuple[SecretStr, ...]:
    path = (tracker.unsigned.path,) if tracker.unsigned else ()
    match tracker.auth:
        case TokenAuth(token) | AccountAuth(token=token):
            return (token, *tracker.webhook_secrets, *path)
        case AppAuth(private_key=key):
            return (key, *tracker.webhook_secrets, *path)
