"""Whether a sentence before a list announces what will be done, or reports what was: `We will:`, `The causes were:`."""

import re
from dataclasses import dataclass
from functools import lru_cache

from service.document.language import Languages
from service.document.language.phrases import pattern

_LAST_SENTENCE = re.compile(r"(?:^|(?<=[.!?])\s)(?P<last>[^.!?]{1,400})$")


@dataclass(frozen=True)
class Announcing:
    announced: re.Pattern[str]
    planned: re.Pattern[str]
    reported: re.Pattern[str]
    promised: re.Pattern[str]

    def announces(self, text: str) -> bool:
        """Outside of any section on actions: a sentence that can only be followed by what will be done."""
        return text.rstrip().endswith(":") and bool(self.announced.search(_last(text)))

    def promises(self, text: str) -> bool:
        return bool(self.promised.search(text))

    def reports(self, text: str) -> bool:
        """In a section on actions: a sentence that is followed by what was found, not by what will be done."""
        last = _last(text)
        return bool(self.reported.search(last)) and not self.planned.search(last)


def _last(text: str) -> str:
    match = _LAST_SENTENCE.search(text.strip())
    return match["last"] if match else text[-400:]


@lru_cache(maxsize=8)
def announcing(languages: Languages) -> Announcing:
    lists = [language.lists for language in languages.all]
    return Announcing(
        pattern(tuple(phrase for one in lists for phrase in one.announced)),
        pattern(tuple(phrase for one in lists for phrase in one.planned)),
        pattern(tuple(phrase for one in lists for phrase in one.reported)),
        pattern(tuple(phrase for one in lists for phrase in one.promised)),
    )
