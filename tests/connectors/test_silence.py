"""When nobody answers at all, told apart from a connection that was cut and from answers that say no."""

from __future__ import annotations

import pytest

from connectors.github.tracker import GitHub
from connectors.jira.tracker import Jira
from connectors.sandbox.faults import Fault, FaultKind
from connectors.sandbox.github.world import World
from connectors.sandbox.jira.world import World as JiraWorld
from connectors.tracker import Tracker, TrackerError
from tests.clock import Clock
from tests.connectors.bench import HERE, github_at
from tests.connectors.test_jira_client import client

SILENT = {FaultKind.HANG_BEFORE: True, FaultKind.HANG_AFTER: True, FaultKind.DROP_BEFORE: False}
FAULTS = [*SILENT.items(), (FaultKind.DROP_AFTER, False), (FaultKind.STATUS_BEFORE, False)]


def silent(tracker: Tracker) -> bool:
    with pytest.raises(TrackerError) as caught:
        tracker.project_named(HERE)
    return caught.value.silent


@pytest.mark.parametrize(("kind", "expected"), FAULTS)
@pytest.mark.usefixtures("impatient")
def test_github(github: GitHub, world: World, kind: FaultKind, expected: bool) -> None:
    world.faults.add(Fault(kind, times=None, seconds=60))
    assert silent(github) is expected


@pytest.mark.parametrize(("kind", "expected"), FAULTS)
@pytest.mark.usefixtures("impatient")
def test_jira(jira: Jira, jira_world: JiraWorld, kind: FaultKind, expected: bool) -> None:
    jira_world.faults.add(Fault(kind, times=None, seconds=60))
    assert silent(jira) is expected


def test_where_nobody_listens(clock: Clock) -> None:
    assert silent(github_at("http://127.0.0.1:1/api/v3", clock))
    with pytest.raises(TrackerError) as caught:
        client("http://127.0.0.1:1", clock).get("/rest/api/3/myself", "read its own account")
    assert caught.value.silent
