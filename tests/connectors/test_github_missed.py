"""Deliveries that nobody heard are asked for again: those, and no others."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from connectors.github.tracker import GitHub
from connectors.sandbox.github import founding
from connectors.sandbox.github.kinds import Role
from connectors.sandbox.github.server import RunningSandbox
from connectors.sandbox.github.state import Hook
from connectors.sandbox.github.world import World
from connectors.sandbox.recording import Exchange
from connectors.tracker import ProjectId, TrackerError, Trouble
from tests.clock import Clock
from tests.connectors.acts import SECRET
from tests.connectors.bench import BOT, HERE, THERE, GitHubPeople
from tests.receiving import Receiver, receiving

DAYS = timedelta(days=3)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving(Receiver) as heard:
        yield heard


@pytest.fixture
def hook(world: World, receiver: Receiver) -> Hook:
    return founding.add_hook(world, receiver.url, repository=world.repository(HERE), secret=SECRET, events=("issues",))


@pytest.fixture
def here(github: GitHub) -> ProjectId:
    return github.project_named(HERE).id


def guids(receiver: Receiver) -> list[str]:
    return receiver.headers("X-GitHub-Delivery")


@pytest.mark.usefixtures("hook")
@pytest.mark.parametrize("answer", [500, 502, 503, 408, 429])
def test_what_failed_in_passing_is_asked_for_again(
    github: GitHub,
    here: ProjectId,
    people: GitHubPeople,
    sandbox: RunningSandbox,
    receiver: Receiver,
    clock: Clock,
    answer: int,
) -> None:
    receiver.status = answer
    people.opens(HERE)
    sandbox.drain()
    receiver.status = 202

    assert github.redeliver([here], receiver.url, clock() - DAYS) == 1
    sandbox.drain()

    first, again = guids(receiver)
    assert first == again
    assert github.redeliver([here], receiver.url, clock() - DAYS) == 0


@pytest.mark.usefixtures("hook")
@pytest.mark.parametrize("answer", [200, 202, 400, 401, 413, 422])
def test_what_was_taken_or_refused_for_good_is_not(
    github: GitHub,
    here: ProjectId,
    people: GitHubPeople,
    sandbox: RunningSandbox,
    receiver: Receiver,
    clock: Clock,
    answer: int,
) -> None:
    receiver.status = answer
    people.opens(HERE)
    sandbox.drain()

    assert github.redeliver([here], receiver.url, clock() - DAYS) == 0


@pytest.mark.usefixtures("hook")
def test_one_that_fails_again_is_asked_for_again_the_next_time(
    github: GitHub,
    here: ProjectId,
    people: GitHubPeople,
    sandbox: RunningSandbox,
    receiver: Receiver,
    clock: Clock,
) -> None:
    receiver.status = 503
    people.opens(HERE)
    sandbox.drain()

    for _ in range(2):
        clock.advance(hours=1)
        assert github.redeliver([here], receiver.url, clock() - timedelta(hours=2)) == 1
        sandbox.drain()

    assert len(set(guids(receiver))) == 1 and len(receiver.heard) == 3


def test_other_webhooks_of_the_repository_are_left_alone(
    github: GitHub,
    here: ProjectId,
    people: GitHubPeople,
    sandbox: RunningSandbox,
    receiver: Receiver,
    hook: Hook,
    clock: Clock,
) -> None:
    receiver.status = 500
    people.opens(HERE)
    sandbox.drain()

    assert github.redeliver([here], f"{receiver.url}/of-others", clock() - DAYS) == 0
    hook.active = False
    assert github.redeliver([here], receiver.url, clock() - DAYS) == 0


@pytest.mark.usefixtures("hook")
def test_no_more_pages_are_read_than_the_time_asked_for_fills(
    github: GitHub,
    here: ProjectId,
    people: GitHubPeople,
    sandbox: RunningSandbox,
    receiver: Receiver,
    clock: Clock,
    exchanges: list[Exchange],
) -> None:
    receiver.status = 500
    for _ in range(120):
        people.opens(HERE)
    sandbox.drain()
    clock.advance(hours=2)
    people.opens(HERE)
    sandbox.drain()
    exchanges.clear()

    assert github.redeliver([here], receiver.url, clock() - timedelta(hours=1)) == 1

    assert [it.method for it in exchanges if it.kind != "webhook"] == ["GET", "GET", "POST"]
    assert github.redeliver([here], receiver.url, clock() - DAYS) == 121, "the older are on the second page"


def test_a_repository_whose_webhooks_are_hidden_is_told_after_the_others(
    github: GitHub,
    here: ProjectId,
    world: World,
    people: GitHubPeople,
    sandbox: RunningSandbox,
    receiver: Receiver,
    hook: Hook,
    clock: Clock,
) -> None:
    there = github.project_named(THERE).id
    world.repository(THERE).roles[BOT] = Role.WRITE
    receiver.status = 500
    people.opens(HERE)
    sandbox.drain()
    receiver.status = 202

    with pytest.raises(TrackerError) as refused:
        github.redeliver([there, here], receiver.url, clock() - DAYS)
    sandbox.drain()

    assert refused.value.trouble is Trouble.NOT_FOUND and THERE in refused.value.message
    assert len(receiver.heard) == 2
