"""Carries out the faults that hit a request: hangs, dropped connections, false statuses, lists that lie."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from connectors.sandbox.faults import Fault, FaultKind
from connectors.sandbox.github.rest.call import Reply
from connectors.sandbox.github.world import World
from connectors.sandbox.loopback import Dropped


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
    body: object = {"message": "Server Error", "documentation_url": "https://docs.github.com/rest"}
    if fault.body is not None:
        body = _as_json(fault.body)
    return Reply(fault.status, body, fault.headers)


def _as_json(body: str) -> object:
    try:
        return json.loads(body)
    except ValueError:
        return {"message": body}


def _spoiled_list(fault: Fault, reply: Reply, now: datetime) -> Reply:
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
