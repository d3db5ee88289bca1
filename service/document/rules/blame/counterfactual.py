"""blame/counterfactual: a sentence says what one person should have done, or would have had to do.

Only of one person: "we should have" and "the alert would have" are how teams look for what to change, and accuse
nobody. A warning, because the same words can be meant kindly. Not here: what a person did do (person.py).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from service.document.language import Language
from service.document.language.phrases import LatePattern, any_of, pattern
from service.document.post_mortem import PostMortem, Severity
from service.document.rules.blame.person import taken_back
from service.document.rules.blame.persons import Kind, Persons, may_name_somebody, own_people, persons_of
from service.document.rules.blame.rewording import as_missing, text
from service.document.rules.blame.sentences import Sentence, Span, sentences
from service.document.rules.registry import Context, Hit, rule


@rule(
    "blame/counterfactual",
    Severity.WARNING,
    meaning="A sentence tells of something that one person did not do.",
    why="It describes a world in which nothing went wrong, and explains nothing about the one in which it did.",
    source="Dekker, “The Field Guide to Understanding Human Error”, on counterfactual reasoning",
    failing="""
        ## Timeline

        - 10:12 You should have tested the new key before the deploy.
    """,
    passing="""
        ## Timeline

        - 10:12 The new key is deployed; no test covers it.
    """,
)
def counterfactual(post_mortem: PostMortem, context: Context) -> Iterator[Hit]:
    language = context.language
    own = own_people(post_mortem)
    for sentence in sentences(post_mortem, language):
        if found := next(_unreal(sentence, language, own), None):
            span, end = found
            yield Hit(
                sentence.at(span),
                "The words tell of what one person did not do; what was known and done is what can be learned from.",
                as_missing(sentence, end, language) if end else text(language, "counterfactual"),
                words=sentence.written[slice(*span)],
            )


_OF_SOMEBODY = ("should_have", "counterfactuals", "if_only", "modal_heads", "consequences")
"""Lists of words that reproach only next to a person."""


def _unreal(sentence: Sentence, language: Language, own: frozenset[str]) -> Iterator[tuple[Span, int | None]]:
    """Where the words stand, and, for "should have", where that ends."""
    blame = language.blame
    names_somebody = sentence.may_hold(*_OF_SOMEBODY) and may_name_somebody(sentence, language, own)
    if names_somebody:
        yield from _undone(sentence, language, own)
    for match in pattern(blame.reproaches).finditer(sentence.text) if sentence.may_hold("reproaches") else ():
        if not taken_back(sentence, match.span(), blame):
            yield match.span(), None
    if names_somebody and sentence.may_hold("consequences") and pattern(blame.consequences).search(sentence.text):
        supposed = _patterns(language).supposed.compiled
        yield from ((span, None) for span, _ in _of_person(supposed, sentence, language, own, Kind.SURE))


def _undone(sentence: Sentence, language: Language, own: frozenset[str]) -> Iterator[tuple[Span, int | None]]:
    """`Bob should have …`, `if only Bob had …`."""
    blame, patterns = language.blame, _patterns(language)
    for name, order in patterns.orders:
        if not sentence.may_hold(name):
            continue
        for span, match in _of_person(order.compiled, sentence, language, own):
            at = match.start("should") if order is patterns.should_have else span[0]
            if not pattern(blame.harmless).match(sentence.text, at) and not taken_back(sentence, span, blame):
                yield span, match.end("should") if order is patterns.should_have else None


def _of_person(
    order: re.Pattern[str],
    sentence: Sentence,
    language: Language,
    own: frozenset[str],
    *kinds: Kind,
) -> Iterator[tuple[Span, re.Match[str]]]:
    for match in order.finditer(sentence.text):
        who = _patterns(language).persons.found(match, own)
        if who and who.kind in (kinds or (Kind.SURE, Kind.READER)):
            start = match.start("before") if "before" in order.groupindex else who.span[0]
            yield (start, match.end()), match


@dataclass(frozen=True, eq=False, repr=False)
class _Patterns:
    persons: Persons
    should_have: LatePattern
    orders: tuple[tuple[str, LatePattern], ...]
    """That one and the others, each behind the list without which it finds nothing."""
    supposed: LatePattern


@lru_cache(maxsize=16)
def _patterns(language: Language) -> _Patterns:
    blame, persons = language.blame, persons_of(language)
    noun = persons.noun + persons.aside
    regular = rf"|(?<!\w)[\w-]+{re.escape(blame.regular)}(?!\w)" if blame.regular else ""
    participle = rf"(?:{any_of(blame.participles)}{regular})"
    head, end = (
        any_of(blame.modal_heads),
        rf"(?:\s+(?!{any_of(blame.joins)})[^\s.;:!?]+){{0,7}}\s+{any_of(blame.modal_ends)}",
    )
    should_have = LatePattern(
        rf"{noun}{persons.between}(?P<should>{any_of(blame.should_have)})(?:\s+{any_of(blame.between)})?\s+{participle}"
    )
    return _Patterns(
        persons,
        should_have,
        (
            ("should_have", should_have),
            ("counterfactuals", LatePattern(rf"{noun}{persons.between}{any_of(blame.counterfactuals)}")),
            ("if_only", LatePattern(rf"(?P<before>{any_of(blame.if_only)})\s+{persons.noun}")),
            ("modal_heads", LatePattern(rf"{noun}\s+{head}{end}")),
            ("modal_heads", LatePattern(rf"(?P<before>{head})\s+{noun}{end}")),
        ),
        LatePattern(rf"(?P<before>{any_of(blame.unreal)})\s+{noun}{persons.between}{participle}"),
    )
