"""How often anything is sent to a Jira: reads until they are answered, writes once whatever becomes of them."""

from __future__ import annotations

import pytest

from connectors.jira.client import READ_ATTEMPTS
from connectors.jira.tracker import Jira
from connectors.sandbox.faults import Fault, FaultKind
from connectors.sandbox.jira.server import RunningSandbox
from connectors.sandbox.jira.world import World
from connectors.sandbox.recording import Exchange
from connectors.tracker import Change, Draft, Issue, Ref, TrackerError, Trouble
from tests.clock import Clock
from tests.connectors.acts import READS, WRITES, write_acts
from tests.connectors.bench import HERE
from tests.connectors.jira_bench import JiraPeople, jira_at

SILENT = {"create_label"}
"""Verbs that have nothing to send."""

READING = [verb for verb in READS if verb not in ("me", "labels", "project_named")]
WRITING = [verb for verb in WRITES if verb not in SILENT]


@pytest.fixture
def ref(jira: Jira, jira_people: JiraPeople) -> Ref:
    jira.warm()
    jira.project_named("INC")
    return jira_people.opens(HERE)


def sent(exchanges: list[Exchange]) -> list[str]:
    """What changes something; searches are posted, too."""
    reads = ("/search", "/search/jql", "/bulkfetch", "/approximate-count")
    writes = (it for it in exchanges if it.kind == "api" and it.method != "GET" and not it.path.endswith(reads))
    return [f"{it.method} {it.path}" for it in writes]


@pytest.mark.parametrize("verb", WRITING)
@pytest.mark.parametrize("kind", [FaultKind.STATUS_BEFORE, FaultKind.STATUS_AFTER, FaultKind.DROP_AFTER])
def test_a_write_is_sent_once_whatever_becomes_of_it(
    jira: Jira, jira_world: World, ref: Ref, exchanges: list[Exchange], verb: str, kind: FaultKind
) -> None:
    child = jira.create(ref.project, Draft("child", ""))
    comment = jira.comment(ref, "x")
    hook = jira.install_hook(ref.project, "https://followthrough.example/old", "0123456789abcdef")
    jira.link_child(ref, child)
    for method in ("POST", "PUT", "DELETE"):
        path = r"/issue$|/issue/|/issueLink|/webhook|jira-webhook"
        jira_world.faults.add(Fault(kind, method=method, path=path, times=None, status=502))
    exchanges.clear()
    with pytest.raises(TrackerError) as caught:
        write_acts(child, comment.id, hook.id)[verb](jira, ref)
    assert caught.value.outcome_unknown
    assert len(sent(exchanges)) == 1


@pytest.mark.parametrize("verb", READING)
def test_a_read_is_tried_again(
    jira: Jira, jira_world: World, ref: Ref, exchanges: list[Exchange], verb: str, naps: list[float]
) -> None:
    jira_world.faults.add(Fault(FaultKind.STATUS_BEFORE, times=2, status=503))
    READS[verb](jira, ref)
    assert len(naps) == 2


@pytest.mark.parametrize("verb", READING)
def test_a_read_is_not_tried_for_ever(
    jira: Jira, jira_world: World, ref: Ref, exchanges: list[Exchange], verb: str
) -> None:
    jira_world.faults.add(Fault(FaultKind.DROP_BEFORE, times=None))
    exchanges.clear()
    with pytest.raises(TrackerError) as caught:
        READS[verb](jira, ref)
    assert caught.value.trouble is Trouble.UNREACHABLE
    assert len([it for it in exchanges if it.kind == "api"]) == READ_ATTEMPTS


@pytest.mark.parametrize("verb", [*READING, *WRITING])
def test_a_limit_is_told_and_not_waited_out(
    jira: Jira, jira_world: World, ref: Ref, naps: list[float], verb: str, clock: Clock
) -> None:
    child = jira.create(ref.project, Draft("child", ""))
    act = READS.get(verb) or write_acts(child, "1", "1")[verb]
    headers = {"Retry-After": "40", "RateLimit-Reason": "jira-burst-based"}
    jira_world.faults.add(Fault(FaultKind.STATUS_BEFORE, times=None, status=429, headers=headers))
    with pytest.raises(TrackerError) as caught:
        act(jira, ref)
    assert caught.value.trouble is Trouble.LIMITED
    assert caught.value.retry_at is not None
    assert (caught.value.retry_at - clock.now).total_seconds() == 40
    assert naps == []


def test_what_was_created_in_secret_can_be_found(jira: Jira, jira_world: World, ref: Ref, clock: Clock) -> None:
    """The reply to a create is lost while the index trails: the next look finds the issue by its mark or its key."""
    jira_world.index.set_lag(None)
    jira_world.faults.add(Fault(FaultKind.DROP_AFTER, method="POST", path="/issue$"))
    draft = Draft("x", "<!-- followthrough:ticket x -->", mark="ft-0123456789abcdef")
    with pytest.raises(TrackerError) as caught:
        jira.create(ref.project, draft)
    assert caught.value.outcome_unknown
    found = jira.unlisted(ref.project, since=clock.now, marks=[draft.mark])
    assert [issue.body for issue in found if draft.mark in issue.labels] == [draft.body]


def test_a_comment_is_not_for_the_customers_of_a_service_desk(jira: Jira, jira_people: JiraPeople, ref: Ref) -> None:
    jira.comment(ref, "Two findings.")
    (comment,) = jira_people.issue(ref).comments
    assert comment.properties["sd.public.comment"] == {"internal": True}


def test_a_change_of_nothing_but_words_is_one_write(jira: Jira, ref: Ref, exchanges: list[Exchange]) -> None:
    exchanges.clear()
    issue = jira.change(ref, Change(title="New", body="new"))
    assert isinstance(issue, Issue)
    assert len(sent(exchanges)) == 1


# Pace


def test_writes_keep_the_pause_that_the_config_asks_for(
    jira_sandbox: RunningSandbox, jira_people: JiraPeople, clock: Clock, naps: list[float]
) -> None:
    jira, ref = jira_at(jira_sandbox, clock, write_pause=2.0), jira_people.opens(HERE)
    jira.comment(ref, "one")
    jira.comment(ref, "two")
    assert len(naps) == 1
    assert 1 < naps[0] <= 2


def test_reads_keep_no_pause(
    jira_sandbox: RunningSandbox, jira_people: JiraPeople, clock: Clock, naps: list[float]
) -> None:
    jira, ref = jira_at(jira_sandbox, clock, write_pause=2.0), jira_people.opens(HERE)
    jira.comment(ref, "one")
    for _ in range(3):
        jira.issue(ref)
        jira.comments(ref)
    assert naps == []


def test_a_jira_names_no_pause_so_there_is_none(jira: Jira, jira_people: JiraPeople, naps: list[float]) -> None:
    ref = jira_people.opens(HERE)
    jira.comment(ref, "one")
    jira.comment(ref, "two")
    assert naps == []
