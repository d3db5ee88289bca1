"""Post-mortems as people write them: one value, written as a table, as bullets or as a list with boxes."""

from dataclasses import dataclass, replace
from enum import Enum


class Shape(Enum):
    TABLE = "table"
    BULLETS = "bullets"
    BOXES = "boxes"


@dataclass(frozen=True)
class Row:
    """One action as it is written."""

    title: str
    key: str = ""
    owner: str = "@alice"
    due: str = "2026-05-01"
    cause: str = "RC1"
    measure: str = "the graph shows it"
    link: str = ""

    def cells(self) -> str:
        title = f"{self.title} {self.link}".rstrip()
        return f"| {self.key} | {title} | {self.owner} | {self.due} | {self.cause} | {self.measure} |"

    def item(self, bullet: str) -> str:
        key = f"{self.key}: " if self.key else ""
        fields = {"Owner": self.owner, "Due": self.due, "Root cause": self.cause, "Done when": self.measure}
        lines = [f"{bullet} {key}{self.title} {self.link}".rstrip()]
        lines += [f"  - {name}: {value}" for name, value in fields.items() if value]
        return "\n".join(lines)


@dataclass(frozen=True)
class Document:
    rows: tuple[Row, ...]
    shape: Shape = Shape.TABLE
    summary: str = "The checkout answered with errors for ten minutes."
    no_action: str = ""

    def __str__(self) -> str:
        return _TEXT.format(summary=self.summary, actions=self._actions())

    def with_rows(self, *rows: Row) -> "Document":
        return replace(self, rows=rows)

    def _actions(self) -> str:
        if not self.rows:
            return f"No action, because {self.no_action}." if self.no_action else ""
        if self.shape is Shape.TABLE:
            head = "| ID | Action | Owner | Due | Root cause | Done when |\n|---|---|---|---|---|---|"
            return "\n".join([head, *(row.cells() for row in self.rows)])
        bullet = "- [ ]" if self.shape is Shape.BOXES else "-"
        return "\n".join(row.item(bullet) for row in self.rows)


_TEXT = """# Checkout errors

## Summary

{summary}

## What went well

- The alert came within a minute.

## Root causes

### RC1: The load test runs against a tenth of the data

1. Why? The staging copy is small.
2. Why? The checklist does not name its size.

## Actions

{actions}
"""

TITLES = (
    "Add an alert for checkout errors above 1 percent",
    "Write the runbook of the rollback",
    "Copy production sizes into staging every night",
    "Limit the aggregation job to two gigabytes",
    "Name the load test in the release checklist",
    "Page the database rota when memory passes 80 percent",
    "Show the queue length on the team dashboard",
    "Rehearse the failover with the night shift",
    "Expire stale sessions after thirty minutes",
    "Record slow queries of the order service",
    "Pin the driver version in every service",
    "Send deploy notices to the support channel",
    "Measure the age of the oldest unprinted invoice",
    "Split the nightly export into hourly parts",
    "Retire the legacy coupon endpoint",
    "Document who may restart the broker",
)
"""Sixteen actions that nobody takes for one another."""


def rows(count: int, *, keyed: bool = True) -> tuple[Row, ...]:
    return tuple(Row(title, f"A{n}" if keyed else "") for n, title in enumerate(TITLES[:count], 1))


def document(count: int = 3, *, keyed: bool = True, shape: Shape = Shape.TABLE) -> Document:
    return Document(rows(count, keyed=keyed), shape)
