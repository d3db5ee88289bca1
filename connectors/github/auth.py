"""Who the service is on GitHub: a user's token, or an App that holds one token for each installation."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from github import Auth, GithubIntegration

from connectors.tracker import TrackerError, Trouble

RENEW_BEFORE = timedelta(minutes=5)
"""A look takes minutes at most, so a token that lives this much longer outlives it."""

TIMEOUT = 20
"""Seconds. GitHub cuts its own work off after 10 (docs: troubleshooting the REST API)."""


class Credentials(Protocol):
    """Gives the authentication to use for the projects of one owner."""

    def for_owner(self, owner: str | None) -> Auth.Auth:
        """`owner` is a user or organisation; None where the owner is not known yet."""

    def for_app(self) -> Auth.AppAuth | None:
        """The App's own authentication; None where the service is not an App."""

    def renew(self) -> None:
        """Fetches anew what expires soon."""


@dataclass(frozen=True)
class TokenCredentials:
    """A personal access token; the same everywhere."""

    token: str = field(repr=False)

    def for_owner(self, owner: str | None) -> Auth.Auth:
        return Auth.Token(self.token)

    def for_app(self) -> None:
        return None

    def renew(self) -> None:
        """A personal token is renewed by its owner."""


@dataclass
class AppCredentials:
    """An App's key. Installation tokens are kept in memory, so a process that forks hands fresh ones down."""

    app: str
    private_key: str = field(repr=False)
    base_url: str
    now: Callable[[], datetime]
    _installations: dict[str, int] = field(default_factory=dict, repr=False)
    _tokens: dict[int, tuple[str, datetime]] = field(default_factory=dict, repr=False)

    def for_owner(self, owner: str | None) -> Auth.Auth:
        return Auth.Token(self._token(self._installation(owner)))

    def for_app(self) -> Auth.AppAuth:
        return Auth.AppAuth(self.app, self.private_key)

    def renew(self) -> None:
        """Fetches the tokens that expire soon, for every installation in use."""
        for installation in set(self._installations.values()):
            self._token(installation)

    def _installation(self, owner: str | None) -> int:
        if owner is None and self._installations:
            return next(iter(self._installations.values()))
        key = (owner or "").lower()
        if key not in self._installations:
            self._installations = self._list_installations()
        if owner is None and self._installations:
            return next(iter(self._installations.values()))
        if key not in self._installations:
            raise TrackerError(f"The GitHub App {self.app} is not installed for {owner}.", Trouble.FORBIDDEN)
        return self._installations[key]

    def _list_installations(self) -> dict[str, int]:
        found = self._integration().get_installations()
        return {entry.raw_data["account"]["login"].lower(): entry.id for entry in found}

    def _token(self, installation: int) -> str:
        token, expires = self._tokens.get(installation, ("", self.now()))
        if expires - self.now() < RENEW_BEFORE:
            answer = self._integration().get_access_token(installation)
            token, expires = answer.token, answer.expires_at
            self._tokens[installation] = (token, expires)
        return token

    def _integration(self) -> GithubIntegration:
        return GithubIntegration(auth=self.for_app(), base_url=self.base_url, retry=None, timeout=TIMEOUT)
