"""An action taken apart into clauses: its sentences, what stands before and after a colon or a dash, its details.

Not here: what a clause says (opening.py, outcome.py).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from service.document.language.phrases import LatePattern

_LONGEST = 2_000
"""What stands further back is background, and no outcome."""
_END = LatePattern(
    r"(?<=[.!?;])(?<!e\.g\.)(?<!i\.e\.)\s+|(:)(?:\s+|$)|\s+([–—-])+\s+|\s*\n\s*|\s*\|\s*|(?<=[a-z0-9)])\s+(?=(?:We|We've|We're|This|It|Our|I)\s)",
    re.NOFLAG,
)
_SIGN = re.compile(r"[.:;?!|\n–—-]|\s(?:We|This|It|Our|I)")
"""Without any of these there is but one clause, which is cheaper to see."""
_BRACKETS = LatePattern(r"\(([^()]{3,300})\)")
_AROUND = ' \t\n.,;:!–—-*_|{}[]()/"“”'


@dataclass(frozen=True, slots=True)
class Clause:
    text: str
    leads: bool = False
    """True before a colon or a dash: it may be no more than the topic of what follows."""


def main_clauses(title: str) -> list[Clause]:
    """The clauses of the title in order; one that asks keeps its question mark."""
    return list(_clauses(title[:_LONGEST]))


def details(title: str, text: str) -> list[Clause]:
    """What the action says besides its title: in brackets, and in nested bullets and cells."""
    inside = _BRACKETS.compiled.findall(title[:_LONGEST]) if "(" in title else []
    return [clause for part in (*inside, _behind(title, text)) for clause in _clauses(part)]


def _clauses(text: str) -> Iterator[Clause]:
    if _SIGN.search(text) is None:
        if said := text.strip(_AROUND):
            yield Clause(said)
        return
    start = 0
    for end in _END.compiled.finditer(text):
        if said := text[start : end.start()].strip(_AROUND):
            yield Clause(said, leads=end.lastindex is not None)
        start = end.end()
    if said := text[start:].strip(_AROUND):
        yield Clause(said)


def _behind(title: str, text: str) -> str:
    """The text without the sentence that the title was made of."""
    text = text[: len(title) + _LONGEST]
    for known in (title, title[-24:]):
        at = text.casefold().find(known.casefold())
        if at >= 0:
            return text[at + len(known) :]
    return ""
