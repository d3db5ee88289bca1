"""Projects with their screens, workflow and people's rights."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from connectors.sandbox.jira.founding.workflows import add_workflow
from connectors.sandbox.jira.furniture import DEFAULT_PRIORITY, USUAL_TYPES, create_screen, system_field
from connectors.sandbox.jira.kinds import Permission, permissions_of
from connectors.sandbox.jira.schemes import Component, Field, IssueType, Kind, Level, Workflow
from connectors.sandbox.jira.state import Project
from connectors.sandbox.jira.world import World


def add_project(
    world: World,
    key: str,
    *,
    name: str | None = None,
    lead: str | None = None,
    roles: Mapping[str, str | Sequence[str]] | None = None,
    workflow: Workflow | None = None,
    types: Sequence[str] = USUAL_TYPES,
    fields: Iterable[Field] = (),
    without: Sequence[str] = (),
    public: bool = False,
) -> Project:
    """`roles` by login: a word of `kinds.ROLES` or a list of permissions. Without a workflow a free one of its own.

    `fields` are shown on the create screen of every type besides the system's; `without` names those of the system
    that are not: ("duedate", "priority").
    """
    users = {
        world.user(login): permissions_of(given if isinstance(given, str) else list(given))
        for login, given in (roles or {}).items()
    }
    leader = world.user(lead) if lead else next(iter(users), None) or next(iter(world.users.values()))
    way = workflow or add_workflow(world, f"{key} workflow", free=True)
    project = Project(
        id=world.new_id(),
        key=key,
        name=name or key.title(),
        lead=leader,
        created_at=world.moment(),
        kinds={},
        public=public,
        grants={user.id: given for user, given in users.items()},
    )
    for it in (found for found in world.types.values() if found.name in types):
        screen = {**_screen(world, it, tuple(without)), **{field.id: field for field in fields}}
        project.kinds[it.id] = Kind(it, way, screen)
    world.projects[project.id] = project
    return project


def add_type(world: World, project: Project, name: str) -> Kind:
    """With the system's fields, and the workflow of those that are there."""
    of = next(it for it in world.types.values() if it.name == name)
    kind = Kind(of, next(iter(project.kinds.values())).workflow, _screen(world, of))
    project.kinds[of.id] = kind
    return kind


def _screen(world: World, of: IssueType, without: tuple[str, ...] = ()) -> dict[str, Field]:
    return _with_default_priority(world, _with_parent_where_it_may(world, of, create_screen(without)))


def _with_parent_where_it_may(world: World, of: IssueType, screen: dict[str, Field]) -> dict[str, Field]:
    """Cloud's issues have parents one level above them; in Data Center only sub-tasks have, and epics are a field."""
    if "parent" in screen:
        screen["parent"].required = of.subtask
        if of.hierarchy > 0 or not (of.subtask or world.is_cloud):
            del screen["parent"]
    return screen


def _with_default_priority(world: World, screen: dict[str, Field]) -> dict[str, Field]:
    if "priority" in screen:
        screen["priority"].default = next(it for it in world.priorities.values() if it.name == DEFAULT_PRIORITY)
    return screen


def grant(world: World, project: Project, name: str, given: str | Sequence[str]) -> None:
    """Replaces what they may do there; an empty list takes everything away."""
    project.grants[world.user(name).id] = _held(given)


def add_level(world: World, project: Project, name: str, members: Sequence[str]) -> Level:
    """An issue security level, on every screen of the project from then on; `members` are logins."""
    level = Level(str(world.new_id()), name, frozenset(world.user(login).id for login in members))
    project.levels.append(level)
    for kind in project.kinds.values():
        kind.fields.setdefault("security", system_field("security"))
    return level


def add_component(
    world: World, project: Project, name: str, description: str = "", *, required: bool = False
) -> Component:
    """On every screen of the project from then on; `required`: no new issue goes without one."""
    component = Component(str(world.new_id()), name, description)
    project.components.append(component)
    for kind in project.kinds.values():
        field = kind.fields.setdefault("components", system_field("components"))
        field.name = field.name if world.is_cloud else "Component/s"
        field.required = field.required or required
    return component


def _held(given: str | Sequence[str]) -> frozenset[Permission]:
    return permissions_of(given if isinstance(given, str) else list(given))
