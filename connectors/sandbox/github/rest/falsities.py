"""What the sandbox says when it is told to fail, and lists that lie. When it fails is not decided here."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta

from connectors.sandbox.faults import Fault, FaultKind
from connectors.sandbox.github.rest.call import Reply


def false_answer(fault: Fault) -> Reply:
    body: object = {"message": "Server Error", "documentation_url": "https://docs.github.com/rest"}
    if fault.body is not None:
        body = _as_json(fault.body)
    return Reply(fault.status, body, fault.headers)


def _as_json(body: str) -> object:
    try:
        return json.loads(body)
    except ValueError:
        return {"message": body}


def false_list(now: datetime, fault: Fault, reply: Reply) -> Reply:
    if not isinstance(reply.body, list):
        return reply
    match fault.kind:
        case FaultKind.EMPTY_LIST:
            return replace(reply, body=[], headers={})
        case FaultKind.TRUNCATED_LIST:
            return replace(reply, headers={})
        case FaultKind.STALE_LIST:
            old = [entry for entry in reply.body if _age(entry, now) >= timedelta(seconds=fault.seconds)]
            return replace(reply, body=old)
        case _:
            return reply


def _age(entry: object, now: datetime) -> timedelta:
    created = entry.get("created_at") if isinstance(entry, dict) else None
    return now - datetime.fromisoformat(created) if isinstance(created, str) else timedelta.max
