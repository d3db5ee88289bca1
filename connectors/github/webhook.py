"""GitHub's deliveries: bytes and headers in, a Hint or a reason to ignore out. No I/O, and no PyGithub."""

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from urllib.parse import parse_qs

from connectors.tracker import Hint, Ignored, Person, ProjectId

SIGNATURE = "X-Hub-Signature-256"
EVENT = "X-GitHub-Event"
DELIVERY = "X-GitHub-Delivery"

MAX_BODY = 26 * 1024 * 1024
"""Bytes; GitHub itself delivers nothing above 25 MB (docs: webhook events and payloads)."""

EVENTS = ("issues", "issue_comment", "sub_issues", "repository")
"""The events a hook is subscribed to; `ping` comes by itself."""


class Malformed(Exception):
    """A signed delivery that cannot be understood; the message says what was expected."""


class UnsupportedType(Malformed):
    """Neither of the two content types that GitHub sends."""


class _Issue(NamedTuple):
    number: int
    labels: frozenset[str]
    marked: bool


def signed(body: bytes, signature: str | None, secrets: Iterable[str]) -> bool:
    """Whether `signature` is the HMAC-SHA256 of the raw body under one of the secrets (several while one rotates).

    An empty secret signs nothing: anybody knows it.
    """
    if signature is None or not signature.isascii():
        return False
    given = signature.encode("ascii")
    return any(hmac.compare_digest(given, _signature(body, secret)) for secret in secrets if secret)


def read(headers: Mapping[str, str], body: bytes, *, mark: str) -> Hint | Ignored:
    """What a delivery, already proved genuine, is about. `mark` is what the service hides in its own issues.

    Raises Malformed.
    """
    event, delivery = headers.get(EVENT, ""), headers.get(DELIVERY, "")
    if not event or not delivery:
        raise Malformed(f"expected the headers {EVENT} and {DELIVERY}")
    payload = _payload(headers.get("Content-Type", ""), body)
    name = ".".join(filter(None, (event, _text(payload, "action"))))
    if event == "ping":
        return Ignored(delivery, name, "ping: the webhook works")
    if event not in EVENTS:
        return Ignored(delivery, name, f"event {event} is not used")
    return _hint(event, name, delivery, payload, mark)


def _signature(body: bytes, secret: str) -> bytes:
    return b"sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest().encode("ascii")


def _payload(content_type: str, body: bytes) -> dict[str, Any]:
    kind = content_type.partition(";")[0].strip().lower()
    try:
        match kind:
            case "application/json":
                payload = json.loads(body)
            case "application/x-www-form-urlencoded":
                payload = json.loads(_form_field(body))
            case _:
                raise UnsupportedType(f"expected application/json or application/x-www-form-urlencoded, got {kind!r}")
    except (ValueError, RecursionError) as error:
        raise Malformed("the payload is not JSON") from error
    if not isinstance(payload, dict):
        raise Malformed("the payload is not a JSON object")
    return payload


def _form_field(body: bytes) -> str:
    fields = parse_qs(body.decode("utf-8"), strict_parsing=True, max_num_fields=16)
    if len(fields.get("payload", ())) != 1:
        raise Malformed("the form has no field 'payload'")
    return fields["payload"][0]


def _hint(event: str, name: str, delivery: str, payload: dict[str, Any], mark: str) -> Hint | Ignored:
    repository = _object(payload, "repository")
    issue = None if event == "repository" else _issue(event, payload, mark)
    if isinstance(issue, str):
        return Ignored(delivery, name, issue)
    return Hint(
        delivery=delivery,
        event=name,
        project=ProjectId(str(_number(repository, "id"))),
        project_name=_text(repository, "full_name"),
        number=issue.number if issue else None,
        labels=issue.labels if issue else frozenset(),
        marked=bool(issue and issue.marked),
        sender=_sender(payload),
    )


def _issue(event: str, payload: dict[str, Any], mark: str) -> _Issue | str:
    """The issue that the delivery is about, or why it is about none."""
    if event == "sub_issues":
        # The payload holds both ends; the one that lives in the delivering repository is named by the action.
        key = "parent_issue" if _text(payload, "action").startswith("sub_issue") else "sub_issue"
        if key not in payload:
            return f"the delivery has no {key}"
    else:
        key = "issue"
    issue = _object(payload, key)
    if issue.get("pull_request"):
        return "a pull request, not an issue"
    return _Issue(_number(issue, "number"), _labels(issue, payload), mark in _text(issue, "body"))


def _labels(issue: dict[str, Any], payload: dict[str, Any]) -> frozenset[str]:
    listed = issue.get("labels") or []
    if not isinstance(listed, list):
        raise Malformed("expected a list in 'labels'")
    # The label of an `unlabeled` event is no longer among the issue's own.
    entries = [*listed, payload.get("label")]
    names = [entry.get("name") for entry in entries if isinstance(entry, dict)]
    return frozenset(name for name in names if isinstance(name, str))


def _sender(payload: dict[str, Any]) -> Person | None:
    sender = payload.get("sender")
    if not isinstance(sender, dict):
        return None
    return Person(str(sender.get("id", "")), str(sender.get("login", "")), sender.get("type") == "Bot")


def _object(payload: dict[str, Any], key: str) -> dict[str, Any]:
    value = payload.get(key)
    if not isinstance(value, dict):
        raise Malformed(f"expected an object in {key!r}")
    return value


def _number(payload: dict[str, Any], key: str) -> int:
    value = payload.get(key)
    if not isinstance(value, int) or isinstance(value, bool) or value <= 0:
        raise Malformed(f"expected a positive number in {key!r}")
    return value


def _text(payload: dict[str, Any], key: str) -> str:
    value = payload.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Malformed(f"expected text in {key!r}")
    return value
