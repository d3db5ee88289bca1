"""How the splicer goes to Jira's language and back: in one dialect, with the people that one installation knows.

Not here: the splicing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Way(Generic[T]):
    there: Callable[[str], T]
    """What is written of Markdown."""
    back: Callable[[T], str]

    def same(self, one: T, other: T) -> bool:
        """Whether `one` says no more and no less than `other`, which was written of Markdown.

        A mention of somebody who is not known may read as that of another, once it went this way again.
        """
        said, meant = self.back(one), self.back(other)
        return said == meant or self.back(self.there(said)) == meant
