"""Jira's JSON to the values of `connectors.tracker`: where raw payloads of the REST API die. No I/O.

Accounts and bodies are the business of site.py and bodies.py, which know the dialect.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from connectors.jira.outcomes import Standing
from connectors.tracker import Hook, Level

Json = dict[str, Any]

PROPERTY = "followthrough"
"""The entity property of an issue or comment that keeps what was written there."""

FIELDS = (
    *("summary", "description", "status", "resolution", "resolutiondate", "statuscategorychangedate"),
    *("project", "labels", "assignee", "creator", "created", "updated", "duedate", "comment", "issuelinks", "subtasks"),
    "security",
)
"""What is asked of an issue; whatever a server does not know it leaves out."""

_RELATIONS = {"relates", "related", "relation"}


@dataclass(frozen=True)
class Relation:
    """A type of link that says no more than that two issues belong together."""

    id: str
    name: str


def standing(fields: Json) -> Standing:
    status = fields.get("status") or {}
    category = (status.get("statusCategory") or {}).get("key") or ""
    resolution = (fields.get("resolution") or {}).get("name") or ""
    return Standing(status.get("name") or "", category, resolution)


def closed_at(fields: Json) -> datetime | None:
    told = fields.get("resolutiondate") or fields.get("statuscategorychangedate")
    return moment(told) if told else None


def due(fields: Json) -> date | None:
    return date.fromisoformat(fields["duedate"]) if fields.get("duedate") else None


def level(fields: Json) -> Level | None:
    """The issue security level: whoever is not among its members does not see the issue."""
    held = fields.get("security")
    return Level(str(held["id"]), str(held.get("name") or held["id"])) if held else None


def labels(fields: Json) -> tuple[str, ...]:
    """Sorted, as Jira shows them."""
    return tuple(sorted(label for label in fields.get("labels") or () if isinstance(label, str)))


def count_of_comments(fields: Json) -> int:
    held = fields.get("comment") or {}
    return int(held.get("total", len(held.get("comments") or ())))


def children(fields: Json) -> list[int]:
    """Ids of the issues that hang on this one: its sub-tasks, and what it was related to by a link that begins here."""
    linked = [
        entry["outwardIssue"]
        for entry in fields.get("issuelinks") or ()
        if entry.get("outwardIssue") and is_relation(entry.get("type") or {})
    ]
    return list(dict.fromkeys(int(issue["id"]) for issue in [*(fields.get("subtasks") or ()), *linked]))


def is_relation(kind: Json) -> bool:
    """Told by its name, or by reading alike in both directions: administrators rename and translate link types."""
    name, inward, outward = (str(kind.get(key) or "").strip().casefold() for key in ("name", "inward", "outward"))
    return name in _RELATIONS or bool(inward and inward == outward)


def relation(kinds: Iterable[Json]) -> Relation | None:
    """The type of link to use, where there is one: Relates rather than another that reads alike both ways."""
    fitting = sorted(filter(is_relation, kinds), key=lambda kind: str(kind.get("name")).casefold() not in _RELATIONS)
    return Relation(str(fitting[0]["id"]), str(fitting[0]["name"])) if fitting else None


def kept(data: Json) -> Any | None:
    """The property of ours in an issue (an object) or a comment (a list); None where it has none."""
    held = data.get("properties")
    if isinstance(held, list):
        return next((entry.get("value") for entry in held if entry.get("key") == PROPERTY), None)
    return held.get(PROPERTY) if isinstance(held, dict) else None


def hook(data: Json) -> Hook:
    """In both formats: the older has its id only at the end of its own address."""
    identity = data.get("id") or str(data.get("self") or "").rstrip("/").rpartition("/")[2]
    active, events = data.get("enabled", data.get("active", True)), data.get("events")
    return Hook(str(identity), data.get("url") or "", tuple(events) if isinstance(events, list) else (), bool(active))


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
