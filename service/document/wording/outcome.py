"""What makes up for a vague beginning: a concrete outcome in the same action.

Not here: how a clause begins (opening.py), or which of its clauses is the main one (worded.py).
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from service.document.wording.clauses import Clause
from service.document.wording.kinds import Gap, Kind, Opening
from service.document.wording.lists import WORD, Lists, Phrases, first_word
from service.document.wording.opening import opening

_LEARNING = frozenset({Kind.STUDYING, Kind.DECIDING, Kind.QUESTION})
"""For these neither means nor goals are an outcome: "investigate ways to reduce load by caching"."""


_FEWEST = 3
"""Fewer words are a label such as "pull request", and no clause."""


@lru_cache(maxsize=256)
def words_of(text: str) -> frozenset[str]:
    return frozenset(WORD.findall(text.casefold()))


def names_outcome(gap: Gap, others: Iterable[Clause], lists: Lists) -> bool:
    """Whether the clause that begins vaguely says more, or another clause does."""
    words = words_of(gap.rest)
    return (
        _delivers(gap.rest, words, lists)
        or (gap.kind not in _LEARNING and _says_more(gap, words, lists))
        or any(is_concrete(other.text, lists) for other in others if not _refers(other.text, lists))
    )


def _says_more(gap: Gap, words: frozenset[str], lists: Lists) -> bool:
    """A number, a means, a state that can be seen, or how often something is done."""
    betters = gap.kind is Kind.BETTERING
    return (
        (any(map(str.isdigit, gap.clause)) and lists.amount.compiled.search(gap.clause) is not None)
        or _says_how(gap.rest, words, lists)
        or _says_state(lists.goals, gap.rest, words, lists)
        or (betters and _says_state(lists.contents, gap.rest, words, lists))
        or (not betters and lists.rhythms.within(gap.rest, words) is not None)
    )


def is_concrete(clause: str, lists: Lists) -> bool:
    """A clause of its own right: something is done, or named that exists afterwards."""
    found = opening(clause, lists)
    if found.kind not in (Kind.DOING, Kind.THING):
        return False
    if compares(clause, found, lists) or _is_statement(clause, found, lists):
        return False
    after = first_word(clause, found.end)
    return found.kind is Kind.DOING or not after or after in lists.joints.firsts


def compares(clause: str, begin: Opening, lists: Lists) -> re.Match[str] | None:
    """Words such as "better", where they are what is asked for, and not why."""
    return before_purpose(lists.better, clause, begin, lists)


def before_purpose(phrases: Phrases, clause: str, begin: Opening, lists: Lists) -> re.Match[str] | None:
    if phrases.within(clause, words_of(clause)) is None:
        return None
    purpose = lists.purposes.anywhere.search(clause, begin.end)
    return phrases.anywhere.search(clause, 0, purpose.start() if purpose else len(clause))


def _refers(clause: str, lists: Lists) -> bool:
    """`(issue)`, `see pull request 12`: where to read on, and no outcome."""
    words = WORD.findall(clause.casefold())
    return len(words) < _FEWEST or bool(lists.references.at(clause, clause.casefold().find(words[0]), words[0]))


def _is_statement(clause: str, begin: Opening, lists: Lists) -> bool:
    """`tests were flaky`: how things are, and not what will be done."""
    near = WORD.findall(clause[begin.end : begin.end + 40].casefold())[:2]
    return not lists.copulas.single.isdisjoint(near)


def _delivers(rest: str, words: frozenset[str], lists: Lists) -> bool:
    """`… and write up the result`; a second verb behind "how to" belongs to the question, and delivers nothing."""
    if lists.conjunctions.firsts.isdisjoint(words) and "&" not in rest:
        return False
    below = lists.subordinate.within(rest, words)
    for conjunction in lists.conjunctions.anywhere.finditer(rest):
        verb = WORD.search(rest, conjunction.end())
        if verb is None:
            return False
        first = verb[0].casefold()
        if lists.deliverables.at(rest, verb.start(), first):
            return True
        if (below is None or below.start() > conjunction.start()) and _does(rest, verb.start(), first, lists):
            return True
    return False


def _does(rest: str, start: int, first: str, lists: Lists) -> bool:
    said = lists.doing.at(rest, start, first)
    return bool(said) and compares(rest, Opening(Kind.DOING, said, start), lists) is None


def _says_how(rest: str, words: frozenset[str], lists: Lists) -> bool:
    if lists.means.firsts.isdisjoint(words):
        return False
    return any(
        lists.doing.at(rest, verb.start(), verb[0].casefold())
        for means in lists.means.anywhere.finditer(rest)
        if (verb := WORD.search(rest, means.end()))
    )


def _says_state(goals: Phrases, rest: str, words: frozenset[str], lists: Lists) -> bool:
    """`so that it fails when …`, but not `so that it never happens again`."""
    goal = goals.within(rest, words)
    if goal is None:
        return False
    state = rest[goal.end() :]
    return len(WORD.findall(state)) > 1 and lists.hollow.within(state, words_of(state)) is None
