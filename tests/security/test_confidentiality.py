"""A confidential post-mortem stays among those who can read it: wherever tickets go, and whenever that place opens."""

import io
from collections.abc import Iterator
from contextlib import redirect_stderr

import pytest
from redis import Redis

from connectors.sandbox.github.kinds import Visibility
from connectors.sandbox.recording import Exchange
from service import log
from tests.security.stages import looks, repository, said_in
from tests.stories.documents import SECTIONS
from tests.stories.pairing import GITHUB
from tests.stories.stage import Stage, staged
from tests.web import conftest as web

CANARY, SECOND = "canary-of-the-vault", "canary-of-a-tenant"
PUBLIC, INTERNAL, PRIVATE = Visibility.PUBLIC, Visibility.INTERNAL, Visibility.PRIVATE
CLOSED = {PUBLIC: 0, INTERNAL: 1, PRIVATE: 2}
ACTIONS = 12
VERBS = ("Alert on", "Document", "Limit")
THINGS = ("connection pools", "nightly exports", "payment retries", "slow queries")


def document(actions: int) -> str:
    """The canary in everything that a ticket repeats."""
    head = "| ID | Action | Owner | Due | Root cause | Done when |\n|----|----|----|----|----|----|"
    titles = [f"{verb} {thing}" for verb in VERBS for thing in THINGS][:actions]
    rows = (
        f"| A{n} | {title} of {CANARY} | @alice | 2027-01-15 | RC1 | the board shows {CANARY} |"
        for n, title in enumerate(titles, 1)
    )
    return "\n".join((SECTIONS.replace("### RC1: A release", f"### RC1: {CANARY}: a release"), head, *rows, ""))


class Flip:
    """Opens a repository to everybody as soon as so many issues have been created by the service."""

    def __init__(self) -> None:
        self.stage: Stage | None = None
        self.after = self.created = 0

    def arm(self, stage: Stage, after: int) -> None:
        self.stage, self.after, self.created = stage, after, 0
        if not after:
            self.open()

    def open(self) -> None:
        assert self.stage is not None
        repository(self.stage, self.stage.app).visibility = PUBLIC
        self.stage = None

    def __call__(self, exchange: Exchange) -> None:
        if self.stage and exchange.method == "POST" and exchange.path.endswith("/issues"):
            self.created += 1
            if self.created == self.after:
                self.open()


@pytest.fixture(scope="module")
def flip() -> Flip:
    return Flip()


@pytest.fixture(scope="module")
def logged() -> Iterator[io.StringIO]:
    """All that the service logs, down to DEBUG."""
    with redirect_stderr(io.StringIO()) as told:
        log.configure("json", "debug")
    yield told
    log.configure("json", "error")


@pytest.fixture(scope="module")
def stage(redis: "Redis", flip: Flip, logged: io.StringIO, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with staged(redis, tmp_path_factory.mktemp("data"), GITHUB, listener=flip) as on_stage:
        on_stage.home.delivers("drop")  # so nobody tells the service that a repository was opened
        yield on_stage


def finished(stage: Stage, actions: int) -> int:
    """A post-mortem that Alice finished, and that nobody has looked at since."""
    number = stage.alice.opens(stage.incidents, "Checkout answers 500", document(actions), ("postmortem",))
    looks(stage, number)
    stage.clock.advance(hours=1)
    stage.alice.tags(stage.incidents, number, "postmortem:finished")
    return number


def tickets(stage: Stage) -> int:
    return len(repository(stage, stage.app).living_issues)


def visible(stage: Stage, source: Visibility, target: Visibility) -> None:
    """Whatever the service remembers."""
    repository(stage, stage.incidents).visibility, repository(stage, stage.app).visibility = source, target


@pytest.mark.parametrize("target", [PUBLIC, INTERNAL, PRIVATE], ids=lambda it: f"tickets {it.value}")
@pytest.mark.parametrize("source", [PUBLIC, INTERNAL, PRIVATE], ids=lambda it: f"post-mortem {it.value}")
def test_tickets_come_only_where_no_more_people_can_read(stage: Stage, source: Visibility, target: Visibility) -> None:
    visible(stage, source, target)
    before, number = tickets(stage), finished(stage, 1)
    looks(stage, number)  # may find that what it remembers is no longer so
    looks(stage, number)
    allowed = CLOSED[target] >= CLOSED[source]

    assert tickets(stage) - before == allowed
    assert allowed or f"{stage.app} is {target.value}, and this post-mortem is {source.value}" in stage.status(number)


@pytest.mark.parametrize("created", range(ACTIONS))
def test_a_place_that_is_opened_between_two_creates_gets_no_further_one(stage: Stage, flip: Flip, created: int) -> None:
    visible(stage, PRIVATE, PRIVATE)
    number, before = finished(stage, ACTIONS), tickets(stage)
    flip.arm(stage, created)
    for _ in range(3):
        looks(stage, number)

    assert tickets(stage) - before == created
    assert f"{stage.app} is public, and this post-mortem is private" in stage.status(number)


@pytest.mark.parametrize("days", [1, 36], ids=["status comment", "review"])
def test_a_title_from_a_private_ticket_does_not_follow_into_a_post_mortem_that_was_opened(
    stage: Stage, days: int
) -> None:
    """The thirteenth write and the fourteenth, which go to the post-mortem's own repository."""
    visible(stage, PRIVATE, PRIVATE)
    number, before = finished(stage, 2), set(repository(stage, stage.app).issues)
    looks(stage, number)
    ticket, other = sorted(set(repository(stage, stage.app).issues) - before)[:2]
    there = set(repository(stage, stage.incidents).issues)
    stage.clock.advance(days=days)
    stage.alice.retitles(stage.app, ticket, f"Rotate the key of {SECOND}")
    stage.alice.closes(stage.app, other)
    repository(stage, stage.incidents).visibility = PUBLIC
    for _ in range(3):
        looks(stage, number)

    assert "1 of 2 actions done" in stage.status(number)
    assert len(set(repository(stage, stage.incidents).issues) - there) == (days > 35), "reviews"
    assert [text for text in said_in(repository(stage, stage.incidents)) if SECOND in text] == []


def test_neither_logs_nor_pages_repeat_a_word(stage: Stage, redis: "Redis", logged: io.StringIO) -> None:
    """The logs of all of the above; the pages while strangers look in."""
    visible(stage, PRIVATE, PRIVATE)
    redis.delete("ft:entries", "ft:fences")  # some of them were public, and may be shown
    number = finished(stage, 2)
    looks(stage, number)
    strangers = web.site(redis, stage.clock, settings=stage.place.settings)
    asked = ("/", "/healthz", "/readyz", "/metrics", "/nothing", "/api/v1/openapi.json", "/webhooks/github")
    answers = {path: strangers.get(path).text for path in asked}

    assert "Private post-mortem in shop" in answers["/"]
    assert [path for path, text in answers.items() if CANARY in text or SECOND in text] == []
    assert "looked" in logged.getvalue()
    assert CANARY not in logged.getvalue() and SECOND not in logged.getvalue()
