"""Tells the hooks that something happened: who listens, and the payload as of this moment.

What belongs into a payload is said by the act that announces it; this adds repository, organization, sender and,
for an App's hook, the installation.
"""

from __future__ import annotations

import json
import uuid

from connectors.sandbox.github.identity import Viewer
from connectors.sandbox.github.kinds import AccountKind
from connectors.sandbox.github.shapes.accounts import Json, account, organization
from connectors.sandbox.github.shapes.hooks import hook as hook_shape
from connectors.sandbox.github.shapes.repositories import repository
from connectors.sandbox.github.state import Hook, Installation, Repository
from connectors.sandbox.github.webhooks.parcels import Parcel
from connectors.sandbox.github.world import World

ZEN = "Keep it logically awesome."


def announce(world: World, viewer: Viewer, repo: Repository, event: str, action: str | None, **parts: object) -> None:
    """One happening to every hook that listens; they share its GUID. Returns before anything is sent."""
    hooks = listening(world, repo, event)
    if not hooks:
        return
    payload = _payload(world, viewer, repo, action, parts)
    guid = str(uuid.uuid4())
    for hook in hooks:
        _send(world, repo, hook, guid, event, action, payload)


def listening(world: World, repo: Repository, event: str) -> list[Hook]:
    app_hooks = [app.hook for app in world.apps.values() if app.hook and world.installation_at(repo, app)]
    hooks = [*repo.hooks.values(), *app_hooks, *world.hooks_everywhere.values()]
    return [hook for hook in hooks if hook.active and ("*" in hook.events or event in hook.events)]


def ping(world: World, viewer: Viewer, repo: Repository, hook: Hook) -> None:
    parts: Json = {"zen": ZEN, "hook_id": hook.id, "hook": hook_shape(world, hook, repo)}
    payload = _payload(world, viewer, repo, None, parts)
    _send(world, repo, hook, str(uuid.uuid4()), "ping", None, payload)


def _payload(world: World, viewer: Viewer, repo: Repository, action: str | None, parts: Json) -> Json:
    payload: Json = {} if action is None else {"action": action}
    payload |= parts
    payload["repository"] = repository(world, repo)
    if repo.owner.kind is AccountKind.ORGANIZATION:
        payload["organization"] = organization(world, repo.owner)
    if viewer.account:
        payload["sender"] = account(world, viewer.account)
    return payload


def _send(world: World, repo: Repository, hook: Hook, guid: str, event: str, action: str | None, payload: Json) -> None:
    at = world.installation_at(repo, hook.app) if hook.app else None
    body = json.dumps(payload | _from(at)).encode()
    world.deliverer.submit(Parcel(hook, guid, event, action, body, repo.id, at.id if at else None))


def _from(installation: Installation | None) -> Json:
    if installation is None:
        return {}
    return {"installation": {"id": installation.id, "node_id": f"MDIz{installation.id}"}}
