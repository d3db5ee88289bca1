"""The phrases of `specific` in one language, ready to be looked for: a cheap look at single words before any pattern.

Not here: how phrases are written (language/phrases.py), or what finding one means.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property, lru_cache

from service.document.language import Language
from service.document.language.phrases import LatePattern, any_of, pattern
from service.document.language.vocabulary import Vocabulary

WORD = re.compile(r"\w+")
_ENTRY = re.compile(r"\(([^()]*)\)|[^\s()]+")
_SINGLE = re.compile(r"\w+")
_VERB = re.compile(r"\w+(?:-\w+)*")


def first_word(text: str, position: int = 0) -> str:
    match = WORD.search(text, position)
    return match[0].casefold() if match else ""


@dataclass(frozen=True, eq=False, repr=False)
class Phrases:
    """One list; its first words, or all that an ending makes of them, say quickly that nothing can be found."""

    written: tuple[str, ...]
    endings: tuple[str, ...] = ()

    @cached_property
    def single(self) -> frozenset[str]:
        """The phrases that are one word each: they need no pattern."""
        return frozenset(form for phrase in self.written if _SINGLE.fullmatch(phrase) for form in self._forms(phrase))

    @cached_property
    def longer(self) -> Mapping[str, Sequence[str]]:
        """The other phrases, by every word that they can begin with."""
        found: dict[str, list[str]] = {}
        for phrase in self.written:
            if not _SINGLE.fullmatch(phrase):
                for head in dict.fromkeys(_heads(phrase)):
                    for form in self._forms(head):
                        found.setdefault(form, []).append(phrase)
        return found

    @cached_property
    def firsts(self) -> frozenset[str]:
        """What a text must hold for anything to be found in it."""
        return self.single | self.longer.keys()

    @cached_property
    def anywhere(self) -> re.Pattern[str]:
        return pattern(self.written)

    def at(self, text: str, position: int, first: str) -> str:
        """The phrase that stands right there, where `first` is the word there; the longest one counts."""
        if first in self.longer and (match := self._beginning(first).match(text, position)):
            return match[0]
        return text[position : position + len(first)] if first in self.single else ""

    def within(self, text: str, words: frozenset[str]) -> re.Match[str] | None:
        """The first phrase of the text, of which `words` are all."""
        if self.firsts.isdisjoint(words) or not self._vocabulary.held(words):
            return None
        return self.anywhere.search(text)

    @cached_property
    def _vocabulary(self) -> Vocabulary:
        return Vocabulary({"written": self.written})

    def _beginning(self, first: str) -> re.Pattern[str]:
        """One pattern for each word that phrases begin with: the lists are long, and few of them are ever needed."""
        if first not in self._patterns:
            self._patterns[first] = pattern(tuple(self._inflected(phrase, first) for phrase in self.longer[first]))
        return self._patterns[first]

    @cached_property
    def _patterns(self) -> dict[str, re.Pattern[str]]:
        return {}

    def _forms(self, verb: str) -> Iterator[str]:
        """`drop` also as drops, dropped, dropping; it does no harm that some of the forms are no words."""
        verb = verb.casefold()
        yield verb
        for ending in self.endings:
            yield verb + ending
            yield verb + verb[-1] + ending
            if verb[-1] in "ey":
                yield verb[:-1] + ("i" if verb[-1] == "y" else "") + ending

    def _inflected(self, phrase: str, first: str) -> str:
        """`look into` as `looking into`, where that is the word that was found."""
        match = _VERB.match(phrase) if self.endings else None
        if match is None:
            return phrase
        forms = (first,) if match[0].isalnum() else tuple(self._forms(match[0]))
        return f"({'|'.join(forms)}){phrase[match.end() :]}"


def _heads(phrase: str) -> Iterator[str]:
    """The words that a phrase can begin with: `(a|an|) new` with `a`, `an` and `new`."""
    for part in _ENTRY.finditer(phrase):
        options = (part[1] if part[1] is not None else part[0]).split("|")
        yield from (word[0].casefold() for option in options if (word := WORD.search(option)))
        if part[1] is None or all(option.strip() for option in options):
            return


@dataclass(frozen=True, eq=False, repr=False)
class Lists:
    """The lists under the names that they have in a file; see `Specific` for what each is for."""

    preambles: Phrases
    articles: Phrases
    modals: Phrases
    doing: Phrases
    artefacts: Phrases
    studying: Phrases
    deciding: Phrases
    bettering: Phrases
    caring: Phrases
    endless: Phrases
    questions: Phrases
    studying_nouns: Phrases
    bettering_nouns: Phrases
    better: Phrases
    soft: Phrases
    joints: Phrases
    copulas: Phrases
    purposes: Phrases
    means: Phrases
    goals: Phrases
    contents: Phrases
    hollow: Phrases
    references: Phrases
    conjunctions: Phrases
    subordinate: Phrases
    deliverables: Phrases
    rhythms: Phrases
    watched: Phrases
    written: Phrases
    tested: Phrases
    verbs_last: bool
    amount: LatePattern
    """A number that is a goal: `under 2 seconds`, `> 80`, `from 3 to 5`."""

    @cached_property
    def fillers(self) -> frozenset[str]:
        """Words around a reference that say nothing of the work."""
        return self.references.single | self.conjunctions.single


_WITH_ENDINGS = {"doing", "studying", "deciding", "bettering", "caring", "endless"}


@lru_cache(maxsize=16)
def lists_of(language: Language) -> Lists:
    words = language.specific
    phrases = {
        field.name: Phrases(getattr(words, field.name), words.endings if field.name in _WITH_ENDINGS else ())
        for field in fields(words)
        if field.name not in ("endings", "verbs", "limits", "units")
    }
    return Lists(**phrases, verbs_last=words.verbs == "last", amount=_amount(words.limits, words.units))


def _amount(limits: Sequence[str], units: Sequence[str]) -> LatePattern:
    counted = "|".join(re.escape(unit) for unit in sorted(units, key=len, reverse=True)) or r"(?!)"
    number = r"[^\w\s]{0,2}\d[\d.,]*"
    return LatePattern(
        rf"{any_of(tuple(limits))}\s+{number}\s?-?(?:{counted})(?!\w)"
        rf"|[<>≤≥]=?\s?\d|\d\s?(?:->|→)\s?\d|(?<!\w)\d[\d.,]*\s+to\s+\d"
    )
