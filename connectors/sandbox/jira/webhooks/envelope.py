"""The headers of a delivery, with the signature over exactly the bytes of its body. No sending here.

Source: https://developer.atlassian.com/cloud/jira/platform/webhooks/.
"""

from __future__ import annotations

import hashlib
import hmac

from connectors.sandbox.jira.webhooks.parcels import Parcel


def signature(secret: str, body: bytes) -> str:
    return f"sha256={hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}"


def headers_of(parcel: Parcel) -> dict[str, str]:
    """A hook without a secret sends no signature; Data Center, so far as is known, no identifier."""
    headers = {
        "Accept": "*/*",
        "Content-Type": "application/json; charset=UTF-8",
        "User-Agent": "Atlassian Webhook HTTP Client",
    }
    if parcel.flow:
        headers["X-Atlassian-Webhook-Identifier"] = parcel.identifier
        headers["X-Atlassian-Webhook-Flow"] = parcel.flow
    if parcel.retry:
        headers["X-Atlassian-Webhook-Retry"] = str(parcel.retry)
    if parcel.hook.secret:
        headers["X-Hub-Signature"] = signature(parcel.hook.secret, parcel.payload)
    return headers
