"""The control API's frame: verbs over HTTP, and those that every sandbox has. Not part of any tracker.

`POST /_sandbox/<verb>` with a JSON object (Content-Type application/json); answers 200 with an object, 422 with
`{"message"}` for what it does not understand.

    faults             one fault as in a chaos file; `clear-faults` {} forgets all and lets go of hanging requests
    deliveries         {policy, seed, loss}; `flush` {} releases what a shuffle holds -> {released};
                       `drain` {timeout} flushes and waits -> {drained}
    set-clock          {now}; `advance-clock` {seconds}; `reset-clock` {}   -> {now}

`GET /_sandbox/state` -> {now, requests: {"GET /issue/{issue}": N}, fault_hits, deliveries: {made, failed, pending}};
requests that a fault stopped before they had any effect are not counted.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, Protocol, TypeVar

from flask import Blueprint, Response, jsonify, request

from connectors.sandbox.chaos import DELIVERIES, FAULT, fault_from, policy_from
from connectors.sandbox.faults import Faults
from connectors.sandbox.guard import require_same_origin
from connectors.sandbox.policy import Policy
from connectors.sandbox.sections import Section, section

Outcome = dict[str, object]


class Sent(Protocol):
    @property
    def status(self) -> str: ...


class Deliveries(Protocol):
    policy: Policy

    @property
    def records(self) -> Sequence[Sent]: ...
    @property
    def pending(self) -> int: ...
    def flush(self) -> int: ...
    def drain(self, timeout: float = ...) -> bool: ...


class Controlled(Protocol):
    """What a world has to have for the verbs that are the same everywhere."""

    offset: timedelta

    @property
    def lock(self) -> threading.RLock: ...
    @property
    def faults(self) -> Faults: ...
    @property
    def deliverer(self) -> Deliveries: ...
    @property
    def requests(self) -> Mapping[str, int]: ...
    def clock(self) -> datetime: ...
    def now(self) -> datetime: ...


W = TypeVar("W", bound=Controlled)
Acted = TypeVar("Acted", bound=Controlled, contravariant=True)


@dataclass(frozen=True)
class Verb(Generic[Acted]):
    """An act, the keys it takes, and whether it waits (then the world's lock is not held)."""

    act: Callable[[Acted, Section], Outcome]
    accepted: tuple[str, ...]
    waits: bool = False


def add_fault(world: Controlled, raw: Section) -> Outcome:
    world.faults.add(fault_from(raw))
    return {}


def clear_faults(world: Controlled, _: Section) -> Outcome:
    world.faults.clear()
    return {}


def set_deliveries(world: Controlled, raw: Section) -> Outcome:
    world.deliverer.policy = policy_from(raw)
    return {}


def flush(world: Controlled, _: Section) -> Outcome:
    return {"released": world.deliverer.flush()}


def drain(world: Controlled, raw: Section) -> Outcome:
    return {"drained": world.deliverer.drain(raw.decimal_or_none("timeout") or 30.0)}


def set_clock(world: Controlled, raw: Section) -> Outcome:
    now = raw.moment_or_none("now")
    if now is None:
        raise raw.error('"now" is missing')
    world.offset = now - world.clock()
    return now_of(world)


def advance_clock(world: Controlled, raw: Section) -> Outcome:
    world.offset += timedelta(seconds=raw.decimal_or_none("seconds") or 0)
    return now_of(world)


def reset_clock(world: Controlled, _: Section) -> Outcome:
    world.offset = timedelta()
    return now_of(world)


def now_of(world: Controlled) -> Outcome:
    return {"now": world.now().isoformat()}


def state(world: Controlled) -> Outcome:
    records = list(world.deliverer.records)
    failed = sum(record.status != "OK" for record in records)
    deliveries = {"made": len(records), "failed": failed, "pending": world.deliverer.pending}
    return {
        **now_of(world),
        "requests": dict(sorted(world.requests.items())),
        "fault_hits": world.faults.hits,
        "deliveries": deliveries,
    }


EVERYWHERE: Mapping[str, Verb[Controlled]] = {
    "faults": Verb(add_fault, FAULT),
    "clear-faults": Verb(clear_faults, ()),
    "deliveries": Verb(set_deliveries, DELIVERIES),
    "flush": Verb(flush, ()),
    "drain": Verb(drain, ("timeout",), waits=True),
    "set-clock": Verb(set_clock, ("now",)),
    "advance-clock": Verb(advance_clock, ("seconds",)),
    "reset-clock": Verb(reset_clock, ()),
}


@dataclass(frozen=True)
class Control(Generic[W]):
    """One sandbox's verbs; `served` is the world of the request, `refusal` the tracker's own way to say no."""

    verbs: Mapping[str, Verb[W]]
    served: Callable[[], W]
    refusal: type[Exception]

    def blueprint(self) -> Blueprint:
        control = Blueprint("control", __name__, url_prefix="/_sandbox")
        control.before_request(lambda: require_same_origin(request))
        control.add_url_rule("/state", "state", self.show_state)
        control.add_url_rule("/<verb>", "act", self.act, methods=["POST"])
        return control

    def show_state(self) -> Response:
        world = self.served()
        with world.lock:
            return jsonify(state(world))

    def act(self, verb: str) -> tuple[Response, int]:
        if verb not in self.verbs:
            return jsonify(message=f"no verb {verb}; there are: {', '.join(self.verbs)}"), 404
        if not request.is_json:
            return jsonify(message="Content-Type must be application/json"), 415
        return self.answered(self.verbs[verb], verb)

    def answered(self, verb: Verb[W], name: str) -> tuple[Response, int]:
        try:
            raw = section(request.get_json(), "the body", name, verb.accepted)
            return jsonify(carry_out(self.served(), verb, raw)), 200
        except self.refusal as refusal:
            return jsonify(message=str(refusal)), 422
        except (ValueError, LookupError) as error:
            return jsonify(message=str(error)), 422


def carry_out(world: W, verb: Verb[W], raw: Section) -> Outcome:
    if verb.waits:
        return verb.act(world, raw)
    with world.lock:
        return verb.act(world, raw)
