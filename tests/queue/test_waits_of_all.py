"""A wait that a tracker asked for is kept by everybody who has the same account, and of two the later one."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from redis import Redis

from connectors.sandbox.faults import Fault, FaultKind
from connectors.tracker import ProjectId, Ref, TrackerError, Trouble, Wide
from service import jobs
from service.gate import Gate
from service.index import parse_ref
from service.jobs import Runtime, redeliver, run_look, run_sweep, unleased
from service.pace import GITHUB, Pace
from service.rebuild import rebuild
from service.waits import Asker, Asking, LeftAlone
from service.warming import Warming
from service.wiring import build_runtime
from service.withdrawn import Withdrawn
from tests.simulation.expiry import expire
from tests.stories.conftest import heard  # noqa: F401
from tests.stories.documents import TABLE
from tests.stories.stage import Stage

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
WAIT = timedelta(minutes=10)
ISSUE = Ref("github", ProjectId("1"), 7)


@pytest.fixture
def on(heard: Stage) -> Iterator[Stage]:  # noqa: F811
    """A post-mortem that is known, and no webhook that tells of what comes after."""
    heard.post_mortem(TABLE)
    heard.home.delivers("drop")
    addresses = {"github": "https://here.example/webhooks/github"}
    heard.runtime = replace(build_runtime(heard.place, heard.redis, heard.clock), addresses=addresses)
    heard.ticking = replace(heard.ticking, sweep_every=timedelta(minutes=15), asked_again=("github",))
    jobs.prepare(heard.runtime)
    yield heard


def looks(stage: Stage, runtime: Runtime | None = None) -> str:
    ref = parse_ref(stage.runtime.index.entries()[0].ref)
    stage.runtime.hints.add(ref)
    return run_look(runtime or stage.runtime, ref)


def sweeps(stage: Stage) -> str:
    return run_sweep(stage.runtime, "github", stage.app)


def redelivers(_stage: Stage) -> str:
    return redeliver("github")


def rebuilds(stage: Stage) -> str:
    return "failed: " + " ".join(rebuild(stage.runtime, lambda refs: refs).troubles)


def warms(stage: Stage) -> str:
    with pytest.raises(TrackerError) as told:
        unleased(stage.runtime, "github").warm()
    return f"failed: {told.value.message}"


OTHERS = pytest.mark.parametrize("asks", [sweeps, redelivers, rebuilds, warms], ids=lambda asks: str(asks.__name__))


def limited(stage: Stage, wait: timedelta = WAIT) -> None:
    told = {"Retry-After": str(wait.seconds)}
    stage.home.faults.add(Fault(FaultKind.STATUS_BEFORE, times=1, status=429, headers=told))


def passes(stage: Stage, span: timedelta) -> None:
    stage.clock.now += span
    expire(stage.redis, span)


def ticks(stage: Stage) -> Counter[str]:
    """What is asked after a tick."""
    before = stage.requests()
    stage.ticking.tick(stage.clock())
    stage._work()
    return stage.requests() - before


# --- everybody


@OTHERS
def test_nobody_asks_before_the_time_that_a_look_was_told(on: Stage, asks: Callable[[Stage], str]) -> None:
    limited(on)
    assert looks(on).startswith("postponed: github asks to wait")
    before = on.requests()

    assert asks(on).startswith("failed: github asked to wait until")
    assert on.requests() - before == Counter()


@OTHERS
def test_looks_keep_a_wait_that_others_were_told(on: Stage, asks: Callable[[Stage], str]) -> None:
    limited(on)
    assert asks(on).startswith("failed: github asks to wait")
    before = on.requests()

    on.runtime.hints.add(ISSUE)
    assert run_look(on.runtime, ISSUE).startswith("postponed: github asked to wait until")
    assert on.requests() - before == Counter()


def test_a_sweep_goes_on_at_the_time_it_was_told_and_loses_nothing(on: Stage) -> None:
    ticks(on)
    passes(on, timedelta(minutes=16))
    on.alice.opens(on.incidents, "Checkout is slow", TABLE, ("postmortem",))
    limited(on, timedelta(minutes=2))
    assert (ticks(on), on.home.faults.hits) == (Counter(), 1), "the other project's sweep keeps what the first was told"

    passes(on, timedelta(minutes=1, seconds=50))
    assert ticks(on) == Counter()
    passes(on, timedelta(seconds=11))
    assert ticks(on)["GET /repos/{owner}/{repo}/issues"] >= 2, "not a quarter of an hour later"
    assert len(on.runtime.index.entries()) == 2


def test_asking_for_lost_deliveries_goes_on_at_the_time_it_was_told(on: Stage) -> None:
    limited(on)
    redelivers(on)
    assert on.ticking.index.claim_redelivery("github", on.clock(), timedelta(hours=1)) is False
    passes(on, WAIT)
    assert on.ticking.index.claim_redelivery("github", on.clock(), timedelta(hours=1)) is True
    passes(on, WAIT)
    assert on.ticking.index.claim_redelivery("github", on.clock(), timedelta(hours=1)) is False, "then hourly"


def test_a_write_that_waited_for_its_turn_keeps_a_wait_that_another_was_told_meanwhile(on: Stage) -> None:
    (entry,) = on.runtime.index.entries()
    waits, inside = on.runtime.gates["github"].waits, list[Counter[str]]()

    def sleep(seconds: float) -> None:
        on.clock.advance(seconds=seconds)
        if not inside:
            another = TrackerError("github asks to wait.", Trouble.LIMITED, retry_at=on.clock() + WAIT)
            waits.told(Asking("github", "issue"), another, on.clock())
            inside.append(on.requests())

    on.clock.advance(hours=1)
    on.alice.tags(on.incidents, parse_ref(entry.ref).number, "postmortem:finished")
    paces = {"github": Pace(on.redis, "bot", timedelta(seconds=1), GITHUB)}
    told = looks(on, replace(on.runtime, sleep=sleep, paces=paces))

    assert told.startswith("postponed: github asked to wait")
    assert on.requests() - inside[0] == Counter()


# --- which wait


def gate_of(redis: "Redis", account: str = "bot") -> Gate:
    return Gate(redis, account)


def told(gate: Gate, wait: timedelta, wide: Wide = Wide.TRACKER, asking: Asking | None = None) -> None:
    error = TrackerError("github asks to wait.", Trouble.LIMITED, retry_at=NOW + wait, wide=wide)
    gate.waits.told(asking or Asking("github", "change", ISSUE), error, NOW)


def left_until(gate: Gate, asking: Asking) -> timedelta | None:
    """When it may be asked, to the second."""
    try:
        gate.check(asking, NOW, Asker(), lease=None)
    except LeftAlone as alone:
        assert alone.retry_at
        return timedelta(seconds=round((alone.retry_at - NOW).total_seconds()))
    return None


@pytest.mark.parametrize("order", [(5, 600), (600, 5)])
def test_of_two_waits_the_later_end_stands(valkey: "Redis", order: tuple[int, int]) -> None:
    for seconds in order:
        told(gate_of(valkey), timedelta(seconds=seconds))
    assert left_until(gate_of(valkey), Asking("github", "issue", ISSUE)) == WAIT


def test_a_narrow_wait_does_not_hold_up_the_rest_however_often_it_is_met(valkey: "Redis") -> None:
    gate, other = gate_of(valkey), Ref("github", ProjectId("1"), 8)
    told(gate, WAIT, Wide.ISSUE)
    told(gate, WAIT, Wide.VERB, Asking("github", "create"))
    for _ in range(2):
        assert left_until(gate, Asking("github", "change", ISSUE)) == WAIT
        assert left_until(gate, Asking("github", "create")) == WAIT
        assert left_until(gate, Asking("github", "change", other)) is None


def test_a_look_that_met_a_narrow_wait_leaves_others_their_way(on: Stage) -> None:
    alone = TrackerError("github asks to wait.", Trouble.LIMITED, retry_at=on.clock() + WAIT, wide=Wide.VERB)
    on.runtime.gates["github"].waits.told(Asking("github", "comments"), alone, on.clock())
    assert looks(on).startswith("postponed: github asked to wait")
    assert on.runtime.gates["github"].waits.held() == 0


def test_trackers_of_the_config_with_one_account_wait_together(on: Stage) -> None:
    """As with the pace, and with credentials that are refused."""
    (site,) = on.place.settings.trackers.values()
    other = replace(site, name="same")
    renewed = replace(on.place.settings, trackers={"github": site, "same": other})
    runtime = build_runtime(replace(on.place, settings=renewed), on.redis, on.clock)
    limited(on)
    looks(on)
    before = on.requests()

    with pytest.raises(LeftAlone, match="same asked to wait until"):
        unleased(runtime, "same").project_named(on.app)
    assert on.requests() - before == Counter()


def test_other_accounts_at_the_same_place_do_not_wait(valkey: "Redis") -> None:
    told(gate_of(valkey), WAIT)
    assert left_until(gate_of(valkey, "another"), Asking("github", "issue")) is None


def test_what_a_worker_keeps_warm_is_warmed_again_when_the_wait_is_over(on: Stage) -> None:
    limited(on, timedelta(minutes=2))
    assert warms(on).startswith("failed: github asks to wait")
    asked = {"github": unleased(on.runtime, "github")}
    before_fork = Warming(asked, on.runtime.index, Withdrawn(on.redis), on.clock)
    before_fork()
    before = on.requests()

    passes(on, timedelta(minutes=2))
    before_fork()
    assert on.requests() - before == {"GET /user": 1}
