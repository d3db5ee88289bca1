"""What a status and a resolution say: open, done, or won't do. No I/O."""

from collections.abc import Iterable
from dataclasses import dataclass

from connectors.tracker import Reason

DONE = "done"
"""The key of the category of statuses that end an issue; the others are `new`, `indeterminate` and `undefined`."""

_WONT_DO = frozenset(
    {
        *("won't do", "wont do", "won't fix", "wont fix", "wontfix", "will not do", "will not fix", "not planned"),
        *("rejected", "declined", "dropped", "abandoned", "canceled", "cancelled", "withdrawn"),
        *("cannot reproduce", "can't reproduce", "not reproducible", "obsolete", "invalid", "not a bug"),
    }
)
_DUPLICATE = frozenset({"duplicate", "duplicated"})


@dataclass(frozen=True)
class Words:
    """Names of statuses and resolutions that a team gave a meaning; as people write them."""

    done: frozenset[str] = frozenset()
    """Statuses that count as done although their category does not say so."""
    wont_do: frozenset[str] = frozenset()
    """Statuses and resolutions that count as won't do; the usual ones do anyway, unless they are among `done`."""

    @classmethod
    def of(cls, done: Iterable[str] = (), wont_do: Iterable[str] = ()) -> "Words":
        return cls(frozenset(map(plain, done)), frozenset(map(plain, wont_do)))

    def drops(self, name: str) -> bool:
        """Whether a status or resolution of that name means won't do."""
        return plain(name) in self.wont_do or (plain(name) in _WONT_DO and plain(name) not in self.done)


@dataclass(frozen=True)
class Standing:
    """Where an issue stands, in Jira's words; empty where it says nothing."""

    status: str
    category: str = ""
    resolution: str = ""


def plain(name: str) -> str:
    """For comparing: Jira does not tell names apart by case, and people not by the kind of apostrophe."""
    return " ".join(name.replace("’", "'").split()).casefold()


def reason_of(at: Standing, words: Words) -> Reason | None:
    """Why it is closed; None while it is open."""
    named = {plain(at.status), plain(at.resolution)}
    over = at.category == DONE or plain(at.status) in words.done
    if not over and not named & words.wont_do:
        return None
    if plain(at.resolution) in _DUPLICATE:
        return Reason.DUPLICATE
    dropped = words.drops(at.status) or words.drops(at.resolution)
    return Reason.NOT_PLANNED if dropped else Reason.COMPLETED


def suits(resolution: str, reason: Reason, words: Words) -> bool:
    """Whether a resolution of that name says this reason."""
    return reason_of(Standing("", DONE, resolution), words) is reason
