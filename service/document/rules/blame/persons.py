"""Who in a sentence is a person, and acts: names, roles, pronouns, and handles. Not here: what they are accused of."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache

from service.document.actions.owners import is_initials, is_name
from service.document.language import Language
from service.document.language.phrases import LatePattern, any_of
from service.document.language.vocabulary import Vocabulary, words_of
from service.document.post_mortem import PostMortem
from service.document.rules.blame.sentences import Sentence, Span


class Kind(Enum):
    SURE = auto()
    READER = auto()
    """`you`, which in a text for customers accuses nobody."""
    DOUBTFUL = auto()
    """Perhaps a program: an operator in Kubernetes is one."""


@dataclass(frozen=True)
class Person:
    kind: Kind
    span: Span
    writer: bool = False


_CAPITALISED = r"(?-i:[A-ZÀ-ÖØ-Þ])[\w-]*"
_INNER = r"[\w\ufffc'’/-]+"
"""Between an article and its noun: an adjective, or code."""


@dataclass(frozen=True, eq=False, repr=False)
class Persons:
    """The words for a person in one language, ready to stand within patterns."""

    noun: str
    """Matches a person with its article; at most once in a pattern, for its groups have names."""
    aside: str
    """What may follow it: `(on call)`, `from the database team`."""
    relative: str
    """`, who deployed it,`"""
    between: str
    """A few words of no weight, and the blank behind them."""
    ends: str
    """What must follow where nothing else is known of it, so that no longer noun is cut: `an engineer | portal`."""
    given: frozenset[str]
    prepositions: frozenset[str]

    def found(self, match: re.Match[str], own: frozenset[str], *, acts: bool = True) -> Person | None:
        """The person that a match of `noun` names; None where the words mean none, or another than the one who acts."""
        if match["name"]:
            person = _named(match, self.given, own)
        elif match["handle"]:
            person = None if "bot" in match["handle"].casefold() else Person(Kind.SURE, match.span("noun"))
        elif match["role"] or match["doubtful"]:
            person = Person(Kind.SURE if match["role"] else Kind.DOUBTFUL, match.span("noun"))
        else:
            kind = Kind.READER if match["reader"] else Kind.SURE
            person = Person(kind, match.span("noun"), bool(match["writer"]))
        if person is None or not acts:
            return person
        before = _word_before(match.string, person.span[0])
        bare = bool(match["role"] or match["doubtful"]) and not match["article"]
        return None if before in self.prepositions or (bare and before) else person


def _named(match: re.Match[str], given: frozenset[str], own: frozenset[str]) -> Person | None:
    """The last word is a given name, or the one before it is, or the document has such a person."""
    tokens = list(re.finditer(r"[\w-]+", match["name"]))
    for token in reversed(tokens[-2:]):
        rest = match["name"][token.start() :]
        if token[0] in given or (" " in rest and " ".join(rest.split()).casefold() in own):
            kind = Kind.SURE
        elif rest.casefold() in own:
            kind = Kind.DOUBTFUL
        else:
            continue
        return Person(kind, (match.start("name") + token.start(), match.end("name")))
    return None


def _word_before(text: str, at: int) -> str:
    match = _BEFORE.compiled.search(text, max(0, at - 60), at)
    return match[1].casefold() if match else ""


_BEFORE = LatePattern(r"([^\W\d_](?:[\w'’-]*\w)?)\s+$")


def may_name_somebody(sentence: Sentence, language: Language, own: frozenset[str]) -> bool:
    """False where no `noun` of `persons_of` can match and mean a person; much quicker than to try."""
    if "@" in sentence.text or _vocabulary(language).held(sentence.words):
        return True
    names = _words_of_own(own)
    return any(name <= sentence.words for word in (*sentence.words, "") if word in names for name in names[word])


@lru_cache(maxsize=4)
def _words_of_own(own: frozenset[str]) -> Mapping[str, Sequence[frozenset[str]]]:
    """The words of each name, by its rarest one; by `""` where it has none."""
    names = [words_of(name) for name in own]
    common = Counter(word for name in names for word in name)
    found: dict[str, list[frozenset[str]]] = {}
    for name in names:
        found.setdefault(min(name, key=common.__getitem__, default=""), []).append(name)
    return found


@lru_cache(maxsize=16)
def _vocabulary(language: Language) -> Vocabulary:
    lists = ("persons", "writer", "reader", "roles", "doubtful", "names")
    return Vocabulary({name: getattr(language.blame, name) for name in lists})


@lru_cache(maxsize=16)
def persons_of(language: Language) -> Persons:
    blame = language.blame
    article = any_of(blame.articles)
    stops = (*blame.articles, *blame.prepositions, *blame.joins)
    stop = any_of(stops) + r"(?!-)"
    noun = (
        r"(?<![\w@/.'’-])(?P<noun>"
        rf"(?P<article>{article}\s+(?:(?!{stop}){_INNER}\s+){{0,3}}?)?"
        rf"(?:(?P<role>{any_of(blame.roles)})|(?P<doubtful>{any_of(blame.doubtful)}))"
        rf"|(?P<writer>{any_of(blame.writer)})|(?P<reader>{any_of(blame.reader)})|(?P<person>{any_of(blame.persons)})"
        r"|(?P<handle>@[\w-]+)"
        rf"|(?P<name>{_CAPITALISED}(?:\s+{_CAPITALISED}){{0,2}})"
        r")(?![\w/@-])"
    )
    preposition = (
        rf"(?:\s+{any_of(blame.prepositions)}\s+(?:{article}\s+)?(?!{stop}){_INNER}(?:\s+(?!{stop}){_INNER})?)?"
    )
    relative = rf"(?:,?\s+{any_of(blame.relatives)}(?:\s+(?!{any_of(blame.joins)})[^\s.,;:!?]+){{1,6}},?)"
    continuous = rf"|\s+[\w-]+{re.escape(blame.continuous)}(?!\w)" if blame.continuous else ""
    between = rf"(?:,?(?:\s+|(?=['’])){any_of(blame.between)},?){{0,4}}\s+"
    follows = (*stops, *blame.unmeant, *blame.between, *blame.participles)
    return Persons(
        noun,
        rf"(?:\s*\([^()]{{1,40}}\))?{preposition}",
        relative,
        between,
        rf"(?=\s*(?:[^\w\s'’@/-]|$)|\s+{any_of(follows)}{continuous})",
        frozenset(blame.names),
        frozenset(word.casefold() for word in blame.prepositions),
    )


def own_people(post_mortem: PostMortem) -> frozenset[str]:
    """Those who own an action: names, given names and initials, in one case."""
    return frozenset(name.casefold() for name in _owners(post_mortem))


def _owners(post_mortem: PostMortem) -> Iterator[str]:
    for owner in {owner for action in post_mortem.actions for owner in action.owners}:
        if is_initials(owner):
            yield owner
        elif is_name(owner) and not owner.startswith("@") and "team" not in owner.casefold():
            yield owner
            yield owner.split()[0]
