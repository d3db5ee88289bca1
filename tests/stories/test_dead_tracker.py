"""A tracker that is dead or refuses: what the other has to do is done, it is told, and nothing is tried in vain."""

from collections import Counter

import pytest

from connectors.sandbox.faults import Fault, FaultKind
from tests.stories.conftest import Staging
from tests.stories.documents import TABLE
from tests.stories.jira_stories import at_jira, looks_once
from tests.stories.pairing import DATACENTER, GITHUB, GITHUB_CLOUD, GITHUB_DATACENTER, Pairing
from tests.stories.stage import Stage
from tests.stories.test_jira_costs import TWELVE

LOST = [FaultKind.STATUS_BEFORE, FaultKind.STATUS_AFTER, FaultKind.DROP_BEFORE, FaultKind.DROP_AFTER]


def asked_to_finish(stage: Stage, document: str) -> int:
    number = stage.post_mortem(document)
    stage.clock.advance(hours=1)
    for site in stage.sites:
        site.delivers("drop")
    stage.alice.tags(stage.incidents, number, "postmortem:finished")
    return number


def look(stage: Stage, number: int) -> Counter[str]:
    before = stage.requests()
    looks_once(stage, number)
    return stage.requests() - before


def recovers(stage: Stage) -> None:
    for site in stage.sites:
        site.faults.clear()
        site.delivers("normal")
    stage.much_later(hours=2)
    stage.much_later(hours=2)


@pytest.mark.parametrize("kind", LOST, ids=lambda kind: kind.name)
@pytest.mark.parametrize("both", [GITHUB_CLOUD, GITHUB_DATACENTER], ids=str)
def test_a_jira_that_answers_no_create_is_asked_twice_and_github_has_its_part(
    staged_with: Staging, both: Pairing, kind: FaultKind
) -> None:
    stage = staged_with(both)
    number = asked_to_finish(stage, TWELVE)
    stage.away.faults.add(Fault(kind, method="POST", path=r"/issue$", times=None))
    cost = look(stage, number)

    assert cost["POST /issue"] <= 2
    assert cost["PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}"] == 1
    assert "does not answer, so what is left to do there waits until it does" in stage.status(number)

    recovers(stage)
    assert len(stage.tickets()) == 12
    assert stage.away.count(stage.app) == 12
    assert "does not answer" not in stage.status(number)


@pytest.mark.parametrize("both", [GITHUB_CLOUD], ids=str)
def test_a_jira_that_asks_to_wait_does_not_keep_github_waiting(staged_with: Staging, both: Pairing) -> None:
    stage = staged_with(both)
    number = asked_to_finish(stage, TWELVE)
    stage.away.faults.add(Fault(FaultKind.STATUS_BEFORE, method="POST", path=r"/issue$", times=None, status=429))
    cost = look(stage, number)

    assert cost["POST /issue"] <= 1
    assert cost["PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}"] == 1


@pytest.mark.parametrize("both", [GITHUB_CLOUD, GITHUB_DATACENTER], ids=str)
def test_links_that_a_jira_did_not_take_are_made_later(staged_with: Staging, both: Pairing) -> None:
    stage = staged_with(both)
    number = asked_to_finish(stage, TABLE)
    stage.away.faults.add(Fault(FaultKind.STATUS_BEFORE, method="POST", path=r"/remotelink$", times=None))
    cost = look(stage, number)
    assert cost["POST /issue/{issue}/remotelink"] <= 2

    recovers(stage)
    assert len(stage.tickets()) == stage.away.count(stage.app) == 3
    for ticket in stage.tickets().values():
        assert len(at_jira(stage, "alice").call("GET", f"/issue/{ticket.handle}/remotelink")) == 1


@pytest.mark.parametrize("both", [GITHUB, DATACENTER], ids=str)
def test_a_status_comment_that_may_not_be_edited_is_told_on_the_health_page_and_tried_rarely(
    staged_with: Staging, both: Pairing
) -> None:
    stage = staged_with(both)
    number = stage.finished(TABLE)
    said = stage.status(number)
    for method in ("PATCH", "PUT"):
        fault = Fault(FaultKind.STATUS_BEFORE, method=method, path="/comment", times=None, status=403)
        stage.home.faults.add(fault)
    stage.bob.closes(stage.app, stage.tickets()["A1"].handle)
    stage.settle(postponing=True)

    (parked,) = stage.runtime.index.parked()
    assert "comment" in parked.message
    before = stage.written()
    for _ in range(6):
        stage.clock.advance(minutes=5)
        stage.settle(postponing=True)
    assert stage.written() == before, "half an hour in which nobody did anything"
    assert stage.status(number) == said

    recovers(stage)
    assert stage.runtime.index.parked() == []
    assert "[x] **A1**" in stage.status(number)


@pytest.mark.parametrize("both", [GITHUB, DATACENTER], ids=str)
def test_a_status_comment_that_somebody_deleted_is_written_again_once(staged_with: Staging, both: Pairing) -> None:
    stage = staged_with(both)
    number = stage.finished(TABLE)
    stage.alice.unsays(stage.incidents, number, stage.status_id(number))
    stage.settle()
    stage.later(days=1)

    assert "A3" in stage.status(number)
    assert len(stage.tickets()) == 3
    assert stage.runtime.index.parked() == []
