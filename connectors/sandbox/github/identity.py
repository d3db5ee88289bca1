"""Who is asking: an account with the limits of the token it came with, or nobody.

Not who may do what: that is `permissions`. A GitHub App's own JWT is read in `apps`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from connectors.sandbox.github.kinds import Access
from connectors.sandbox.github.state import Account, App, Installation, Token


@dataclass(frozen=True)
class Viewer:
    """Whoever makes a request. A person in the browser has no token and is not narrowed."""

    account: Account | None = None
    token: Token | None = None

    @property
    def installation(self) -> Installation | None:
        return self.token.installation if self.token else None

    @property
    def app(self) -> App | None:
        return self.installation.app if self.installation else None

    @property
    def narrowed_to(self) -> Mapping[str, Access] | None:
        return self.token.permissions if self.token else None

    @property
    def repository_ids(self) -> frozenset[int] | None:
        return self.token.repository_ids if self.token else None

    @property
    def key(self) -> str:
        """What budgets and ETags are counted by: a user's tokens share one budget."""
        if self.installation:
            return f"installation {self.installation.id}"
        return f"user {self.account.id}" if self.account else "anonymous"

    def is_author(self, author: Account) -> bool:
        return self.account is author


ANONYMOUS = Viewer()
