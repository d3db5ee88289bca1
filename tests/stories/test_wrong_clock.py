"""The clock of the service's machine is five minutes off: what works all the same, and what is said where it cannot."""

from datetime import timedelta

import pytest

from service import jobs
from service.hints import Hints
from service.index import parse_ref
from service.wiring import build_runtime
from tests.resilience.scene import ACTIONS, document
from tests.stories.conftest import Staging
from tests.stories.pairing import GITHUB, GITHUB_CLOUD, Pairing
from tests.stories.stage import Stage
from tests.stories.test_as_an_app import as_an_app

FAST, SLOW = timedelta(minutes=5), timedelta(minutes=-5)
SKEWED = pytest.mark.parametrize("off", [FAST, SLOW], ids=["fast", "slow"])


def skewed(stage: Stage, off: timedelta) -> None:
    """The service's clock alone; the trackers' and Redis's are right."""
    stage.runtime = build_runtime(stage.place, stage.redis, lambda: stage.clock() + off)
    jobs.prepare(stage.runtime)


def finishes(stage: Stage, off: timedelta) -> int:
    skewed(stage, off)
    number = stage.alice.opens(
        stage.incidents, "Checkout answers 500", document(), ("postmortem", "postmortem:finished")
    )
    stage.settle(postponing=True)
    return number


@SKEWED
@pytest.mark.parametrize("both", [GITHUB, GITHUB_CLOUD], ids=str)
def test_with_a_token_a_publish_works_and_every_date_is_that_of_the_tracker(
    staged_with: Staging, both: Pairing, off: timedelta
) -> None:
    stage = staged_with(both)
    number = finishes(stage, off)
    assert len(stage.tickets()) == ACTIONS
    assert "Next review: Monday, 07 December 2026, 10:00 (Europe/Berlin)" in stage.status(number)
    stage.much_later(days=36)
    assert len(stage.reviews()) == 1


@SKEWED
def test_an_app_whose_token_is_refused_for_its_times_names_the_clock_and_goes_on_once_it_is_right(
    staged_with: Staging, off: timedelta
) -> None:
    stage = staged_with(prepare=as_an_app)
    finishes(stage, off)
    (parked,) = stage.runtime.index.parked()
    assert "the clock of this machine is wrong" in parked.message and "claim" in parked.message
    assert stage.tickets() == {}

    skewed(stage, timedelta())
    stage.redis.delete(*stage.redis.keys("ft:refused:*"))  # a restart, or five minutes
    stage.much_later(minutes=6)
    assert len(stage.tickets()) == ACTIONS
    assert stage.runtime.index.parked() == []


def test_a_lease_is_counted_by_redis_so_that_two_clocks_agree_on_it(staged_with: Staging) -> None:
    stage = staged_with()
    number = finishes(stage, FAST)
    target = next(ref for it in stage.runtime.index.entries() if (ref := parse_ref(it.ref)).number == number)
    held = Hints(stage.redis).acquire(target)
    assert held is not None
    skewed(stage, SLOW)
    assert stage.runtime.hints.acquire(target) is None
    held.release()
    assert stage.runtime.hints.acquire(target) is not None
