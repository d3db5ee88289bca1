"""Which action of the document is which: keys are given once and kept, whatever lines are moved or reworded. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from service.document.post_mortem import Action
from service.record import TrackedAction

WORDS = 80
"""Characters of an action's title that are remembered."""

ALIKE = 0.6
"""Share of common text from which a line counts as a reworded old one rather than as a new one."""

COMPARED = 50
"""Above this many actions nothing is created anyway, so rewordings are not searched for."""

_KEY = re.compile(r"A(\d+)$")


def with_kept_keys(actions: Sequence[Action], remembered: Sequence[TrackedAction]) -> tuple[Action, ...]:
    """The actions under the keys they were given before; new ones get keys that were never used."""
    keys: dict[int, str] = {i: action.key for i, action in enumerate(actions) if action.key_written}
    free = {tracked.key: tracked.words for tracked in remembered if tracked.key not in set(keys.values())}
    for matches in (_same(actions, keys, free), _alike(actions, keys, free)):
        for index, key in matches:
            if index not in keys and key in free:
                keys[index] = key
                del free[key]
    fresh = _fresh_keys([*keys.values(), *(tracked.key for tracked in remembered)])
    return tuple(replace(action, key=keys.get(i) or next(fresh)) for i, action in enumerate(actions))


def remembered_words(action: Action) -> str:
    """What is kept of an action to know it again."""
    return _plain(action.title)[:WORDS]


def _same(actions: Sequence[Action], keys: dict[int, str], free: dict[str, str]) -> Iterable[tuple[int, str]]:
    for index, action in enumerate(actions):
        for key, words in list(free.items()):
            if index not in keys and words == remembered_words(action):
                yield index, key


def _alike(actions: Sequence[Action], keys: dict[int, str], free: dict[str, str]) -> Iterable[tuple[int, str]]:
    if len(actions) > COMPARED:
        return []
    scored = [
        (SequenceMatcher(None, words, remembered_words(action)).ratio(), index, key)
        for index, action in enumerate(actions)
        if index not in keys
        for key, words in free.items()
    ]
    best_first = sorted((entry for entry in scored if entry[0] >= ALIKE), key=lambda entry: (-entry[0], entry[1]))
    return [(index, key) for _, index, key in best_first]


def _fresh_keys(used: Iterable[str]) -> Iterator[str]:
    numbers = [int(found[1]) for key in used if (found := _KEY.match(key))]
    number = max(numbers, default=0)
    while True:
        number += 1
        yield f"A{number}"


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
