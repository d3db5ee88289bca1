"""What the words of a clause promise, and where they stand. Not here: how that is found (opening.py, worded.py)."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What the beginning of a clause promises."""

    DOING = "doing"
    """Something that is there afterwards, or is not."""
    THING = "thing"
    """The same, named by its noun alone."""
    STUDYING = "studying"
    DECIDING = "deciding"
    BETTERING = "bettering"
    CARING = "caring"
    QUESTION = "question"
    ENDLESS = "endless"
    """Work that is never over."""
    SOFT = "soft"
    """Done, but nobody knows how much of it."""
    TICKET = "ticket"
    """A reference and no words."""
    SHORT = "short"
    """A single word."""
    UNKNOWN = "unknown"
    """Any other word: most are verbs or things that nobody listed, and are taken as said."""


VAGUE = frozenset({Kind.STUDYING, Kind.DECIDING, Kind.BETTERING, Kind.CARING, Kind.QUESTION})


@dataclass(frozen=True, slots=True)
class Opening:
    kind: Kind
    words: str
    """The words that decided, as they stand in the clause."""
    start: int
    """Where they begin; what stands before is subject and modal."""

    @property
    def end(self) -> int:
        return self.start + len(self.words)


@dataclass(frozen=True, slots=True)
class Gap:
    """Words of an action that leave something open."""

    kind: Kind
    words: str
    """As they stand in the title."""
    clause: str
    start: int
    """Where the words begin in their clause."""

    @property
    def rest(self) -> str:
        """What follows them: most often what the action is about."""
        return self.clause[self.start + len(self.words) :]
