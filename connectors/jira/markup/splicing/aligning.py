"""Which pieces of a text in Jira stay as they are when it is to say something else, and where what is new goes.

Not here: what a piece is (documents.py, wiki.py).
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from connectors.jira.markup.keeping.matching import stretches

_TOP, _END = -1, -2
_MOST_TRIED = 20
"""Old pieces that a new one is compared with."""
_MOST_REWORDED = 200
"""Containers in one text that are spliced themselves."""


@dataclass(frozen=True)
class Entry:
    """One piece of what is written: the present one, the wanted one, or, given both, the present one reworded."""

    present: int | None = None
    wanted: int | None = None
    """Of one that stays as well: the first of those it stands for. None where it shows nothing."""
    stays: bool = False


Alike = Callable[[int, int], bool]
"""Whether a present and a wanted piece are one container, with other things in it."""


def aligned(present: Sequence[Sequence[str]], wanted: Sequence[str], alike: Alike) -> list[Entry]:
    """`present` has for each piece all that it says, as it would be wanted; what says nothing shows nothing."""
    entries = _reworded(_staying(present, wanted), present, alike)
    return list(_with_silent(entries, present))


def _staying(present: Sequence[Sequence[str]], wanted: Sequence[str]) -> list[Entry]:
    """A piece stays when all that it says is wanted, in a row."""
    where = _matched([said for piece in present for said in piece], wanted)
    stays: dict[int, int] = {}
    first = 0
    for at, piece in enumerate(present):
        start = where.get(first)
        if piece and start is not None and all(where.get(first + n) == start + n for n in range(len(piece))):
            stays[start] = at
        first += len(piece)
    entries: list[Entry] = []
    done = 0
    while done < len(wanted):
        kept = stays.get(done)
        entries.append(Entry(wanted=done) if kept is None else Entry(kept, done, stays=True))
        done += 1 if kept is None else len(present[kept])
    return entries


def _matched(old: Sequence[str], new: Sequence[str]) -> dict[int, int]:
    found: dict[int, int] = {}
    for kind, a, b, c, d in stretches(old, new):
        if kind == "equal":
            found.update(zip(range(a, b), range(c, d), strict=True))
    return found


def _reworded(entries: list[Entry], present: Sequence[Sequence[str]], alike: Alike) -> list[Entry]:
    """Between two that stay, what is new takes the containers of what is old, in order."""
    fixed = [-1, *(entry.present for entry in entries if entry.present is not None), len(present)]
    free = [[at for at in range(a + 1, b) if present[at]] for a, b in pairwise(fixed)]
    found: list[Entry] = []
    gap = reworded = 0
    for entry in entries:
        if entry.present is not None or entry.wanted is None:
            gap += 1
            found.append(entry)
            continue
        near = free[gap][:_MOST_TRIED] if reworded < _MOST_REWORDED else []
        place = next((n for n, at in enumerate(near) if alike(at, entry.wanted)), None)
        found.append(entry if place is None else Entry(free[gap][place], entry.wanted))
        if place is not None:
            free[gap] = free[gap][place + 1 :]
            reworded += 1
    return found


def _with_silent(entries: list[Entry], present: Sequence[Sequence[str]]) -> Iterator[Entry]:
    """What shows nothing stays beside the neighbour above it or else below, and goes when both have gone."""
    speaking = [at for at, said in enumerate(present) if said]
    there = {entry.present for entry in entries if entry.present is not None}
    above: dict[int | None, list[Entry]] = {}
    below: dict[int | None, list[Entry]] = {}
    for at in (at for at, said in enumerate(present) if not said):
        place = bisect_left(speaking, at)
        over = speaking[place - 1] if place else _TOP
        under = speaking[place] if place < len(speaking) else _END
        if over in there or (over == _TOP and under not in there):
            below.setdefault(over, []).append(Entry(at, stays=True))
        elif under in there or under == _END:
            above.setdefault(under, []).append(Entry(at, stays=True))
    yield from below.get(_TOP, ())
    for entry in entries:
        at_home = entry.present is not None
        yield from above.get(entry.present, ()) if at_home else ()
        yield entry
        yield from below.get(entry.present, ()) if at_home else ()
    yield from above.get(_END, ())
