"""How often a request is sent: a read a few times, a write once, whatever happens."""

from __future__ import annotations

import pytest

from connectors.github.client import READ_ATTEMPTS
from connectors.github.tracker import GitHub
from connectors.sandbox.faults import Fault, FaultKind
from connectors.sandbox.github.server import RunningSandbox
from connectors.sandbox.github.world import World
from connectors.sandbox.recording import Exchange
from connectors.tracker import Draft, Ref, TrackerError, Trouble
from tests.clock import Clock
from tests.connectors.acts import READS, WRITES, writing
from tests.connectors.bench import HERE, GitHubPeople, github_at

LOST = [FaultKind.STATUS_BEFORE, FaultKind.STATUS_AFTER, FaultKind.DROP_BEFORE, FaultKind.DROP_AFTER]
LIMIT = '{"message": "You have exceeded a secondary rate limit."}'


@pytest.fixture
def ref(github: GitHub, people: GitHubPeople) -> Ref:
    github.project_named(HERE)
    return people.opens(HERE)


def attempts(exchanges: list[Exchange]) -> int:
    return sum(it.status is None or it.status >= 400 for it in exchanges)


# Reads


@pytest.mark.parametrize("kind", [FaultKind.STATUS_BEFORE, FaultKind.DROP_AFTER])
@pytest.mark.parametrize("verb", READS)
def test_a_read_that_fails_is_tried_four_times(
    github: GitHub, world: World, ref: Ref, exchanges: list[Exchange], naps: list[float], verb: str, kind: FaultKind
) -> None:
    world.faults.add(Fault(kind, "GET", times=None))
    with pytest.raises(TrackerError) as caught:
        READS[verb](github, ref)
    assert caught.value.trouble is Trouble.UNREACHABLE
    assert (attempts(exchanges), len(naps)) == (READ_ATTEMPTS, READ_ATTEMPTS - 1)


@pytest.mark.parametrize("verb", READS)
def test_a_read_that_fails_three_times_succeeds(
    sandbox: RunningSandbox, clock: Clock, github: GitHub, world: World, ref: Ref, verb: str
) -> None:
    expected = READS[verb](github_at(sandbox.api_url, clock), ref)
    world.faults.add(Fault(FaultKind.STATUS_BEFORE, "GET", times=3, status=502))
    assert READS[verb](github, ref) == expected


def test_waits_between_attempts_grow_and_stay_short(github: GitHub, world: World, ref: Ref, naps: list[float]) -> None:
    world.faults.add(Fault(FaultKind.STATUS_BEFORE, "GET", times=None, status=502))
    with pytest.raises(TrackerError):
        github.labels(ref.project)
    assert 0 < naps[0] < naps[-1]
    assert sum(naps) < 4


@pytest.mark.parametrize("verb", READS)
def test_a_read_that_is_refused_is_not_tried_again(
    github: GitHub, world: World, ref: Ref, exchanges: list[Exchange], verb: str
) -> None:
    refusals = (400, 401, 403, 422, 429)
    for status in refusals:
        world.faults.clear()
        world.faults.add(Fault(FaultKind.STATUS_BEFORE, "GET", times=None, status=status))
        with pytest.raises(TrackerError):
            READS[verb](github, ref)
    assert attempts(exchanges) == len(refusals)


@pytest.mark.parametrize("status", [404, 410])
def test_what_is_not_there_is_asked_for_once(
    github: GitHub, world: World, ref: Ref, exchanges: list[Exchange], status: int
) -> None:
    world.faults.add(Fault(FaultKind.STATUS_BEFORE, "GET", times=None, status=status))
    github.issue(ref)
    before = attempts(exchanges)
    github.issue(ref)
    assert before <= 2, "the first 404 may ask whether the server knows the project by name"
    assert attempts(exchanges) - before == 1


@pytest.mark.parametrize(("status", "headers"), [(429, {"Retry-After": "1"}), (403, {}), (403, {"Retry-After": "1"})])
def test_a_limit_is_neither_waited_for_nor_tried_again(
    github: GitHub,
    world: World,
    ref: Ref,
    exchanges: list[Exchange],
    naps: list[float],
    status: int,
    headers: dict[str, str],
) -> None:
    fault = Fault(FaultKind.STATUS_BEFORE, "GET", times=None, status=status, headers=headers, body=LIMIT)
    world.faults.add(fault)
    with pytest.raises(TrackerError) as caught:
        github.issue(ref)
    assert caught.value.trouble is Trouble.LIMITED
    assert (attempts(exchanges), naps) == (1, [])


def test_a_page_that_fails_is_tried_again_by_itself(
    github: GitHub, people: GitHubPeople, world: World, ref: Ref, exchanges: list[Exchange]
) -> None:
    for _ in range(200):
        people.opens(HERE)
    exchanges.clear()
    world.faults.add(Fault(FaultKind.DROP_BEFORE, "GET", "page=2", times=3))
    assert len(github.issues(ref.project).issues) == 201
    assert len(exchanges) == 3 + 3


def test_a_page_that_is_lost_loses_the_listing(github: GitHub, people: GitHubPeople, world: World, ref: Ref) -> None:
    for _ in range(100):
        people.opens(HERE)
    world.faults.add(Fault(FaultKind.DROP_BEFORE, "GET", r"[?&]page=2", times=None))
    with pytest.raises(TrackerError):
        github.issues(ref.project)


@pytest.mark.usefixtures("impatient")
def test_a_read_without_an_answer_is_tried_four_times(github: GitHub, world: World, ref: Ref) -> None:
    world.faults.add(Fault(FaultKind.HANG_BEFORE, "GET", times=None, seconds=60))
    with pytest.raises(TrackerError):
        github.issue(ref)
    assert world.faults.hits == READ_ATTEMPTS


# Writes


@pytest.mark.parametrize("kind", LOST)
@pytest.mark.parametrize("verb", WRITES)
def test_a_write_is_sent_once_whatever_becomes_of_it(
    github: GitHub, world: World, ref: Ref, exchanges: list[Exchange], naps: list[float], verb: str, kind: FaultKind
) -> None:
    act = writing(github, ref, verb)
    exchanges.clear()
    for method in ("POST", "PATCH", "DELETE"):
        world.faults.add(Fault(kind, method, times=None))
    with pytest.raises(TrackerError) as caught:
        act(github, ref)
    assert caught.value.outcome_unknown
    assert (sum(it.kind == "api" and it.method != "GET" for it in exchanges), naps) == (1, [])


@pytest.mark.parametrize("verb", WRITES)
@pytest.mark.usefixtures("impatient")
def test_a_write_without_an_answer_is_sent_once(github: GitHub, world: World, ref: Ref, verb: str) -> None:
    act = writing(github, ref, verb)
    for method in ("POST", "PATCH", "DELETE"):
        world.faults.add(Fault(FaultKind.HANG_AFTER, method, times=None, seconds=60))
    with pytest.raises(TrackerError) as caught:
        act(github, ref)
    assert caught.value.outcome_unknown
    assert world.faults.hits == 1


@pytest.mark.parametrize("verb", WRITES)
def test_a_write_into_a_limit_is_sent_once(
    github: GitHub, world: World, ref: Ref, exchanges: list[Exchange], naps: list[float], verb: str
) -> None:
    act = writing(github, ref, verb)
    exchanges.clear()
    for method in ("POST", "PATCH", "DELETE"):
        world.faults.add(Fault(FaultKind.STATUS_BEFORE, method, times=None, status=403, body=LIMIT))
    with pytest.raises(TrackerError) as caught:
        act(github, ref)
    assert (caught.value.trouble, caught.value.outcome_unknown) == (Trouble.LIMITED, False)
    assert (sum(it.method != "GET" for it in exchanges), naps) == (1, [])


@pytest.mark.parametrize("kind", [FaultKind.STATUS_AFTER, FaultKind.DROP_AFTER])
def test_what_was_created_unseen_is_there_once(github: GitHub, world: World, ref: Ref, kind: FaultKind) -> None:
    world.faults.add(Fault(kind, "POST", times=None))
    with pytest.raises(TrackerError):
        github.create(ref.project, Draft("only one", ""))
    assert [issue.title for issue in github.issues(ref.project).issues].count("only one") == 1


# Pace


def test_writes_keep_the_pause_that_the_tracker_asks_for(
    sandbox: RunningSandbox, clock: Clock, ref: Ref, naps: list[float]
) -> None:
    github = github_at(sandbox.api_url, clock, write_pause=1.0)
    github.comment(ref, "one")
    github.comment(ref, "two")
    assert len(naps) == 1
    assert 0.5 < naps[0] <= 1


def test_reads_keep_no_pause(sandbox: RunningSandbox, clock: Clock, ref: Ref, naps: list[float]) -> None:
    github = github_at(sandbox.api_url, clock, write_pause=1.0)
    github.comment(ref, "one")
    for read in READS.values():
        read(github, ref)
    assert naps == []


def test_without_a_pause_writes_do_not_wait(github: GitHub, ref: Ref, naps: list[float]) -> None:
    for verb in WRITES:
        writing(github, ref, verb)(github, ref)
    assert naps == []
