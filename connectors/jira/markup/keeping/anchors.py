"""What is hidden in a text and beside what it stands, for a text that is too long to be kept itself.

Not here: texts that are kept (merging.py).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from connectors.jira.markup.keeping.merging import with_comments
from connectors.jira.markup.keeping.pieces import Piece, Text, cut

_COMMENT = re.compile(r"<!--(?:(?!-->).)*-->|</?[A-Za-z][^<>]{0,5000}>", re.DOTALL)


@dataclass(frozen=True)
class Anchor:
    """`amid` is the piece in whose words it is hidden; else it has lines of its own, between `above` and `below`."""

    source: str
    amid: str = ""
    above: str = ""
    below: str = ""
    column: int = 0
    """Of a row; of what has lines of its own, 1 where it stands right above and -1 where it stands right below."""

    def packed(self) -> list[str | int]:
        return [self.source, self.amid, self.above, self.below, self.column]

    @classmethod
    def unpacked(cls, value: object) -> "Anchor":
        """Raises ValueError for what `packed` did not give."""
        match value:
            case [str(source), str(amid), str(above), str(below), int(column)] if _COMMENT.fullmatch(source.strip()):
                return cls(source, amid, above, below, column)
            case _:
                raise ValueError


def anchors_of(written: str) -> Iterator[Anchor]:
    text = cut(written)
    shown = [_digest(piece) for piece in text.shown]
    following = 0
    for piece in text.pieces:
        if piece.shows:
            yield from _amid(piece, shown[following])
            following += 1
        else:
            above = shown[following - 1] if following else ""
            below = shown[following] if following < len(shown) else ""
            side = _joined(text, piece)
            yield from (Anchor(comment, "", above, below, side) for comment in piece.comments)


def _joined(text: Text, piece: Piece) -> int:
    if any(other.shows and other.first == piece.last for other in text.pieces):
        return 1
    return -any(other.shows and other.last == piece.first for other in text.pieces)


def _amid(piece: Piece, digest: str) -> Iterator[Anchor]:
    if piece.cells:
        for column, (_, comments) in enumerate(piece.cells):
            yield from (Anchor(comment, digest, column=column) for comment in comments)
    else:
        yield from (Anchor(comment, digest) for comment in piece.comments)


def _digest(piece: Piece) -> str:
    return sha256(f"{piece.path}\n{piece.key}".encode("utf-8", "surrogatepass")).hexdigest()[:10]


def anchored(now: str, anchors: Sequence[Anchor]) -> str:
    """`now` with each comment beside what it stood beside; at the end where that cannot be told."""
    text = cut(now)
    shown = text.shown
    found = {_digest(piece): at for at, piece in reversed(list(enumerate(shown)))}
    lines = [list(text.lines[piece.first : piece.last]) for piece in shown]
    around: list[list[str]] = [[] for _ in range(2 * len(shown) + 2)]
    least = 0
    for at, group in _grouped(anchors, found):
        lines[at] = list(with_comments(lines[at], shown[at], group))
    for anchor in anchors:
        if not anchor.amid:
            least = max(least, _position(anchor, found, len(shown)))
            around[least].append(anchor.source.strip() + "\n")
    return "".join(_put_together(text, lines, around))


def _grouped(anchors: Sequence[Anchor], found: dict[str, int]) -> Iterator[tuple[int, Piece]]:
    """All that is hidden amid one piece, as a piece that hides it."""
    amid: dict[str, list[Anchor]] = {}
    for anchor in anchors:
        if anchor.amid in found:
            amid.setdefault(anchor.amid, []).append(anchor)
    for digest, group in amid.items():
        width = min(max(anchor.column for anchor in group) + 1, 1_000)
        cells = tuple(("", tuple(one.source for one in group if one.column == column)) for column in range(width))
        yield found[digest], Piece("p", "", 0, 0, comments=tuple(one.source for one in group), cells=cells)


def _position(anchor: Anchor, found: dict[str, int], end: int) -> int:
    """An even number stands right above the piece of half of it, an odd one right below."""
    if anchor.above in found and (anchor.column < 0 or anchor.below not in found):
        return 2 * found[anchor.above] + 1
    if anchor.below in found:
        return 2 * found[anchor.below]
    return 2 * end if anchor.above else 0


def _put_together(text: Text, lines: Sequence[Sequence[str]], around: Sequence[Sequence[str]]) -> Iterator[str]:
    done = 0
    for at, piece in enumerate(text.shown):
        yield from text.lines[done : piece.first]
        yield from around[2 * at]
        yield from lines[at]
        yield from around[2 * at + 1]
        done = piece.last
    yield from text.lines[done:]
    if around[-2]:
        yield "\n"
        yield from around[-2]
