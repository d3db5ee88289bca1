"""What goes wrong on purpose: replies lost before and after the effect, false answers, and callers slowed down."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

import pytest
import requests

from connectors.sandbox.faults import Fault, FaultKind
from connectors.sandbox.jira.limits import Reason
from connectors.sandbox.jira.server import RunningSandbox
from connectors.sandbox.jira.world import World
from tests.clock import Clock
from tests.sandbox_jira.conftest import Client

CREATE = r"/rest/api/3/issue$"


def test_a_reply_lost_after_the_effect_leaves_an_issue(alice: Client, world: World) -> None:
    world.faults.add(Fault(FaultKind.DROP_AFTER, method="POST", path=CREATE))
    with pytest.raises(requests.ConnectionError):
        alice.creates()
    assert len(world.issues) == 1 and world.faults.hits == 1


def test_a_request_lost_before_the_effect_leaves_none(alice: Client, world: World) -> None:
    world.faults.add(Fault(FaultKind.DROP_BEFORE, method="POST", path=CREATE))
    with pytest.raises(requests.ConnectionError):
        alice.creates()
    assert not world.issues
    assert alice.creates().status_code == 201


@pytest.mark.parametrize(("kind", "issues"), [(FaultKind.STATUS_BEFORE, 0), (FaultKind.STATUS_AFTER, 1)])
def test_a_server_error_may_come_before_or_after(alice: Client, world: World, kind: FaultKind, issues: int) -> None:
    world.faults.add(Fault(kind, method="POST", path=CREATE, status=502))
    assert alice.creates().status_code == 502
    assert len(world.issues) == issues


def test_a_limit_may_name_seconds_or_a_date_and_its_reason(alice: Client, world: World) -> None:
    date = "Mon, 02 Nov 2026 09:05:00 GMT"
    for after in ("120", date):
        headers = {"Retry-After": after, "RateLimit-Reason": "jira-burst-based"}
        world.faults.add(Fault(FaultKind.STATUS_BEFORE, status=429, headers=headers))
        answer = alice.get("/myself")
        assert (answer.status_code, answer.headers["Retry-After"]) == (429, after)
        assert answer.headers["RateLimit-Reason"] == "jira-burst-based"


def test_a_hang_ends_when_the_faults_are_cleared(jira: RunningSandbox, alice: Client, world: World) -> None:
    world.faults.add(Fault(FaultKind.HANG_BEFORE, path="myself", seconds=60))
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(alice.get, "/myself")
        while not world.faults.hits:
            alice.get("/serverInfo")
        assert not waiting.done()
        world.faults.clear()
        assert waiting.result(timeout=10).status_code == 200


def test_lists_may_lie(alice: Client, world: World, clock: Clock) -> None:
    first = alice.opens(labels=["a1"])
    clock.advance(minutes=10)
    second = alice.opens(labels=["a1"])
    path = "search/jql"
    world.faults.add(Fault(FaultKind.EMPTY_LIST, path=path))
    assert alice.finds("labels = a1") == []
    world.faults.add(Fault(FaultKind.TRUNCATED_LIST, path=path))
    cut = alice.get("/search/jql", jql="labels = a1", maxResults=1).json()
    assert (len(cut["issues"]), cut["isLast"], "nextPageToken" in cut) == (1, True, False)
    world.faults.add(Fault(FaultKind.STALE_LIST, path=path, seconds=300))
    assert alice.finds("labels = a1", fields="created") == [first]
    assert alice.finds("labels = a1") == [second, first]


def test_a_fault_reaches_through_the_gateway(jira: RunningSandbox, alice: Client, world: World) -> None:
    world.faults.add(Fault(FaultKind.STATUS_BEFORE, path=r"^/rest/api/3/myself$", status=503))
    assert Client(jira.gateway_url, auth=alice.auth).get("/myself").status_code == 503


def test_bursts_are_stopped_once_that_is_switched_on(alice: Client, world: World, clock: Clock) -> None:
    world.limits.per_second = 2
    assert [alice.get("/myself").status_code for _ in range(3)] == [200, 200, 429]
    limited = alice.get("/myself")
    assert limited.headers["RateLimit-Reason"] == "jira-burst-based" and int(limited.headers["Retry-After"]) >= 1
    clock.advance(seconds=2)
    assert alice.get("/myself").headers["X-RateLimit-Remaining"] == "1"


def test_one_issue_takes_so_many_writes_and_another_still_does(alice: Client, world: World, clock: Clock) -> None:
    one, other = alice.opens(), alice.opens()
    world.limits.per_issue = True
    answers = [alice.put(f"/issue/{one}", {"fields": {"summary": f"{at}"}}) for at in range(21)]
    assert [it.status_code for it in answers] == [204] * 20 + [429]
    assert answers[-1].headers["RateLimit-Reason"] == "jira-per-issue-on-write"
    assert alice.put(f"/issue/{other}", {"fields": {"summary": "x"}}).status_code == 204
    assert alice.get(f"/issue/{one}").status_code == 200
    clock.advance(seconds=3)
    assert alice.put(f"/issue/{one}", {"fields": {"summary": "y"}}).status_code == 204


def test_one_kind_of_request_is_stopped_and_another_passes_whoever_asks(
    alice: Client, bob: Client, world: World
) -> None:
    world.limits.bursts = {"GET /myself": 2}
    assert [who.get("/myself").status_code for who in (alice, bob, alice)] == [200, 200, 429]
    assert alice.get("/serverInfo").status_code == 200


def test_the_quota_ends_with_the_hour(alice: Client, world: World, clock: Clock) -> None:
    clock.now = clock.now.replace(minute=20, second=0)
    world.limits.per_hour = 1
    assert alice.get("/myself").status_code == 200
    limited = alice.get("/serverInfo")
    assert (limited.status_code, limited.headers["Retry-After"]) == (429, "2400")
    assert limited.headers["RateLimit-Reason"] == "jira-quota-tenant-based"
    clock.advance(minutes=40)
    assert alice.get("/serverInfo").status_code == 200


def test_others_may_use_a_budget_up_and_waits_may_be_told_as_dates(alice: Client, world: World, clock: Clock) -> None:
    one, other = alice.opens(), alice.opens()
    until = clock.now.replace(microsecond=0) + timedelta(seconds=40)
    world.limits.use_up(Reason.ISSUE, str(world.issue(one).id), until)
    world.limits.as_dates = True
    limited = alice.put(f"/issue/{one}", {"fields": {"summary": "x"}})
    assert limited.status_code == 429 and parsedate_to_datetime(limited.headers["Retry-After"]) == until
    assert datetime.fromisoformat(limited.headers["X-RateLimit-Reset"]) == until
    assert alice.put(f"/issue/{other}", {"fields": {"summary": "x"}}).status_code == 204
    clock.advance(seconds=41)
    assert alice.put(f"/issue/{one}", {"fields": {"summary": "x"}}).status_code == 204


def test_data_center_tells_its_bucket_with_every_answer(dana: Client, datacenter: World) -> None:
    datacenter.limits.per_second = 1
    fine, limited = dana.get("/myself"), dana.get("/myself")
    assert fine.headers["X-RateLimit-Interval-Seconds"] == "1" and fine.headers["Retry-After"] == "0"
    assert limited.status_code == 429 and "RateLimit-Reason" not in limited.headers


def test_requests_are_counted_by_what_they_ask(alice: Client, world: World) -> None:
    alice.fields(alice.opens())
    assert world.requests == {"POST /issue": 1, "GET /issue/{issue}": 1}
