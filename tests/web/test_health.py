"""When the service is ready, when it wants attention, and what it says about it."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from redis import Redis

from service.hints import QUEUE
from service.probing import Probes
from tests.clock import Clock
from tests.web.conftest import Site, site
from tests.web.invented import NOW, SETTINGS, ref


def start_worker(redis: "Redis", name: str = "alive") -> None:
    """As RQ registers one."""
    redis.sadd(f"rq:workers:{QUEUE}", f"rq:worker:{name}")
    redis.hset(f"rq:worker:{name}", "birth", "now")


@pytest.fixture
def healthy(site: Site) -> Site:
    start_worker(site.redis)
    site.index.beat("clock", NOW)
    site.index.note_sweep("github", NOW)
    return site


def report(site: Site) -> tuple[int, Any]:
    answer = site.get("/readyz")
    return answer.status_code, answer.json


def problems(site: Site) -> list[str]:
    code, told = report(site)
    assert (code == 503) == bool(told["problems"]) == (told["status"] == "not ready")
    found: list[str] = told["problems"]
    return found


def test_it_is_ready_when_everything_runs(healthy: Site) -> None:
    assert report(healthy) == (
        200,
        {
            "status": "ready",
            "problems": [],
            "warnings": [],
            "redis": {"reachable": True, "persistence_trouble": ""},
            "workers": 1,
            "clock": {"at": NOW.isoformat(), "age": 0},
            "sweeps": {"github": {"at": NOW.isoformat(), "age": 0, "trouble": ""}},
            "parked": {"count": 0},
            "unserved": 0,
            "queue": 0,
        },
    )


def test_it_is_not_ready_before_anything_ran(site: Site) -> None:
    assert problems(site) == [
        "No worker is alive; start one with `followthrough worker`.",
        "No clock has run yet; start one with `followthrough clock`.",
        "No sweep of github has gone through yet.",
    ]


def test_a_worker_that_died_does_not_count(healthy: Site) -> None:
    healthy.redis.delete("rq:worker:alive")
    assert problems(healthy) == ["No worker is alive; start one with `followthrough worker`."]


def test_a_worker_of_another_queue_does_not_count(healthy: Site) -> None:
    healthy.redis.rename(f"rq:workers:{QUEUE}", "rq:workers:mails")
    assert problems(healthy) == ["No worker is alive; start one with `followthrough worker`."]


def test_a_clock_may_be_silent_for_a_minute_although_it_ticks_faster(healthy: Site, clock: Clock) -> None:
    clock.advance(seconds=60)
    assert problems(healthy) == []
    clock.advance(seconds=1)
    assert problems(healthy) == ["The clock has been silent for 1 minute; start one with `followthrough clock`."]


def test_a_slow_clock_may_be_silent_for_three_ticks(redis: "Redis", clock: Clock) -> None:
    slow = replace(SETTINGS.clock, tick=timedelta(minutes=10))
    there = site(redis, clock, settings=replace(SETTINGS, clock=slow))
    start_worker(redis)
    there.index.beat("clock", NOW)
    there.index.note_sweep("github", NOW)
    clock.advance(minutes=30)
    assert problems(there) == []
    clock.advance(minutes=1)
    assert problems(there) == ["The clock has been silent for 31 minutes; start one with `followthrough clock`."]


def test_a_sweep_may_be_missed_twice(healthy: Site, clock: Clock) -> None:
    clock.advance(minutes=45)
    healthy.index.beat("clock", clock())
    assert problems(healthy) == []
    clock.advance(minutes=1)
    assert problems(healthy) == ["The last good sweep of github was 46 minutes ago."]


def test_credentials_that_are_refused_want_attention(healthy: Site) -> None:
    Probes(healthy.redis).note("github", "The GitHub App 77 is not installed for acme-canary; install it there.")
    code, told = report(healthy)
    assert (code, told["status"], told["problems"]) == (200, "attention", [])
    assert told["warnings"] == ["github does not take the service's credentials; the log of the clock says why."]

    Probes(healthy.redis).clear("github")
    assert report(healthy)[1]["status"] == "ready"


def test_why_credentials_are_refused_is_told_where_private_things_may_be_shown(healthy: Site, clock: Clock) -> None:
    Probes(healthy.redis).note("github", "github refuses the credentials; renew them in the config.")
    assert report(site(healthy.redis, clock, private=True))[1]["warnings"] == [
        "github refuses the credentials; renew them in the config."
    ]


def test_a_tracker_that_the_config_does_not_name_any_more_is_nobodys_trouble(healthy: Site) -> None:
    Probes(healthy.redis).note("old", "old refuses the credentials.")
    assert report(healthy)[1]["status"] == "ready"


def test_a_sweep_that_failed_wants_attention_at_once(healthy: Site) -> None:
    healthy.index.note_sweep("github", NOW, "acme/vault-canary cannot be read.")
    code, told = report(healthy)
    assert (code, told["status"]) == (200, "attention")
    assert told["warnings"] == ["The last sweep of github failed: the log of the worker says why."]


def test_what_is_stuck_wants_attention_and_leaves_it_ready(healthy: Site) -> None:
    healthy.index.park(ref(7), "acme/vault-canary cannot be read.", NOW)
    code, told = report(healthy)
    assert (code, told["status"], told["parked"]) == (200, "attention", {"count": 1})
    assert told["warnings"] == ["1 post-mortem could not be looked at, and will be tried again."]


def test_strangers_read_no_name_of_what_is_not_public(healthy: Site) -> None:
    healthy.index.park(ref(7), "acme/vault-canary cannot be read.", NOW)
    healthy.index.note_sweep("github", NOW, "acme/vault-canary cannot be read.")
    assert "canary" not in json.dumps(report(healthy))
    assert "canary" not in healthy.page()
    assert "canary" not in healthy.get("/metrics").text


def test_on_this_machine_everything_is_told(own_site: Site) -> None:
    own_site.index.park(ref(7), "acme/vault cannot be read.", NOW)
    own_site.index.note_sweep("github", NOW, "acme/vault cannot be read.")
    _, told = report(own_site)
    assert told["warnings"][0] == "The last sweep of github failed: acme/vault cannot be read."
    assert told["parked"]["items"] == [
        {"ref": "github:101#7", "message": "acme/vault cannot be read.", "since": NOW.isoformat(), "attempts": 1}
    ]


def test_what_waits_is_counted(healthy: Site) -> None:
    healthy.deliver()
    healthy.redis.hset("ft:want", "github:101#50", 1)
    _, told = report(healthy)
    assert (told["queue"], told["unserved"]) == (1, 1)


def test_a_redis_that_forgets_wants_attention(healthy: Site) -> None:
    healthy.redis.config_set("appendonly", "no")
    try:
        _, told = report(healthy)
    finally:
        healthy.redis.config_set("appendonly", "yes")
    assert told["status"] == "attention"
    assert told["warnings"] == [
        "Redis keeps no append-only file, so a restart may forget deliveries until the next sweep."
    ]


def test_a_redis_that_drops_keys_wants_attention(healthy: Site) -> None:
    healthy.redis.config_set("maxmemory-policy", "allkeys-lru")
    try:
        _, told = report(healthy)
    finally:
        healthy.redis.config_set("maxmemory-policy", "noeviction")
    assert told["warnings"] == [
        "Redis may drop keys when it is full (allkeys-lru); set maxmemory-policy to noeviction."
    ]


@pytest.fixture
def deserted(clock: Clock) -> Site:
    """There is no Redis."""
    return site(Redis.from_url("unix:///nonexistent/valkey.sock", retry=None), clock)


def test_without_redis_it_is_alive_and_not_ready(deserted: Site) -> None:
    assert deserted.get("/healthz").text == "ok\n"
    assert report(deserted) == (
        503,
        {
            "status": "not ready",
            "problems": ["Redis does not answer: deliveries are refused until it does."],
            "warnings": [],
            "redis": {"reachable": False},
        },
    )


def test_without_redis_the_dashboard_says_so(deserted: Site) -> None:
    answer = deserted.get("/")
    assert (answer.status_code, answer.mimetype) == (503, "text/html")
    assert "Redis does not answer" in answer.text and "Traceback" not in answer.text
    assert int(answer.headers["Retry-After"]) > 0
