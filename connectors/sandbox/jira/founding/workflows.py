"""Workflows: statuses of their own, and the ways between them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from connectors.sandbox.jira.furniture import system_field
from connectors.sandbox.jira.kinds import Category
from connectors.sandbox.jira.schemes import ScreenField, Status, Transition, Workflow
from connectors.sandbox.jira.world import World

USUAL = {"To Do": "new", "In Progress": "indeterminate", "Done": "done"}


def add_workflow(
    world: World,
    name: str,
    statuses: Mapping[str, str] | None = None,
    *,
    free: bool = False,
    resolution: str | None = "Done",
) -> Workflow:
    """Statuses by name with their category; they get ids of their own, even where a name is taken.

    `free` adds a transition from anywhere into each status, named after it. One into a category "done" sets
    `resolution` by itself (None: it stays empty, as in team-managed projects), any other clears it.
    """
    made = [_new_status(world, status, key) for status, key in (statuses or USUAL).items()]
    workflow = Workflow(name, made)
    world.workflows[name] = workflow
    for status in made if free else ():
        add_transition(world, workflow, status.name, None, status.name, resolution=_post(status, resolution))
    return workflow


def _new_status(world: World, name: str, key: str) -> Status:
    status = Status(str(world.new_id()), name, Category.from_key(key))
    world.statuses[status.id] = status
    return status


def _post(status: Status, resolution: str | None) -> str | None:
    if resolution is None:
        return None
    return resolution if status.category is Category.DONE else ""


def add_transition(
    world: World,
    workflow: Workflow,
    name: str,
    sources: str | Sequence[str] | None,
    to: str,
    *,
    screen: Iterable[ScreenField] = (),
    resolution: str | None = None,
) -> Transition:
    """`sources` are names of statuses, None for anywhere. `resolution` is set by itself ("" clears it)."""
    by_name = {status.name: status for status in workflow.statuses}
    names = [sources] if isinstance(sources, str) else sources
    transition = Transition(
        id=str(11 + 10 * len(workflow.transitions)),
        name=name,
        to=by_name[to],
        sources=None if names is None else tuple(by_name[it] for it in names),
        screen=tuple(screen),
        resolution=resolution,
    )
    workflow.transitions.append(transition)
    return transition


def resolution_on_screen(*, required: bool = True, told: bool = True) -> ScreenField:
    """A screen that asks for the resolution; not `told`: the metadata leaves it out, and it is wanted all the same."""
    return ScreenField(system_field("resolution"), required, told)
