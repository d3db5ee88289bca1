"""What was asked a short while ago, so that one look does not ask twice. Kept in this process alone."""

from collections.abc import Callable, Hashable
from datetime import datetime, timedelta
from typing import Generic, TypeVar

T = TypeVar("T")


class Remembered(Generic[T]):
    """By key, each for `life`."""

    def __init__(self, now: Callable[[], datetime], life: timedelta) -> None:
        self._now = now
        self._life = life
        self._held: dict[Hashable, tuple[datetime, T]] = {}

    def get(self, key: Hashable, ask: Callable[[], T]) -> T:
        now = self._now()
        if key in self._held and now < self._held[key][0]:
            return self._held[key][1]
        answer = ask()
        self._held[key] = (now + self._life, answer)
        return answer

    def forget(self, key: Hashable) -> None:
        self._held.pop(key, None)
