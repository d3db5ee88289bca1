"""What to write instead, in the sentence's own words where those can be turned safely, else as a question.

Not here: finding the sentence (person.py and its neighbours), or the templates (config/rules/).
"""

import re
from functools import lru_cache

from service.document.language import Language
from service.document.language.phrases import LatePattern, any_of, pattern
from service.document.rules.blame.sentences import Sentence, Span

_MOST_WORDS, _LONGEST = 14, 200
"""Words and characters of a task that a suggestion takes over; longer ones are no longer one thing."""

_ELSE = {
    "error": "Ask what made the error possible, and which safeguard would have caught it.",
    "question": "Ask what conditions made this look like the right thing to do at the time.",
}
_PLAIN = "Write what happened and what made it possible, with no person in it."


def text(language: Language, name: str, **words: str) -> str:
    """The language's own template, filled in; where it has none, a plain request in English."""
    template: str = getattr(language.blame.wording, name)
    for key, said in words.items():
        template = template.replace("{" + key + "}", said)
    return template or _ELSE.get(name, _PLAIN)


def as_left_undone(sentence: Sentence, at: int, language: Language) -> str:
    """For `forgot to | rotate the key`: what would make it happen, and that it was not."""
    task = task_at(sentence, at, language)
    if not task or not language.blame.wording.to_do:
        return text(language, "person")
    verb = _WORD.compiled.match(sentence.text, at)
    thing = _object_at(sentence, verb.end(), language) if verb else None
    done = participle(verb["word"], language, base=True) if verb else ""
    if thing and done:
        return text(language, "not_done", what=_subject(sentence, thing, language), done=done, task=task)
    return text(language, "to_do", task=task)


def as_done(sentence: Sentence, at: int, language: Language) -> str:
    """For `accidentally | deleted the key`: that it was deleted."""
    return _passive(sentence, at, language, "done") or text(language, "person")


def as_missing(sentence: Sentence, at: int, language: Language) -> str:
    """For `should have | tested the change`: that it was not tested."""
    return _passive(sentence, at, language, "should") or text(language, "counterfactual")


def _passive(sentence: Sentence, at: int, language: Language, name: str) -> str:
    verb = _WORD.compiled.match(sentence.text, at)
    done = participle(verb["word"], language) if verb else ""
    thing = _object_at(sentence, verb.end(), language) if verb and done else None
    if thing is None or not getattr(language.blame.wording, name):
        return ""
    return text(language, name, what=_subject(sentence, thing, language), done=done)


def as_come_to_be(sentence: Sentence, verb: Span, language: Language) -> str:
    """For `who | approved | this change`: how it came to be approved."""
    done = participle(sentence.text[slice(*verb)], language)
    thing = _object_at(sentence, verb[1], language, alone=True) if done else None
    if thing is None or not language.blame.wording.who:
        return text(language, "question")
    return text(language, "who", object=_written(sentence, thing), done=done)


def task_at(sentence: Sentence, at: int, language: Language) -> str:
    """What was to be done, as written, without words that judge; empty where it is not safe to take over."""
    blame = language.blame
    furthest = min(len(sentence.text), at + _LONGEST)
    end = _CLAUSE_END.compiled.search(sentence.text, at, furthest)
    until = end.start() if end else furthest
    if clause := pattern(blame.clauses).search(sentence.text, at, until):
        until = clause.start()
    said = sentence.text[at:until]
    words = said.split()
    if not 2 <= len(words) <= _MOST_WORDS or pattern(blame.personal).search(said) or _names_somebody(said, language):
        return ""
    kept = [word for word in _written(sentence, (at, until)).split() if not pattern(blame.judging).fullmatch(word)]
    return " ".join(kept) if len(kept) > 1 else ""


def _names_somebody(said: str, language: Language) -> bool:
    return "@" in said or not set(language.blame.names).isdisjoint(re.findall(r"\w+", said))


_WORD = LatePattern(r"\s+(?P<word>[^\W\d_][\w-]*)")
_CLAUSE_END = LatePattern(r"[.,;:!?()–—]|\s-\s")


def _object_at(sentence: Sentence, at: int, language: Language, *, alone: bool = False) -> Span | None:
    """A noun phrase of few words; `alone` takes a mere `this` too, and wants nothing behind it."""
    match = (_alone if alone else _noun_phrase)(language).match(sentence.text, at)
    if match is None or pattern(language.blame.personal).search(match["object"]):
        return None
    return match.span("object")


@lru_cache(maxsize=16)
def _noun_phrase(language: Language) -> re.Pattern[str]:
    article, stop = any_of(language.blame.articles), _stop(language)
    word = rf"(?!{stop})[\w\ufffc'’/-]+"
    return re.compile(
        rf"\s+(?P<object>{article}(?:\s+{word}){{1,3}})(?=\s*(?:[^\w\s'’\ufffc-]|$)|\s+{stop})", re.IGNORECASE
    )


@lru_cache(maxsize=16)
def _alone(language: Language) -> re.Pattern[str]:
    article, stop = any_of(language.blame.articles), _stop(language)
    return re.compile(rf"\s+(?P<object>{article}(?:\s+(?!{stop})[\w\ufffc'’/-]+){{0,4}})\s*\??\W*$", re.IGNORECASE)


def _stop(language: Language) -> str:
    blame = language.blame
    return any_of((*blame.articles, *blame.prepositions, *blame.joins)) + r"(?!-)"


def _subject(sentence: Sentence, thing: Span, language: Language) -> str:
    """`the key` -> `The key was`."""
    blame = language.blame
    many = re.search(r"(?<![su'’])s$", sentence.text[slice(*thing)])
    said = _written(sentence, thing)
    return f"{said[:1].upper()}{said[1:]} {blame.plural if many else blame.singular}"


def _written(sentence: Sentence, span: Span) -> str:
    return " ".join(sentence.written[slice(*span)].split())


def participle(verb: str, language: Language, *, base: bool = False) -> str:
    """`wrote` and, with `base`, `write` -> `written`; empty where the form is not known."""
    verb, ending = verb.casefold(), language.blame.regular
    for forms in (entry.split() for entry in language.blame.verbs):
        if verb in (forms[:1] if base else forms[1:]):
            return forms[-1]
    if not ending:
        return ""
    if not base:
        return verb if verb.endswith(ending) else ""
    if verb.endswith(ending[0]):
        return verb + ending[1:]
    return re.sub(r"(?<=[^aeiou])y$", "i", verb) + ending
