"""The rows of a table as actions, whatever its columns are called and in whatever order they stand.

Not here: the words for the columns (fields.py).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from service.document.actions.fields import ColumnNames, Field
from service.document.actions.item import Found, Item
from service.document.actions.marks import status
from service.document.actions.sentence import DONE_REMARK, read_item
from service.document.markdown.block import Block, References
from service.document.markdown.inline import plain
from service.document.placeholders import is_filled, is_placeholder


def is_action_table(table: Block, known: ColumnNames) -> bool:
    return Field.ACTION in _columns(table, known)


def is_certain(table: Block, known: ColumnNames) -> bool:
    """A table of tasks wherever it stands: it names the action in so many words, and who or how far, but no times."""
    columns = _columns(table, known)
    named = any(name is Field.ACTION and known.of(plain(cell)) for name, cell in zip(columns, table.cells, strict=True))
    times = any(re.search(r"\btime\b|\(utc\)", cell, re.IGNORECASE) for cell in table.cells)
    return (
        named
        and not times
        and bool({Field.OWNER, Field.STATUS, Field.DUE} & set(columns))
        and columns[0] is not Field.DUE
    )


def read_rows(table: Block, references: References) -> Iterator[Found]:
    columns = _columns(table, references.columns)
    if Field.ACTION in columns:
        ways = _Ways.of(columns)
        yield from (Found(row.lines, _row(row, ways, references)) for row in table.children if is_filled(row.cells))


class _Ways(NamedTuple):
    """Which columns of a table are read in which way."""

    action: int
    fields: tuple[tuple[int, Field], ...]
    unknown: tuple[int, ...]
    marks: tuple[tuple[int, Field | None], ...]
    """Where a remark may say how far an action is."""

    @classmethod
    def of(cls, columns: Sequence[Field | None]) -> "_Ways":
        numbered = list(enumerate(columns))
        return cls(
            action=columns.index(Field.ACTION),
            fields=tuple((at, name) for at, name in numbered if name and name is not Field.ACTION),
            unknown=tuple(at for at, name in numbered if name is None),
            marks=tuple((at, name) for at, name in numbered if name in (Field.LINK, Field.IGNORED, None)),
        )


def _columns(table: Block, known: ColumnNames) -> list[Field | None]:
    """What each column is; of two alike the first, and where none is the action, the first unknown one."""
    columns: list[Field | None] = []
    seen: set[Field] = set()
    for cell in table.cells:
        name = known.of(plain(cell))
        columns.append(Field.IGNORED if name in seen and name is not Field.LINK else name)
        seen.update([name] if name else [])
    if Field.ACTION not in columns and None in columns and _TELLING & set(columns):
        columns[columns.index(None)] = Field.ACTION
    return columns


def _remarked(cells: Iterable[tuple[Field | None, str]], references: References) -> bool | None:
    """What a remark beside the ticket says, or a mark in any other column: `#86 — complete`, `TODO`."""
    for name, cell in cells:
        if name is Field.LINK and DONE_REMARK.search(plain(cell, references)):
            return True
        if len(cell) < _MARK and (said := status(plain(cell, references))) is not None:
            return said
    return None


_MARK = 24
"""Characters of a cell that is nothing but a mark."""
_TELLING = {Field.OWNER, Field.DUE, Field.STATUS, Field.PRIORITY, Field.MEASURE, Field.CAUSE, Field.LINK}
"""A table with one of these columns is about things to do."""


def _row(row: Block, ways: _Ways, references: References) -> Item:
    """Columns first: what they say need not be searched for in the words of the action."""
    item = Item(cast=references.cast, written=references.written)
    for at, name in ways.fields:
        item.give(name, row.cells[at], references)
    for at in ways.unknown:
        if not is_placeholder(row.cells[at]):
            item.said.append(plain(row.cells[at], references))
    if item.done is None and ways.marks:
        item.done = _remarked([(name, row.cells[at]) for at, name in ways.marks], references)
    from_columns, item.links = item.links, ()
    if not is_placeholder(row.cells[ways.action]):
        read_item(row.cells[ways.action], references, item)
    item.add_links(from_columns)
    return item
