"""A stage for each story: in all pairings, with webhooks that arrive, come doubled and out of order, or never come."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import pytest
from redis import Redis

from tests.conftest import Watched
from tests.stories import pairing
from tests.stories.pairing import PAIRINGS, Deliveries, Pairing
from tests.stories.stage import Adapt, Prepare, Stage, staged


@dataclass(frozen=True)
class Telling:
    """One way to tell a story. It ends the same in each."""

    pairing: Pairing = pairing.GITHUB
    deliveries: Deliveries = Deliveries.NORMAL

    def __str__(self) -> str:
        return f"{self.pairing} {self.deliveries.name.lower()}"


IN_GITHUB = tuple(Telling(pairing.GITHUB, deliveries) for deliveries in Deliveries)
WITH_JIRA = (
    (pairing.GITHUB_CLOUD, pairing.DATACENTER_GITHUB, pairing.CLOUD),
    (pairing.GITHUB_DATACENTER, pairing.CLOUD_GITHUB, pairing.DATACENTER),
)
"""At either end and at both. The stories take turns in which kind of Jira stands where: each has both kinds."""

SHAKEN = tuple(
    Telling(both, deliveries)
    for both in (pairing.GITHUB_CLOUD, pairing.CLOUD)
    for deliveries in (Deliveries.DOUBLED_AND_SHUFFLED, Deliveries.NONE)
)
EVERYWHERE = pytest.mark.parametrize(
    "stage", (*IN_GITHUB, *map(Telling, PAIRINGS[1:]), *SHAKEN), indirect=True, ids=str
)
"""For the stories that the others rest on."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    told = any(mark.args[0] == "stage" for mark in metafunc.definition.iter_markers("parametrize"))
    if "stage" in metafunc.fixturenames and not told and not hasattr(metafunc.module, "stage"):
        turn = WITH_JIRA[crc32(metafunc.function.__name__.encode()) % 2]
        metafunc.parametrize("stage", (*IN_GITHUB, *map(Telling, turn)), indirect=True, ids=str)


@pytest.fixture
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
