"""A webhook delivery as an exchange, for whoever listens to all of them."""

from __future__ import annotations

from connectors.sandbox.jira.webhooks.parcels import Delivery
from connectors.sandbox.recording import Exchange


def of_delivery(delivery: Delivery) -> Exchange:
    return Exchange(
        kind="webhook",
        method="POST",
        path=delivery.parcel.hook.url,
        query_string="",
        request_headers=dict(delivery.request_headers),
        request_body=delivery.parcel.payload,
        status=delivery.status_code,
        response_headers=dict(delivery.response_headers),
        response_body=delivery.response_body,
        event=delivery.parcel.event,
    )
