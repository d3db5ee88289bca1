"""Done, dropped and open again in workflows as teams have them."""

from dataclasses import replace

from connectors.sandbox.jira import founding
from connectors.sandbox.jira.schemes import Workflow
from connectors.sandbox.jira.world import World
from service.mappings import Mapping
from tests.clock import Clock
from tests.stories.conftest import Staging
from tests.stories.desk import Site
from tests.stories.documents import TABLE
from tests.stories.jira_site import JiraSite
from tests.stories.jira_stories import TICKETS_IN_JIRA, at_jira
from tests.stories.pairing import Pairing
from tests.stories.stage import Prepare, Stage
from tests.stories.test_following import row


def on_the(way: str) -> Prepare:
    """The tickets' project has this workflow."""

    def prepare(_: Clock, sites: tuple[Site, ...]) -> None:
        site = sites[-1]
        assert isinstance(site, JiraSite)
        site.leads_by("APP", _WAYS[way](site.world))

    return prepare


def _long_way(world: World) -> Workflow:
    """Two steps to the end, and three back."""
    categories = {"Open": "new", "Doing": "indeterminate", "Closed": "done", "Filed": "done", "Recalled": "done"}
    way = founding.add_workflow(world, "long way", categories)
    founding.add_transition(world, way, "Start", "Open", "Doing")
    founding.add_transition(world, way, "Close", "Doing", "Closed", resolution="Done")
    founding.add_transition(world, way, "File", "Closed", "Filed")
    founding.add_transition(world, way, "Recall", "Filed", "Recalled")
    founding.add_transition(world, way, "Resume", "Recalled", "Doing", resolution="")
    return way


def _dead_end(world: World) -> Workflow:
    """What is started is never done."""
    way = founding.add_workflow(world, "dead end", {"Open": "new", "Doing": "indeterminate", "Closed": "done"})
    founding.add_transition(world, way, "Start", "Open", "Doing")
    return way


def _own_words(world: World) -> Workflow:
    """No status is done by its category."""
    categories = {"Open": "new", "Shipped": "indeterminate", "Parked": "indeterminate"}
    return founding.add_workflow(world, "own words", categories, free=True)


_WAYS = {"long way": _long_way, "dead end": _dead_end, "own words": _own_words}


def with_own_words(mapping: Mapping) -> Mapping:
    return replace(mapping, tickets=replace(mapping.tickets, done=("Shipped",), wont_do=("Parked",)))


def moves(stage: Stage, key: str, status: str, resolution: str | None = None) -> None:
    stage.clock.advance(days=1)
    at_jira(stage, "bob").goes_to(stage.tickets()[key].handle, status, resolution)
    stage.settle()


@TICKETS_IN_JIRA
def test_wont_do_is_known_by_resolution_and_by_status(staged_with: Staging, both: Pairing) -> None:
    stage = staged_with(both)
    number = stage.finished(TABLE)
    moves(stage, "A1", "Done", "Won't Do")
    moves(stage, "A2", "Won't Do")
    moves(stage, "A3", "Done", "Duplicate")

    assert "won't do (not planned)" in row(stage.status(number), "A1")
    assert "won't do (not planned)" in row(stage.status(number), "A2")
    assert "won't do (duplicate)" in row(stage.status(number), "A3")


@TICKETS_IN_JIRA
def test_a_team_that_has_words_of_its_own_names_them_in_the_config(staged_with: Staging, both: Pairing) -> None:
    stage = staged_with(both, with_own_words, on_the("own words"))
    number = stage.finished(TABLE)
    moves(stage, "A1", "Shipped")
    moves(stage, "A2", "Parked")
    assert row(stage.status(number), "A1").endswith("| done |")
    assert "won't do (not planned)" in row(stage.status(number), "A2")

    stage.alice.ticks_in_comment(stage.incidents, number, stage.status_id(number), "A3")
    stage.settle()
    assert row(stage.status(number), "A3").endswith("| done |")


@TICKETS_IN_JIRA
def test_a_tick_goes_the_whole_way_and_clearing_it_the_whole_way_back(staged_with: Staging, both: Pairing) -> None:
    stage = staged_with(both, prepare=on_the("long way"))
    number = stage.finished(TABLE)
    stage.later(days=36)
    review = stage.reviews()[0].handle
    stage.alice.ticks(stage.incidents, review, "A1")
    stage.settle()
    assert stage.tickets()["A1"].reason == "completed"

    moves(stage, "A1", "Filed")
    assert row(stage.status(number), "A1").endswith("| done |")
    stage.alice.clears(stage.incidents, review, "A1")
    stage.settle()
    assert stage.tickets()["A1"].open
    assert "| done |" not in row(stage.status(number), "A1")


@TICKETS_IN_JIRA
def test_a_dead_end_is_told_with_the_statuses_that_there_are_and_the_others_go_on(
    staged_with: Staging, both: Pairing
) -> None:
    stage = staged_with(both, prepare=on_the("dead end"))
    number = stage.finished(TABLE)
    stage.later(days=36)
    review = stage.reviews()[0].handle
    stage.alice.ticks(stage.incidents, review, "A1")
    stage.settle()

    told = stage.status(number)
    assert "**A1**: jira could not move APP-1 to done" in told
    assert "the project has Open, Doing, Closed" in told
    assert stage.tickets()["A1"].open
    writes = stage.writes()
    stage.later(minutes=30)
    assert stage.writes() - writes <= 1, "it does not try for ever"

    stage.alice.assigns(stage.app, stage.tickets()["A2"].handle, "alice")
    stage.settle()
    assert f"| {stage.away.shows('alice')} |" in row(stage.status(number), "A2")
