"""Which issues a query finds, as the index sees them and as far as the one who asks may see.

A value that does not exist is refused where Jira refuses it, which is how a client learns of a typing error.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from connectors.sandbox.jira.index import Indexed
from connectors.sandbox.jira.jql.dates import moment
from connectors.sandbox.jira.jql.tree import Both, Clause, Either, Not, Order, Query, Tree
from connectors.sandbox.jira.jql.values import KNOWN, Asking
from connectors.sandbox.jira.permissions import can_read
from connectors.sandbox.jira.refusals import Refusal, invalid

Test = Callable[[Indexed], bool]

ALIASES = {"issuekey": "key", "issue": "key", "updateddate": "updated", "createddate": "created", "type": "issuetype"}
DATES = ("updated", "created")
EMPTY = ("empty", "null")
COMPARED = ("<", ">", "<=", ">=")


def found(asking: Asking, query: Query, entries: Iterable[Indexed]) -> list[Indexed]:
    """Those that match and may be seen, in the order asked for; without one the newest first."""
    matches = tested(asking, query.where)
    seen = [it for it in entries if _shows(asking, it) and matches(it)]
    seen.sort(key=lambda it: it.id, reverse=True)
    for order in reversed(query.order):
        seen.sort(key=lambda it: _sorted_by(it, order), reverse=order.descending)
    return seen


def _shows(asking: Asking, entry: Indexed) -> bool:
    issue = entry.issue
    return entry.id in asking.world.issues and not issue.project.archived and can_read(asking.viewer, issue)


def tested(asking: Asking, tree: Tree | None) -> Test:
    match tree:
        case None:
            return lambda _: True
        case Both(parts):
            every = [tested(asking, part) for part in parts]
            return lambda it: all(test(it) for test in every)
        case Either(parts):
            some = [tested(asking, part) for part in parts]
            return lambda it: any(test(it) for test in some)
        case Not(part):
            inner = tested(asking, part)
            return lambda it: not inner(it)
        case Clause():
            return _clause(asking, tree)


def _clause(asking: Asking, clause: Clause) -> Test:
    field = ALIASES.get(clause.field, clause.field)
    if field in DATES:
        return _dated(asking, field, clause)
    if clause.operator in COMPARED:
        raise _not_for(clause)
    wanted = _wanted(asking, field, clause)
    positive = clause.operator in ("=", "in", "is")
    read = _VALUES[field]
    # Jira's way: "!=" and "not in" leave out issues in which the field is empty.
    if positive:
        return lambda it: bool(read(it) & wanted)
    needs_value = clause.operator != "is not"
    return lambda it: not (read(it) & wanted) and not (needs_value and None in read(it))


def _dated(asking: Asking, field: str, clause: Clause) -> Test:
    if clause.operator not in ("=", "!=", *COMPARED):
        raise _not_for(clause)
    limit = moment(clause.values[0], clause.field, asking.now, asking.time_zone)
    compare = _COMPARISONS[clause.operator]
    return lambda it: compare(getattr(it, field), limit)


_COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": lambda one, other: one == other,
    "!=": lambda one, other: one != other,
    "<": lambda one, other: one < other,
    ">": lambda one, other: one > other,
    "<=": lambda one, other: one <= other,
    ">=": lambda one, other: one >= other,
}


def _not_for(clause: Clause) -> Refusal:
    return invalid(f"The operator '{clause.operator}' is not supported by the '{clause.field}' field.")


def _wanted(asking: Asking, field: str, clause: Clause) -> set[object]:
    if clause.operator in ("is", "is not") and clause.values[0].lower() not in EMPTY:
        raise _not_for(clause)
    return {it for value in clause.values for it in _resolved(asking, field, value)}


def _resolved(asking: Asking, field: str, value: str) -> Iterable[object]:
    if value.lower() in EMPTY:
        return [None]
    try:
        return KNOWN[field](asking, value)
    except Refusal:
        if asking.strict:
            raise
        return []


_VALUES: Mapping[str, Callable[[Indexed], set[object]]] = {
    "project": lambda it: {it.project.id},
    "key": lambda it: {it.id},
    "id": lambda it: {it.id},
    "labels": lambda it: set(it.labels) or {None},
    "status": lambda it: {it.status.id},
    "statuscategory": lambda it: {it.status.category.key},
    "assignee": lambda it: {it.assignee.id if it.assignee else None},
    "reporter": lambda it: {it.reporter.id if it.reporter else None},
    "issuetype": lambda it: {it.type},
    "resolution": lambda it: {it.resolution.id if it.resolution else None},
}


def _sorted_by(entry: Indexed, order: Order) -> Any:
    field = ALIASES.get(order.field, order.field)
    match field:
        case "updated" | "created":
            return getattr(entry, field)
        case "key":
            return entry.project.key, entry.issue.number
        case "id":
            return entry.id
        case "priority":
            return -int(entry.priority.id) if entry.priority else -99
        case "duedate":
            return entry.issue.due.isoformat() if entry.issue.due else "9999"
        case _:
            return sorted(str(it) for it in _VALUES[field](entry))
