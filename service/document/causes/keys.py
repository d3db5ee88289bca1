"""The keys of root causes: `RC1` and its kin, as written, or given by order."""

import re
from collections.abc import Iterator, Sequence
from itertools import count

from service.document.markdown.block import References
from service.document.markdown.inline import plain
from service.document.placeholders import is_placeholder, without_comments

_KEY = re.compile(
    r"[\W_]{0,6}(?:(?:RC|CF)[- ]?#?|(?:root[ -]cause|cause|contributing (?:factor|cause)|factor)\s(?:#|no\. ?)?(?=\d)"
    r"|(?-i:C)(?=\d{1,2}\s?(?:[:.)—–]|\*\*|$|-\s)))"
    r"(?P<number>\d{1,3})(?![A-Za-z0-9]|\.\d)(?:\*\*|__)?\W{0,4}",
    re.IGNORECASE,
)


_HINT = re.compile(r"c\W?#?\s?\d|f\W?#?\s?\d|cause|factor", re.IGNORECASE)
_FRONT = 60
"""Characters in which a key would have to show; cheap, and false for most texts."""


def read_key(markdown: str, references: References) -> tuple[str, str] | None:
    """The key and the words behind it, of `**RC1**: text` and its kin."""
    if not _HINT.search(markdown, 0, _FRONT):
        return None
    text = plain(markdown, references)
    match = _KEY.match(text)
    if match is None:
        return None
    rest = "" if _is_unfilled(markdown) else text[match.end() :].strip()
    return f"RC{int(match['number'])}", rest


def _is_unfilled(markdown: str) -> bool:
    return is_placeholder(_KEY.sub("", without_comments(markdown), count=1))


def unique_keys(written: Sequence[str]) -> Iterator[tuple[str, bool]]:
    """For each cause, whose written key may be "", its key and whether the author wrote it.

    A key belongs to the first cause that carries it; the others are numbered around those that are written.
    """
    taken = set(written)
    by_order = (key for number in count(1) if (key := f"RC{number}") not in taken)
    seen = {""}
    for key in written:
        yield (next(by_order), False) if key in seen else (key, True)
        seen.add(key)
