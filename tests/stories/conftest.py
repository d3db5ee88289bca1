"""A stage for each story, with webhooks that arrive, that come doubled and out of order, or that never come."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from redis import Redis

from service.mappings import Mapping
from tests.conftest import Watched
from tests.stories.stage import Deliveries, Stage, staged


@pytest.fixture(params=list(Deliveries), ids=lambda deliveries: deliveries.name.lower())
def stage(request: pytest.FixtureRequest, valkey: "Redis", tmp_path: Path, watched: Watched) -> Iterator[Stage]:
    """The story is told three times; it must end the same each time."""
    with staged(valkey, tmp_path, deliveries=request.param, listener=watched) as on_stage:
        yield on_stage


@pytest.fixture
def heard(valkey: "Redis", tmp_path: Path, watched: Watched) -> Iterator[Stage]:
    """A stage whose webhooks arrive."""
    with staged(valkey, tmp_path, listener=watched) as on_stage:
        yield on_stage


@pytest.fixture
def staged_with(valkey: "Redis", tmp_path: Path, watched: Watched) -> Iterator[Callable[[Mapping], Stage]]:
    """A stage for a mapping of one's own."""
    with ExitStack() as stack:
        yield lambda mapping: stack.enter_context(staged(valkey, tmp_path, listener=watched, mapping=mapping))
