"""Fields that hold a person."""

from __future__ import annotations

from collections.abc import Mapping

from connectors.sandbox.jira.fields.reading import Reading, Wrong
from connectors.sandbox.jira.permissions import can_be_assigned
from connectors.sandbox.jira.schemes import Field
from connectors.sandbox.jira.state import Project, User
from connectors.sandbox.jira.world import World


def user_named(value: object, world: World) -> User | None:
    """By what the deployment takes: an account id, or a user name."""
    if not isinstance(value, Mapping):
        raise Wrong("data was not an object")
    named = value.get("accountId", value.get("id")) if world.is_cloud else value.get("name")
    if named is None:
        return None
    found = world.user_by_id(str(named)) if world.is_cloud else world.users.get(str(named).lower())
    if found is None:
        raise Wrong(f"User '{named}' does not exist.")
    return found


def user(field: Field, value: object, reading: Reading) -> object:
    return None if value is None else user_named(value, reading.world)


def assignee(field: Field, value: object, reading: Reading) -> object:
    if value is None:
        return None
    return assignable(user_named(value, reading.world), reading.project)


def assignable(user: User | None, project: Project) -> User | None:
    if user is not None and not can_be_assigned(user, project):
        raise Wrong(f"User '{user.id}' cannot be assigned issues.")
    return user
