"""Carries out the faults that hit a request: hangs, dropped connections, false statuses, lists that lie."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from connectors.sandbox.faults import Fault, FaultKind
from connectors.sandbox.jira.rest.call import Reply
from connectors.sandbox.jira.world import World
from connectors.sandbox.loopback import Dropped

LISTS = ("issues", "values", "comments")


def before(world: World, faults: Iterable[Fault]) -> Reply | None:
    """What happens ahead of any effect; a reply returned here is the whole answer."""
    for fault in faults:
        match fault.kind:
            case FaultKind.HANG_BEFORE:
                world.faults.hang(fault.seconds)
            case FaultKind.DROP_BEFORE:
                raise Dropped
            case FaultKind.STATUS_BEFORE:
                return false_answer(fault)
            case _:
                pass
    return None


def after(world: World, faults: Iterable[Fault], reply: Reply) -> Reply:
    """What happens once the request took effect."""
    for fault in faults:
        match fault.kind:
            case FaultKind.HANG_AFTER:
                world.faults.hang(fault.seconds)
            case FaultKind.DROP_AFTER:
                raise Dropped
            case FaultKind.STATUS_AFTER:
                reply = false_answer(fault)
            case _:
                reply = _spoiled_list(fault, reply, world.now())
    return reply


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


def _spoiled_list(fault: Fault, reply: Reply, now: datetime) -> Reply:
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
