"""Who is asking: a user with the token it came with, or nobody. Not who may do what: that is `permissions`."""

from __future__ import annotations

from dataclasses import dataclass

from connectors.sandbox.jira.state import Token, User


@dataclass(frozen=True)
class Viewer:
    """Whoever makes a request; a person in the browser has no token."""

    user: User | None = None
    token: Token | None = None

    @property
    def key(self) -> str:
        """What budgets are counted by."""
        return self.user.id if self.user else "anonymous"

    def is_author(self, author: User) -> bool:
        return self.user is author


ANONYMOUS = Viewer()


def actor_of(viewer: Viewer) -> User:
    """Whoever acts; rights were asked before, so there is somebody."""
    if viewer.user is None:
        raise LookupError("nobody is signed in")
    return viewer.user
