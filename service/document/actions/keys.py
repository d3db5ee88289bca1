"""The keys of actions: the written ones as they are, the others by order, and none of them twice."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

_KEY_CELL = re.compile(r"(?:[A-Za-z]{1,8}[-_. ]?)?\d{1,5}[.)]?")
_KEY_IN_FRONT = re.compile(r"\s*(?P<key>(?:AI|ACT|A)[- ]?\d{1,4})(?:\s*[:.)\]]\s*|\s+[—–-]\s+|\s+)(?=\S)")
_MADE_UNIQUE = re.compile(r"(?P<key>.+)-\d+")
_BY_ORDER = re.compile(r"A\d+")


def written_key(text: str) -> str:
    """The key in an ID cell. A bare number counts as `A` and the number: it is what one would say."""
    text = text.strip()
    if not _KEY_CELL.fullmatch(text):
        return ""
    text = text.rstrip(".)")
    return f"A{int(text)}" if text.isdecimal() else text.replace(" ", "")


def key_in_front(text: str) -> tuple[str, int]:
    """The key with which an item begins (`A1: …`, `AI-1 …`), and where its words begin."""
    match = _KEY_IN_FRONT.match(text)
    return (match["key"].replace(" ", ""), match.end()) if match else ("", 0)


def unique_keys(written: Sequence[str]) -> Iterator[tuple[str, bool]]:
    """For each action, whose written key may be "", its key and whether the author wrote it.

    The second of two equal keys becomes `A1-2`, as if it were not written.
    """
    taken = {key.casefold() for key in written if key}
    seen: set[str] = set()
    numbers: Counter[str] = Counter()
    by_order = (key for number in range(1, 2 * len(written) + 2) if (key := f"A{number}").casefold() not in taken)
    for key in written:
        if key and key.casefold() not in seen:
            seen.add(key.casefold())
            yield key, True
        elif key:
            yield _numbered(key, taken, numbers), False
        else:
            yield next(by_order), False


def _numbered(key: str, taken: set[str], numbers: Counter[str]) -> str:
    while True:
        numbers[key] += 1
        numbered = f"{key}-{numbers[key] + 1}"
        if numbered.casefold() not in taken:
            taken.add(numbered.casefold())
            return numbered


def written_twice(key: str, key_written: bool) -> str | None:
    """The key as it was written, when `unique_keys` had to change it: keys by order never look like that."""
    match = _MADE_UNIQUE.fullmatch(key)
    return match["key"] if match and not key_written and not _BY_ORDER.fullmatch(key) else None
