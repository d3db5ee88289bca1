"""Each kind of fault, and that it hits what it says and nothing else."""

from __future__ import annotations

import threading

import pytest
import requests

from connectors.sandbox.faults import Fault, FaultKind
from connectors.sandbox.github.world import World
from tests.clock import Clock
from tests.sandbox.conftest import Client


def test_a_status_before_has_no_effect(world: World, alice: Client) -> None:
    world.faults.add(Fault(FaultKind.STATUS_BEFORE, "POST", "/issues$", status=503))
    assert alice.post("issues", {"title": "x"}).status_code == 503
    assert alice.get("issues").json() == []


def test_a_status_after_hides_what_was_done(world: World, alice: Client) -> None:
    world.faults.add(Fault(FaultKind.STATUS_AFTER, "POST", "/issues$", status=502))
    assert alice.post("issues", {"title": "x"}).status_code == 502
    assert [issue["title"] for issue in alice.get("issues").json()] == ["x"]


def test_a_secondary_limit_on_demand(world: World, alice: Client) -> None:
    body = '{"message": "You have exceeded a secondary rate limit."}'
    world.faults.add(Fault(FaultKind.STATUS_BEFORE, "POST", status=429, headers={"Retry-After": "30"}, body=body))
    answer = alice.post("issues", {"title": "x"})
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "30")
    assert "secondary" in answer.json()["message"]


@pytest.mark.parametrize(("kind", "made"), [(FaultKind.DROP_BEFORE, 0), (FaultKind.DROP_AFTER, 1)])
def test_a_dropped_connection_gives_no_answer(world: World, alice: Client, kind: FaultKind, made: int) -> None:
    world.faults.add(Fault(kind, "POST", "/issues$"))
    with pytest.raises(requests.ConnectionError):
        alice.post("issues", {"title": "x"})
    assert len(alice.get("issues").json()) == made


@pytest.mark.parametrize(("kind", "made"), [(FaultKind.HANG_BEFORE, 0), (FaultKind.HANG_AFTER, 1)])
def test_a_hanging_request_holds_nobody_else_up(world: World, alice: Client, kind: FaultKind, made: int) -> None:
    answers: list[int] = []
    world.faults.add(Fault(kind, "POST", "/issues$", seconds=60))
    thread = threading.Thread(target=lambda: answers.append(alice.post("issues", {"title": "x"}).status_code))
    thread.start()
    while not world.faults.hits or len(world.repository("acme/incidents").issues) < made:
        alice.get("issues")
    assert len(alice.get("issues").json()) == made
    assert answers == []
    world.faults.clear()
    thread.join()
    assert answers == [201]


def test_a_stale_list_leaves_out_what_is_young(world: World, alice: Client, clock: Clock) -> None:
    world.faults.add(Fault(FaultKind.STALE_LIST, "GET", r"/issues(\?|$)", times=None, seconds=120))
    alice.opens(title="old")
    clock.advance(seconds=120)
    alice.opens(title="young")
    assert [issue["title"] for issue in alice.get("issues").json()] == ["old"]
    assert alice.get("issues/2").status_code == 200


def test_a_stale_list_is_not_mistaken_for_the_whole_one(world: World, alice: Client, clock: Clock) -> None:
    world.faults.add(Fault(FaultKind.STALE_LIST, "GET", "/issues", seconds=120))
    alice.opens()
    stale = alice.get("issues").headers["ETag"]
    assert len(alice.get("issues", If_None_Match=stale).json()) == 1


def test_an_empty_list(world: World, alice: Client) -> None:
    alice.opens()
    world.faults.add(Fault(FaultKind.EMPTY_LIST, "GET", "/issues"))
    assert alice.get("issues").json() == []
    assert len(alice.get("issues").json()) == 1


def test_a_truncated_list_has_no_way_on(world: World, alice: Client) -> None:
    alice.opens()
    alice.opens()
    world.faults.add(Fault(FaultKind.TRUNCATED_LIST, "GET", "/issues"))
    answer = alice.get("issues?per_page=1")
    assert (len(answer.json()), answer.links) == (1, {})


def test_which_requests_are_hit_can_be_counted(world: World, alice: Client) -> None:
    world.faults.add(Fault(FaultKind.STATUS_BEFORE, "GET", "/user$", skip=1, times=2, status=500))
    assert [alice.get("/user").status_code for _ in range(5)] == [200, 500, 500, 200, 200]


def test_which_requests_are_hit_can_be_named(world: World, alice: Client) -> None:
    world.faults.add(Fault(FaultKind.STATUS_BEFORE, "GET", "/user$", nth=(1, 3), status=500))
    assert [alice.get("/user").status_code for _ in range(4)] == [500, 200, 500, 200]


def test_a_share_of_requests_is_hit_the_same_way_every_time() -> None:
    from connectors.sandbox.faults import Faults

    def hits() -> list[bool]:
        faults = Faults()
        faults.add(Fault(FaultKind.STATUS_BEFORE, rate=0.3, times=None, seed=7))
        return [bool(faults.taken_by("GET", "/user")) for _ in range(100)]

    assert hits() == hits()
    assert 15 < sum(hits()) < 45


def test_cleared_faults_hit_nothing(world: World, alice: Client) -> None:
    world.faults.add(Fault(FaultKind.STATUS_BEFORE, times=None, status=500))
    world.faults.clear()
    assert alice.get("/user").status_code == 200
