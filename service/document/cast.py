"""Who is named in a document: how the words in front of a colon are known to be a person's, and not a topic's.

Evidence is the list of first names in config/rules/, and who the document says took part. Not here: where an item
names its owner (actions/owner_places.py), or which account that is (people.py).
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from service.document.language import Languages

_NAME = re.compile(r"[^\W\d_a-z][\w'’-]{1,30}\.?")
_HANDLE = re.compile(r"@(?<![\w/.]@)([A-Za-z][\w-]{1,38})")
"""Begins with its one letter that is sure, which is what a search jumps to."""
_BEYOND, _NEAR_THE_TOP = 20_000, 5_000
"""Characters in which people are mentioned, and in which a document says who took part."""


@dataclass(frozen=True, eq=False)
class Cast:
    first_names: frozenset[str] = frozenset()
    named: frozenset[str] = frozenset()
    """Casefolded: full names, first names and initials of those whom the document itself lists."""
    teams: frozenset[str] = frozenset()

    def knows(self, words: str) -> bool:
        """Whether the words are one person's name: known from the document, or led by a known first name."""
        folded = words.strip().casefold()
        if folded in self.named:
            return True
        parts = words.split()
        shaped = 0 < len(parts) <= 3 and all(_NAME.fullmatch(part) for part in parts)
        return shaped and parts[0].casefold().rstrip(".") in self.first_names

    def knows_team(self, words: str) -> bool:
        """`Platform`, `Infra`: the usual names of teams, where the sentence shows that one is meant."""
        return words.strip().casefold() in self.teams


NOBODY_KNOWN = Cast()


def cast_of(text: str, languages: Languages) -> Cast:
    first_names, teams = _listed(languages)
    return Cast(first_names, frozenset(_stated(text[:_BEYOND])), teams)


@lru_cache(maxsize=8)
def _listed(languages: Languages) -> tuple[frozenset[str], frozenset[str]]:
    names = (name.casefold() for language in languages.all for name in language.first_names)
    teams = (team.casefold() for language in languages.all for team in language.teams)
    return frozenset(names), frozenset(teams)


@cache
def _role() -> re.Pattern[str]:
    return re.compile(
        r"""[ \t>*_#|-]{0,8}(?:[\w-]+[ ]){0,2}?
        (?:authors?|owners?|commander|IC|facilitators?|scribes?|responders?|on-?call|participants?|attendees|reviewers?
        |contributors?|coordinators?|leads?|prepared[ ]by|written[ ]by|reported[ ]by|involved|engineers?)
        (?:[ ]on[ ]duty)?[ \t*_)]{0,4}[:|][ \t*_|]{0,5}(?P<who>[^\n|]{2,200})""",
        re.IGNORECASE | re.VERBOSE,
    )


_APART = re.compile(r"\s*(?:,|;|/|&|\+|\band\b|\bund\b|<br ?/?>|\([^()]*\)|\[[^\[\]]*\])\s*")


def _stated(text: str) -> set[str]:
    known = {handle.casefold() for handle in _HANDLE.findall(text)} if "@" in text else set()
    lines = text[:_NEAR_THE_TOP].split("\n")
    for match in filter(None, map(_role().match, [line for line in lines if ":" in line or "|" in line])):
        for one in _APART.split(match["who"]):
            parts = one.strip(" .*_`|@").split()
            if 0 < len(parts) <= 3 and all(_NAME.fullmatch(part) for part in parts):
                known |= _known_as(parts)
    return known


def _known_as(parts: list[str]) -> set[str]:
    """`Alice Moreau` answers to that, to Alice and to AM."""
    names = {" ".join(parts).casefold(), parts[0].casefold()}
    return names | {"".join(part[0] for part in parts).casefold()} if len(parts) > 1 else names
