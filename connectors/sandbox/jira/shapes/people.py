"""Users: an account id and no login in Cloud, a key and a name in Data Center."""

from __future__ import annotations

from connectors.sandbox.jira.shapes.links import Json, Place, avatars
from connectors.sandbox.jira.state import User
from connectors.sandbox.jira.world import World


def user(world: World, place: Place, who: User, *, whole: bool = False) -> Json:
    """`whole`: as the user's own resource has it. An address that its owner hides is left out."""
    shape: Json = {
        "self": place.api(f"user?accountId={who.id}" if world.is_cloud else f"user?username={who.name}"),
        "displayName": who.display_name,
        "active": who.active,
        "timeZone": who.time_zone,
        "avatarUrls": avatars(place.root, "avatar"),
    }
    if world.is_cloud:
        shape |= {"accountId": who.id, "accountType": who.kind.value}
    else:
        shape |= {"key": who.id, "name": who.name}
    if not (world.is_cloud and who.email_hidden):
        shape["emailAddress"] = who.email
    if whole:
        shape |= {"locale": "en_US", "expand": "groups,applicationRoles"}
    return shape


def user_or_none(world: World, place: Place, who: User | None) -> Json | None:
    return None if who is None else user(world, place, who)
