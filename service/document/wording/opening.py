"""How a clause begins, once everything is taken off that says nothing of the work: "we should also", "the team will".

Not here: what makes up for a vague beginning (outcome.py).
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from service.document.wording.kinds import VAGUE, Kind, Opening
from service.document.wording.lists import WORD, Lists, Phrases, first_word

Kinds = Mapping[str, Sequence[tuple[Kind, Phrases]]]
"""What a clause can begin with, by its first word."""

_MOST_PREAMBLES = 8
_SUBJECT = 80
"""Characters within which the verb of a sentence with a subject is looked for."""


def opening(clause: str, lists: Lists) -> Opening:
    found = _first(clause, lists)
    if lists.verbs_last and found.kind in (Kind.UNKNOWN, Kind.THING):
        return _last(clause, lists) or found
    return found


def _first(clause: str, lists: Lists) -> Opening:
    start, kinds = 0, _openings(lists)
    for _ in range(_MOST_PREAMBLES):
        match = WORD.search(clause, start)
        if match is None:
            break
        start, first = match.start(), match[0].casefold()
        if article := lists.articles.at(clause, start, first):
            start, kinds = start + len(article), _nouns(lists)
            continue
        found = _at(clause, start, first, kinds)
        said = lists.preambles.at(clause, start, first)
        if found and len(found.words) >= len(said):
            return found if not _is_subject(clause, found, lists) else _behind_subject(clause, start, lists) or found
        if not said:
            return _behind_subject(clause, start, lists) or Opening(Kind.UNKNOWN, "", start)
        start, kinds = start + len(said), _openings(lists)
    return Opening(Kind.UNKNOWN, "", start)


def _last(clause: str, lists: Lists) -> Opening | None:
    """`Alarme für die Warteschlange einrichten`: the verb before the purpose, or before the first comma."""
    purpose = lists.purposes.anywhere.search(clause)
    head = clause[: purpose.start() if purpose else len(clause)].partition(",")[0]
    words = list(WORD.finditer(head))
    verbs = [word for word in words if word[0].casefold() in lists.doing.single]
    kinds = _openings(lists)
    word = (verbs or words)[-1] if words else None
    found = _at(clause, word.start(), word[0].casefold(), kinds) if word else None
    return found if found and found.kind is not Kind.THING else None


def _at(clause: str, start: int, first: str, kinds: Kinds) -> Opening | None:
    """The longest opening that stands there; of two the vaguer one, which comes first."""
    best: Opening | None = None
    for kind, phrases in kinds.get(first, ()):
        said = phrases.at(clause, start, first)
        if said and (best is None or len(said) > len(best.words)):
            best = Opening(kind, said, start)
    return best


def _is_subject(clause: str, found: Opening, lists: Lists) -> bool:
    """`alerting needs to …`: a noun in spite of its form, for a verb follows it."""
    if found.kind in VAGUE:
        return False
    after = first_word(clause, found.end)
    return after in lists.copulas.single or after in lists.modals.firsts


def _behind_subject(clause: str, start: int, lists: Lists) -> Opening | None:
    """`the checkout service | should | refuse …`: what the modal introduces."""
    head = clause[start : start + _SUBJECT]
    for match in lists.modals.anywhere.finditer(head):
        verb = WORD.search(clause, start + match.end())
        if verb and (found := _at(clause, verb.start(), verb[0].casefold(), _openings(lists))):
            return found
    return None


@lru_cache(maxsize=16)
def _openings(lists: Lists) -> Kinds:
    return _by_first(
        (Kind.QUESTION, lists.questions),
        (Kind.CARING, lists.caring),
        (Kind.DECIDING, lists.deciding),
        (Kind.STUDYING, lists.studying),
        (Kind.BETTERING, lists.bettering),
        (Kind.ENDLESS, lists.endless),
        (Kind.DOING, lists.doing),
        (Kind.THING, lists.artefacts),
    )


@lru_cache(maxsize=16)
def _nouns(lists: Lists) -> Kinds:
    return _by_first((Kind.THING, lists.artefacts), (Kind.BETTERING, lists.better))


def _by_first(*kinds: tuple[Kind, Phrases]) -> Kinds:
    found: dict[str, list[tuple[Kind, Phrases]]] = {}
    for kind, phrases in kinds:
        for first in phrases.firsts:
            found.setdefault(first, []).append((kind, phrases))
    return found
