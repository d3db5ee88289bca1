"""The sentences of a document in which some words may stand, and the places in them. Not here: what the words mean."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from service.document.language.phrases import pattern
from service.document.language.values import Words
from service.document.post_mortem import Lines, Passage, PostMortem, Where
from service.document.spoken import HIDDEN, spoken

Span = tuple[int, int]
"""First place and the one behind the last, in a sentence."""


_FAR = 400
"""Characters; what stands further off in a sentence says nothing about some words of it."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A part of a passage up to a full stop, a semicolon or the border of a cell."""

    text: str
    """What is said: code and quotations are blanked, and everything keeps its place."""
    written: str
    """The same as it stands in the document."""
    lines: Lines
    passage: Passage

    folded: str
    """The text in one case."""

    def may_hold(self, *phrases: Words) -> bool:
        """False where none of the phrases can match; much quicker than to try."""
        return any(word in self.folded for word in _needed(phrases))

    def at(self, span: Span) -> Lines:
        """The lines of some words of it."""
        first, last = (self.lines[0] + self.text.count("\n", 0, end) for end in (span[0], max(span[0], span[1] - 1)))
        return min(first, self.lines[1]), min(last, self.lines[1])

    def before(self, span: Span) -> str:
        """What stands in front of some words in the same clause."""
        return _CLAUSES.split(self.text[max(0, span[0] - _FAR) : span[0]])[-1]

    def part(self, span: Span, turns: Words) -> str:
        """The part around some words that goes from one turn of the sentence, such as "but", to the next."""
        first, last = max(0, span[0] - _FAR), min(len(self.text), span[1] + _FAR)
        for turn in pattern(turns).finditer(self.text, first, last):
            if turn.end() <= span[0]:
                first = turn.end()
            elif turn.start() >= span[1]:
                last = turn.start()
                break
        return self.text[first:last]


def sentences(post_mortem: PostMortem, *phrases: Words) -> Iterator[Sentence]:
    """Those of all passages that hold a word which one of the phrases cannot do without.

    Most documents hold few such words, so the whole of the text is asked for each of them before any passage is.
    """
    passages = post_mortem.passages
    whole = "\n".join(passage.source for passage in passages).casefold()
    words = [word for word in _needed(phrases) if word in whole]
    for passage in passages if words else ():
        folded = passage.source.casefold()
        if any(word in folded for word in words):
            yield from (sentence for sentence in _of(passage) if any(word in sentence.folded for word in words))


_CLAUSES = re.compile(r"[,;:–—(]")
_END = re.compile(r"[.!?]+(?=[\s)\]'\"”’*_]|$)|;|\|")
_PIPE = re.compile(r"(?<!\\)\|")


def _of(passage: Passage) -> Iterator[Sentence]:
    said = spoken(passage.source)
    if passage.where is Where.CELL:
        said = _with_borders(said, passage.source)
    start, line = 0, passage.lines[0]
    for end in (*(match.end() for match in _END.finditer(said)), len(said)):
        if said[start:end].strip():
            text = said[start:end]
            yield Sentence(text, passage.source[start:end], (line, passage.lines[1]), passage, text.casefold())
        line += said.count("\n", start, end)
        start = end


def _with_borders(said: str, source: str) -> str:
    """The borders of cells, which are blanked as marks, are where a sentence ends."""
    characters = list(said)
    for border in _PIPE.finditer(source):
        if said[border.start()] != HIDDEN:
            characters[border.start()] = "|"
    return "".join(characters)


@lru_cache(maxsize=64)
def _needed(phrases: Sequence[Words]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for listed in phrases for phrase in listed for word in _without_which_not(phrase)))


def _without_which_not(phrase: str) -> tuple[str, ...]:
    """A word of the phrase that stands in every text which it matches, or one for each of some choices.

    The longer a word, the fewer texts hold it by chance.
    """
    groups = [group.split("|") for group in re.findall(r"\(([^()]*)\)", phrase)]
    ways = [[_longest(re.sub(r"\([^()]*\)", " ", phrase))]]
    ways += [[_longest(choice) for choice in group] for group in groups]
    best = max(ways, key=lambda words: min(map(len, words)))
    return tuple(best) if all(best) else ()


def _longest(words: str) -> str:
    return max(re.findall(r"[^\W_]+", words.casefold()), key=len, default="")
