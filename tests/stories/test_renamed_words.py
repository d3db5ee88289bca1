"""A label, a type of link or a status is renamed while tickets are made: none is lost, and none made twice.

Not here: projects that are renamed (test_between_writes.py).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from redis import Redis

from connectors.sandbox.faults import Fault, FaultKind
from connectors.sandbox.github.acts import labels
from connectors.sandbox.jira.schemes import LinkType, Status
from tests.conftest import Watched
from tests.resilience.scene import ACTIONS, TITLES, document
from tests.security.stages import github, repository
from tests.stories.conftest import Staging
from tests.stories.documents import TABLE
from tests.stories.jira_stories import TICKETS_IN_JIRA, jira_of
from tests.stories.meanwhile import Act, Meanwhile
from tests.stories.pairing import CLOUD, DATACENTER, GITHUB, GITHUB_CLOUD, GITHUB_DATACENTER, Pairing
from tests.stories.stage import Stage, staged
from tests.stories.test_following import row
from tests.stories.test_jira_workflows import moves, on_the, with_own_words

BEFORE = 5


@dataclass
class Halfway:
    stage: Stage
    meanwhile: Meanwhile

    def publishes(self, act: Act) -> int:
        """Twelve actions; something happens once five tickets are there."""
        number = self.stage.post_mortem(document())
        self.stage.clock.advance(hours=1)
        self.meanwhile.after(BEFORE, act)
        self.stage.alice.tags(self.stage.incidents, number, "postmortem:finished")
        self.stage.settle(postponing=True)
        assert self.meanwhile.happened
        return number

    def ends_well(self, number: int) -> None:
        """Twelve tickets that follow, one status comment, one review."""
        assert [ticket.title for ticket in self.stage.tickets().values()] == list(TITLES)
        self.stage.clock.advance(days=1)
        for key in ("A1", "A12"):
            self.stage.alice.closes(self.stage.app, self.stage.tickets()[key].handle)
        self.stage.settle(postponing=True)
        assert "2 of 12 actions done" in self.stage.status(number)
        self.stage.much_later(days=36)
        assert len(self.stage.reviews()) == 1


@pytest.fixture
def halfway(request: pytest.FixtureRequest, valkey: "Redis", tmp_path: Path, watched: Watched) -> Iterator[Halfway]:
    meanwhile = Meanwhile(watched)
    with staged(valkey, tmp_path, request.param, listener=meanwhile) as stage:
        yield Halfway(stage, meanwhile)


def told(*pairings: Pairing) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("halfway", pairings, indirect=True, ids=str)


def relabels(stage: Stage, project: str, old: str, new: str) -> None:
    """In Alice's repository, on every issue that has it."""
    world, place = github(stage).world, repository(stage, project)
    with world.lock:
        labels.edit(world, world.viewer("alice"), place, labels.find(place, old), name=new)


# -- the label that starts it


@told(GITHUB)
def test_the_label_that_started_it_is_renamed_while_tickets_are_made(halfway: Halfway) -> None:
    stage = halfway.stage
    halfway.ends_well(halfway.publishes(lambda: relabels(stage, stage.incidents, "postmortem", "retrospective")))


def test_the_label_that_started_it_is_renamed_before_the_finish(staged_with: Staging) -> None:
    stage = staged_with()
    number = stage.post_mortem(TABLE)
    stage.clock.advance(hours=1)
    relabels(stage, stage.incidents, "postmortem", "retrospective")
    stage.alice.tags(stage.incidents, number, "postmortem:finished")
    stage.settle()
    assert stage.tickets() == {}
    assert stage.status(number).count("The label `postmortem` was taken off") == 1

    stage.alice.tags(stage.incidents, number, "postmortem")
    stage.settle()
    assert sorted(stage.tickets()) == ["A1", "A2", "A3"]


# -- the labels on the tickets


@told(GITHUB)
def test_the_label_of_the_tickets_is_renamed(halfway: Halfway) -> None:
    stage = halfway.stage
    number = halfway.publishes(lambda: relabels(stage, stage.app, "postmortem:action", "follow-up"))
    assert sum("follow-up" in ticket.labels for ticket in stage.tickets().values()) == BEFORE
    halfway.ends_well(number)


@told(GITHUB_CLOUD, GITHUB_DATACENTER)
def test_every_label_is_taken_off_in_jira_while_nobody_knows_whether_a_ticket_was_made(halfway: Halfway) -> None:
    """The mark by which a search finds it is a label, too; what is hidden beside the text says the same."""
    stage = halfway.stage
    world = jira_of(stage).world

    def strips() -> None:
        for issue in world.issues_of(world.project(stage.app)):
            issue.values["labels"] = ()
        stage.away.faults.add(Fault(FaultKind.DROP_AFTER, method="POST", path="/issue$"))

    number = halfway.publishes(strips)
    strips()
    stage.away.faults.clear()
    for _ in range(3):
        stage.much_later(hours=1)
    assert stage.away.count(stage.app) == ACTIONS
    halfway.ends_well(number)


# -- the type of link


@told(CLOUD, DATACENTER)
def test_the_type_of_link_is_renamed(halfway: Halfway) -> None:
    stage = halfway.stage

    def renames() -> None:
        for kind in jira_of(stage).world.link_types.values():
            if kind.name == "Relates":
                kind.name = kind.inward = kind.outward = "gehört zu"

    number = halfway.publishes(renames)
    tickets = [ticket.handle for ticket in stage.tickets().values()]
    assert stage.alice.children(stage.incidents, number) == tickets, "each is linked under the new name"
    halfway.ends_well(number)


NO_LINKS = "The tickets are named in the text alone, and not shown as linked issues: jira"


@told(CLOUD, DATACENTER)
def test_no_type_of_link_is_left_that_fits(halfway: Halfway) -> None:
    """A decoration: the ticket's text has the link, and holds up nothing. Whoever can mend it is told, once."""
    stage = halfway.stage
    kinds = jira_of(stage).world.link_types

    def renames() -> None:
        for kind in kinds.values():
            kind.name, kind.inward, kind.outward = f"Old {kind.name}", "comes after", "comes before"

    number = halfway.publishes(renames)
    name = stage.alice.reads(stage.incidents, number).name
    assert all(name in ticket.body for ticket in stage.tickets().values())
    assert stage.status(number).count(NO_LINKS) == 1
    assert "have its administrator add the type Relates" in stage.status(number)
    halfway.ends_well(number)
    assert stage.status(number).count(NO_LINKS) == 1, "it is said for as long as it is so"


@told(CLOUD, DATACENTER)
def test_a_type_of_link_that_is_deleted_is_told_until_it_is_back_and_the_tickets_are_linked_then(
    halfway: Halfway,
) -> None:
    stage = halfway.stage
    kinds = jira_of(stage).world.link_types
    relates = next(key for key, kind in kinds.items() if kind.name == "Relates")
    taken: list[LinkType] = []
    number = halfway.publishes(lambda: taken.append(kinds.pop(relates)))
    before = stage.written()
    stage.clock.advance(days=1)
    stage.alice.closes(stage.app, stage.tickets()["A3"].handle)
    stage.settle(postponing=True)
    assert stage.alice.children(stage.incidents, number) == []
    assert stage.status(number).count(NO_LINKS) == 1
    assert row(stage.status(number), "A3").endswith("| done |")
    assert "POST /issueLink" not in stage.written() - before, "no link in vain"

    kinds[relates] = taken[0]
    stage.clock.advance(days=1)
    stage.alice.closes(stage.app, stage.tickets()["A4"].handle)
    stage.settle(postponing=True)
    assert NO_LINKS not in stage.status(number)
    tickets = [ticket.handle for ticket in stage.tickets().values()]
    assert stage.alice.children(stage.incidents, number) == tickets


@told(CLOUD, DATACENTER)
def test_issue_linking_is_switched_off(halfway: Halfway) -> None:
    stage = halfway.stage
    off = Fault(FaultKind.STATUS_BEFORE, path="/issueLink", times=None, status=404)
    number = halfway.publishes(lambda: stage.home.faults.add(off))
    assert stage.status(number).count(NO_LINKS) == 1
    assert "switch issue linking on" in stage.status(number)


# -- the status that means done


def renamed(stage: Stage, old: str, new: str) -> None:
    there: list[Status] = [it for it in jira_of(stage).world.statuses.values() if it.name == old]
    assert there
    for status in there:
        status.name = new


@TICKETS_IN_JIRA
def test_the_status_done_is_renamed_and_its_category_still_says_so(staged_with: Staging, both: Pairing) -> None:
    stage = staged_with(both)
    number = stage.finished(TABLE)
    moves(stage, "A1", "Done", "Done")
    renamed(stage, "Done", "Fertig")
    moves(stage, "A2", "Fertig", "Done")
    assert [row(stage.status(number), key).endswith("| done |") for key in ("A1", "A2", "A3")] == [True, True, False]

    stage.alice.ticks_in_comment(stage.incidents, number, stage.status_id(number), "A3")
    stage.settle()
    assert row(stage.status(number), "A3").endswith("| done |")


@TICKETS_IN_JIRA
def test_a_status_that_only_the_config_calls_done_is_renamed(staged_with: Staging, both: Pairing) -> None:
    """Nothing can be known: it counts as open until the config has the new name, and a tick names what there is."""
    stage = staged_with(both, with_own_words, on_the("own words"))
    number = stage.finished(TABLE)
    moves(stage, "A1", "Shipped")
    assert row(stage.status(number), "A1").endswith("| done |")
    renamed(stage, "Shipped", "Delivered")
    stage.alice.ticks_in_comment(stage.incidents, number, stage.status_id(number), "A2")
    stage.settle()

    told = stage.status(number)
    assert told.count("**A2**: jira could not move") == 1
    assert "the project has Open, Delivered, Parked" in told and "name a status under `done`" in told
    assert sorted(stage.tickets()) == ["A1", "A2", "A3"]
