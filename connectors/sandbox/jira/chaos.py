"""Reads what is to go wrong, from a chaos file or a control request: faults, deliveries, limits, the index.

    limits:     {per_second, per_hour, per_issue, bursts, as_dates}      see `limits.Limits`; bursts: true or false
    index:      {lag}                     seconds; absent: nothing new is ever indexed

`deliveries` and `faults` are as in `connectors.sandbox.chaos`.
"""

from __future__ import annotations

from pathlib import Path

from connectors.sandbox.chaos import DELIVERIES, FAULT, fault_from, policy_from
from connectors.sandbox.jira.limits import BURSTS
from connectors.sandbox.jira.world import World
from connectors.sandbox.sections import Section, read_file

LIMITS = ("per_second", "per_hour", "per_issue", "bursts", "as_dates")
INDEX = ("lag",)


def load(world: World, path: Path) -> None:
    """Sets what the file says; raises `sections.Unreadable` with file, line and key."""
    file = read_file(path, ("deliveries", "limits", "index", "faults"))
    deliveries, limits = file.section_or_none("deliveries", DELIVERIES), file.section_or_none("limits", LIMITS)
    index = file.section_or_none("index", INDEX)
    if deliveries:
        world.deliverer.policy = policy_from(deliveries)
    if limits:
        set_limits(world, limits)
    if index:
        world.index.set_lag(index.decimal_or_none("lag"))
    for fault in file.sections("faults", FAULT):
        world.faults.add(fault_from(fault))


def set_limits(world: World, raw: Section) -> None:
    if "per_second" in raw.raw:
        world.limits.per_second = raw.number_or_none("per_second")
    if "per_hour" in raw.raw:
        world.limits.per_hour = raw.number_or_none("per_hour")
    if "per_issue" in raw.raw:
        world.limits.per_issue = raw.flag("per_issue")
    if "bursts" in raw.raw:
        world.limits.bursts = BURSTS if raw.flag("bursts") else None
    if "as_dates" in raw.raw:
        world.limits.as_dates = raw.flag("as_dates")
