"""A stage for each story, in every pairing, with webhooks that arrive, come doubled and out of order, or never come."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from redis import Redis

from tests.conftest import Watched
from tests.stories import pairing
from tests.stories.pairing import PAIRINGS, Deliveries, Pairing
from tests.stories.stage import Adapt, Prepare, Stage, staged


@dataclass(frozen=True)
class Telling:
    """One way to tell a story."""

    pairing: Pairing = pairing.GITHUB
    deliveries: Deliveries = Deliveries.NORMAL

    def __str__(self) -> str:
        return f"{self.pairing} {self.deliveries.name.lower()}"


SHAKEN = (Deliveries.DOUBLED_AND_SHUFFLED, Deliveries.NONE)
TELLINGS = (
    *(Telling(both) for both in PAIRINGS),
    *(Telling(pairing.GITHUB, deliveries) for deliveries in SHAKEN),
)
"""A story ends the same in each of them."""

JIRA_TELLINGS = tuple(
    Telling(both, deliveries) for both in (pairing.GITHUB_CLOUD, pairing.CLOUD) for deliveries in SHAKEN
)


@pytest.fixture(params=TELLINGS, ids=str)
def stage(request: pytest.FixtureRequest, valkey: "Redis", tmp_path: Path, watched: Watched) -> Iterator[Stage]:
    telling: Telling = request.param
    with staged(valkey, tmp_path, telling.pairing, deliveries=telling.deliveries, listener=watched) as on_stage:
        yield on_stage


@pytest.fixture(params=[pairing.GITHUB], ids=str)
def heard(request: pytest.FixtureRequest, valkey: "Redis", tmp_path: Path, watched: Watched) -> Iterator[Stage]:
    """A stage whose webhooks arrive. Stories that are not GitHub's alone name their pairings."""
    with staged(valkey, tmp_path, request.param, listener=watched) as on_stage:
        yield on_stage


Staging = Callable[..., Stage]


@pytest.fixture
def staged_with(valkey: "Redis", tmp_path: Path, watched: Watched) -> Iterator[Staging]:
    """A stage with a mapping or a tracker of one's own, beside a pairing: see `staged`."""

    def on_stage(
        both: Pairing = pairing.GITHUB, adapt: Adapt = lambda it: it, prepare: Prepare = lambda clock, sites: None
    ) -> Stage:
        return stack.enter_context(staged(valkey, tmp_path, both, listener=watched, adapt=adapt, prepare=prepare))

    with ExitStack() as stack:
        yield on_stage
