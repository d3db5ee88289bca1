"""Chains that end in what a person did, or in a bare bug. Not here: blame elsewhere in the text (blame rules), or the
words for both (config/rules/)."""

import re
from collections.abc import Iterator

from service.document.language import Language
from service.document.markdown.spoken import HIDDEN, spoken
from service.document.post_mortem import Cause, PostMortem, Severity
from service.document.rules.cause.ending import endings_of
from service.document.rules.cause.wording import called
from service.document.rules.registry import Context, Hit, rule, short

_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_CLAUSE = re.compile(r"[.;,:(]")
_LONGEST = 2_000
_MOST_WORDS = 14
"""A longer answer says more than that there was a bug."""


@rule(
    "cause/person",
    Severity.ERROR,
    meaning="A root cause ends in what a person did, or in a bare bug.",
    why="People slip and code has bugs everywhere; only what lets a slip or a bug do harm can be changed for good.",
    source="Dekker, “The Field Guide to Understanding ‘Human Error’”; PagerDuty post-mortem guide: blame no person",
    failing="""
        ## Root causes

        1. Symptom: Nobody could pay for 40 minutes.
        2. Why? The signing key had expired.
        3. Why? It was not rotated in time.
        4. Why? Human error.
    """,
    passing="""
        ## Root causes

        1. Symptom: Nobody could pay for 40 minutes.
        2. Why? The signing key had expired.
        3. Why? It was not rotated in time.
        4. Why? The checklist for new keys does not ask for a rotation.
    """,
)
def person(post_mortem: PostMortem, context: Context) -> Iterator[Hit]:
    for cause in post_mortem.causes:
        ends = dict.fromkeys((*cause.whys[-1:], cause.text))
        if words := next((found for text in ends if (found := by_people(text, context.language))), ""):
            yield Hit(
                cause.lines,
                f"{called_by_key(cause)} ends in people's failing: “{words}”.",
                f"Ask on: which process, tool or missing safeguard made “{words}” possible, and likely?"
                " The answer is the root cause.",
                words=words,
            )
        elif words := next((found for text in ends if (found := bare_bug(text, context.language))), ""):
            yield Hit(
                cause.lines,
                f"{called(cause)} ends in a bug: “{words}”.",
                f"Ask on: what let “{words}” pass review, tests and rollout unnoticed? The answer is the root cause.",
                words=words,
                severity=Severity.WARNING,
            )


def called_by_key(cause: Cause) -> str:
    """Without its words, which may name somebody."""
    return cause.key


def by_people(text: str, language: Language) -> str:
    """The words that put a cause down to people, without the person; `""` where they deny it, quote it or ask on."""
    endings, said = endings_of(language), _said(text)
    if not endings.may_blame(said):
        return ""
    sentences = [sentence for sentence in _SENTENCE.split(said) if sentence.strip()]
    for sentence in sentences:
        for match in endings.failing.compiled.finditer(sentence):
            if endings.holds(sentence, match.start(), match.end()):
                return match[0]
    return _slip(sentences[-1], language) if sentences else ""


def _said(text: str) -> str:
    return spoken(text[:_LONGEST]).replace(HIDDEN, " ").strip()


def _slip(sentence: str, language: Language) -> str:
    """What one person is said to have done, as the last answer; the start of it is enough to know it again."""
    endings, whole = endings_of(language), sentence.strip(" .!")
    if endings.oversight.compiled.fullmatch(whole):
        return whole
    for acting in (endings.by_one, endings.by_any):
        match = acting.compiled.search(sentence)
        if match and endings.holds(sentence, match.start(), match.end("did")):
            predicate = _CLAUSE.split(sentence[match.start("did") :])[0]
            return short(endings.name_within.compiled.sub("", predicate).strip(), 60).removesuffix(" …")
    return ""


def bare_bug(text: str, language: Language) -> str:
    """A bug that is all there is to an answer, with the place where it was."""
    endings, said = endings_of(language), _said(text).strip(" .!")
    if not endings.may_be_bug(said) or len(said.split()) > _MOST_WORDS:
        return ""
    is_bug = endings.bug.compiled.fullmatch(said) or endings.has_bug.compiled.fullmatch(said)
    return short(said, 60).removesuffix(" …") if is_bug else ""
