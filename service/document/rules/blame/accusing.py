"""Where a sentence accuses a person: the person and the accusing words, in each order in which people write them.

Not here: what is said about it (person.py).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from service.document.language import Language
from service.document.language.phrases import LatePattern, any_of, pattern
from service.document.language.values import Blame
from service.document.post_mortem import Section
from service.document.rules.blame.persons import Kind, Persons, may_name_somebody, persons_of
from service.document.rules.blame.sentences import Sentence, Span


@dataclass(frozen=True, slots=True)
class Accusation:
    span: Span
    act: Span | None = None
    """Of the words for what a person did, where they stand behind it."""
    error: bool = False
    """True where an error of people is named, and no person."""
    unmeant: bool = False
    """True where the words are an adverb, and the verb follows."""


def accusations(sentence: Sentence, language: Language, own: frozenset[str]) -> Iterator[Accusation]:
    """`own` are the people of the document; those of one sentence may overlap."""
    blame = language.blame
    if sentence.may_hold(*_OF_SOMEBODY) and may_name_somebody(sentence, language, own):
        yield from _of_somebody(sentence, language, own)
    for match in pattern(blame.negligence).finditer(sentence.text) if sentence.may_hold("negligence") else ():
        if not _is_harmless(sentence, match.start(), blame):
            yield Accusation(match.span(), error=True)
    if sentence.may_hold("errors") and (alone := _alone(sentence, language)):
        yield Accusation(alone, error=True)


_NOT_MEANT = ("unmeant", "by_mistake")
_OF_SOMEBODY = ("lapses", "failings", *_NOT_MEANT, "fault_of", "faults")
"""Lists of words that accuse only next to a person."""


def _of_somebody(sentence: Sentence, language: Language, own: frozenset[str]) -> Iterator[Accusation]:
    patterns = _patterns(language)
    if sentence.may_hold("lapses", "failings", "unmeant"):
        yield from _active(sentence, language, own)
    if sentence.may_hold("by_mistake"):
        yield from _by_mistake(sentence, language, own)
    for lists, order in patterns.undergone:
        if sentence.may_hold(*lists):
            yield from _undergone(order.compiled, sentence, language, own)


def _is_harmless(sentence: Sentence, at: int, blame: Blame) -> bool:
    return bool(pattern(blame.harmless).match(sentence.text, at))


def _active(sentence: Sentence, language: Language, own: frozenset[str]) -> Iterator[Accusation]:
    """`Bob forgot to …`, `an engineer accidentally deleted …`."""
    patterns = _patterns(language)
    for match in patterns.active.compiled.finditer(sentence.text):
        who = patterns.persons.found(match, own)
        if who is None or _is_harmless(sentence, match.start("act"), language.blame):
            continue
        if not match["lapse"] and (who.kind is Kind.DOUBTFUL or match["relative"]):
            continue
        if match["unmeant"] and not _happened(sentence, match.end(), language):
            continue
        yield Accusation((who.span[0], match.end()), match.span("act"), unmeant=bool(match["unmeant"]))
    for match in patterns.coordinate.compiled.finditer(sentence.text) if sentence.may_hold("lapses") else ():
        if who := patterns.persons.found(match, own):
            yield Accusation((who.span[0], match.end()), match.span("act"))


def _happened(sentence: Sentence, end: int, language: Language) -> bool:
    """Whether the verb behind the adverb is in the past: the present tells of what could happen, but in a timeline."""
    in_timeline = sentence.passage.section is Section.TIMELINE
    return in_timeline or bool(_past(language).match(sentence.text, end))


def _by_mistake(sentence: Sentence, language: Language, own: frozenset[str]) -> Iterator[Accusation]:
    """`she deleted it by mistake`."""
    patterns = _patterns(language)
    for match in patterns.by_mistake.compiled.finditer(sentence.text):
        who = patterns.persons.found(match, own)
        if who and who.kind is Kind.SURE:
            yield Accusation((who.span[0], match.end()))


def _undergone(
    order: re.Pattern[str], sentence: Sentence, language: Language, own: frozenset[str]
) -> Iterator[Accusation]:
    """`was accidentally deleted by an engineer`, `caused by an engineer`, `Bob's fault`."""
    for match in order.finditer(sentence.text):
        who = _patterns(language).persons.found(match, own, acts=False)
        harmless = _is_harmless(sentence, match.start("act"), language.blame)
        anybody = "whose" in order.groupindex and match["person"]
        if who and who.kind is Kind.SURE and not harmless and not anybody:
            yield Accusation((min(who.span[0], match.start("act")), match.end()))


def _alone(sentence: Sentence, language: Language) -> Span | None:
    """The words of a sentence or cell that, but for a label in front and details behind, names an error of people."""
    match = _patterns(language).alone.compiled.match(sentence.text, sentence.text.rfind(":") + 1)
    return match.span("error") if match and not _is_harmless(sentence, match.start("error"), language.blame) else None


@dataclass(frozen=True, eq=False, repr=False)
class _Patterns:
    persons: Persons
    active: LatePattern
    coordinate: LatePattern
    by_mistake: LatePattern
    alone: LatePattern
    undergone: tuple[tuple[Sequence[str], LatePattern], ...]
    """Each behind the lists without which it finds nothing."""


@lru_cache(maxsize=16)
def _patterns(language: Language) -> _Patterns:
    blame, persons = language.blame, persons_of(language)
    lapse, failing, unmeant = (any_of(words) for words in (blame.lapses, blame.failings, blame.unmeant))
    act = rf"(?P<act>(?P<lapse>{lapse})|(?P<failing>{failing})|(?P<unmeant>{unmeant}))"
    word = rf"(?:\s+(?!{any_of(blame.joins)})[^\s.,;:!?()|]+)"
    link = rf",?\s+{any_of(blame.coordinates)}{persons.between}"
    gap = rf"(?:\s+(?!{any_of((*blame.joins, *blame.undergone, *blame.modals))})[^\s.,;:!?()|]+)"
    by, noun = any_of(blame.by), persons.noun
    adverb = rf"(?P<act>{any_of((*blame.unmeant, *blame.by_mistake))})"
    return _Patterns(
        persons,
        LatePattern(rf"{noun}{persons.aside}(?P<relative>{persons.relative})?{persons.between}{act}"),
        LatePattern(rf"{noun}{word}{{1,20}}{link}(?P<act>{lapse})"),
        LatePattern(rf"{noun}{persons.aside}{gap}{{1,7}}\s+{any_of(blame.by_mistake)}"),
        LatePattern(rf"\W*(?P<error>{any_of(blame.errors)}){persons.ends}"),
        (
            (_NOT_MEANT, LatePattern(rf"{adverb}{gap}{{0,3}}\s+{by}\s+{noun}{persons.ends}")),
            (_NOT_MEANT, LatePattern(rf"{by}\s+{noun}{persons.aside}\s+{adverb}")),
            (("fault_of",), LatePattern(rf"(?P<act>{any_of(blame.fault_of)})\s+{noun}{persons.ends}")),
            (("faults",), LatePattern(rf"{noun}(?P<whose>['’]s?)\s+(?:own\s+)?(?P<act>{any_of(blame.faults)})")),
        ),
    )


@lru_cache(maxsize=16)
def _past(language: Language) -> re.Pattern[str]:
    """A blank and a verb in the past; any word, where the language tells no regular ending."""
    if not language.blame.regular:
        return re.compile("")
    continuous = rf"|[\w-]+{re.escape(language.blame.continuous)}" if language.blame.continuous else ""
    forms = [re.escape(form) for verb in language.blame.verbs for form in verb.split()[1:]]
    source = rf"\s*,?\s+(?:{'|'.join(forms)}|[\w-]*{re.escape(language.blame.regular)}{continuous})(?!\w)"
    return re.compile(source, re.IGNORECASE)
