"""The rows of a table as actions, whatever its columns are called and in whatever order they stand.

Not here: the words for the columns (fields.py).
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from service.document.actions.fields import ColumnNames, Field
from service.document.actions.item import Found, Item
from service.document.actions.marks import status
from service.document.actions.sentence import DONE_REMARK, read_item
from service.document.markdown.block import Block, References
from service.document.markdown.inline import plain
from service.document.placeholders import has_words, is_placeholder


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
        marks = [at for at, name in enumerate(columns) if name in (Field.LINK, Field.IGNORED, None)]
        yield from (Found(row.lines, _row(row, columns, marks, references)) for row in table.children if has_words(row))


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


def _row(row: Block, columns: Sequence[Field | None], marks: Sequence[int], references: References) -> Item:
    """Columns first: what they say need not be searched for in the words of the action.

    `marks` are the columns where a remark may say how far it is.
    """
    item = Item(cast=references.cast, written=references.written)
    action = ""
    for name, cell in zip(columns, row.cells, strict=True):
        if name is Field.ACTION:
            action = cell
        elif name is not None:
            item.give(name, cell, references)
        elif not is_placeholder(cell):
            item.said.append(plain(cell, references))
    if item.done is None and marks:
        item.done = _remarked([(columns[at], row.cells[at]) for at in marks], references)
    from_columns, item.links = item.links, ()
    if not is_placeholder(action):
        read_item(action, references, item)
    item.add_links(from_columns)
    return item
