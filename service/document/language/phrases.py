"""Phrases as people write them in a file of config/rules/ to one pattern.

A phrase is words that stand next to each other, in any case. `…` between words stands for up to five other words of
the same sentence, `*` for exactly one, `(a|b)` for a or b; `(a|)` for a or nothing. An apostrophe is straight or
curly, a hyphen may be a space. Everything else is taken as it stands, so that no phrase can be a slow pattern.
"""

import re
from collections.abc import Sequence
from functools import cached_property, lru_cache

_PART = re.compile(r"\s*(…|\.\.\.|\*|\([^()]*\)|[^\s()*…]+)")
_APOSTROPHE = "['’]"
_SPACE = r"\s+"
_ANY = r"(?:[^\s.!?;:]+\s+){0,5}?"
_ONE = r"[^\s.!?;:]+"


@lru_cache(maxsize=256)
def pattern(phrases: Sequence[str]) -> re.Pattern[str]:
    """Matches any of the phrases, the longest first; with no phrases, nothing."""
    return re.compile(any_of(phrases), re.IGNORECASE)


@lru_cache(maxsize=256)
def any_of(phrases: Sequence[str]) -> str:
    """The same as a piece of a longer pattern, which costs no compiling of its own."""
    if not phrases:
        return r"(?!)"
    ordered = sorted(phrases, key=len, reverse=True)
    return rf"(?<!\w)(?:{'|'.join(_source(phrase) for phrase in ordered)})(?!\w)"


def _source(phrase: str) -> str:
    """`should (not|) have` -> `should(?:\\s+(?:not))?\\s+have`."""
    source = glue = ""
    for part in _PART.findall(phrase):
        if part in ("…", "..."):
            source, glue = source + glue + _ANY, ""
        elif not part.startswith("("):
            source, glue = source + glue + (_ONE if part == "*" else _literal(part)), _SPACE
        else:
            words = "|".join(_source(option) for option in part[1:-1].split("|") if option.strip())
            optional = any(not option.strip() for option in part[1:-1].split("|"))
            if optional and not glue:
                source += f"(?:(?:{words}){_SPACE})?"
            else:
                source, glue = source + f"(?:{glue}(?:{words}))" + "?" * optional, _SPACE
    return source


def _literal(word: str) -> str:
    return re.sub("['’]", _APOSTROPHE, re.escape(word).replace(r"\-", r"[-\s]"))


class LatePattern:
    """A pattern that is compiled when it is first used; compiling all of them would take most of a short check."""

    def __init__(self, source: str, flags: re.RegexFlag = re.IGNORECASE) -> None:
        self.source, self.flags = source, flags

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        return re.compile(self.source, self.flags)
