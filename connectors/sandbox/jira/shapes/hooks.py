"""Webhooks in both of their forms: the old one of Cloud and Data Center up to 9, and that of Data Center from 10 on.

The second is not written down in a description; it is the one of Atlassian's shared webhooks, as far as it is known.
"""

from __future__ import annotations

import json

from connectors.sandbox.jira.shapes.links import Json, Place
from connectors.sandbox.jira.state import Hook
from connectors.sandbox.jira.world import World

FILTER = "issue-related-events-section"


def hook(world: World, place: Place, it: Hook) -> Json:
    shape: Json = {
        "name": it.name,
        "url": it.url,
        "excludeBody": it.exclude_body,
        "filters": {FILTER: it.jql},
        "events": list(it.events),
        "enabled": it.active,
        "self": f"{place.root}/rest/webhooks/1.0/webhook/{it.id}",
        "lastUpdatedUser": it.creator.id,
        "lastUpdatedDisplayName": it.creator.display_name,
        "lastUpdated": int(it.updated_at.timestamp() * 1000),
    }
    return {**shape, "isSigned": it.secret is not None} if world.is_cloud else shape


def hook_of_ten(it: Hook) -> Json:
    stamp = int(it.updated_at.timestamp() * 1000)
    return {
        "id": it.id,
        "name": it.name,
        "createdDate": stamp,
        "updatedDate": stamp,
        "events": list(it.events),
        "configuration": {
            "FILTERS": json.dumps({FILTER: it.jql}),
            "EXCLUDE_BODY": str(it.exclude_body).lower(),
        },
        "url": it.url,
        "active": it.active,
        "scopeType": "global",
        "sslVerificationRequired": True,
    }
