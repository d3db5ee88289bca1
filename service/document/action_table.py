"""The rows of a table as actions, whatever its columns are called and in whatever order they stand.

Not here: the words for the columns (fields.py).
"""

from collections.abc import Iterator, Sequence

from service.document.blocks import Block, References
from service.document.fields import Field, named_by_column
from service.document.inline import plain
from service.document.item import Found, Item
from service.document.placeholders import has_words, is_placeholder
from service.document.sentence import read_item


def read_rows(table: Block, references: References) -> Iterator[Found]:
    columns = _columns(table)
    if Field.ACTION in columns:
        yield from (Found(row.lines, _row(row, columns, references)) for row in table.children if has_words(row))


def _columns(table: Block) -> list[Field | None]:
    """What each column is; of two alike the first, and where none is the action, the first unknown one."""
    columns: list[Field | None] = []
    for cell in table.cells:
        name = named_by_column(plain(cell))
        columns.append(Field.IGNORED if name in columns and name not in (None, Field.LINK) else name)
    if Field.ACTION not in columns and None in columns:
        columns[columns.index(None)] = Field.ACTION
    return columns


def _row(row: Block, columns: Sequence[Field | None], references: References) -> Item:
    """Columns first: what they say need not be searched for in the words of the action."""
    item = Item()
    action = ""
    for name, cell in zip(columns, row.cells, strict=True):
        if name is Field.ACTION:
            action = cell
        elif name is not None:
            item.give(name, cell, references)
        elif not is_placeholder(cell):
            item.said.append(plain(cell, references))
    from_columns, item.links = item.links, ()
    if not is_placeholder(action):
        read_item(action, references, item)
    item.add_links(from_columns)
    return item
