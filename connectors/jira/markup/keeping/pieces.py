"""A text in Markdown cut into its pieces: the smallest parts with lines of their own, as they show and as written.

Not here: which pieces of two texts are the same (matching.py).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from connectors.jira.markup.markdown.inline_writing import cell, heading, paragraph
from connectors.jira.markup.markdown.reading import read
from connectors.jira.markup.markdown.source import lines_of
from connectors.jira.markup.tree import (
    Block,
    Blocks,
    Details,
    Heading,
    Hidden,
    Inline,
    Item,
    Lines,
    Listing,
    Paragraph,
    Preformatted,
    Quote,
    Rule,
    Table,
    Words,
)
from connectors.jira.markup.visible import shown_words


@dataclass(frozen=True)
class Piece:
    """`key` is all that shows, but the state of a box; empty for a piece that shows nothing."""

    path: str
    key: str
    first: int
    last: int
    """Lines, from 0; the last is the one behind."""
    done: bool | None = None
    comments: tuple[str, ...] = ()
    """What is hidden amid its words."""
    cells: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Of a row: each cell as it shows, and what is hidden in it."""

    @property
    def shows(self) -> bool:
        return bool(self.path)


@dataclass(frozen=True)
class Text:
    """Lines with their ends, and the pieces in order; what lies between two pieces is blank, or a container's mark."""

    lines: tuple[str, ...]
    pieces: tuple[Piece, ...]

    @cached_property
    def shown(self) -> list[Piece]:
        return [piece for piece in self.pieces if piece.shows]


def cut(markdown: str) -> Text:
    lines = lines_of(markdown)
    pieces = _apart(_pieces(read(markdown), ""), len(lines))
    return Text(tuple(lines), tuple(pieces))


def _apart(pieces: Iterator[Piece], count: int) -> Iterator[Piece]:
    """Those that share a line are one."""
    before: Piece | None = None
    for piece in pieces:
        piece = replace(piece, first=min(piece.first, count), last=min(piece.last, count))
        if before is None:
            before = piece
        elif piece.first < before.last:
            before = _one(before, piece)
        else:
            yield before
            before = piece
    if before is not None:
        yield before


def _one(a: Piece, b: Piece) -> Piece:
    return Piece(
        f"{a.path}{b.path}",
        f"{a.key}\n{b.key}".strip("\n"),
        min(a.first, b.first),
        max(a.last, b.last),
        a.done if a.done is not None else b.done,
        (*a.comments, *b.comments),
    )


def _pieces(blocks: Blocks, path: str) -> Iterator[Piece]:
    for block in blocks:
        yield from _of(block, path)


def _of(block: Block, path: str) -> Iterator[Piece]:
    match block:
        case Hidden(source, (first, last)):
            yield Piece("", "", first, last, comments=(source,))
        case Heading(level, words, (first, last)):
            yield _said(f"{path}h{level}", heading(shown_words(words)), (first, last), words)
        case Paragraph(words, (first, last)):
            yield _said(f"{path}p", paragraph(shown_words(words)), (first, last), words)
        case Preformatted(text, language, (first, last)):
            yield Piece(f"{path}code", f"{language}\n{text}", first, last)
        case Rule((first, last)):
            yield Piece(f"{path}rule", "", first, last)
        case Table(rows):
            yield from (_row(row.cells, f"{path}{'td' if at else 'th'}", row.lines) for at, row in enumerate(rows))
        case Listing(items, start):
            for item in items:
                yield from _item(item, f"{path}{'*' if start is None else '#'}")
        case Quote(children, alert):
            yield from _pieces(children, f"{path}>{alert or ''}")
        case Details(summary, children, (first, last), (end, behind)):
            yield Piece(f"{path}details", summary, first, last)
            yield from _pieces(children, f"{path}v")
            if behind:
                yield Piece(f"{path}/details", "", end, behind)


def _said(path: str, shown: str, lines: Lines, words: Words) -> Piece:
    return (
        Piece(path, shown, *lines, comments=_hidden(words)) if shown else Piece("", "", *lines, comments=_hidden(words))
    )


def _row(cells: Sequence[Words], path: str, lines: Lines) -> Piece:
    found = tuple((cell(shown_words(words)), _hidden(words)) for words in cells)
    comments = tuple(comment for _, hidden in found for comment in hidden)
    return Piece(path, "|".join(shown for shown, _ in found), *lines, comments=comments, cells=found)


def _hidden(words: Sequence[Inline]) -> tuple[str, ...]:
    return tuple(word.source for word in words if isinstance(word, Hidden))


def _item(item: Item, path: str) -> Iterator[Piece]:
    """The first piece of an item has its bullet, and its box."""
    first = True
    for piece in _pieces(item.children, path + " "):
        if first and piece.shows:
            yield replace(
                piece, path=f"{path}!{piece.path[len(path) :]}", done=item.done if item.done is not None else piece.done
            )
            first = False
        else:
            yield piece
