"""Users and their tokens."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime

from connectors.sandbox.jira.kinds import AccountKind
from connectors.sandbox.jira.state import Token, User
from connectors.sandbox.jira.world import World


def add_user(
    world: World,
    name: str,
    *,
    display_name: str | None = None,
    tokens: Iterable[str] = (),
    scoped_tokens: Iterable[str] = (),
    id: str | None = None,
    email: str | None = None,
    email_hidden: bool = False,
    time_zone: str = "Etc/UTC",
    kind: AccountKind = AccountKind.PERSON,
    administrator: bool = False,
    sees_people: bool = True,
) -> User:
    """`name` is the login: tests find people by it, Cloud's API never shows it.

    A token signs in as `email:token` in Cloud and as `Bearer token` in Data Center.
    """
    user = User(
        id=id or _new_user_id(world, name),
        name=name,
        display_name=display_name or name.title(),
        email=email or f"{name}@example.com",
        email_hidden=email_hidden,
        time_zone=time_zone,
        kind=kind,
        administrator=administrator,
        sees_people=sees_people,
    )
    world.users[name.lower()] = user
    for value in tokens:
        add_token(world, name, value)
    for value in scoped_tokens:
        add_token(world, name, value, scoped=True)
    return user


def _new_user_id(world: World, name: str) -> str:
    """In the form of each deployment, and the same for a name in every world."""
    digest = hashlib.sha256(name.lower().encode()).hexdigest()
    return f"5b10{digest[:20]}" if world.is_cloud else f"JIRAUSER{10_000 + int(digest[:6], 16)}"


def add_token(
    world: World, name: str, value: str, *, scoped: bool = False, expires_at: datetime | None = None
) -> Token:
    """A scoped one works only below the gateway's path, as in `/ex/jira/{cloudId}/rest/api/3`."""
    token = Token(value, world.user(name), scoped, expires_at)
    world.tokens[value] = token
    return token
