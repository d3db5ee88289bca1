"""What a document is built of: blocks that know their lines in the text as it was written.

Not here: how a text becomes blocks (blocks.py), or what a block means (outline.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from service.document.actions.fields import NO_NAMES, ColumnNames
from service.document.cast import NOBODY_KNOWN, Cast
from service.document.post_mortem import Lines


class Kind(StrEnum):
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST = "list"
    ITEM = "item"
    TABLE = "table"
    ROW = "row"
    CODE = "code"
    QUOTE = "quote"
    HTML = "html"
    RULE = "rule"


class Block(NamedTuple):
    """One block; `text` is Markdown for headings and paragraphs, raw otherwise."""

    kind: Kind
    lines: Lines
    text: str = ""
    level: int = 0
    """1 to 6 for headings."""
    ordered: bool = False
    start: int = 1
    """Of an ordered list, its first number."""
    cells: tuple[str, ...] = ()
    """Of a row; of a table, its header."""
    children: tuple["Block", ...] = ()


@dataclass(frozen=True, eq=False)
class References:
    """What words of a document may refer to. Equal to itself alone, so that it can be a key."""

    targets: Mapping[str, str] = field(default_factory=dict)
    """Of reference links: the address by the label, as `label_of` has it."""
    written: date | None = None
    """The day from which `by Friday` is counted."""
    cast: Cast = NOBODY_KNOWN
    columns: ColumnNames = NO_NAMES


NO_REFERENCES = References()


@dataclass(frozen=True)
class Document:
    """The blocks of a text, what its front matter says and the targets of its reference links."""

    blocks: tuple[Block, ...]
    front_matter: dict[str, str] = field(default_factory=dict)
    references: References = NO_REFERENCES


def label_of(label: str) -> str:
    """Labels of reference links are the same in any case, with any blanks."""
    return " ".join(label.split()).casefold()
