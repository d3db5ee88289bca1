"""Reads what is to go wrong, from a chaos file or a control request: faults, the delivery policy, the limits.

    limits:     {per_hour, per_hour_of: {login: N}, content_limits}

`deliveries` and `faults` are as in `connectors.sandbox.chaos`.
"""

from __future__ import annotations

from pathlib import Path

from connectors.sandbox.chaos import DELIVERIES, FAULT, fault_from, policy_from
from connectors.sandbox.github.world import World
from connectors.sandbox.sections import Section, read_file

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
