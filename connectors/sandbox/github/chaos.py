"""Reads what is to go wrong, from a chaos file or a control request: faults, the delivery policy, the limits.

    deliveries: {policy: normal|drop|double|shuffle|double+shuffle, seed, loss}
    limits:     {per_hour, per_hour_of: {login: N}, content_limits}
    faults:     [{kind, method, path, times (0: always), skip, nth: [N], rate, seed, status, headers, body, seconds}]

`kind` is one of: status before, status after, drop before, drop after, hang before, hang after, stale list,
empty list, truncated list. See `faults.Fault` for the other keys.
"""

from __future__ import annotations

import re
from pathlib import Path

from connectors.sandbox.github.faults import Fault, FaultKind
from connectors.sandbox.github.sections import Section, read_file
from connectors.sandbox.github.webhooks.policy import Policy
from connectors.sandbox.github.world import World

FAULT = ("kind", "method", "path", "times", "skip", "nth", "rate", "seed", "status", "headers", "body", "seconds")
DELIVERIES = ("policy", "seed", "loss")
LIMITS = ("per_hour", "per_hour_of", "content_limits")


def load(world: World, path: Path) -> None:
    """Sets what the file says; raises `sections.Unreadable` with file, line and key."""
    file = read_file(path, ("deliveries", "limits", "faults"))
    deliveries, limits = file.section_or_none("deliveries", DELIVERIES), file.section_or_none("limits", LIMITS)
    if deliveries:
        world.deliverer.policy = policy_from(deliveries)
    if limits:
        set_limits(world, limits)
    for fault in file.sections("faults", FAULT):
        world.faults.add(fault_from(fault))


def fault_from(raw: Section) -> Fault:
    times = raw.number_or_none("times")
    status, rate = raw.number_or_none("status"), raw.decimal_or_none("rate")
    return Fault(
        kind=_kind(raw),
        method=raw.text_or_none("method") or "*",
        path=_pattern(raw),
        times=1 if times is None else times or None,
        skip=raw.number_or_none("skip") or 0,
        nth=raw.numbers("nth"),
        rate=1.0 if rate is None else rate,
        seed=raw.number_or_none("seed") or 0,
        status=502 if status is None else status,
        headers=raw.table("headers"),
        body=raw.text_or_none("body"),
        seconds=raw.decimal_or_none("seconds") or 0.0,
    )


def _kind(raw: Section) -> FaultKind:
    word = raw.text("kind")
    try:
        return FaultKind(word)
    except ValueError as error:
        kinds = ", ".join(kind.value for kind in FaultKind)
        raise raw.error(f'no kind of fault "{word}" in {raw.where}; there are: {kinds}', "kind") from error


def _pattern(raw: Section) -> str:
    pattern = raw.text_or_none("path") or ""
    try:
        re.compile(pattern)
    except re.error as error:
        raise raw.error(f'"{pattern}" in {raw.where} is no regular expression: {error}', "path") from error
    return pattern


def policy_from(raw: Section) -> Policy:
    try:
        return Policy(
            raw.text_or_none("policy") or "normal",
            raw.number_or_none("seed") or 0,
            raw.decimal_or_none("loss") or 0.0,
        )
    except ValueError as error:
        raise raw.error(str(error), "policy") from error


def set_limits(world: World, raw: Section) -> None:
    per_hour = raw.number_or_none("per_hour")
    if per_hour is not None:
        world.limits.per_hour = per_hour
    if "content_limits" in raw.raw:
        world.limits.content_limits = raw.flag("content_limits")
    of = raw.raw.get("per_hour_of")
    for login, limit in of.items() if isinstance(of, dict) else ():
        account = world.account(str(login))
        if account is None or not isinstance(limit, int):
            raise raw.error(f'{raw.where}.per_hour_of: no user "{login}", or no whole number', "per_hour_of")
        world.limits.per_hour_of[f"user {account.id}"] = limit
