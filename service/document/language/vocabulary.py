"""Which lists of phrases a text may hold, told by its single words: far quicker than to try any pattern.

Not here: where a phrase stands, and whether it does (phrases.py).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

_WORD = re.compile(r"[^\W_]+")
_APART = bytes(ord(chr(code).lower()) if chr(code).isalnum() else ord(" ") for code in range(128)).ljust(256)
"""ASCII in lower case, and a blank for everything that stands between words: ten times as quick as the pattern."""
_CHOICE = re.compile(r"\(([^()]*)\)")

Needs = tuple[frozenset[str], ...]
"""What a phrase cannot do without: a word of each set."""


def words_of(text: str) -> frozenset[str]:
    """The words of a text in one case, each once."""
    return frozenset(_apart(text))


def _apart(text: str) -> Sequence[str]:
    if text.isascii():
        return text.encode().translate(_APART).decode().split()
    return _WORD.findall(text.casefold())


class Vocabulary:
    """Lists of phrases by name."""

    def __init__(self, lists: Mapping[str, Sequence[str]]) -> None:
        self._lists = lists

    def may_stand_in(self, text: str) -> bool:
        """Cheap, and false for most texts."""
        return not self._telling.isdisjoint(_apart(text))

    def held(self, words: frozenset[str]) -> frozenset[str]:
        """The names of the lists of which a phrase may stand in a text of these words; no phrase of the others does."""
        found = words & self._telling
        if not found:
            return found
        phrases = [phrase for word in found for phrase in self._phrases[word]]
        return frozenset([name for name, needs in phrases if not any(map(words.isdisjoint, needs))])

    @cached_property
    def _telling(self) -> frozenset[str]:
        return frozenset(self._phrases)

    @cached_property
    def _phrases(self) -> Mapping[str, Sequence[tuple[str, Needs]]]:
        """By its rarest word, or each of some choices, every phrase: the name of its list, and what else it needs."""
        found: dict[str, list[tuple[str, Needs]]] = {}
        for name, phrases in self._lists.items():
            for phrase in phrases:
                rarest, *others = sorted(_needs(phrase), key=_rarity, reverse=True) or [frozenset[str]()]
                for word in rarest:
                    found.setdefault(word, []).append((name, tuple(others)))
        return found


def _rarity(words: frozenset[str]) -> int:
    """The longer a word, the fewer texts hold it by chance."""
    return min(map(len, words))


def _needs(phrase: str) -> Iterator[frozenset[str]]:
    """Every word outside brackets, and for brackets the longest word of one of their choices."""
    if phrase.isalnum():
        yield frozenset((phrase.casefold(),))
        return
    folded = phrase.casefold()
    for word in _WORD.findall(_CHOICE.sub(" ", folded)):
        yield frozenset((word,))
    for choices in _CHOICE.findall(folded):
        longest = [max(_WORD.findall(choice), key=len, default="") for choice in choices.split("|")]
        if all(longest):
            yield frozenset(longest)
