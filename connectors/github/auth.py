"""Who the service is on GitHub: a user's token, or an App that holds one token for each installation."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from http import HTTPStatus
from typing import Any, Protocol

import jwt
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from github import Auth, GithubException, GithubIntegration

from connectors.github.connections import our_connections
from connectors.tracker import TrackerError, Trouble

RENEW_BEFORE = timedelta(minutes=5)
"""A look takes minutes at most, so a token that lives this much longer outlives it."""

DRIFT, JWT_LIFE = timedelta(minutes=1), timedelta(minutes=5)
"""GitHub's clock may be so much behind ours; ten minutes are the longest life (docs: generating a JWT)."""

TIMEOUT = 20
"""Seconds. GitHub cuts its own work off after 10 (docs: troubleshooting the REST API)."""


class Credentials(Protocol):
    """Gives the authentication to use for the projects of one owner."""

    def for_owner(self, owner: str | None) -> Auth.Auth:
        """`owner` is a user or organisation; None where the owner is not known yet."""

    def for_app(self) -> Auth.AppAuth | None:
        """The App's own authentication; None where the service is not an App."""

    def owners(self, likely: str | None) -> Sequence[str | None]:
        """As whom to ask for a project whose owner is not known for sure, in this order; at least one."""

    def knows_owners(self) -> bool:
        """Whether `owners` asks nobody."""

    def fetches(self, owner: str | None) -> bool:
        """Whether `for_owner` would ask GitHub first."""

    def holds(self, owner: str | None) -> bool:
        """Whether `for_owner` would give what was fetched before, and can be fetched anew. Asks nobody."""

    def refused(self, owner: str | None) -> None:
        """GitHub does not take what `for_owner` gave."""

    def forget(self) -> None:
        """What was fetched before is not used again."""

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

    def owners(self, likely: str | None) -> Sequence[str | None]:
        return (likely,)

    def knows_owners(self) -> bool:
        return True

    def fetches(self, owner: str | None) -> bool:
        return False

    def holds(self, owner: str | None) -> bool:
        return False

    def refused(self, owner: str | None) -> None:
        """A personal token has no successor."""

    def forget(self) -> None:
        """It was told, not fetched."""

    def renew(self) -> None:
        """A personal token is renewed by its owner."""


@dataclass
class AppCredentials:
    """An App's key. Installation tokens are kept in memory, so a process that forks hands fresh ones down.

    `withdrawn` is told when GitHub refuses one before its end: whoever forked this process holds the same.
    """

    app: str
    private_key: str = field(repr=False)
    base_url: str
    now: Callable[[], datetime]
    withdrawn: Callable[[], None] = field(default=lambda: None, repr=False)
    _installations: dict[str, int] = field(default_factory=dict, repr=False)
    _tokens: dict[int, tuple[str, datetime]] = field(default_factory=dict, repr=False)
    _auth: Auth.AppAuth | None = field(default=None, repr=False)

    def for_owner(self, owner: str | None) -> Auth.Auth:
        return Auth.Token(self._token(self._installation(owner)))

    def for_app(self) -> Auth.AppAuth:
        if self._auth is None:
            self._auth = Auth.AppAuth(self.app, sign_func=partial(self._signed, self._key()))
        return self._auth

    def _signed(self, key: RSAPrivateKey, claims: dict[str, Any]) -> str:
        """For a moment that our own clock tells, as everything here."""
        now = self.now()
        times = {"iat": int((now - DRIFT).timestamp()), "exp": int((now + JWT_LIFE).timestamp())}
        return jwt.encode({**claims, **times}, key, algorithm="RS256")

    def owners(self, likely: str | None) -> Sequence[str | None]:
        known = self._installations or self._list_installations()
        first = (likely or "").lower()
        return sorted(known, key=lambda owner: owner != first) or [likely]

    def knows_owners(self) -> bool:
        return bool(self._installations)

    def fetches(self, owner: str | None) -> bool:
        return not self.holds(owner)

    def holds(self, owner: str | None) -> bool:
        _, expires = self._tokens.get(self._known(owner) or 0, ("", self.now()))
        return not self._ends_soon(expires)

    def refused(self, owner: str | None) -> None:
        """The App may have been installed anew, so everything is asked for again."""
        if self.holds(owner):
            self.withdrawn()
        self.forget()

    def forget(self) -> None:
        self._installations.clear()
        self._tokens.clear()

    def renew(self) -> None:
        """Fetches the tokens that expire soon, for every installation in use."""
        for installation in set(self._installations.values()):
            self._token(installation)

    def _key(self) -> RSAPrivateKey:
        """Read once: that takes longer than all the signing."""
        key: object = None
        with suppress(ValueError, TypeError, UnsupportedAlgorithm):
            key = load_pem_private_key(self.private_key.encode(), password=None)
        if isinstance(key, RSAPrivateKey):
            return key
        message = f"The private key of the GitHub App {self.app} cannot be read; put the PEM file in the config."
        raise TrackerError(message, Trouble.UNAUTHORIZED)

    def _installation(self, owner: str | None) -> int:
        if self._known(owner) is None:
            self._list_installations()
        installation = self._known(owner)
        if installation is None:
            message = f"The GitHub App {self.app} is not installed for {owner or 'anybody'}; install it there."
            raise TrackerError(message, Trouble.FORBIDDEN)
        return installation

    def _known(self, owner: str | None) -> int | None:
        """Any one where the owner is not known."""
        if owner is None:
            return next(iter(self._installations.values()), None)
        return self._installations.get(owner.lower())

    def _list_installations(self) -> dict[str, int]:
        found = self._integration().get_installations()
        self._installations = {entry.raw_data["account"]["login"].lower(): entry.id for entry in found}
        return self._installations

    def _token(self, installation: int) -> str:
        token, expires = self._tokens.get(installation, ("", self.now()))
        if self._ends_soon(expires):
            token, expires = self._minted(installation)
            self._tokens[installation] = (token, expires)
        return token

    def _ends_soon(self, expires: datetime) -> bool:
        return expires - self.now() < RENEW_BEFORE

    def _minted(self, installation: int) -> tuple[str, datetime]:
        try:
            answer = self._integration().get_access_token(installation)
        except GithubException as error:
            if error.status != HTTPStatus.NOT_FOUND:
                raise
            self.forget()
            message = f"The GitHub App {self.app} is not installed any more; install it again."
            raise TrackerError(message, Trouble.FORBIDDEN) from error
        if not answer.token or not answer.expires_at:
            raise ValueError("the answer holds no token")
        return answer.token, answer.expires_at

    def _integration(self) -> GithubIntegration:
        with our_connections():
            return GithubIntegration(
                auth=self.for_app(),
                base_url=self.base_url,
                retry=None,
                timeout=TIMEOUT,
                seconds_between_requests=None,
                seconds_between_writes=None,
            )
