"""The closed choices of the sandbox GitHub: roles, visibilities, kinds of account, reasons for a state.

Not GitHub's full vocabulary: only what the sandbox decides on.
"""

from __future__ import annotations

from enum import Enum, IntEnum


class Role(IntEnum):
    """A person's standing in one repository, in GitHub's order; more includes less."""

    NONE = 0
    READ = 1
    TRIAGE = 2
    WRITE = 3
    MAINTAIN = 4
    ADMIN = 5

    @property
    def word(self) -> str:
        return self.name.lower()

    @property
    def permission(self) -> str:
        """The folded word of the permission endpoint: maintain is write, triage is read."""
        return {Role.MAINTAIN: "write", Role.TRIAGE: "read"}.get(self, self.word)

    @classmethod
    def from_word(cls, word: str) -> Role:
        return cls(_level(cls, word))


class Visibility(Enum):
    PUBLIC = "public"
    INTERNAL = "internal"
    PRIVATE = "private"


class AccountKind(Enum):
    USER = "User"
    BOT = "Bot"
    ORGANIZATION = "Organization"


class State(Enum):
    OPEN = "open"
    CLOSED = "closed"


class StateReason(Enum):
    COMPLETED = "completed"
    NOT_PLANNED = "not_planned"
    DUPLICATE = "duplicate"
    REOPENED = "reopened"


class Access(IntEnum):
    """What a fine-grained token or an App may do with one kind of thing."""

    NONE = 0
    READ = 1
    WRITE = 2
    ADMIN = 3

    @classmethod
    def from_word(cls, word: str) -> Access:
        return cls(_level(cls, word))


def _level(kind: type[IntEnum], word: str) -> int:
    levels = {level.name.lower(): level.value for level in kind}
    if word not in levels:
        raise ValueError(f"no {kind.__name__.lower()} {word!r}; there are: {', '.join(levels)}")
    return levels[word]
