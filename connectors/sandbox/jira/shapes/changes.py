"""The history of an issue. In Data Center an item has no `fieldId` for fields of the system."""

from __future__ import annotations

from connectors.sandbox.jira.shapes.links import Json, Place, stamp
from connectors.sandbox.jira.shapes.people import user
from connectors.sandbox.jira.state import Change, Item
from connectors.sandbox.jira.world import World


def change(world: World, place: Place, it: Change) -> Json:
    return {
        "id": str(it.id),
        "author": user(world, place, it.author),
        "created": stamp(it.at),
        "items": [_item(item, with_id=world.is_cloud) for item in it.items],
    }


def items_of(it: Change) -> list[Json]:
    """As a webhook has them."""
    return [_item(item, with_id=True) for item in it.items]


def _item(item: Item, with_id: bool) -> Json:
    shape: Json = {"field": item.field, "fieldtype": "custom" if item.custom else "jira"}
    if with_id and item.field_id:
        shape["fieldId"] = item.field_id
    return shape | {
        "from": item.before[0],
        "fromString": item.before[1],
        "to": item.after[0],
        "toString": item.after[1],
    }
