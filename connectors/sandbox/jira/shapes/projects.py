"""Projects: whole, and as an issue names its own."""

from __future__ import annotations

from connectors.sandbox.jira.shapes.fields import component, issue_type
from connectors.sandbox.jira.shapes.links import Json, Place, avatars
from connectors.sandbox.jira.shapes.people import user
from connectors.sandbox.jira.state import Project
from connectors.sandbox.jira.world import World


def project_reference(world: World, place: Place, it: Project) -> Json:
    shape: Json = {
        "self": place.api(f"project/{it.id}"),
        "id": str(it.id),
        "key": it.key,
        "name": it.name,
        "projectTypeKey": "software",
        "avatarUrls": avatars(place.root, "avatar"),
    }
    return {**shape, "simplified": it.simplified} if world.is_cloud else shape


def project(world: World, place: Place, it: Project) -> Json:
    shape = project_reference(world, place, it) | {
        "expand": "description,lead,issueTypes,url,projectKeys,permissions,insight",
        "description": "",
        "lead": user(world, place, it.lead),
        "components": [{**component(place, one), "isAssigneeTypeValid": False} for one in it.components],
        "issueTypes": [issue_type(place, kind.type) for kind in it.kinds.values()],
        "assigneeType": "UNASSIGNED",
        "versions": [],
        "roles": {},
    }
    if world.is_cloud:
        shape |= {"style": "next-gen" if it.simplified else "classic", "isPrivate": not it.public, "properties": {}}
    return {**shape, "archived": True} if it.archived else shape
