"""blame/question: a question for who did it, or for why somebody did.

A warning, because the answer may still be about what and how. Not here: questions for what happened ("Why did the disk
fail?"), for those who were affected, or for who takes care of something.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from service.document.language import Language
from service.document.language.phrases import LatePattern, any_of, pattern
from service.document.language.values import Blame
from service.document.post_mortem import PostMortem, Severity, Where
from service.document.rules.blame.persons import Kind, may_name_somebody, own_people, persons_of
from service.document.rules.blame.rewording import as_come_to_be, as_left_undone, task_at, text
from service.document.rules.blame.sentences import Sentence, Span, sentences
from service.document.rules.registry import Context, Hit, rule


@rule(
    "blame/question",
    Severity.WARNING,
    meaning="A question asks for the person, and not for what happened and how.",
    why="Asked for their reasons, people defend themselves; asked for the conditions, they describe them.",
    source="PagerDuty post-mortem guide, “Ask what and how”; Allspaw, “The Infinite Hows” (2014)",
    failing="""
        ## Lessons

        Why did you make that bad call?
    """,
    passing="""
        ## Lessons

        What conditions allowed this decision to seem like the right one at the time?
    """,
)
def question(post_mortem: PostMortem, context: Context) -> Iterator[Hit]:
    language = context.language
    own = own_people(post_mortem)
    for sentence in sentences(post_mortem, language):
        found = _asked(sentence, language, own)
        if found:
            span, suggestion = found
            yield Hit(
                sentence.at(span),
                "The question asks for a person; asked for conditions, it leads to what can be changed.",
                suggestion,
                words=sentence.written[slice(*span)],
            )


def _is_question(sentence: Sentence) -> bool:
    """Many leave the mark out in a heading; "Q: …" is asked by the public, of everybody."""
    if _OF_A_LIST.compiled.match(sentence.text):
        return False
    return sentence.text.rstrip(" \n)*_").endswith("?") or sentence.passage.where is Where.HEADING


_REASONS, _PERSONS = ("why", "why_not", "why_else"), ("who", "who_alone")
_OF_A_LIST = LatePattern(r"\W*Q(?:uestion)?\s?\d*\s*[:.]")
_BEGINS = r"(?:^|[,:–—(])[\W\d]*(?:(?:and|but|so)\s+)?"


def _asked(sentence: Sentence, language: Language, own: frozenset[str]) -> tuple[Span, str] | None:
    if not sentence.may_hold(*_REASONS, *_PERSONS) or not _is_question(sentence):
        return None
    may_ask = sentence.may_hold(*_REASONS) and may_name_somebody(sentence, language, own)
    if may_ask and (found := _for_reasons(sentence, language, own)):
        return found
    return _for_person(sentence, language) if sentence.may_hold(*_PERSONS) else None


def _for_reasons(sentence: Sentence, language: Language, own: frozenset[str]) -> tuple[Span, str] | None:
    """`Why did you …?`"""
    blame = language.blame
    match = _why(language).search(sentence.text)
    who = persons_of(language).found(match, own) if match else None
    if match is None or who is None or who.kind is Kind.DOUBTFUL or who.writer:
        return None
    at, negated = match.end(), bool(match["not"])
    if pattern(blame.undergone).match(sentence.text, at + 1):
        return None
    if negation := _negation(language).match(sentence.text, at):
        at, negated = negation.end(), True
    task = "" if match["else"] else task_at(sentence, at, language)
    name = "why_not" if negated else "why"
    has_words = task and getattr(blame.wording, name)
    return (match.start("why"), match.end()), text(language, name, task=task) if has_words else text(
        language, "question"
    )


def _for_person(sentence: Sentence, language: Language) -> tuple[Span, str] | None:
    """`Who approved …?`"""
    blame = language.blame
    match = _who(language).search(sentence.text)
    if match is None or pattern(blame.harmless).match(sentence.text, match.start("who")):
        return None
    span = match.span("who")
    if match["alone"] is None and (task := _task_of(sentence, span, blame)):
        return span, as_left_undone(sentence, task, language)
    verb = re.search(r"[\w-]+$", match["who"])
    if verb is None or match["alone"]:
        return span, text(language, "question")
    return span, as_come_to_be(sentence, (span[0] + verb.start(), span[1]), language)


def _task_of(sentence: Sentence, span: Span, blame: Blame) -> int:
    """Where the task begins in `who failed to | rotate the key`, else 0."""
    found = [match.end() for match in pattern(blame.tasks).finditer(sentence.text, *span) if match.end() == span[1]]
    return found[0] if found else 0


@lru_cache(maxsize=16)
def _why(language: Language) -> re.Pattern[str]:
    blame = language.blame
    head = rf"{any_of(blame.why)}|(?P<not>{any_of(blame.why_not)})|(?P<else>{any_of(blame.why_else)})"
    return re.compile(rf"{_BEGINS}(?P<why>{head})\s+{persons_of(language).noun}", re.IGNORECASE)


@lru_cache(maxsize=16)
def _who(language: Language) -> re.Pattern[str]:
    blame = language.blame
    alone = rf"(?P<alone>{any_of(blame.who_alone)})(?=\W*$)"
    return re.compile(rf"{_BEGINS}(?P<who>{alone}|{any_of(blame.who)})", re.IGNORECASE)


@lru_cache(maxsize=16)
def _negation(language: Language) -> re.Pattern[str]:
    return re.compile(rf"\s+{any_of(language.blame.negations)}", re.IGNORECASE)
