"""Whether two sentences say the same in nearly the same words.

Not here: which sentences are compared (rules/cause, causes/).
"""

import re
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_EMPTY = frozenset((
    "a", "an", "the", "of", "to", "in", "on", "at", "for", "from", "with", "by", "and", "or", "was", "were",
    "is", "are", "be", "been", "has", "had", "have", "it", "its", "that", "this", "our", "we", "as", "due",
    "because", "which", "then", "so", "there",
))  # fmt: skip
_LONGEST = 600
_NEARLY = 0.92
"""Of the letters of two sentences, in their order; from this on only an ending or a spelling differs."""


@lru_cache(maxsize=1024)
def content_words(text: str) -> tuple[str, ...]:
    """The words that carry the meaning, each cut to its stem."""
    found = _WORD.findall(text[:_LONGEST].casefold())
    return tuple(_stem(word) for word in found if word not in _EMPTY)


def _stem(word: str) -> str:
    for ending in ("ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def alike(one: str, other: str) -> bool:
    """True for equal sentences, and for those that differ in an article, an ending or one word of many."""
    left, right = content_words(one), content_words(other)
    if not left or not right:
        return False
    if left == right:
        return True
    if min(len(left), len(right)) < 3 or max(len(left), len(right)) > 1.5 * min(len(left), len(right)):
        return False
    known, said = set(left), set(right)
    shared = len(known & said)
    if shared / len(known | said) >= 0.8:
        return True
    return shared >= 3 and _nearly_equal(" ".join(left), " ".join(right))


def _nearly_equal(one: str, other: str) -> bool:
    """The lengths tell of most sentences that they are not; comparing letters takes a hundred times as long."""
    if 2 * min(len(one), len(other)) < _NEARLY * (len(one) + len(other)):
        return False
    from difflib import SequenceMatcher

    matcher = SequenceMatcher(None, one, other)
    return matcher.quick_ratio() >= _NEARLY and matcher.ratio() >= _NEARLY


def overlap(question: str, answer: str) -> bool:
    """Whether a question takes up what an answer said."""
    asked, said = set(content_words(question)) - {"why", "did", "not", "do"}, set(content_words(answer))
    return bool(asked) and len(asked & said) / len(asked) >= 0.34
