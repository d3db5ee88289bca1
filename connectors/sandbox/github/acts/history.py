"""Writes the history of an issue: an event line, and the new `updated_at` that every change brings."""

from __future__ import annotations

from datetime import datetime

from connectors.sandbox.github.identity import Viewer
from connectors.sandbox.github.kinds import StateReason
from connectors.sandbox.github.state import Account, Event, Issue, Label
from connectors.sandbox.github.world import World


def actor_of(viewer: Viewer) -> Account:
    """Whoever acts; rights were asked before, so there is somebody."""
    if viewer.account is None:
        raise LookupError("nobody is signed in")
    return viewer.account


def touch(world: World, issue: Issue) -> datetime:
    issue.updated_at = world.moment()
    issue.repository.updated_at = issue.updated_at
    return issue.updated_at


def record(
    world: World,
    viewer: Viewer,
    issue: Issue,
    kind: str,
    *,
    label: Label | None = None,
    assignee: Account | None = None,
    renamed: tuple[str, str] | None = None,
    state_reason: StateReason | None = None,
    lock_reason: str | None = None,
    relative: Issue | None = None,
) -> Event:
    event = Event(
        id=world.new_id(),
        kind=kind,
        actor=actor_of(viewer),
        created_at=touch(world, issue),
        app=viewer.app,
        label=(label.name, label.color) if label else None,
        assignee=assignee,
        renamed=renamed,
        state_reason=state_reason,
        lock_reason=lock_reason,
        relative=relative,
    )
    issue.events.append(event)
    return event
