"""Webhooks and their deliveries as GitHub's JSON; a secret never goes out again, only asterisks."""

from __future__ import annotations

import json

from connectors.sandbox.github.shapes.accounts import Json, stamp
from connectors.sandbox.github.shapes.links import repository_api
from connectors.sandbox.github.state import Hook, Repository
from connectors.sandbox.github.webhooks.parcels import Delivery
from connectors.sandbox.github.world import World


def hook(world: World, it: Hook, repo: Repository) -> Json:
    url = f"{repository_api(world, repo)}/hooks/{it.id}"
    return {
        "type": "Repository",
        "id": it.id,
        "name": "web",
        "active": it.active,
        "events": list(it.events),
        "config": config(it),
        "updated_at": stamp(it.updated_at),
        "created_at": stamp(it.created_at),
        "url": url,
        "test_url": f"{url}/test",
        "ping_url": f"{url}/pings",
        "deliveries_url": f"{url}/deliveries",
        "last_response": {"code": it.last_code, "status": it.last_status, "message": it.last_message},
    }


def config(it: Hook) -> Json:
    shape: Json = {"content_type": it.content_type, "insecure_ssl": it.insecure_ssl, "url": it.url}
    return shape if it.secret is None else {**shape, "secret": "********"}


def delivery_item(it: Delivery) -> Json:
    return {
        "id": it.id,
        "guid": it.parcel.guid,
        "delivered_at": stamp(it.delivered_at),
        "redelivery": it.parcel.redelivery,
        "duration": it.duration,
        "status": it.status,
        "status_code": it.status_code,
        "event": it.parcel.event,
        "action": it.parcel.action,
        "installation_id": it.parcel.installation_id,
        "repository_id": it.parcel.repository_id,
        "throttled_at": None,
    }


def delivery(it: Delivery) -> Json:
    """One delivery with what was sent and what came back; the payload as an object, the answer as text."""
    return {
        **delivery_item(it),
        "url": it.parcel.hook.url,
        "request": {"headers": dict(it.request_headers), "payload": json.loads(it.parcel.payload)},
        "response": {"headers": dict(it.response_headers), "payload": it.response_body.decode("utf-8", "replace")},
    }
