"""Pages with `startAt`, as most lists have them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from connectors.sandbox.jira.refusals import invalid
from connectors.sandbox.jira.rest.call import Call
from connectors.sandbox.jira.shapes.links import Json

Entry = TypeVar("Entry")


def window(call: Call, entries: Sequence[Entry], usual: int = 50, most: int = 100) -> tuple[Sequence[Entry], Json]:
    """The page that was asked for, and the figures that go with it. More than `most` are never given."""
    start, size = call.number("startAt", 0), min(call.number("maxResults", usual), most)
    if start < 0 or size < 0:
        raise invalid("'startAt' and 'maxResults' must not be negative.")
    return entries[start : start + size], {"startAt": start, "maxResults": size, "total": len(entries)}


def page(call: Call, path: str, entries: Sequence[Entry], shape: Callable[[Entry], object], usual: int = 50) -> Json:
    """A whole page of `values`, with `isLast` and the address of the next one."""
    shown, figures = window(call, entries, usual)
    end = figures["startAt"] + len(shown)
    body: Json = {**figures, "isLast": end >= len(entries), "values": [shape(entry) for entry in shown]}
    body["self"] = call.place.api(f"{path}?startAt={figures['startAt']}&maxResults={figures['maxResults']}")
    if end < len(entries):
        body["nextPage"] = call.place.api(f"{path}?startAt={end}&maxResults={figures['maxResults']}")
    return body
