"""What Jira shows now, with what it cannot show put back where it was, and untouched lines as they were written.

Not here: which piece is which (matching.py), or how the written text is kept (kept.py).
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from connectors.jira.markup.keeping.matching import matched
from connectors.jira.markup.keeping.pieces import Piece, Text, cut

Seen = Callable[[str], str]
"""What of a text is left when it went to Jira and came back."""

_ENCLOSES = re.compile(r"<!--\s*\S+:(?:begin|end)\b")
_BOX = re.compile(r"^([\s>]*(?:[-*+]|\d+[.)])(?:\s+(?:[-*+]|\d+[.)]))*\s+)\[[ xX]\]")


def merged(written: str, now: str, seen: Seen) -> str:
    """Whatever people wrote is in it. Where an old spelling would read otherwise among what is new, Jira's is taken."""
    old, new = cut(written), cut(now)
    shown, as_seen = old.shown, cut(seen(written)).shown
    there = matched(shown, as_seen)
    here = matched(as_seen, new.shown)
    survivors = {at: here[there[at]] for at in there if there[at] in here}
    unchanged = {at for at in survivors if _says(as_seen[there[at]]) == _says(new.shown[survivors[at]])}
    nearly = None
    for spelled in (unchanged, set[int]()):
        body = _Merging(old, new, survivors, spelled).body()
        found = seen(body)
        if found == seen(now):
            return body
        if nearly is None and _all_said(cut(found)) == _all_said(new):
            nearly = body
    return nearly or _at_the_end(now, [old.lines[one.first : one.last] for one in old.pieces if not one.shows])


def _says(piece: Piece) -> tuple[str, str]:
    return piece.path, piece.key


def _all_said(text: Text) -> list[tuple[str, str, bool | None]]:
    """All that shows but where one quotation or list ends and the next begins, which a comment between them tells."""
    return [(piece.path, piece.key, piece.done) for piece in text.shown]


def _at_the_end(now: str, hidden: Sequence[Sequence[str]]) -> str:
    comments = "".join("".join(lines).strip() + "\n" for lines in hidden)
    return f"{now}\n{comments}" if now and comments else now + comments


@dataclass(frozen=True)
class _Entry:
    lines: Sequence[str]
    old: int | None = None
    """Which piece of the written text it is, hidden ones counted."""
    new: int | None = None
    """Which shown piece of the present text it is."""


class _Merging:
    def __init__(self, old: Text, new: Text, survivors: Mapping[int, int], spelled: set[int]) -> None:
        self._old, self._new = old, new
        self._survivors, self._spelled = survivors, spelled
        self._before = {new: old for old, new in survivors.items()}
        self._places = [at for at, piece in enumerate(old.pieces) if piece.shows]
        """Of each shown piece of the old text, its place among all."""

    def body(self) -> str:
        entries = list(self._entries())
        lines: list[str] = list(self._lead(entries[0])) if entries else []
        for at, entry in enumerate(entries):
            lines += [] if not at else self._gap(entries[at - 1], entry)
            lines += [line if line.endswith(("\n", "\r")) else line + "\n" for line in entry.lines]
        if entries and entries[-1].old == len(self._old.pieces) - 1:
            lines += self._old.lines[self._old.pieces[-1].last :]
        text = "".join(lines)
        ends = bool(self._old.lines) and self._old.lines[-1].endswith(("\n", "\r"))
        return text if ends else re.sub(r"(\r\n|\n|\r)\Z", "", text)

    def _entries(self) -> Iterator[_Entry]:
        hidden = list(self._placed())
        done = 0
        for at, piece in enumerate(self._new.shown):
            while done < len(hidden) and hidden[done][0] <= at:
                yield self._hidden(hidden[done][1])
                done += 1
            yield self._shown(at, piece)
        for _, place in hidden[done:]:
            yield self._hidden(place)

    def _hidden(self, place: int) -> _Entry:
        piece = self._old.pieces[place]
        return _Entry(self._old.lines[piece.first : piece.last], old=place)

    def _shown(self, at: int, piece: Piece) -> _Entry:
        lines = self._new.lines[piece.first : piece.last]
        before = self._before.get(at)
        if before is None:
            return _Entry(lines, new=at)
        place = self._places[before]
        old = self._old.pieces[place]
        if before not in self._spelled:
            return _Entry(with_comments(lines, piece, old), new=at)
        lines = self._old.lines[old.first : old.last]
        return _Entry(lines if old.done == piece.done else _ticked(lines, piece.done), place, at)

    def _placed(self) -> Iterator[tuple[int, int]]:
        """What is hidden on lines of its own: before which shown piece, and its place. In the order of old."""
        least = following = 0
        for place, piece in enumerate(self._old.pieces):
            if piece.shows:
                following += 1
                continue
            at = self._position(place, following)
            if at is None and _ENCLOSES.match(piece.comments[0] if piece.comments else ""):
                at = least
            if at is not None:
                least = max(least, at)
                yield least, place

    def _position(self, place: int, following: int) -> int | None:
        """Beside the neighbour to which it is joined, else beside one that is left; None where both are gone."""
        above = self._survivors.get(following - 1)
        before = 0 if not following else None if above is None else self._downwards(above + 1)
        if following == len(self._places):
            # What people add at the end of a text stands behind all that the service wrote.
            return before if before is not None else len(self._new.shown)
        behind = self._upwards(self._survivors.get(following))
        if behind is not None and self._joined(place, 1):
            return behind
        if before is not None and following and self._joined(place, -1):
            return before
        return behind if behind is not None else before

    def _upwards(self, at: int | None) -> int | None:
        """Past what is new and directly above, which is of the same list or table."""
        while at and at - 1 not in self._before and not self._new_gap(at):
            at -= 1
        return at

    def _downwards(self, at: int) -> int:
        while at < len(self._new.shown) and at not in self._before and not self._new_gap(at):
            at += 1
        return at

    def _joined(self, place: int, step: int) -> bool:
        """Whether no line lies between it and the shown piece there, but other comments."""
        pieces = self._old.pieces
        while 0 <= place + step < len(pieces):
            upper, lower = sorted((place, place + step))
            if pieces[upper].last != pieces[lower].first:
                return False
            place += step
            if pieces[place].shows:
                return True
        return False

    def _lead(self, entry: _Entry) -> Sequence[str]:
        if entry.old == 0:
            return self._old.lines[: self._old.pieces[0].first]
        return self._new.lines[: self._new.shown[0].first] if entry.new == 0 else ()

    def _gap(self, before: _Entry, entry: _Entry) -> Sequence[str]:
        if before.old is not None and entry.old is not None and entry.old == before.old + 1:
            return self._old_gap(entry.old)
        if before.new is not None and entry.new is not None:
            return self._new_gap(entry.new)
        if entry.new is None and entry.old:
            return self._old_gap(entry.old)[:1]
        if before.old is not None and before.old + 1 < len(self._old.pieces):
            return self._old_gap(before.old + 1)[:1]
        return ("\n",)

    def _old_gap(self, place: int) -> Sequence[str]:
        return self._old.lines[self._old.pieces[place - 1].last : self._old.pieces[place].first]

    def _new_gap(self, at: int) -> Sequence[str]:
        return self._new.lines[self._new.shown[at - 1].last : self._new.shown[at].first]


def _ticked(lines: Sequence[str], done: bool | None) -> list[str]:
    return [_BOX.sub(rf"\g<1>[{'x' if done else ' '}]", lines[0]), *lines[1:]]


def with_comments(lines: Sequence[str], piece: Piece, old: Piece) -> Sequence[str]:
    """The lines of now, with what was hidden amid the words of old."""
    if not old.comments or not lines:
        return lines
    if piece.cells:
        return [_row(lines[0], piece, old), *lines[1:]]
    *others, last = lines
    return [*others, f"{last.rstrip()} {' '.join(map(_on_one_line, old.comments))}\n"]


def _row(line: str, piece: Piece, old: Piece) -> str:
    prefix = line[: line.index("|")] if "|" in line else ""
    width = len(piece.cells)
    hidden: list[list[str]] = [[] for _ in range(width)]
    for at, (_, comments) in enumerate(old.cells):
        hidden[min(at, width - 1)] += map(_on_one_line, comments)
    cells = (" ".join([shown, *comments]) for (shown, _), comments in zip(piece.cells, hidden, strict=True))
    return prefix + "".join(f"| {cell} " if cell else "| " for cell in cells) + "|\n"


def _on_one_line(comment: str) -> str:
    return " ".join(comment.split())
