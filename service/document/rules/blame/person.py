"""blame/person: a sentence says of one person that it made the cause.

An error, because a document is not done while it accuses somebody. Not here: what did not happen (counterfactual.py).
"""

from collections.abc import Iterator

from service.document.language import Language
from service.document.language.phrases import pattern
from service.document.language.values import Blame
from service.document.post_mortem import PostMortem, Severity
from service.document.rules.blame.accusing import Accusation, accusations
from service.document.rules.blame.persons import own_people
from service.document.rules.blame.rewording import as_done, as_left_undone, text
from service.document.rules.blame.sentences import Sentence, Span, sentences
from service.document.rules.registry import Context, Hit, rule

_PERSON = "The sentence makes one person the cause; what made it possible is what can be changed."
_ERROR = "An error of people is given as the cause; what made the error possible is what can be changed."


@rule(
    "blame/person",
    Severity.ERROR,
    meaning="A sentence makes one person, or an error of people, the cause.",
    why="Next time it is somebody else; and people under accusation leave out what others need to learn from.",
    source="Google, “Site Reliability Engineering”, chapter 15; PagerDuty post-mortem guide: a person's action is "
    "never a root cause",
    failing="""
        ## Root causes

        - RC1: Bob forgot to rotate the signing key.
    """,
    passing="""
        ## Root causes

        - RC1: The signing key was not rotated, because nothing but a note in a calendar asks for it.
    """,
)
def person(post_mortem: PostMortem, context: Context) -> Iterator[Hit]:
    language = context.language
    own = own_people(post_mortem)
    for sentence in sentences(post_mortem, language):
        end = 0
        for one in sorted(accusations(sentence, language, own), key=lambda one: one.span):
            if one.span[0] >= end and not taken_back(sentence, one.span, language.blame):
                end = one.span[1]
                yield Hit(
                    sentence.at(one.span),
                    _ERROR if one.error else _PERSON,
                    _suggestion(sentence, one, language),
                    words=sentence.written[slice(*one.span)],
                )


def taken_back(sentence: Sentence, span: Span, blame: Blame) -> bool:
    """Whether the part of the sentence denies what the words say, or only supposes it."""
    if pattern(blame.denials).search(sentence.part(span, blame.turns)):
        return True
    return bool(pattern(blame.conditions).search(sentence.before(span)))


def _suggestion(sentence: Sentence, one: Accusation, language: Language) -> str:
    if one.act and one.unmeant:
        return as_done(sentence, one.act[1], language)
    if one.act and pattern(language.blame.tasks).fullmatch(sentence.text, *one.act):
        return as_left_undone(sentence, one.act[1], language)
    return text(language, "error" if one.error else "person")
