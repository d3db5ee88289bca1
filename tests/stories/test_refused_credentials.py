"""Credentials that are refused while nothing happens: it shows within a minute, and what waits goes on by itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from connectors.sandbox.faults import Fault, FaultKind
from connectors.sandbox.github.world import World
from connectors.sandbox.jira.world import World as JiraWorld
from connectors.tracker import TrackerError
from service.jobs import run_sweep
from service.probing import EVERY, TURN, Probing
from service.refused import ALONE
from service.web.health import Health, examine
from tests.stories.conftest import Staging
from tests.stories.documents import TABLE
from tests.stories.github_site import BOT, GitHubSite
from tests.stories.jira_site import JiraSite
from tests.stories.pairing import CLOUD, DATACENTER, GITHUB, Pairing
from tests.stories.stage import Stage
from tests.stories.test_as_an_app import as_an_app
from tests.stories.tokens import github, passes, probing, withdraw


def health(stage: Stage) -> Health:
    runtime = stage.runtime
    return examine(stage.place.settings, runtime.index, runtime.hints, stage.redis, stage.clock(), True)


def seconds_until(stage: Stage, process: Probing, done: Callable[[], bool]) -> float:
    """As its threads ask, and nothing else happens."""
    began = stage.clock.now
    for _ in range(int(2 * ALONE / TURN)):
        if done():
            break
        passes(stage, TURN)
        for site in stage.sites:
            process.ask(site.name)
    return (stage.clock.now - began).total_seconds()


def is_red(stage: Stage) -> bool:
    return bool(health(stage).refusals)


def revoked(stage: Stage) -> Callable[[], None]:
    """The service's own token, anywhere; what is given restores it."""
    world: World | JiraWorld
    site = stage.home
    assert isinstance(site, GitHubSite | JiraSite)
    world = site.world
    tokens, key = world.tokens, f"{BOT}-token"
    held = tokens.pop(key)

    def restore() -> None:
        tokens[key] = held  # type: ignore[assignment]

    return restore


@pytest.mark.parametrize("both", [GITHUB, CLOUD, DATACENTER], ids=str)
def test_a_token_revoked_while_nothing_happens_shows_within_a_minute_and_what_waits_goes_on_by_itself(
    staged_with: Staging, both: Pairing
) -> None:
    stage = staged_with(both)
    number = stage.post_mortem(TABLE)
    clock_process = probing(stage)
    clock_process.ask(stage.home.name)
    assert not is_red(stage)

    restore = revoked(stage)
    assert seconds_until(stage, clock_process, lambda: is_red(stage)) <= 60
    assert "refuses the credentials" in " ".join(health(stage).warnings)

    stage.alice.tags(stage.incidents, number, "postmortem:finished")
    stage.settle(postponing=True)
    assert stage.tickets() == {}
    assert [parked.ref for parked in stage.runtime.index.parked()]

    restore()
    assert seconds_until(stage, clock_process, lambda: not is_red(stage)) <= (ALONE + EVERY).total_seconds()
    stage.settle()
    assert (len(stage.tickets()), health(stage).warnings) == (3, [])


def test_an_app_that_was_removed_while_nothing_happened_shows_within_a_minute(staged_with: Staging) -> None:
    stage = staged_with(prepare=as_an_app)
    clock_process = probing(stage)
    clock_process.ask("github")
    installations = dict(github(stage).installations)
    github(stage).installations.clear()
    withdraw(stage)
    assert seconds_until(stage, clock_process, lambda: is_red(stage)) <= 60
    assert health(stage).refusals == ("The GitHub App 77 is not installed for acme; install it there.",)

    github(stage).installations.update(installations)
    assert seconds_until(stage, clock_process, lambda: not is_red(stage)) <= (ALONE + EVERY).total_seconds()


def test_a_quiet_quarter_of_an_hour_costs_twenty_probes_that_count_for_no_budget_and_one_sweep(
    staged_with: Staging,
) -> None:
    stage = staged_with()
    stage.finished(TABLE)
    projects = (stage.incidents, stage.app)
    for project in projects * 3:
        run_sweep(stage.runtime, "github", project)
    clock_process = probing(stage)
    before = stage.requests()
    for _ in range(int(timedelta(minutes=15) / EVERY)):
        passes(stage, EVERY)
        clock_process.ask("github")
    assert [run_sweep(stage.runtime, "github", project) for project in projects] == ["unchanged", "unchanged"]
    assert stage.requests() - before == {"GET /rate_limit": 20, "GET /repos/{owner}/{repo}/issues": 2}


def test_a_tracker_that_asks_to_wait_is_not_probed_meanwhile(staged_with: Staging) -> None:
    stage = staged_with()
    limited = Fault(FaultKind.STATUS_BEFORE, path="/rate_limit", status=429, headers={"Retry-After": "300"})
    github(stage).faults.add(limited)
    clock_process = probing(stage)
    before = stage.requests()
    clock_process.ask("github")
    with pytest.raises(TrackerError):
        clock_process.trackers["github"].probe([stage.app])
    assert "GET /rate_limit" not in stage.requests() - before
    assert not is_red(stage)
