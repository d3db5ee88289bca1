"""A confidential post-mortem in Jira: wherever tickets go, and whenever that project opens."""

from collections.abc import Iterator

import pytest
from redis import Redis

from connectors.sandbox.recording import Exchange
from tests.security.stages import jira, looks_in_jira, said_in_jira
from tests.security.test_confidentiality import SECOND, document
from tests.stories.pairing import CLOUD, DATACENTER
from tests.stories.stage import Stage, staged

ACTIONS = 12


class Flip:
    """Opens a project to everybody as soon as so many issues have been created by the service."""

    def __init__(self) -> None:
        self.stage: Stage | None = None
        self.left = 0

    def arm(self, stage: Stage, after: int) -> None:
        self.stage, self.left = stage, after
        if not after:
            self.open()

    def open(self) -> None:
        assert self.stage is not None
        jira(self.stage).world.project(self.stage.app).public = True
        self.stage = None

    def __call__(self, exchange: Exchange) -> None:
        if self.stage and exchange.method == "POST" and exchange.path.endswith("/issue"):
            self.left -= 1
            if not self.left:
                self.open()


@pytest.fixture(scope="module")
def flip() -> Flip:
    return Flip()


@pytest.fixture(scope="module", params=[CLOUD, DATACENTER], ids=str)
def stage(
    request: pytest.FixtureRequest, redis: "Redis", flip: Flip, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stage]:
    redis.flushall()
    with staged(redis, tmp_path_factory.mktemp("data"), request.param, listener=flip) as on_stage:
        on_stage.home.delivers("drop")
        yield on_stage


def finished(stage: Stage, actions: int) -> int:
    """A post-mortem that Alice finished, and that nobody has looked at since."""
    number = stage.alice.opens(stage.incidents, "Checkout answers 500", document(actions), ("postmortem",))
    looks_in_jira(stage, number)
    stage.clock.advance(hours=1)
    stage.alice.tags(stage.incidents, number, "postmortem:finished")
    return number


def visible(stage: Stage, source: bool, target: bool) -> None:
    """To everybody; whatever the service remembers."""
    world = jira(stage).world
    world.project(stage.incidents).public, world.project(stage.app).public = source, target


@pytest.mark.parametrize("target", [True, False], ids=["tickets public", "tickets private"])
@pytest.mark.parametrize("source", [True, False], ids=["post-mortem public", "post-mortem private"])
def test_tickets_come_only_where_no_more_people_can_read(stage: Stage, source: bool, target: bool) -> None:
    visible(stage, source, target)
    before, number = stage.home.count(stage.app), finished(stage, 1)
    looks_in_jira(stage, number)  # may find that what it remembers is no longer so
    looks_in_jira(stage, number)
    allowed = source or not target

    assert stage.home.count(stage.app) - before == allowed
    assert allowed or f"{stage.app} is public, and this post-mortem is private" in stage.status(number)


@pytest.mark.parametrize("created", range(ACTIONS))
def test_a_project_that_is_opened_between_two_creates_gets_no_further_one(
    stage: Stage, flip: Flip, created: int
) -> None:
    visible(stage, False, False)
    number, before = finished(stage, ACTIONS), stage.home.count(stage.app)
    flip.arm(stage, created)
    for _ in range(3):
        looks_in_jira(stage, number)

    assert stage.home.count(stage.app) - before == created
    assert f"{stage.app} is public, and this post-mortem is private" in stage.status(number)


@pytest.mark.parametrize("days", [1, 36], ids=["status comment", "review"])
def test_a_title_from_a_private_ticket_does_not_follow_into_a_post_mortem_that_was_opened(
    stage: Stage, days: int
) -> None:
    """The thirteenth write and the fourteenth, which go to the post-mortem's own project."""
    visible(stage, False, False)
    before, number = {it.handle for it in stage.alice.lists(stage.app)}, finished(stage, 2)
    looks_in_jira(stage, number)
    ticket, other = sorted({it.handle for it in stage.alice.lists(stage.app)} - before)[:2]
    there = stage.home.count(stage.incidents)
    stage.clock.advance(days=days)
    stage.alice.retitles(stage.app, ticket, f"Rotate the key of {SECOND}")
    stage.alice.closes(stage.app, other)
    visible(stage, True, False)
    for _ in range(3):
        looks_in_jira(stage, number)

    assert "1 of 2 actions done" in stage.status(number)
    assert stage.home.count(stage.incidents) - there == (days > 35), "reviews"
    assert [text for text in said_in_jira(jira(stage), stage.incidents) if SECOND in text] == []
