"""The service was away, and nobody heard the webhooks: they are asked for again, without waiting for a sweep."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from redis import Redis

from connectors.sandbox.github.kinds import Role
from connectors.sandbox.github.world import World
from service import jobs
from tests.conftest import Watched
from tests.stories.documents import TABLE
from tests.stories.github_site import BOT, GitHubSite
from tests.stories.stage import Stage, staged


@pytest.fixture
def away(valkey: Redis, tmp_path: Path, watched: Watched) -> Iterator[Stage]:
    """Webhooks get lost; the service knows at which address it would hear them."""
    with staged(valkey, tmp_path, listener=watched) as stage:
        (hook,) = world(stage).hooks_everywhere.values()
        stage.runtime = replace(stage.runtime, addresses={"github": hook.url})
        stage.ticking = replace(stage.ticking, asked_again=("github",))
        jobs.prepare(stage.runtime)
        stage.settle()  # the sweeps and the question at the start
        stage.home.delivers("drop")
        yield stage


def world(stage: Stage) -> World:
    assert isinstance(stage.home, GitHubSite)
    return stage.home.world


def returns(stage: Stage, **after: float) -> None:
    stage.home.delivers("normal")
    stage.clock.advance(**after)
    stage.settle()  # it asks, and what it asked for is on its way
    stage.settle()


def test_a_post_mortem_finished_meanwhile_gets_its_tickets(away: Stage) -> None:
    handle = away.finished(TABLE)
    assert away.tickets() == {}

    returns(away, hours=1)

    assert set(away.tickets()) == {"A1", "A2", "A3"}
    assert "A1" in away.status(handle)


def test_it_is_asked_once_an_hour_and_not_for_what_was_asked_before(away: Stage) -> None:
    away.finished(TABLE)
    returns(away, hours=1)
    before = away.requests()

    returns(away, minutes=30)
    assert not [it for it in away.requests() - before if "deliveries" in it]

    returns(away, minutes=31)
    assert not [it for it in away.requests() - before if "attempts" in it]


def test_a_service_that_may_not_see_the_webhooks_is_none_the_worse(away: Stage) -> None:
    for repository in world(away).repositories.values():
        repository.roles[BOT] = Role.WRITE
    handle = away.finished(TABLE)

    returns(away, hours=1)
    assert away.tickets() == {}, "nobody told it"
    away.home.delivers("normal")
    away.alice.says(away.incidents, handle, "Any news?")
    away.settle()
    assert len(away.tickets()) == 3
