"""Findings that are accepted with a reason, as people write it: `/waive smart/measurable A3 because …`.

In a document also as `Waived: smart/measurable A3, because …` in plain sight, or as a comment, `<!-- waive … -->`.
One rule a line and at most one action: whoever accepts a gap says which. Not here: whether it holds (rules/waiver.py).
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from service.document.actions.keys import written_key
from service.document.commands import Piece, asked, pieces
from service.document.placeholders import is_placeholder
from service.document.post_mortem import Waiver

_COMMAND = re.compile(r"\s{0,3}/waive(?=[\s:])(?P<said>.*)", re.IGNORECASE | re.DOTALL)
_SENTENCE = re.compile(r"\s{0,12}(?:[-*+]\s+)?waived?(?=[\s:])(?P<said>.*)", re.IGNORECASE | re.DOTALL)
_BECAUSE = re.compile(r"\bbecause\b", re.IGNORECASE)
_RULE = re.compile(r"[a-z]+/[a-z*-]+", re.IGNORECASE)
_FILLERS = {"for", "of", "in", "on", "action"}
_MARKUP = re.compile(r"`|\*\*|__")
_LONGEST = 1_000
"""Characters of a reason that are kept."""


def read_waivers(text: str) -> tuple[str, tuple[Waiver, ...]]:
    """The text with an empty line in place of each line that waives something, and what they waive.

    They are taken out because right below a table or an item such a line would be read as a part of it.
    """
    if "waive" not in text.lower():
        return text, ()
    lines = text.split("\n")
    found = list(pieces(lines))
    seen = [waiver for piece in found if (waiver := _in_plain_sight(piece))]
    for waiver in seen:
        lines[waiver.lines[0] - 1] = ""
    return "\n".join(lines), tuple(sorted([*seen, *_in_comments(found)], key=lambda waiver: waiver.lines))


def commands(text: str) -> tuple[Waiver, ...]:
    """What a comment in a tracker asks to waive: `/waive` at the beginning of a line, outside code and quotations."""
    return tuple(_waiver(said, number) for number, said in asked(text, "waive") if said)


def _in_plain_sight(piece: Piece) -> Waiver | None:
    if piece.comment or not piece.first:
        return None
    plain = _MARKUP.sub("", piece.text)
    if match := _COMMAND.match(plain):
        return _waiver(match["said"], piece.number)
    return _sentence(piece.text, piece.number)


def _sentence(text: str, number: int) -> Waiver | None:
    """`Waived: the fee` is no waiver of ours: it has to name something like a rule."""
    match = _SENTENCE.match(_MARKUP.sub("", text))
    waiver = _waiver(match["said"], number) if match else None
    return waiver if waiver and _RULE.fullmatch(waiver.rule) else None


def _in_comments(found: Sequence[Piece]) -> Iterator[Waiver]:
    for _, lines in groupby((piece for piece in found if piece.comment), lambda piece: piece.comment):
        yield from _in_comment([line for line in lines if line.text.strip()])


def _in_comment(lines: Sequence[Piece]) -> Iterator[Waiver]:
    """A comment waives where that is its first word; a line that does not begin with it goes on with the reason."""
    said: list[tuple[int, list[str]]] = []
    for line in lines:
        text = line.text.strip().removeprefix("/")
        if _SENTENCE.match(text):
            said.append((line.number, [text]))
        elif said:
            said[-1][1].append(text)
        else:
            return
    for number, words in said:
        if waiver := _sentence(" ".join(words), number):
            yield waiver


def _waiver(said: str, number: int) -> Waiver:
    """The words behind `waive`; a reason follows the word “because”, and a mere placeholder is none."""
    before, *after = _BECAUSE.split(_MARKUP.sub("", said), maxsplit=1)
    words = [word for word in re.split(r"[\s,;:]+", before) if word]
    rule, rest = (words[0].casefold(), words[1:]) if words else ("", [])
    named = [word for word in rest if word.casefold() not in _FILLERS]
    action = " ".join(named if after else named[:1]).strip("(.)") or None
    reason = " ".join("".join(after)[:_LONGEST].split()).strip(" :,;–—-").rstrip(".")
    because = "" if is_placeholder(reason) else reason
    return Waiver(rule, action and (written_key(action) or action), because, lines=(number, number))
