"""Where a Jira hides one thing, the others go on; and whom it knows by an id is written to by that id."""

import pytest

from connectors.sandbox.jira import founding
from service.jobs import run_sweep
from service.sweep import sweeps
from tests.stories.conftest import Staging
from tests.stories.documents import TABLE
from tests.stories.github_site import BOT
from tests.stories.jira_site import JiraSite
from tests.stories.jira_stories import BOTH_KINDS
from tests.stories.pairing import Pairing
from tests.stories.stage import Stage


def hides(stage: Stage, project: str) -> None:
    """From the service."""
    site = stage.site_of(project)
    assert isinstance(site, JiraSite)
    with site.world.lock:
        founding.grant(site.world, site.world.project(project), BOT, [])


@BOTH_KINDS
def test_a_sweep_goes_on_one_by_one_where_a_project_of_a_joint_search_is_refused(
    staged_with: Staging, both: Pairing
) -> None:
    stage = staged_with(both)
    number = stage.finished(TABLE)
    stage.later(days=1)
    (swept,) = sweeps(stage.place.settings.mappings)
    run_sweep(stage.runtime, *swept)
    stage.settle()
    for site in stage.sites:
        site.delivers("drop")
    hides(stage, stage.app)
    stage.clock.advance(hours=1)
    stage.bob.says(stage.incidents, number, "Is anybody there?")
    assert stage.runtime.hints.wanted() == []
    told = run_sweep(stage.runtime, *swept)

    assert told.startswith("failed: ")
    assert stage.app in told
    assert [ref.number for ref in stage.runtime.hints.wanted()] == [number], "the other project was swept"
    (noted,) = stage.runtime.index.sweeps().values()
    assert stage.app in noted["trouble"]


@BOTH_KINDS
@pytest.mark.parametrize("finisher", ["alice", "bob"])
def test_a_review_goes_to_the_account_that_finished_the_post_mortem(
    staged_with: Staging, both: Pairing, finisher: str
) -> None:
    """Of whom the record keeps the account beside the name that people read."""
    stage = staged_with(both)
    number = stage.post_mortem(TABLE)
    stage.later(hours=1)
    stage.person(finisher).tags(stage.incidents, number, "postmortem:finished")
    stage.settle()
    stage.later(days=40)

    (review,) = stage.reviews()
    assert review.assignees == (finisher,)
    assert stage.home.shows(finisher) in stage.status(number)
