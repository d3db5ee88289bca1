"""The patterns by which an answer is known to end in what people did, or in a bug, in one language.

Not here: what is said about it (people.py), or the words (config/rules/, under `causes`).
"""

from dataclasses import dataclass
from functools import lru_cache

from service.document.language import Language
from service.document.language.phrases import LatePattern, any_of
from service.document.language.vocabulary import Vocabulary, words_of

_OF_PEOPLE = ("failings", "oversights", "slips", "misses")
_OF_BUGS = ("bugs", "buggy")
_REACH = 60
"""Characters in front of the words within which a denial is about them."""
_NAME = "(?-i:[A-Z][a-zà-ÿ]+(?:\\s[A-Z][a-zà-ÿ]+)?)"


@dataclass(frozen=True, eq=False, repr=False)
class Endings:
    vocabulary: Vocabulary
    failing: LatePattern
    oversight: LatePattern
    by_one: LatePattern
    """One person, and behind it as `did` what only people do, or machines too."""
    by_any: LatePattern
    """A group or a name, and behind it as `did` what only people do."""
    name_within: LatePattern
    """Where another name begins in what was done."""
    bug: LatePattern
    has_bug: LatePattern
    denied: LatePattern
    denied_behind: LatePattern
    reasoned: LatePattern

    def may_blame(self, text: str) -> bool:
        """False where none of the patterns for people can match; much quicker than to try."""
        return not self.vocabulary.held(words_of(text)).isdisjoint(_OF_PEOPLE)

    def may_be_bug(self, text: str) -> bool:
        return not self.vocabulary.held(words_of(text)).isdisjoint(_OF_BUGS)

    def holds(self, sentence: str, start: int, end: int) -> bool:
        """Whether the words are neither denied nor explained around these places."""
        before, behind = sentence[max(0, start - _REACH) : start], sentence[end:]
        denied = self.denied.compiled.search(before) or self.denied_behind.compiled.match(behind)
        return not denied and not self.reasoned.compiled.search(behind)


@lru_cache(maxsize=16)
def endings_of(language: Language) -> Endings:
    causes = language.causes
    article, people, slips = any_of(causes.articles), any_of(causes.people), any_of(causes.slips)
    one = (
        rf"(?:{article}\s+)?(?:[\w-]+\s+){{0,2}}?{people}(?:\s+{any_of(causes.at_work)})?|@[\w/-]+"
        rf"|{any_of(causes.one_of)}(?:\s+(?:[\w-]+\s+)?{any_of(causes.several)})?"
    )
    name = _NAME if causes.names == "capitalised" else any_of(language.blame.names)
    between, bugs = rf"(?:{any_of(causes.between)}\s+)?", any_of(causes.bugs)
    place = rf"{any_of(causes.places)}(?:\s+(?!{any_of(causes.explaining)})[^\s,;:.]{{1,30}}){{1,6}}"
    return Endings(
        Vocabulary({name: getattr(causes, name) for name in (*_OF_PEOPLE, *_OF_BUGS)}),
        failing=LatePattern(rf"(?<!-){any_of(causes.failings)}(?!-)"),
        oversight=LatePattern(rf"(?:{article}\s+)?(?:\w+\s+)?{any_of(causes.oversights)}"),
        by_one=LatePattern(rf"(?<![\w-])(?:{one})\s+{between}(?P<did>{any_of((*causes.slips, *causes.misses))})"),
        by_any=LatePattern(rf"(?<![\w-])(?:{any_of(causes.groups)}|{name})\s+(?-i:{between}(?P<did>{slips}))"),
        name_within=LatePattern(rf"\s(?:@|(?-i:{any_of(causes.addressing)}\s+(?=[A-Z][a-zà-ÿ]))).*$"),
        bug=LatePattern(
            rf"(?:{any_of(causes.presenting)}\s+)?(?:{any_of(causes.due_to)}\s+)?(?:{article}\s+)?(?:[\w-]+\s+){{0,2}}?"
            rf"{bugs}(?:\s+{place})?"
        ),
        has_bug=LatePattern(
            rf"[^,;:.]{{1,60}}?\s(?:{any_of(causes.buggy)}|{any_of(causes.having)}\s+(?:{article}\s+)?(?:[\w-]+\s+)?"
            rf"{bugs}(?:\s+{any_of(causes.inside)})?)"
        ),
        denied=LatePattern(any_of(causes.denials)),
        denied_behind=LatePattern(rf"\W*{any_of(causes.denials_behind)}"),
        reasoned=LatePattern(rf"{any_of(causes.reasons)}|,\s+{any_of(causes.reasons_after_comma)}\s"),
    )
