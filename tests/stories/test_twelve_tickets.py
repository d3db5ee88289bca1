"""One of twelve tickets is deleted, transferred, converted or locked: the other eleven stay in step, 48 times of 48."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from redis import Redis

from connectors.sandbox.github.acts import issues, removal
from connectors.sandbox.github.acts.history import record
from connectors.sandbox.github.state import Issue, Repository
from connectors.sandbox.github.world import World
from tests.resilience.scene import ACTIONS, document
from tests.security.stages import github, looks, repository
from tests.stories.conftest import Staging
from tests.stories.pairing import GITHUB
from tests.stories.stage import Stage, staged
from tests.stories.test_following import row

PLATFORM = "acme/platform"
KEYS = tuple(f"A{number}" for number in range(1, ACTIONS + 1))


@dataclass
class Tracked:
    """A finished post-mortem of twelve actions, of whose tickets nobody hears by webhook."""

    stage: Stage
    number: int
    tickets: dict[str, Issue]
    """As the tracker keeps them, wherever they are."""

    @property
    def world(self) -> World:
        return github(self.stage).world

    @property
    def status(self) -> str:
        return self.stage.status(self.number)

    def places(self) -> tuple[Repository, ...]:
        return tuple(repository(self.stage, name) for name in (self.stage.app, PLATFORM))

    def looked_at(self) -> None:
        self.stage.clock.advance(minutes=10)
        looks(self.stage, self.number)

    def retitled(self, but: str, title: str) -> None:
        """By Bob, all the others."""
        bob = self.world.viewer("bob")
        for key, ticket in self.tickets.items():
            if key != but:
                issues.edit(self.world, bob, ticket, issues.Edit(title=f"{title} of {key}"))

    def notes(self, key: str) -> int:
        return sum(line.startswith(f"> - **{key}**: ") for line in self.status.splitlines())


# -- the fates: what befalls a ticket, and what brings it back


def deleted(on: Tracked, key: str) -> None:
    ticket = on.tickets[key]
    removal.delete_issue(on.world, on.world.viewer("alice"), ticket)
    ticket.parent = None


def restored(on: Tracked, key: str) -> None:
    """As the tracker's own support can."""
    ticket = on.tickets[key]
    ticket.repository.issues[ticket.number] = ticket


def transferred(on: Tracked, key: str) -> None:
    ticket = on.tickets[key]
    to = next(place for place in on.places() if place is not ticket.repository)
    on.tickets[key] = removal.transfer_issue(on.world, on.world.viewer("alice"), ticket, to)


def converted(on: Tracked, key: str) -> None:
    """Into a discussion: what is left is closed and locked."""
    ticket, alice = on.tickets[key], on.world.viewer("alice")
    issues.close(on.world, alice, ticket)
    issues.lock(on.world, alice, ticket, "resolved")
    record(on.world, alice, ticket, "converted_to_discussion")


def locked(on: Tracked, key: str) -> None:
    issues.lock(on.world, on.world.viewer("alice"), on.tickets[key], "too heated")


def unlocked(on: Tracked, key: str) -> None:
    issues.unlock(on.world, on.world.viewer("alice"), on.tickets[key])
    issues.reopen(on.world, on.world.viewer("alice"), on.tickets[key])


@dataclass(frozen=True)
class Fate:
    befalls: Callable[[Tracked, str], None]
    undone: Callable[[Tracked, str], None]
    outcome: str
    notes: int = 0
    moves: bool = False


FATES = {
    "deleted": Fate(deleted, restored, "gone", notes=1),
    "transferred": Fate(transferred, transferred, "open", moves=True),
    "converted": Fate(converted, unlocked, "done"),
    "locked": Fate(locked, unlocked, "open"),
}


@pytest.fixture(scope="module")
def tracked(valkey_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tracked]:
    with Redis.from_url(valkey_url) as redis:
        redis.flushall()
        with staged(redis, tmp_path_factory.mktemp("data"), GITHUB) as stage:
            stage.home.founds(PLATFORM)
            number = stage.finished(document())
            stage.home.delivers("drop")
            there = repository(stage, stage.app).living_issues
            yield Tracked(stage, number, dict(zip(KEYS, there, strict=True)))


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("fate", FATES)
def test_the_other_eleven_stay_in_step(tracked: Tracked, fate: str, key: str) -> None:
    what, title = FATES[fate], f"What is left to do after {key} was {fate}"
    made = sum(len(place.issues) for place in tracked.places())
    what.befalls(tracked, key)
    tracked.retitled(key, title)
    tracked.looked_at()
    rows = {each: row(tracked.status, each) for each in KEYS}

    others = [each for each in KEYS if each != key]
    assert [each for each in others if f"{title} of {each}" in rows[each] and rows[each].endswith("| open |")] == others
    assert rows[key].endswith(f"| {what.outcome} |") and tracked.notes(key) == what.notes
    now = sum(len(place.issues) for place in tracked.places())
    assert now == made + what.moves, "nothing is created again"

    what.undone(tracked, key)
    tracked.looked_at()
    assert row(tracked.status, key).endswith("| open |") and tracked.notes(key) == 0


def test_a_locked_ticket_is_closed_by_a_tick_as_any_other(staged_with: Staging) -> None:
    stage = staged_with()
    number = stage.finished(document(3))
    ticket = stage.tickets()["A2"]
    world = github(stage).world
    issues.lock(world, world.viewer("alice"), world.issue(stage.app, ticket.handle))
    stage.clock.advance(days=1)
    stage.alice.ticks_in_comment(stage.incidents, number, stage.status_id(number), "A2")
    stage.settle()

    assert row(stage.status(number), "A2").endswith("| done |")
    assert Counter(told.open for told in stage.tickets().values()) == {True: 2, False: 1}
