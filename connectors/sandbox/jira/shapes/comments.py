"""Comments; their properties are told to those who ask for them."""

from __future__ import annotations

from connectors.sandbox.jira.shapes.fields import value
from connectors.sandbox.jira.shapes.links import Json, Place, stamp
from connectors.sandbox.jira.shapes.people import user
from connectors.sandbox.jira.state import Comment
from connectors.sandbox.jira.world import World


def comment(world: World, place: Place, it: Comment, *, with_properties: bool = False) -> Json:
    shape: Json = {
        "self": place.api(f"issue/{it.issue.id}/comment/{it.id}"),
        "id": str(it.id),
        "author": user(world, place, it.author),
        "body": value(world, place, it.body),
        "updateAuthor": user(world, place, it.editor),
        "created": stamp(it.created_at),
        "updated": stamp(it.updated_at),
    }
    if world.is_cloud:
        shape["jsdPublic"] = True
    if with_properties:
        shape["properties"] = [{"key": key, "value": told} for key, told in it.properties.items()]
    return shape
