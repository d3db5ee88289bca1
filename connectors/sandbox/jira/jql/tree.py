"""What a query says, once it is read: clauses, joined by AND and OR, and the order of what is found."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Clause:
    """`project in (PAY, OPS)`: a field, an operator, its values. Names of fields are in lower case."""

    field: str
    operator: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Both:
    parts: tuple[Tree, ...]


@dataclass(frozen=True)
class Either:
    parts: tuple[Tree, ...]


@dataclass(frozen=True)
class Not:
    part: Tree


Tree = Clause | Both | Either | Not


@dataclass(frozen=True)
class Order:
    field: str
    descending: bool = False


@dataclass(frozen=True)
class Query:
    """`where` None: nothing narrows it."""

    where: Tree | None
    order: tuple[Order, ...] = ()
