"""Reads a fault or a delivery policy from a chaos file or a control request; the same for every sandbox.

    deliveries: {policy: normal|drop|double|shuffle|double+shuffle, seed, loss}
    faults:     [{kind, method, path, times (0: always), skip, nth: [N], rate, seed, status, headers, body, seconds}]

`kind` is one of: status before, status after, drop before, drop after, hang before, hang after, stale list,
empty list, truncated list. See `faults.Fault` for the other keys. Limits are each sandbox's own.
"""

from __future__ import annotations

import re

from connectors.sandbox.faults import Fault, FaultKind
from connectors.sandbox.policy import Policy
from connectors.sandbox.sections import Section

FAULT = ("kind", "method", "path", "times", "skip", "nth", "rate", "seed", "status", "headers", "body", "seconds")
DELIVERIES = ("policy", "seed", "loss")


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
