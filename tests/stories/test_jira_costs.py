"""What things cost in Jira, in exchanges."""

from collections import Counter

import pytest

from service.jobs import run_sweep
from service.sweep import sweeps
from tests.stories.conftest import Staging
from tests.stories.documents import SECTIONS, TABLE
from tests.stories.jira_stories import looks_once
from tests.stories.pairing import CLOUD, CLOUD_GITHUB, DATACENTER, GITHUB_CLOUD, GITHUB_DATACENTER, Pairing
from tests.stories.stage import Stage

HEAD = "| ID | Action | Owner | Due | Root cause | Done when |\n|----|----|----|----|----|----|\n"
WORDS = ["alert", "page", "test", "limit", "retry", "queue", "cache", "index", "quota", "budget", "replica", "backup"]
TWELVE = f"{SECTIONS}\n{HEAD}" + "".join(
    f"| A{n} | Add the {word} to the pool | @bob | 2026-12-{n:02} | RC1 | the {word} is there |\n"
    for n, word in enumerate(WORDS, 1)
)


def look(stage: Stage, handle: int) -> Counter[str]:
    before = stage.requests()
    looks_once(stage, handle)
    return stage.requests() - before


def quiet(stage: Stage) -> None:
    """Nothing was heard of any ticket for some minutes; Redis counts real ones."""
    for key in stage.redis.keys("ft:touched:*"):
        stage.redis.delete(key)


IN_GITHUB = {
    "GET /repos/{owner}/{repo}/issues/{issue_number}": 1,
    "GET /repos/{owner}/{repo}/issues/{issue_number}/comments": 1,
}
IN_JIRA = {"GET /issue/{issue}": 1, "GET /issue/{issue}/comment": 1}


@pytest.mark.parametrize(
    ("both", "expected"),
    [
        (GITHUB_CLOUD, {**IN_GITHUB, "POST /issue/bulkfetch": 1}),
        (CLOUD, {**IN_JIRA, "POST /issue/bulkfetch": 1}),
        (CLOUD_GITHUB, {**IN_JIRA, "GET /repos/{owner}/{repo}/issues": 1}),
        (GITHUB_DATACENTER, {**IN_GITHUB, "GET /search": 1}),
        (DATACENTER, {**IN_JIRA, "GET /search": 1}),
    ],
    ids=lambda given: str(given) if isinstance(given, Pairing) else "",
)
def test_a_look_at_a_quiet_post_mortem_with_twelve_tickets(
    staged_with: Staging, both: Pairing, expected: dict[str, int]
) -> None:
    """Cloud reads a hundred issues in one exchange, Data Center searches for them and GitHub lists them."""
    stage = staged_with(both)
    number = stage.finished(TWELVE)
    assert len(stage.tickets()) == 12
    stage.much_later(hours=1)
    quiet(stage)

    assert look(stage, number) == expected


@pytest.mark.parametrize("both", [CLOUD_GITHUB, GITHUB_DATACENTER], ids=str)
def test_a_ticket_that_changed_a_moment_ago_is_read_by_itself(staged_with: Staging, both: Pairing) -> None:
    """A listing might still show it as it was."""
    stage = staged_with(both)
    number = stage.finished(TWELVE)
    stage.much_later(hours=1)
    quiet(stage)
    stage.bob.closes(stage.app, stage.tickets()["A3"].handle)
    stage.settle()
    cost = look(stage, number)

    one = "GET /issue/{issue}" if both.away.is_jira else "GET /repos/{owner}/{repo}/issues/{issue_number}"
    listing = "GET /search" if both.away.is_jira else "GET /repos/{owner}/{repo}/issues"
    assert (cost[one], cost[listing]) == (1, 1)
    assert "[x] **A3**" in stage.status(number)


@pytest.mark.parametrize("both", [CLOUD_GITHUB, DATACENTER], ids=str)
def test_a_deleted_ticket_among_twelve_costs_one_exchange_more(staged_with: Staging, both: Pairing) -> None:
    stage = staged_with(both)
    number = stage.finished(TWELVE)
    stage.alice.deletes(stage.app, stage.tickets()["A3"].handle)
    stage.much_later(hours=1)
    stage.much_later(days=1)
    quiet(stage)
    before = look(stage, number)

    assert sum(before.values()) <= 4
    assert "was deleted, or the service can no longer see it" in stage.status(number)


@pytest.mark.parametrize("both", [CLOUD, DATACENTER], ids=str)
def test_a_look_at_a_post_mortem_being_written_reads_the_issue_and_its_comments(
    staged_with: Staging, both: Pairing
) -> None:
    stage = staged_with(both)
    number = stage.post_mortem(TABLE)

    assert look(stage, number) == IN_JIRA


@pytest.mark.parametrize(
    ("both", "expected"),
    [(CLOUD, {"POST /search/jql": 1}), (DATACENTER, {"POST /search": 1})],
    ids=lambda given: str(given) if isinstance(given, Pairing) else "",
)
def test_a_sweep_with_nothing_new_is_one_search_for_all_projects_of_a_jira(
    staged_with: Staging, both: Pairing, expected: dict[str, int]
) -> None:
    stage = staged_with(both)
    stage.finished(TABLE)
    stage.later(days=1)
    (swept,) = sweeps(stage.place.settings.mappings)
    for _ in range(3):
        run_sweep(stage.runtime, *swept)
    before = stage.requests()
    told = run_sweep(stage.runtime, *swept)

    assert stage.requests() - before == expected
    assert told == "0 changed, 0 looked at"


@pytest.mark.parametrize("both", [CLOUD, DATACENTER], ids=str)
def test_a_webhook_asks_no_tracker(staged_with: Staging, both: Pairing) -> None:
    stage = staged_with(both)
    number = stage.finished(TABLE)
    before = stage.requests()
    stage.bob.says(stage.incidents, number, "Well done.")
    assert stage.home.drain()

    assert stage.runtime.hints.wanted(), "it came"
    assert stage.requests() - before == {"POST /issue/{issue}/comment": 1}, "that is Bob's"


@pytest.mark.parametrize("both", [GITHUB_CLOUD, CLOUD], ids=str)
def test_a_publish_costs_one_create_an_action_and_little_else(staged_with: Staging, both: Pairing) -> None:
    stage = staged_with(both)
    number = stage.post_mortem(TWELVE)
    stage.clock.advance(hours=1)
    for site in stage.sites:
        site.delivers("drop")
    stage.alice.tags(stage.incidents, number, "postmortem:finished")
    cost = look(stage, number)

    assert cost["POST /issue"] == 12
    assert cost["POST /search/jql"] <= 4
    assert cost["POST /issue/{issue}/remotelink"] + cost["POST /issueLink"] == 12
    assert cost["GET /issue/createmeta/{project}/issuetypes/{type}"] <= 1
    assert cost["POST /search/approximate-count"] <= 2, "once for each project of the plan"


def test_a_comment_on_anything_in_a_data_center_costs_at_most_the_sweep(staged_with: Staging) -> None:
    """Its deliveries about comments do not tell of which issue."""
    stage = staged_with(DATACENTER)
    for title in ("One", "Another"):
        stage.post_mortem(TABLE, title)
    elsewhere = stage.bob.opens(stage.app, "Nobody's concern")
    stage.settle()
    stage.later(minutes=16)  # and a sweep after that has seen it all
    stage.bob.says(stage.app, elsewhere, "Whose is it?")
    stage.later(minutes=1)
    before = stage.requests()
    stage.bob.says(stage.app, elsewhere, "It is mine.")
    stage.settle()
    cost = stage.requests() - before

    assert cost["POST /search"] == 1
    assert cost["GET /issue/{issue}"] == 0
