"""Who is mentioned in words: `@` and a name that somebody answers to.

Not here: who that is; whoever asks brings a function along.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from connectors.jira.markup.tree import Text

_CALL = re.compile(r"(?<![\w@/.\u2060])@(?P<name>[A-Za-z0-9](?:[\w.:+@-]{0,126}\w)?)")
_MOST_TRIED = 4


@dataclass(frozen=True)
class Mention:
    """An account: its id on Cloud, its user name on Data Center; and what people call it."""

    id: str
    name: str = ""


Known = Callable[[str], Mention | None]
"""Whom a name behind `@` means; None for nobody."""


def parts(word: Text, known: Known) -> Iterator[Text | Mention]:
    """The text with its mentions taken out; what is within a link mentions nobody."""
    if word.link or "@" not in word.text:
        yield word
        return
    done = 0
    for found in _CALL.finditer(word.text):
        for name in _names(found["name"]):
            if (account := known(name)) is not None:
                yield Text(word.text[done : found.start()], word.marks)
                yield account
                done = found.start() + 1 + len(name)
                break
    yield Text(word.text[done:], word.marks)


def _names(name: str) -> Iterator[str]:
    """The longest first: what follows may belong to the sentence."""
    for _ in range(_MOST_TRIED):
        yield name
        shorter = re.match(r"(.*\w)[.:+@-]", name)
        if shorter is None:
            return
        name = shorter[1]
