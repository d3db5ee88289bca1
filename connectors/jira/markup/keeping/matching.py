"""Which pieces of one text are those of another: the same, or the same with other words.

Not here: what is made of it (merging.py).
"""

from collections.abc import Hashable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import TypeVar

from connectors.jira.markup.keeping.pieces import Piece

_MOST_COMPARED = 600
"""Pieces of a changed stretch that are compared one with the other; beyond, only beginning and end are."""

_ALIKE = 0.5

T = TypeVar("T", bound=Hashable)


def matched(old: Sequence[Piece], new: Sequence[Piece]) -> dict[int, int]:
    """For pieces of the old text the piece of the new one, in the same order on both sides."""
    found: dict[int, int] = {}
    for kind, a, b, c, d in stretches([_key(piece) for piece in old], [_key(piece) for piece in new]):
        if kind == "equal":
            found.update(zip(range(a, b), range(c, d), strict=True))
        else:
            found.update(_reworded(old, new, range(a, b), range(c, d)))
    return found


def _key(piece: Piece) -> tuple[str, str]:
    return piece.path, piece.key


def stretches(old: Sequence[T], new: Sequence[T]) -> Iterator[tuple[str, int, int, int, int]]:
    """As difflib's opcodes; what is the same at both ends is set aside, for the rest takes the square of its length."""
    most = min(len(old), len(new))
    head = next((at for at in range(most) if old[at] != new[at]), most)
    tail = next((at for at in range(most - head) if old[-1 - at] != new[-1 - at]), most - head)
    yield "equal", 0, head, 0, head
    inner_old, inner_new = old[head : len(old) - tail], new[head : len(new) - tail]
    if len(inner_old) <= _MOST_COMPARED and len(inner_new) <= _MOST_COMPARED:
        for kind, a, b, c, d in SequenceMatcher(None, inner_old, inner_new, autojunk=False).get_opcodes():
            yield kind, a + head, b + head, c + head, d + head
    yield "equal", len(old) - tail, len(old), len(new) - tail, len(new)


def _reworded(old: Sequence[Piece], new: Sequence[Piece], before: range, now: range) -> Iterator[tuple[int, int]]:
    """As many as there were: one for one where they are of a kind. Otherwise those that are alike, in order."""
    if len(before) == len(now):
        yield from ((a, b) for a, b in zip(before, now, strict=True) if _kind(old[a]) == _kind(new[b]))
        return
    free = now.start
    for a in before:
        b = next((at for at in range(free, min(now.stop, free + 20)) if _alike(old[a], new[at])), None)
        if b is not None:
            yield a, b
            free = b + 1


def _kind(piece: Piece) -> str:
    return piece.path[-1:]


def _alike(one: Piece, other: Piece) -> bool:
    if one.path != other.path:
        return False
    matcher = SequenceMatcher(None, one.key[:400], other.key[:400], autojunk=False)
    return matcher.quick_ratio() > _ALIKE and matcher.ratio() > _ALIKE
