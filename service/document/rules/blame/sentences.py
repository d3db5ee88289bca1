"""The sentences of a document in which some words may stand, and the places in them. Not here: what the words mean."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from service.document.language import Language
from service.document.language.phrases import pattern
from service.document.language.values import Words
from service.document.language.vocabulary import Vocabulary, words_of
from service.document.markdown.spoken import HIDDEN, spoken
from service.document.post_mortem import Lines, Passage, PostMortem, Where

Span = tuple[int, int]
"""First place and the one behind the last, in a sentence."""


_FAR = 400
"""Characters; what stands further off in a sentence says nothing about some words of it."""

_LOOKED_FOR = (
    "lapses", "failings", "unmeant", "by_mistake", "fault_of", "faults", "negligence", "errors", "should_have",
    "counterfactuals", "reproaches", "if_only", "consequences", "modal_heads", "why", "why_not", "why_else", "who",
    "who_alone",
)  # fmt: skip
"""The lists of a language's `blame`, of which every sentence that any of the rules is about holds a phrase."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A part of a passage up to a full stop, a semicolon or the border of a cell."""

    text: str
    """What is said: code and quotations are blanked, and everything keeps its place."""
    written: str
    """The same as it stands in the document."""
    lines: Lines
    passage: Passage
    words: frozenset[str]
    """Those of the text, in one case."""
    held: frozenset[str]
    """The lists of which it may hold a phrase, by the names that they have in a language's `blame`."""

    def may_hold(self, *lists: str) -> bool:
        """False where no phrase of the lists can match; much quicker than to try."""
        return not self.held.isdisjoint(lists)

    def at(self, span: Span) -> Lines:
        """The lines of some words of it."""
        breaks = _breaks(self.text)
        first, last = (self.lines[0] + bisect_left(breaks, end) for end in (span[0], max(span[0], span[1] - 1)))
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


@lru_cache(maxsize=4)
def _breaks(text: str) -> tuple[int, ...]:
    """Where the lines of a text end; remembered, because a long sentence may be asked for thousands of places."""
    return tuple(match.start() for match in re.finditer("\n", text))


class _Latest:
    """The document that was taken apart last: three rules ask for its sentences, one after the other."""

    found: tuple[Sequence[Passage], Language, tuple[Sentence, ...]] | None = None


def sentences(post_mortem: PostMortem, language: Language) -> tuple[Sentence, ...]:
    """Those of all passages that may hold a phrase which one of the rules is about."""
    latest = _Latest.found
    if latest is None or latest[0] is not post_mortem.passages or latest[1] is not language:
        told = tuple(_telling(post_mortem.passages, _vocabulary(language)))
        _Latest.found = latest = (post_mortem.passages, language, told)
    return latest[2]


def _telling(passages: Sequence[Passage], vocabulary: Vocabulary) -> Iterator[Sentence]:
    """Few passages hold such a phrase: only those are taken apart."""
    for passage in passages:
        if vocabulary.may_stand_in(passage.source) and vocabulary.held(words_of(passage.source)):
            yield from (sentence for sentence in _of(passage, vocabulary) if sentence.held)


@lru_cache(maxsize=16)
def _vocabulary(language: Language) -> Vocabulary:
    return Vocabulary({name: getattr(language.blame, name) for name in _LOOKED_FOR})


_CLAUSES = re.compile(r"[,;:–—(]")
_END = re.compile(r"(?<![.!?])[.!?]+(?=[\s)\]'\"”’*_]|$)|;|\|")
_PIPE = re.compile(r"(?<!\\)\|")


def _of(passage: Passage, vocabulary: Vocabulary) -> Iterator[Sentence]:
    said = spoken(passage.source)
    if passage.where is Where.CELL:
        said = _with_borders(said, passage.source)
    start, line = 0, passage.lines[0]
    for end in (*(match.end() for match in _END.finditer(said)), len(said)):
        text = said[start:end]
        words = words_of(text)
        yield Sentence(
            text, passage.source[start:end], (line, passage.lines[1]), passage, words, vocabulary.held(words)
        )
        line += text.count("\n")
        start = end


def _with_borders(said: str, source: str) -> str:
    """The borders of cells, which are blanked as marks, are where a sentence ends."""
    characters = list(said)
    for border in _PIPE.finditer(source):
        if said[border.start()] != HIDDEN:
            characters[border.start()] = "|"
    return "".join(characters)
