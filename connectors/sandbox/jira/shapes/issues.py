"""An issue with the fields that were asked for."""

from __future__ import annotations

from collections.abc import Iterable

from connectors.sandbox.jira.shapes.changes import change
from connectors.sandbox.jira.shapes.comments import comment
from connectors.sandbox.jira.shapes.fields import issue_type, status, value
from connectors.sandbox.jira.shapes.links import Json, Place, stamp
from connectors.sandbox.jira.shapes.people import user
from connectors.sandbox.jira.shapes.projects import project_reference
from connectors.sandbox.jira.shapes.related import link, linked, other_end
from connectors.sandbox.jira.state import Issue
from connectors.sandbox.jira.world import World

EXPAND = "operations,versionedRepresentations,editmeta,changelog,renderedFields,names,schema,transitions"
ALL = ("*all",)
NOT_NAVIGABLE = ("comment", "worklog")


def issue(
    world: World,
    place: Place,
    it: Issue,
    *,
    fields: Iterable[str] = ALL,
    properties: Iterable[str] = (),
    expand: Iterable[str] = (),
) -> Json:
    """`fields` as the API takes them: names, `*all`, `*navigable`, and names to leave out with a minus."""
    shape: Json = {"expand": EXPAND, "id": str(it.id), "self": place.api(f"issue/{it.id}"), "key": it.key}
    wanted = set(properties)
    if wanted:
        told = {key: kept for key, kept in it.properties.items() if key in wanted or "*all" in wanted}
        shape["properties"] = told
    shape["fields"] = _chosen(_fields(world, place, it), list(fields))
    if "changelog" in expand:
        shape["changelog"] = _changelog(world, place, it)
    return shape


def reference(place: Place, it: Issue) -> Json:
    """As a search for ids has it."""
    return {"expand": "", "id": str(it.id), "self": place.api(f"issue/{it.id}")}


def _changelog(world: World, place: Place, it: Issue) -> Json:
    """Cloud has the newest hundred first here, and a resource with all of them; Data Center has only this, and all."""
    changes = it.history[::-1][:100] if world.is_cloud else it.history
    histories = [change(world, place, entry) for entry in changes]
    return {"startAt": 0, "maxResults": len(histories), "total": len(it.history), "histories": histories}


def _chosen(fields: Json, wanted: list[str]) -> Json:
    left_out = {name[1:] for name in wanted if name.startswith("-")}
    named = {name for name in wanted if not name.startswith("-")}
    everything = "*all" in named or not named
    navigable = "*navigable" in named
    return {
        name: kept
        for name, kept in fields.items()
        if name not in left_out and (everything or name in named or (navigable and name not in NOT_NAVIGABLE))
    }


def _fields(world: World, place: Place, it: Issue) -> Json:
    shown = {name: value(world, place, it.values.get(name)) for name in it.kind.fields}
    shown["labels"] = sorted(it.labels)
    shown["components"] = value(world, place, it.components)
    shown.pop("parent", None)
    if it.parent:
        shown["parent"] = linked(place, it.parent)
    return shown | {
        "project": project_reference(world, place, it.project),
        "issuetype": issue_type(place, it.type),
        "status": status(place, it.status),
        "statuscategorychangedate": stamp(it.status_changed_at or it.created_at),
        "resolution": value(world, place, it.resolution),
        "resolutiondate": stamp(it.resolved_at) if it.resolved_at else None,
        "creator": user(world, place, it.creator),
        "reporter": value(world, place, it.reporter),
        "created": stamp(it.created_at),
        "updated": stamp(it.updated_at),
        "security": value(world, place, it.level),
        "issuelinks": [link(place, one, it) for one in world.links_of(it) if place.sees(other_end(one, it))],
        "subtasks": [],
        "comment": _comments(world, place, it),
    }


def _comments(world: World, place: Place, it: Issue) -> Json:
    shown = [comment(world, place, one) for one in it.comments]
    page: Json = {"comments": shown, "maxResults": len(shown), "total": len(shown), "startAt": 0}
    return {**page, "self": place.api(f"issue/{it.id}/comment")} if world.is_cloud else page
