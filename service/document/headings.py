"""Which section a heading or a label names, by the words that config/rules/ has for each.

Not here: where a section begins and ends (outline.py).
"""

import re
from dataclasses import dataclass, fields
from enum import StrEnum
from functools import lru_cache

from service.document.language import Languages
from service.document.language.phrases import pattern
from service.document.language.values import Headings
from service.document.post_mortem import Section


class Other(StrEnum):
    """A heading that is known, and is no section that anything is asked of."""

    OTHER = "other"


Named = Section | Other

_LONGEST, _MOST_WORDS = 70, 9
"""A longer heading is a sentence, and names nothing by the words that it contains."""
_JOINT = re.compile(r"\s(?:and|und|&|\+)\s|\s?[/,]\s?", re.IGNORECASE)
_IN_ORDER = ("went_well", "other", "actions", "root_cause", "lessons", "timeline", "impact", "summary")
"""Root cause remediations are actions; what went well and where we were lucky tells what went well."""


@dataclass(frozen=True)
class Names:
    """What the headings of all loaded languages mean."""

    whole: dict[str, Named]
    within: tuple[tuple[re.Pattern[str], Named], ...]

    def by_label(self, words: str) -> Named | None:
        """The section that is named by these words and no others."""
        return self.whole.get(_normalised(words)) if len(words) <= _LONGEST else None

    def several(self, words: str) -> frozenset[Named]:
        """The sections of `Lessons learned & action items`, where each part is a name by itself."""
        parts = [part for part in _JOINT.split(words[: 2 * _LONGEST]) if part.strip()]
        named = [self.by_label(part) for part in parts]
        return frozenset(one for one in named if one) if len(parts) > 1 and all(named) else frozenset()

    def by_heading(self, words: str) -> Named | None:
        """Looser, so for headings alone: a label in running text must be one of the listed words."""
        words = _normalised(words[: 2 * _LONGEST])
        if words in self.whole or len(words) > _LONGEST or len(words.split()) > _MOST_WORDS:
            return self.whole.get(words)
        return next((named for phrases, named in self.within if phrases.search(words)), None)


@lru_cache(maxsize=8)
def names(languages: Languages) -> Names:
    whole = {
        _normalised(words): _named(field.name)
        for language in languages.all
        for field in fields(Headings)
        for words in getattr(language.headings, field.name)
    }
    within = tuple(
        (pattern(phrases), _named(key))
        for key in _IN_ORDER
        if (phrases := tuple(phrase for one in languages.all for phrase in getattr(one.headings_with, key)))
    )
    return Names(whole, within)


def _named(key: str) -> Named:
    return Other.OTHER if key == Other.OTHER else Section(key)


@lru_cache(maxsize=1024)
def _normalised(words: str) -> str:
    """How headings are compared: no numbering, emphasis, emoji, brackets or end marks; one case."""
    words = words.casefold().replace("’", "'").replace("&", " and ")
    words = re.sub(r":[a-z][\w+-]{1,30}:", " ", words)
    words = re.sub(r"\((?!s\))[^()]*\)|\[[^\[\]]*\]", " ", words)
    words = re.sub(r"^[\W_]*(?:(?:\d+|[ivx]+)[.):]\s*)*", "", words)
    words = re.sub(r"[^\w')]+$", "", words)
    return re.sub(r"\s*[/_]\s*|\s+", " ", words).strip()
