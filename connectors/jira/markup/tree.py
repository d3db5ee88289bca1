"""A text as a tree, between Markdown and the two languages of Jira.

Not here: how it is read from any of them, or written.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TypeAlias

DEEPEST = 24
"""Containers within each other; what stands deeper is taken out of its own container, and stays."""


FRONT_MATTER = "frontmatter"
"""The language of the text that stands between dashes before all else."""


class Mark(StrEnum):
    """What emphasis a word has. The value is its tag in HTML, for places where Markdown's own marks cannot say it."""

    STRONG = "strong"
    EM = "em"
    STRIKE = "del"
    UNDERLINE = "ins"
    SUB = "sub"
    SUP = "sup"


PLAIN: frozenset[Mark] = frozenset()


@dataclass(frozen=True, slots=True)
class Link:
    url: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    text: str
    marks: frozenset[Mark] = PLAIN
    link: Link | None = None


@dataclass(frozen=True, slots=True)
class Code:
    text: str
    link: Link | None = None


@dataclass(frozen=True, slots=True)
class Image:
    src: str
    alt: str = ""
    link: Link | None = None


@dataclass(frozen=True, slots=True)
class Break:
    """`hard` when the writer asked for it; otherwise only a line of the source ends."""

    hard: bool


@dataclass(frozen=True, slots=True)
class Hidden:
    """What Markdown does not show: a comment, or a tag without any effect. A block or a part of one."""

    source: str
    lines: tuple[int, int] = field(default=(0, 0), compare=False)


Inline: TypeAlias = Text | Code | Image | Break | Hidden
Words: TypeAlias = tuple[Inline, ...]


class Alert(StrEnum):
    """As GitHub writes them: `> [!NOTE]`."""

    NOTE = "NOTE"
    TIP = "TIP"
    IMPORTANT = "IMPORTANT"
    WARNING = "WARNING"
    CAUTION = "CAUTION"


Lines = tuple[int, int]
"""First line and the one behind the last, from 0, of the Markdown that it was read from; (0, 0) for all else."""


@dataclass(frozen=True, slots=True)
class Heading:
    level: int
    words: Words
    lines: Lines = field(default=(0, 0), compare=False)


@dataclass(frozen=True, slots=True)
class Paragraph:
    words: Words
    lines: Lines = field(default=(0, 0), compare=False)


@dataclass(frozen=True, slots=True)
class Preformatted:
    text: str
    language: str = ""
    lines: Lines = field(default=(0, 0), compare=False)


@dataclass(frozen=True, slots=True)
class Rule:
    lines: Lines = field(default=(0, 0), compare=False)


@dataclass(frozen=True, slots=True)
class Row:
    cells: tuple[Words, ...]
    lines: Lines = field(default=(0, 0), compare=False)


@dataclass(frozen=True, slots=True)
class Table:
    """The first row is the header."""

    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Item:
    children: tuple["Block", ...]
    done: bool | None = None
    """None for an item without a box."""


@dataclass(frozen=True, slots=True)
class Listing:
    items: tuple[Item, ...]
    start: int | None = None
    """The first number; None where it is not numbered."""


@dataclass(frozen=True, slots=True)
class Quote:
    children: tuple["Block", ...]
    alert: Alert | None = None


@dataclass(frozen=True, slots=True)
class Details:
    summary: str
    children: tuple["Block", ...]
    lines: Lines = field(default=(0, 0), compare=False)
    """Of the tag that opens it."""
    end: Lines = field(default=(0, 0), compare=False)


Block: TypeAlias = Heading | Paragraph | Preformatted | Rule | Table | Listing | Quote | Details | Hidden
Blocks: TypeAlias = tuple[Block, ...]


def joined(blocks: Iterator[Block]) -> Blocks:
    """Bulleted lists that follow each other are one list, as Markdown has it; what says nothing is left out."""
    kept: list[Block] = []
    for block in blocks:
        if isinstance(block, Paragraph | Quote) and not (
            block.words if isinstance(block, Paragraph) else block.children
        ):
            continue
        before = kept[-1] if kept else None
        if isinstance(block, Listing) and isinstance(before, Listing) and before.start is None and block.start is None:
            kept[-1] = replace(before, items=before.items + block.items)
        else:
            kept.append(block)
    return tuple(kept)
