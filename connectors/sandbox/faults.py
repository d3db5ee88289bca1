"""Faults on demand: which request is spoiled, how, and how often.

Only the choice is made here; the sandbox at hand carries it out. A hang ends early when the faults are cleared.
"""

from __future__ import annotations

import random
import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum


class FaultKind(Enum):
    """`before`: the request has no effect. `after`: it took effect, only the reply is lost or wrong."""

    STATUS_BEFORE = "status before"
    STATUS_AFTER = "status after"
    DROP_BEFORE = "drop before"
    DROP_AFTER = "drop after"
    HANG_BEFORE = "hang before"
    HANG_AFTER = "hang after"
    STALE_LIST = "stale list"
    EMPTY_LIST = "empty list"
    TRUNCATED_LIST = "truncated list"


@dataclass(frozen=True)
class Fault:
    """`path` is a regular expression searched in the path below the base of the API, query included.

    Of the requests that match, the first `skip` pass, then `times` are hit (None: all of them); `nth` instead names
    which ones, counted from 1; `rate` below 1 hits that share of them at random, repeatably by `seed`.
    `seconds` is how long to hang, or for a stale list how old an issue must be to be listed.
    """

    kind: FaultKind
    method: str = "*"
    path: str = ""
    times: int | None = 1
    skip: int = 0
    nth: tuple[int, ...] = ()
    rate: float = 1.0
    seed: int = 0
    status: int = 502
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str | None = None
    seconds: float = 0.0

    def matches(self, method: str, path: str) -> bool:
        return self.method in ("*", method) and re.search(self.path, path) is not None

    def is_hit(self, count: int, hits: int) -> bool:
        """Whether the `count`-th matching request (from 1) is hit, `hits` having been hit before."""
        if self.nth:
            return count in self.nth
        return count > self.skip and (self.times is None or hits < self.times)


@dataclass
class _Armed:
    fault: Fault
    random: random.Random
    seen: int = 0
    hits: int = 0

    def take(self) -> bool:
        self.seen += 1
        hit = self.fault.is_hit(self.seen, self.hits)
        if hit and self.fault.rate < 1:
            hit = self.random.random() < self.fault.rate
        self.hits += hit
        return hit


class Faults:
    """The faults that are set. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._armed: list[_Armed] = []
        self._released = threading.Event()

    def add(self, fault: Fault) -> None:
        with self._lock:
            self._released = threading.Event() if self._released.is_set() else self._released
            self._armed.append(_Armed(fault, random.Random(fault.seed)))  # noqa: S311 - repeatable, no secret

    def clear(self) -> None:
        """Forgets all faults and lets go of every request that hangs."""
        with self._lock:
            self._armed.clear()
            self._released.set()

    def taken_by(self, method: str, path: str) -> list[Fault]:
        """The faults that hit this request; each is counted."""
        with self._lock:
            return [armed.fault for armed in self._armed if armed.fault.matches(method, path) and armed.take()]

    def hang(self, seconds: float) -> None:
        self._released.wait(seconds)

    @property
    def hits(self) -> int:
        with self._lock:
            return sum(armed.hits for armed in self._armed)
