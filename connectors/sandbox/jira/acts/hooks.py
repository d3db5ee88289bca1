"""Webhooks of the site: registering, changing and deleting them. For Jira's administrators only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from connectors.sandbox.jira.founding import add_hook
from connectors.sandbox.jira.identity import Viewer, actor_of
from connectors.sandbox.jira.jql.parsing import parsed
from connectors.sandbox.jira.permissions import require_administrator
from connectors.sandbox.jira.refusals import invalid, not_found
from connectors.sandbox.jira.state import Hook
from connectors.sandbox.jira.world import World

EVENTS = (
    *("jira:issue_created", "jira:issue_updated", "jira:issue_deleted"),
    *("comment_created", "comment_updated", "comment_deleted"),
    *("issue_property_set", "issue_property_deleted", "issuelink_created", "issuelink_deleted"),
    *("project_created", "project_updated", "project_deleted", "project_soft_deleted", "project_archived"),
    *("project_restored_archived", "project_restored_deleted", "user_created", "user_updated", "user_deleted"),
    *("jira:version_created", "jira:version_released", "jira:version_updated", "jira:version_deleted"),
)


@dataclass(frozen=True)
class Wanted:
    """What a request says; None leaves a thing as it is."""

    name: str | None = None
    url: str | None = None
    events: Sequence[str] | None = None
    jql: str | None = None
    secret: str | None = None
    active: bool | None = None
    exclude_body: bool | None = None


def listed(world: World, viewer: Viewer) -> list[Hook]:
    require_administrator(viewer)
    return list(world.hooks.values())


def find(world: World, viewer: Viewer, hook_id: int) -> Hook:
    require_administrator(viewer)
    hook = world.hooks.get(hook_id)
    if hook is None:
        raise not_found(f"A webhook with the id '{hook_id}' does not exist.")
    return hook


def create(world: World, viewer: Viewer, wanted: Wanted) -> Hook:
    require_administrator(viewer)
    if not wanted.name or not wanted.url:
        raise invalid("A webhook needs a name and a url.")
    _check(wanted)
    hook = add_hook(world, wanted.url, name=wanted.name, creator=actor_of(viewer), events=wanted.events or ())
    edit(world, viewer, hook, wanted)
    return hook


def edit(world: World, viewer: Viewer, hook: Hook, wanted: Wanted) -> None:
    _check(wanted)
    for name in ("name", "url", "jql", "active", "exclude_body"):
        value = getattr(wanted, name)
        if value is not None:
            setattr(hook, name, value)
    if wanted.events is not None:
        hook.events = tuple(wanted.events)
    if wanted.secret is not None and world.signs:
        hook.secret = wanted.secret or None
    hook.updated_at = world.moment()


def _check(wanted: Wanted) -> None:
    if wanted.url is not None and urlsplit(wanted.url).scheme not in ("http", "https"):
        raise invalid(f"The url '{wanted.url}' is not valid.")
    unknown = [event for event in wanted.events or () if event not in EVENTS]
    if unknown:
        raise invalid(f"There is no event '{unknown[0]}'.")
    if wanted.jql:
        parsed(wanted.jql)


def delete(world: World, viewer: Viewer, hook: Hook) -> None:
    require_administrator(viewer)
    del world.hooks[hook.id]
