"""Jira's search shows what was written some seconds, some hours later, or never: no ticket comes twice for that."""

import pytest

from connectors.sandbox.faults import Fault, FaultKind
from tests.stories.conftest import Staging
from tests.stories.documents import TABLE
from tests.stories.jira_stories import jira_of, looks_once
from tests.stories.pairing import CLOUD, DATACENTER, GITHUB_CLOUD, Pairing
from tests.stories.stage import Stage
from tests.stories.test_following import row

LAGS = pytest.mark.parametrize("lag", [30, 600, None], ids=["30 seconds", "10 minutes", "never"])
JIRAS = pytest.mark.parametrize("both", [GITHUB_CLOUD, DATACENTER], ids=str)
PAIRS = pytest.mark.parametrize("both", [GITHUB_CLOUD, CLOUD, DATACENTER], ids=str)
CREATE = r"/rest/api/[23]/issue$"
"""What nobody but the service does there in these stories once the post-mortem is written."""


def just_finished(stage: Stage, lag: float | None, kind: FaultKind) -> int:
    """A post-mortem with the label, in a Jira whose index trails. The first create gets no reply, nor comes a hint."""
    number = stage.post_mortem(TABLE)
    jira = jira_of(stage)
    jira.world.index.set_lag(lag)
    stage.clock.advance(hours=1)
    for site in stage.sites:
        site.delivers("drop")
    stage.alice.tags(stage.incidents, number, "postmortem:finished")
    jira.faults.add(Fault(kind, method="POST", path=CREATE))
    looks_once(stage, number)
    return number


@LAGS
@JIRAS
def test_a_create_whose_reply_is_lost_is_uncertain_at_first_and_never_done_again(
    staged_with: Staging, both: Pairing, lag: float | None
) -> None:
    stage = staged_with(both)
    number = just_finished(stage, lag, FaultKind.DROP_AFTER)
    assert "**A1**: The tracker did not answer when the ticket was created" in stage.status(number)
    assert "no ticket yet" in row(stage.status(number), "A1")
    assert [row(stage.status(number), key).endswith("| open |") for key in ("A2", "A3")] == [True, True]

    stage.settle()
    for _ in range(4):
        stage.later(minutes=4)
    assert sorted(stage.tickets()) == ["A1", "A2", "A3"]
    assert stage.away.count(stage.app) == 3
    assert "did not answer" not in stage.status(number)
    assert row(stage.status(number), "A1").endswith("| open |")


@LAGS
@JIRAS
def test_a_create_that_never_happened_is_done_once_when_that_is_sure(
    staged_with: Staging, both: Pairing, lag: float | None
) -> None:
    stage = staged_with(both)
    number = just_finished(stage, lag, FaultKind.DROP_BEFORE)
    assert sorted(stage.tickets()) == ["A2", "A3"]
    assert "**A1**: The tracker did not answer" in stage.status(number)

    stage.later(minutes=4)
    assert sorted(stage.tickets()) == ["A1", "A2", "A3"]
    assert stage.away.count(stage.app) == 3
    assert "did not answer" not in stage.status(number)


@PAIRS
def test_redis_that_forgets_in_between_makes_no_second_ticket(staged_with: Staging, both: Pairing) -> None:
    stage = staged_with(both)
    just_finished(stage, None, FaultKind.DROP_AFTER)
    stage.redis.flushall()
    stage.settle(postponing=True)
    for _ in range(3):
        stage.much_later(hours=13)

    assert stage.away.count(stage.app) == 3


@PAIRS
def test_a_review_whose_reply_is_lost_comes_once(staged_with: Staging, both: Pairing) -> None:
    stage = staged_with(both)
    stage.finished(TABLE)
    for site in stage.sites:
        site.faults.add(Fault(FaultKind.DROP_AFTER, method="POST", path=r"/issues?$"))
    if stage.home is stage.away:
        jira_of(stage).world.index.set_lag(None)
    stage.later(days=36)
    for _ in range(3):
        stage.later(minutes=4)

    assert len(stage.reviews()) == 1


@PAIRS
def test_the_post_mortem_of_an_incident_comes_once(staged_with: Staging, both: Pairing) -> None:
    stage = staged_with(both)
    incident = stage.bob.opens(stage.incidents, "Checkout answers 500", "Since 14:02 one in ten fails.")
    stage.clock.advance(hours=1)
    stage.home.faults.add(Fault(FaultKind.DROP_AFTER, method="POST", path=r"/issues?$"))
    if stage.home is stage.away:
        jira_of(stage).world.index.set_lag(None)
    stage.alice.tags(stage.incidents, incident, "postmortem")
    stage.settle(postponing=True)
    for _ in range(3):
        stage.much_later(minutes=20)

    assert stage.home.count(stage.incidents) == 2
    opened = next(issue for issue in stage.alice.lists(stage.incidents) if issue.handle != incident)
    assert opened.url in stage.alice.comments(stage.incidents, incident)[-1].body
