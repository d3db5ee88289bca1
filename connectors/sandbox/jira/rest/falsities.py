"""What the sandbox says when it is told to fail, and lists that lie. When it fails is not decided here."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta

from connectors.sandbox.faults import Fault, FaultKind
from connectors.sandbox.jira.rest.call import Reply

LISTS = ("issues", "values", "comments")


def false_answer(fault: Fault) -> Reply:
    body: object = {"errorMessages": ["Internal server error"], "errors": {}}
    if fault.body is not None:
        body = _as_json(fault.body) if fault.body else None
    return Reply(fault.status, body, fault.headers)


def _as_json(body: str) -> object:
    try:
        return json.loads(body)
    except ValueError:
        return {"errorMessages": [body], "errors": {}}


def false_list(now: datetime, fault: Fault, reply: Reply) -> Reply:
    """A page of entries, by the name that this list has for them; whatever is no list passes."""
    body = reply.body
    name = next((it for it in LISTS if isinstance(body, dict) and isinstance(body.get(it), list)), None)
    if name is None or not isinstance(body, dict):
        return reply
    match fault.kind:
        case FaultKind.EMPTY_LIST:
            return replace(reply, body={**_without_token(body), name: [], "isLast": True})
        case FaultKind.TRUNCATED_LIST:
            return replace(reply, body={**_without_token(body), "isLast": True})
        case FaultKind.STALE_LIST:
            old = [it for it in body[name] if _age(it, now) >= timedelta(seconds=fault.seconds)]
            return replace(reply, body={**body, name: old})
        case _:
            return reply


def _without_token(body: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in body.items() if name not in ("nextPageToken", "nextPage")}


def _age(entry: object, now: datetime) -> timedelta:
    fields = entry.get("fields", entry) if isinstance(entry, dict) else {}
    created = fields.get("created")
    if not isinstance(created, str):
        return timedelta.max
    return now - datetime.strptime(created, "%Y-%m-%dT%H:%M:%S.%f%z")
