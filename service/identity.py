"""Which action of the document is which: keys are given once and kept, whatever lines are moved or reworded. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher

from service.document.actions.keys import written_twice
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
    """The actions under the keys they were given before; new ones get keys that were never used.

    The second of two equal keys stays as the reader made it (`A1-2`), for the rule about it to find.
    """
    actions = _as_remembered(actions, {tracked.key.casefold(): tracked for tracked in remembered})
    keys = {i: action.key for i, action in enumerate(actions) if action.key_written or is_second(action)}
    taken = set(keys.values())
    free = {tracked.key: tracked for tracked in remembered if tracked.key not in taken}
    for matches in (_same(actions, keys, free), _alike(actions, keys, free)):
        for index, key in matches:
            if index not in keys and key in free:
                keys[index] = key
                del free[key]
    fresh = _fresh_keys([*keys.values(), *(tracked.key for tracked in remembered)])
    return tuple(
        action._replace(key=keys.get(i) or next(fresh), key_written=not is_second(action))
        for i, action in enumerate(actions)
    )


def remembered_words(action: Action) -> str:
    """What is kept of an action to know it again."""
    return _plain(action.title)[:WORDS]


def is_second(action: Action) -> bool:
    """Whether another action carries the same written key."""
    return written_twice(action.key, action.key_written) is not None


def _as_remembered(actions: Sequence[Action], tracked: Mapping[str, TrackedAction]) -> list[Action]:
    """Written keys in the spelling on record; one that was copied stays with the action whose words are on record."""
    spelt = [_spelt(action, tracked) for action in actions]
    first = {action.key: index for index, action in enumerate(spelt) if action.key_written}
    for index, action in enumerate(spelt):
        original = tracked.get((written_twice(action.key, action.key_written) or "").casefold())
        other = first.get(original.key) if original else None
        if original and other is not None and _has_words(action, original) and not _has_words(spelt[other], original):
            spelt[other] = spelt[other]._replace(key=action.key, key_written=False)
            spelt[index] = action._replace(key=original.key, key_written=True)
    return spelt


def _spelt(action: Action, tracked: Mapping[str, TrackedAction]) -> Action:
    known = tracked.get(action.key.casefold()) if action.key_written else None
    return action._replace(key=known.key) if known else action


def _has_words(action: Action, tracked: TrackedAction) -> bool:
    return remembered_words(action) == tracked.known_as


def _same(actions: Sequence[Action], keys: dict[int, str], free: dict[str, TrackedAction]) -> Iterable[tuple[int, str]]:
    by_words: dict[str, list[str]] = {}
    for key, tracked in free.items():
        by_words.setdefault(tracked.known_as, []).append(key)
    for index, action in enumerate(actions):
        if index not in keys and (same := by_words.get(remembered_words(action))):
            yield index, same.pop(0)


def _alike(
    actions: Sequence[Action], keys: dict[int, str], free: dict[str, TrackedAction]
) -> Iterable[tuple[int, str]]:
    """Rewordings: of actions that stood in the document at the last look, for one that left it was not reworded."""
    if len(actions) > COMPARED:
        return []
    scored = [
        (SequenceMatcher(None, tracked.known_as, remembered_words(action)).ratio(), index, key)
        for index, action in enumerate(actions)
        if index not in keys
        for key, tracked in free.items()
        if not tracked.left
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
