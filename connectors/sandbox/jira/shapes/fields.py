"""Values of fields and what metadata tells of a field."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from connectors.sandbox.jira.documents import wiki
from connectors.sandbox.jira.schemes import Component, Field, IssueType, Level, Option, Priority, Resolution, Status
from connectors.sandbox.jira.shapes.links import Json, Place, stamp
from connectors.sandbox.jira.shapes.people import user
from connectors.sandbox.jira.state import Issue, Project, User
from connectors.sandbox.jira.world import World


def value(world: World, place: Place, kept: object) -> Any:
    """As the API shows it; a document is a document in version 3 and markup in version 2."""
    match kept:
        case User():
            return user(world, place, kept)
        case Priority():
            return priority(place, kept)
        case Resolution():
            return resolution(place, kept)
        case Level():
            return level(place, kept)
        case Component():
            return component(place, kept)
        case Option():
            return {"self": place.api(f"customFieldOption/{kept.id}"), "value": kept.value, "id": kept.id}
        case Issue():
            return kept.key
        case tuple():
            return [value(world, place, it) for it in kept]
        case datetime():
            return stamp(kept)
        case date():
            return kept.isoformat()
        case Mapping():
            return kept if place.rich else wiki.of_document(kept)
        case _:
            return kept


def status(place: Place, it: Status) -> Json:
    category = it.category
    return {
        "self": place.api(f"status/{it.id}"),
        "description": "",
        "iconUrl": f"{place.root}/_sandbox/static/avatar.svg",
        "name": it.name,
        "id": it.id,
        "statusCategory": {
            "self": place.api(f"statuscategory/{category.id}"),
            "id": category.id,
            "key": category.key,
            "colorName": category.color,
            "name": category.title,
        },
    }


def priority(place: Place, it: Priority) -> Json:
    icon = f"{place.root}/_sandbox/static/avatar.svg"
    return {"self": place.api(f"priority/{it.id}"), "iconUrl": icon, "name": it.name, "id": it.id}


def resolution(place: Place, it: Resolution) -> Json:
    return {
        "self": place.api(f"resolution/{it.id}"),
        "id": it.id,
        "description": it.description,
        "name": it.name,
    }


def level(place: Place, it: Level) -> Json:
    return {
        "self": place.api(f"securitylevel/{it.id}"),
        "id": it.id,
        "description": it.description,
        "name": it.name,
    }


def component(place: Place, it: Component) -> Json:
    shape = {"self": place.api(f"component/{it.id}"), "id": it.id, "name": it.name}
    return {**shape, "description": it.description} if it.description else shape


def issue_type(place: Place, it: IssueType) -> Json:
    return {
        "self": place.api(f"issuetype/{it.id}"),
        "id": it.id,
        "description": "",
        "iconUrl": f"{place.root}/_sandbox/static/avatar.svg",
        "name": it.name,
        "subtask": it.subtask,
        "hierarchyLevel": it.hierarchy,
    }


def metadata(world: World, place: Place, field: Field, *, required: bool | None = None) -> Json:
    """What a screen tells of a field."""
    shape: Json = {
        "required": field.required if required is None else required,
        "schema": dict(field.schema),
        "name": field.name,
        "key": field.id,
        "hasDefaultValue": field.default is not None or field.id == "reporter",
        "operations": ["add", "set", "remove"] if field.schema["type"] == "array" else ["set"],
    }
    if field.default is not None:
        shape["defaultValue"] = value(world, place, field.default)
    allowed = _allowed(world, place, field)
    return shape if allowed is None else {**shape, "allowedValues": allowed}


def _allowed(world: World, place: Place, field: Field) -> list[Any] | None:
    if field.options is not None:
        return [value(world, place, option) for option in field.options]
    match field.schema["type"]:
        case "priority":
            return [priority(place, it) for it in world.priorities.values()]
        case "resolution":
            return [resolution(place, it) for it in world.resolutions.values()]
        case _:
            return None


def allowed_project(place: Place, project: Project) -> Json:
    return {"self": place.api(f"project/{project.id}"), "id": str(project.id), "key": project.key, "name": project.name}
