"""What the road does to deliveries: nothing, lose them, double them, or hold them and shuffle.

Real trackers promise no order and deliver late; here the worst of it is repeatable. Sending is not done here.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

Parcel = TypeVar("Parcel")

POLICIES = ("normal", "drop", "double", "shuffle", "double+shuffle")


@dataclass(frozen=True)
class Policy:
    """`name` is one of POLICIES; `loss` is the share (0 to 1) that is lost besides; `seed` makes both repeatable.

    With `double` each goes out three times: itself, again with the same id, and again with a fresh one.
    With `shuffle` nothing goes out until a flush.
    """

    name: str = "normal"
    seed: int = 0
    loss: float = 0.0
    random: random.Random = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        if self.name not in POLICIES:
            raise ValueError(f"no delivery policy {self.name!r}; there are: {', '.join(POLICIES)}")
        object.__setattr__(self, "random", random.Random(self.seed))  # noqa: S311 - a repeatable shuffle, no secret

    @property
    def holds(self) -> bool:
        return "shuffle" in self.name

    def loses(self) -> bool:
        return self.name == "drop" or (self.loss > 0 and self.random.random() < self.loss)

    def copies(self, parcel: Parcel, with_id: Callable[[Parcel, str], Parcel]) -> list[Parcel]:
        """`with_id` makes the parcel anew under another id."""
        if "double" not in self.name:
            return [parcel]
        return [parcel, parcel, with_id(parcel, str(uuid.uuid4()))]

    def shuffled(self, parcels: list[Parcel]) -> list[Parcel]:
        return self.random.sample(parcels, len(parcels))
