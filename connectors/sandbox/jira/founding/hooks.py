"""Webhooks that were there from the beginning."""

from __future__ import annotations

from collections.abc import Iterable

from connectors.sandbox.jira.state import Hook, User
from connectors.sandbox.jira.world import World


def add_hook(
    world: World,
    url: str,
    *,
    name: str = "A webhook",
    creator: User | None = None,
    secret: str | None = None,
    events: Iterable[str] = (),
    jql: str = "",
) -> Hook:
    """An admin webhook of the whole site; it hears what `events` name ("*": all). Data Center 9 has no secrets."""
    by = creator or next(iter(world.users.values()))
    kept = secret if world.signs else None
    hook = Hook(world.new_id(), name, url, tuple(events), by, world.moment(), jql, kept)
    world.hooks[hook.id] = hook
    return hook
