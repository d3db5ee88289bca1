"""Markdown text to a tree of blocks that know their lines in the text as it was written.

Not here: what a block means (outline.py), or the words inside one (inline.py).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from markdown_it.token import Token

from service.document.actions.fields import NO_NAMES, ColumnNames
from service.document.cast import NOBODY_KNOWN, Cast
from service.document.markdown.parser import tokens_of
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


@dataclass(frozen=True, slots=True)
class Block:
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

    targets: Mapping[str, Any] = field(default_factory=dict)
    """Of reference links, as markdown-it keeps them."""
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


def parse(text: str) -> Document:
    """Never raises; time grows with the length of the text."""
    lines = _aligned(text).split("\n")
    front_matter, length = _front_matter(lines)
    lines[:length] = [""] * length
    env: dict[str, Any] = {}
    tokens = tokens_of("\n".join(lines), env)
    blocks = _with_tables(_tree(tokens, lines))
    return Document(blocks, front_matter, References(env.get("references", {})))


def _aligned(text: str) -> str:
    """The text with as many lines as `text.split("\\n")` has: markdown-it would also end a line at a lone `\\r`."""
    text = text.removeprefix("\ufeff")
    text = re.sub(r"\r+(\n|\Z)?", lambda match: " " if match[1] is None else match[1], text)
    return text.replace("\0", "\ufffd")


_FRONT_MATTER_LIMIT = 200
_KEY = re.compile(r"([A-Za-z][\w -]{0,60}?)\s*:(?:\s+(.*))?$")


def _front_matter(lines: Sequence[str]) -> tuple[dict[str, str], int]:
    """The simple `key: value` lines of YAML front matter, and how many lines it takes; nothing else of it is needed."""
    if not lines or lines[0].rstrip() != "---":
        return {}, 0
    end = next((n for n, line in enumerate(lines[1:_FRONT_MATTER_LIMIT], 1) if line.rstrip() in ("---", "...")), 0)
    found = [match for line in lines[1:end] if (match := _KEY.match(line.rstrip()))]
    if not found:
        return {}, 0
    return {match[1].casefold(): (match[2] or "").strip().strip("\"'") for match in found}, end + 1


_CONTAINERS = {
    "bullet_list_open": Kind.LIST,
    "ordered_list_open": Kind.LIST,
    "list_item_open": Kind.ITEM,
    "blockquote_open": Kind.QUOTE,
}
_LEAVES = {"fence": Kind.CODE, "code_block": Kind.CODE, "html_block": Kind.HTML, "hr": Kind.RULE}


def _tree(tokens: Sequence[Token], lines: Sequence[str]) -> list[Block]:
    """The flat tokens of markdown-it, nested; an explicit stack, because a text may nest as deep as it likes."""
    stack: list[tuple[Token | None, list[Block]]] = [(None, [])]
    for at, token in enumerate(tokens):
        if token.type in _CONTAINERS:
            stack.append((token, []))
        elif token.type in ("bullet_list_close", "ordered_list_close", "list_item_close", "blockquote_close"):
            opened, children = stack.pop()
            assert opened is not None  # noqa: S101 - markdown-it balances its containers
            stack[-1][1].append(_container(opened, children, lines))
        elif token.type in ("heading_open", "paragraph_open"):
            stack[-1][1].append(_words(token, tokens[at + 1], lines))
        elif token.type in _LEAVES:
            stack[-1][1].append(Block(_LEAVES[token.type], _lines(token, lines), token.content))
    return stack[0][1]


def _container(token: Token, children: list[Block], lines: Sequence[str]) -> Block:
    first, last = _lines(token, lines)
    if children:
        last = max(first, children[-1].lines[1])
    return Block(
        _CONTAINERS[token.type],
        (first, last),
        ordered=token.type == "ordered_list_open",
        start=int(token.attrs.get("start", 1)),
        children=_with_tables(children),
    )


def _words(token: Token, said: Token, lines: Sequence[str]) -> Block:
    """Of a heading or paragraph that opens, and the token of its words behind it."""
    if token.type == "heading_open":
        return Block(Kind.HEADING, _lines(token, lines), said.content, int(token.tag[1]))
    return Block(Kind.PARAGRAPH, _lines(token, lines), said.content)


def _lines(token: Token, lines: Sequence[str]) -> Lines:
    """1-based and inclusive, without the blank lines that markdown-it counts to the end of a block."""
    start, end = token.map or [0, 1]
    end = min(end, len(lines))
    while end > start + 1 and not lines[end - 1].strip():
        end -= 1
    return start + 1, max(end, start + 1)


_DASHES = re.compile(r":?-+:?")
_PIPE = re.compile(r"(?<!\\)\|")


def _with_tables(blocks: Sequence[Block]) -> tuple[Block, ...]:
    if not any(_may_hold_table(block) for block in blocks):
        return tuple(blocks)
    return tuple(one for block in blocks for one in (_split_table(block) if _may_hold_table(block) else (block,)))


def _may_hold_table(block: Block) -> bool:
    return block.kind is Kind.PARAGRAPH and "|" in block.text and "-" in block.text


def _split_table(paragraph: Block) -> Iterator[Block]:
    """A paragraph whose n-th line underlines the one before it with dashes is a table from there on (GFM tables)."""
    texts = paragraph.text.split("\n")
    at = next((n for n in range(1, len(texts)) if _is_underlined(texts[n - 1], texts[n])), None)
    if at is None:
        yield paragraph
        return
    first = paragraph.lines[0]
    if at > 1:
        yield Block(Kind.PARAGRAPH, (first, first + at - 2), "\n".join(texts[: at - 1]))
    header = split_row(texts[at - 1])
    rows = tuple(_rows(texts, at + 1, first, len(header)))
    end = at + 1 + len(rows)
    yield Block(Kind.TABLE, (first + at - 1, first + end - 1), cells=header, children=rows)
    if end < len(texts):
        yield Block(Kind.PARAGRAPH, (first + end, paragraph.lines[1]), "\n".join(texts[end:]))


_MOST_FILLED = 65_536
"""Cells of one table that its rows leave out: as many as markdown-it fills in, so that a wide table stays small."""


def _rows(texts: Sequence[str], start: int, first: int, width: int) -> Iterator[Block]:
    filled = 0
    for n in range(start, len(texts)):
        cells = split_row(texts[n])
        filled += max(0, width - len(cells))
        if filled > _MOST_FILLED:
            return
        yield Block(Kind.ROW, (first + n, first + n), texts[n], cells=_fitted(cells, width))


def _is_underlined(header: str, dashes: str) -> bool:
    if "|" not in dashes or "|" not in header or not set(dashes) <= set("|:- \t"):
        return False
    cells = split_row(dashes)
    return len(cells) == len(split_row(header)) and all(_DASHES.fullmatch(cell) for cell in cells)


def split_row(line: str) -> tuple[str, ...]:
    """The cells of a table's row, escaped pipes made plain."""
    line = line.strip().removeprefix("|")
    cells = _PIPE.split(line)
    if len(cells) > 1 and not cells[-1].strip():
        cells.pop()
    return tuple(cell.replace("\\|", "|").strip() for cell in cells)


def _fitted(cells: tuple[str, ...], width: int) -> tuple[str, ...]:
    """As many cells as the header has: GFM drops what is too much and fills what is missing."""
    return (*cells[:width], *("" for _ in range(width - len(cells))))
