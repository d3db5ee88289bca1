"""How a payload is packed: the body for its content type, the signatures over exactly those bytes, the headers.

No sending here. Source: https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries.
"""

from __future__ import annotations

import hashlib
import hmac
from urllib.parse import urlencode

from connectors.sandbox.github.state import Hook
from connectors.sandbox.github.webhooks.parcels import Parcel

_CONTENT_TYPES = {"json": "application/json", "form": "application/x-www-form-urlencoded"}


def body_of(parcel: Parcel) -> bytes:
    """The JSON itself, or for a form hook the JSON in the parameter `payload`."""
    if parcel.hook.content_type == "json":
        return parcel.payload
    return urlencode({"payload": parcel.payload.decode()}).encode()


def signature(secret: str, body: bytes, algorithm: str = "sha256") -> str:
    return f"{algorithm}={hmac.new(secret.encode(), body, algorithm).hexdigest()}"


def headers_of(parcel: Parcel, body: bytes) -> dict[str, str]:
    kind, target = target_of(parcel)
    headers = {
        "Accept": "*/*",
        "Content-Type": _CONTENT_TYPES[parcel.hook.content_type],
        "User-Agent": f"GitHub-Hookshot/{hashlib.sha256(b'sandbox').hexdigest()[:7]}",
        "X-GitHub-Delivery": parcel.guid,
        "X-GitHub-Event": parcel.event,
        "X-GitHub-Hook-ID": str(parcel.hook.id),
        "X-GitHub-Hook-Installation-Target-ID": str(target),
        "X-GitHub-Hook-Installation-Target-Type": kind,
    }
    if parcel.hook.secret:
        headers["X-Hub-Signature"] = signature(parcel.hook.secret, body, "sha1")
        headers["X-Hub-Signature-256"] = signature(parcel.hook.secret, body)
    return headers


def target_of(parcel: Parcel) -> tuple[str, int]:
    """Whose hook it is: a repository's, or an App's (then the id is the App's)."""
    hook: Hook = parcel.hook
    if hook.app:
        return "integration", hook.app.id
    return "repository", parcel.repository_id or 0
