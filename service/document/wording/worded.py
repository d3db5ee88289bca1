"""What is missing in the wording of an action: the judgement itself, step by step.

1. A measure ("done when …") answers everything.
2. Words that are nothing but a ticket or a link can be followed, and cannot be measured.
3. The main clause is the first one, or the one behind it where the first is only its topic.
4. It is vague when it opens with a vague word, asks, compares with what is there, or is a noun for any of these …
5. … unless an outcome is named (outcome.py).
6. What is not vague can be measured, unless the work has no end, or a word leaves open how much is enough.

Not here: what is said to the reader (advice.py, rules/).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from service.document.language import Language
from service.document.language.phrases import LatePattern
from service.document.post_mortem import Action
from service.document.wording.clauses import Clause, details, main_clauses
from service.document.wording.kinds import VAGUE, Gap, Kind, Opening
from service.document.wording.lists import WORD, Lists, Phrases, lists_of
from service.document.wording.opening import opening
from service.document.wording.outcome import before_purpose, compares, names_outcome, words_of


@dataclass(frozen=True, slots=True)
class Worded:
    vague: Gap | None = None
    """Why one cannot tell what will be done."""
    boundless: Gap | None = None
    """Why one cannot tell when it is done; what is vague is that as well."""


def worded(action: Action, language: Language) -> Worded:
    if action.measure:
        return Worded()
    return _worded(action.title, action.text, lists_of(language))


@lru_cache(maxsize=20_000)
def _worded(title: str, text: str, lists: Lists) -> Worded:
    clauses = main_clauses(title)
    if not clauses:
        return Worded()
    main, others = _main(clauses, lists)
    begin = opening(main, lists)
    is_ticket = _is_ticket(title, lists)
    vague = None if is_ticket else _vague(main, begin, lists)
    gap = Gap(Kind.TICKET, title, title, 0) if is_ticket else vague or _boundless(main, begin, lists)
    if gap is None or names_outcome(gap, _besides(others, title, text), lists):
        return Worded()
    return Worded(vague, gap)


def _besides(others: list[Clause], title: str, text: str) -> Iterator[Clause]:
    yield from others
    yield from details(title, text)


_REFERENCE = LatePattern(r"[(\[<]{0,3}(?:[\w./-]*#\d+|[A-Z][A-Z0-9]{1,9}-\d+|https?://\S+)[)\]>.,;:]{0,3}", re.NOFLAG)


def _is_ticket(title: str, lists: Lists) -> bool:
    if not any(map(str.isdigit, title)) and "://" not in title:
        return False
    tokens = title.split()
    if len(tokens) > _MOST_TOKENS:
        return False
    if any(token.isalpha() and token.casefold() not in lists.fillers for token in tokens):
        return False
    others = [token for token in tokens if not _REFERENCE.compiled.fullmatch(token)]
    return len(others) < len(tokens) and all(words_of(token) <= lists.fillers for token in others)


_MOST_TOKENS = 20
"""More words than these are a sentence."""


def _main(clauses: list[Clause], lists: Lists) -> tuple[str, list[Clause]]:
    """`Alerting: add …` is about adding, and so is `Redis: investigate …` about investigating."""
    first, *others = clauses
    if first.leads and others:
        topic, said = opening(first.text, lists).kind, opening(others[0].text, lists).kind
        if topic in (Kind.UNKNOWN, Kind.ENDLESS) and said is not Kind.UNKNOWN:
            return others[0].text, others[1:]
        if topic is Kind.THING and said in VAGUE:
            return others[0].text, others[1:]
    return first.text, others


def _vague(main: str, begin: Opening, lists: Lists) -> Gap | None:
    if begin.kind in VAGUE:
        return Gap(begin.kind, begin.words, main, begin.start)
    if main.endswith("?") and begin.kind is not Kind.DOING:
        return Gap(Kind.QUESTION, main, main, 0)
    if match := compares(main, begin, lists):
        return Gap(Kind.BETTERING, match[0], main, match.start())
    if begin.kind in (Kind.UNKNOWN, Kind.DOING) and (
        gap := _noun(Kind.BETTERING, lists.bettering_nouns, main, begin, lists)
    ):
        return gap
    return _noun(Kind.STUDYING, lists.studying_nouns, main, begin, lists) if begin.kind is Kind.UNKNOWN else None


def _noun(kind: Kind, nouns: Phrases, main: str, begin: Opening, lists: Lists) -> Gap | None:
    """`performance improvements for …`: the noun that the clause is about, which stands before the first joint."""
    if nouns.firsts.isdisjoint(words_of(main)):
        return None
    joint = lists.joints.anywhere.search(main, begin.start + 1)
    words = list(WORD.finditer(main, 0, joint.start() if joint else len(main)))
    if not words or words[-1][0].casefold() not in nouns.single:
        return None
    return Gap(kind, words[-1][0], main, words[-1].start())


def _boundless(main: str, begin: Opening, lists: Lists) -> Gap | None:
    if begin.kind is Kind.ENDLESS:
        return Gap(Kind.ENDLESS, begin.words, main, begin.start)
    if match := before_purpose(lists.soft, main, begin, lists):
        return Gap(Kind.SOFT, match[0], main, match.start())
    return Gap(Kind.SHORT, main, main, 0) if len(WORD.findall(main[:40])) < 2 else None
