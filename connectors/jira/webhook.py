"""Jira's deliveries: bytes and headers in, a Hint or a reason to ignore out. No I/O, and no requests."""

import hashlib
import hmac
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from connectors.tracker import Hint, Ignored, Person, ProjectId

SIGNATURE = "X-Hub-Signature"
DELIVERY = "X-Atlassian-Webhook-Identifier"
"""The same when Jira tries again. Old Data Centers send none."""

MAX_BODY = 26 * 1024 * 1024
"""Bytes; Jira itself delivers nothing above 25 MB (docs: webhooks)."""

EVENTS = (
    *("jira:issue_created", "jira:issue_updated", "jira:issue_deleted"),
    *("comment_created", "comment_updated", "comment_deleted"),
    *("project_updated", "project_deleted"),
)
"""The events that a webhook is subscribed to."""

_METHOD = "sha256="
_MARK = re.compile(r"(?:[a-z]+-)*[0-9a-f]{12,64}")
"""How a mark looks that the service makes a label, so that a webhook knows its issues by it."""

_ISSUE_EVENTS = ("jira:issue_", "comment_")
_KEY = re.compile(r"([A-Z][A-Z0-9_]+)-[0-9]+")


class Malformed(Exception):
    """A signed delivery that cannot be understood; the message says what was expected."""


class UnsupportedType(Malformed):
    """Not the content type that Jira sends."""


def signed(body: bytes, headers: Mapping[str, str], secrets: Iterable[str]) -> bool:
    """Whether the raw body is signed under one of the secrets (several while one rotates).

    Only with SHA-256, whatever method the header names. An empty secret signs nothing: anybody knows it.
    """
    signature = headers.get(SIGNATURE) or ""
    if not signature.isascii() or not signature.startswith(_METHOD):
        return False
    given = signature.encode("ascii")
    return any(hmac.compare_digest(given, _signature(body, secret)) for secret in secrets if secret)


def read(headers: Mapping[str, str], body: bytes, *, mark: str) -> Hint | Ignored:
    """What a delivery, already proved genuine, is about. `mark` is what the service hides in its own issues.

    Raises Malformed.
    """
    payload = _payload(headers.get("Content-Type") or "", body)
    delivery = headers.get(DELIVERY) or hashlib.sha256(body).hexdigest()
    event = _text(payload, "webhookEvent")
    if not event:
        raise Malformed("expected the name of the event in 'webhookEvent'")
    if event.startswith("project_"):
        return _about_project(delivery, event, payload)
    if not event.startswith(_ISSUE_EVENTS):
        return Ignored(delivery, event, f"event {event} is not used")
    return _about_issue(delivery, event, payload, mark)


def _signature(body: bytes, secret: str) -> bytes:
    return (_METHOD + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()).encode("ascii")


def _payload(content_type: str, body: bytes) -> dict[str, Any]:
    kind = content_type.partition(";")[0].strip().lower()
    if kind != "application/json":
        raise UnsupportedType(f"expected application/json, got {kind!r}")
    try:
        payload = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Malformed("the payload is not JSON") from error
    if not isinstance(payload, dict):
        raise Malformed("the payload is not a JSON object")
    return payload


def _about_project(delivery: str, event: str, payload: dict[str, Any]) -> Hint:
    project = _object(payload, "project")
    return Hint(
        delivery=delivery,
        event=event,
        project=ProjectId(_id(project)),
        project_name=_text(project, "key"),
        number=None,
        sender=_sender(payload),
    )


def _about_issue(delivery: str, event: str, payload: dict[str, Any], mark: str) -> Hint:
    """Comments come with a part of their issue, or on Data Center with nothing of it."""
    issue = payload.get("issue")
    if not isinstance(issue, dict):
        return Hint(delivery, event, ProjectId(""), "", None, sender=_sender(payload))
    fields = _object(issue, "fields") if issue.get("fields") is not None else {}
    project = _object(fields, "project") if fields.get("project") is not None else {}
    key = _KEY.fullmatch(_text(issue, "key"))
    labels = _labels(fields) | _changed_labels(payload)
    return Hint(
        delivery=delivery,
        event=event,
        project=ProjectId(_id(project) if project else ""),
        project_name=_text(project, "key") or (key[1] if key else ""),
        number=int(_id(issue)) if project else None,
        labels=labels,
        marked=any(_MARK.fullmatch(label) for label in labels) or mark in _words(fields.get("description")),
        sender=_sender(payload),
    )


def _labels(fields: dict[str, Any]) -> frozenset[str]:
    listed = fields.get("labels") or []
    if not isinstance(listed, list):
        raise Malformed("expected a list in 'labels'")
    return frozenset(label for label in listed if isinstance(label, str))


def _changed_labels(payload: dict[str, Any]) -> frozenset[str]:
    """Before and after: one that was taken away is no longer among the issue's own."""
    changelog = payload.get("changelog")
    items = changelog.get("items") if isinstance(changelog, dict) else None
    listed = items if isinstance(items, list) else []
    changed = (item for item in listed if isinstance(item, dict) and item.get("field") == "labels")
    told = (item.get(key) for item in changed for key in ("fromString", "toString"))
    return frozenset(label for text in told if isinstance(text, str) for label in text.split())


def _words(description: Any) -> str:
    """A string, or a document whose words are looked through as they are."""
    return description if isinstance(description, str) else json.dumps(description, ensure_ascii=False)


def _sender(payload: dict[str, Any]) -> Person | None:
    user = payload.get("user")
    if not isinstance(user, dict):
        comment = payload.get("comment")
        user = comment.get("updateAuthor") or comment.get("author") if isinstance(comment, dict) else None
    if not isinstance(user, dict):
        return None
    account = str(user.get("accountId") or "")
    return Person(
        id=account or str(user.get("key") or user.get("name") or ""),
        login=account or str(user.get("name") or user.get("key") or ""),
        bot=user.get("accountType") == "app",
        name=str(user.get("displayName") or ""),
    )


def _object(payload: dict[str, Any], key: str) -> dict[str, Any]:
    value = payload.get(key)
    if not isinstance(value, dict):
        raise Malformed(f"expected an object in {key!r}")
    return value


def _id(payload: dict[str, Any]) -> str:
    """As text or as a number: projects and issues come with either."""
    value = payload.get("id")
    text = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    if not re.fullmatch(r"[1-9][0-9]{0,17}", text):
        raise Malformed("expected a positive number in 'id'")
    return text


def _text(payload: dict[str, Any], key: str) -> str:
    value = payload.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Malformed(f"expected text in {key!r}")
    return value
