"""Which of the loaded languages a text is written in: the one whose common words it uses most."""

import re
from collections import Counter

from service.document.language.values import Language, Languages

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_SAMPLE = 20_000
"""Characters that are looked at; a language shows in the first paragraphs."""


def language_of(text: str, languages: Languages) -> Language:
    if len(languages.all) == 1:
        return languages.default
    counted = Counter(word.casefold() for word in _WORD.findall(text[:_SAMPLE]))
    return max(languages.all, key=lambda language: sum(counted[word] for word in language.common_words))
