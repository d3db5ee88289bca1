"""Webhooks of a repository: creating, changing, deleting, pinging and redelivering. For admins only.

Others are told there is nothing (404). Localhost addresses are allowed here, unlike on github.com.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from connectors.sandbox.github.founding import add_hook
from connectors.sandbox.github.identity import Viewer
from connectors.sandbox.github.kinds import Access
from connectors.sandbox.github.permissions import require_admin
from connectors.sandbox.github.refusals import FieldError, Refusal, invalid, not_found
from connectors.sandbox.github.state import Hook, Repository
from connectors.sandbox.github.webhooks.announce import ping as send_ping
from connectors.sandbox.github.webhooks.parcels import Delivery
from connectors.sandbox.github.world import World

KIND = "repository_hooks"
MOST = 20


@dataclass(frozen=True)
class Config:
    """The `config` of a request; None leaves a setting as it is. GitHub's default content type is form."""

    url: str | None = None
    content_type: str | None = None
    secret: str | None = None
    insecure_ssl: str | None = None


def listed(world: World, viewer: Viewer, repo: Repository, needed: Access = Access.READ) -> list[Hook]:
    """The repository's own, and those that hear every repository as if they were its own."""
    require_admin(viewer, repo, KIND, needed)
    return [*repo.hooks.values(), *world.hooks_everywhere.values()]


def find(world: World, viewer: Viewer, repo: Repository, hook_id: int, needed: Access = Access.READ) -> Hook:
    found = next((hook for hook in listed(world, viewer, repo, needed) if hook.id == hook_id), None)
    if found is None:
        raise not_found()
    return found


def create(
    world: World, viewer: Viewer, repo: Repository, config: Config, events: tuple[str, ...], active: bool
) -> Hook:
    require_admin(viewer, repo, KIND, Access.WRITE)
    _check(repo, config, events)
    kind = config.content_type or "form"
    hook = add_hook(world, config.url or "", repository=repo, secret=config.secret, events=events, content_type=kind)
    hook.insecure_ssl, hook.active = config.insecure_ssl or "0", active
    if active:
        send_ping(world, viewer, repo, hook)
    return hook


def _check(repo: Repository, config: Config, events: tuple[str, ...]) -> None:
    if urlsplit(config.url or "").scheme not in ("http", "https"):
        raise invalid(FieldError("Hook", "url", "custom", "url is missing or not http(s)"))
    if any(hook.url == config.url and set(hook.events) & set(events) for hook in repo.hooks.values()):
        raise invalid(FieldError("Hook", "base", "custom", "Hook already exists on this repository"))
    if any(sum(event in hook.events for hook in repo.hooks.values()) >= MOST for event in events):
        raise invalid(
            FieldError("Hook", "base", "custom", f'The "{events[0]}" event cannot have more than {MOST} hooks')
        )


def edit(
    world: World,
    hook: Hook,
    config: Config | None,
    events: tuple[str, ...] | None,
    active: bool | None,
) -> None:
    """A `config` without a secret removes the secret, as GitHub does."""
    if config is not None:
        hook.url = config.url or hook.url
        hook.content_type = config.content_type or hook.content_type
        hook.insecure_ssl = config.insecure_ssl or hook.insecure_ssl
        hook.secret = config.secret
    hook.events = hook.events if events is None else events
    hook.active = hook.active if active is None else active
    hook.updated_at = world.moment()


def delete(world: World, repo: Repository, hook: Hook) -> None:
    hooks = repo.hooks if hook.id in repo.hooks else world.hooks_everywhere
    del hooks[hook.id]


def redeliver(world: World, deliveries: list[Delivery], delivery_id: int) -> None:
    """The same payload under the same GUID, to where the hook points now."""
    delivery = find_delivery(deliveries, delivery_id)
    world.deliverer.send(replace(delivery.parcel, redelivery=True))


def find_delivery(deliveries: list[Delivery], delivery_id: int) -> Delivery:
    found = next((delivery for delivery in deliveries if delivery.id == delivery_id), None)
    if found is None:
        raise not_found()
    return found


def after_cursor(deliveries: list[Delivery], cursor: str | None) -> list[Delivery]:
    """What comes after the delivery a cursor names; deliveries are newest first."""
    if not cursor:
        return deliveries
    if not cursor.startswith("v1_") or not cursor[3:].isdigit():
        raise Refusal(400, "Invalid cursor")
    return [delivery for delivery in deliveries if delivery.id < int(cursor[3:])]


def cursor_after(delivery: Delivery) -> str:
    return f"v1_{delivery.id}"


def config_from(raw: Mapping[str, object]) -> Config:
    values = {
        name: None if raw.get(name) is None else str(raw[name])
        for name in ("url", "content_type", "secret", "insecure_ssl")
    }
    return Config(**values)
