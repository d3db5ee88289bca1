"""What Prometheus reads."""

import pytest
from prometheus_client.parser import text_string_to_metric_families
from redis import Redis

from service.web.webhooks import IGNORED, QUEUED
from tests.clock import Clock
from tests.web.conftest import COMMENTED, Site, site
from tests.web.invented import EVERYTHING, NOW, ref
from tests.web.test_health import start_worker

Samples = dict[tuple[str, tuple[str, ...]], float]


def samples(site: Site) -> Samples:
    answer = site.get("/metrics")
    assert answer.status_code == 200 and answer.mimetype == "text/plain"
    found = [sample for family in text_string_to_metric_families(answer.text) for sample in family.samples]
    return {(it.name.removeprefix("followthrough_"), tuple(it.labels.values())): it.value for it in found}


@pytest.fixture
def busy(site: Site) -> Site:
    for entry in EVERYTHING:
        site.index.save(entry, None, 1)
    return site


def test_every_name_is_ours_and_has_help(busy: Site) -> None:
    families = list(text_string_to_metric_families(busy.get("/metrics").text))
    assert all(family.name.startswith("followthrough_") and family.documentation for family in families)


def test_post_mortems_are_counted_by_phase(busy: Site) -> None:
    found = samples(busy)
    phases = {labels[0]: value for (name, labels), value in found.items() if name == "post_mortems"}
    assert phases == {"writing": 2, "tracking": 4, "closed": 2, "set_aside": 1}


def test_actions_are_counted_by_outcome(busy: Site) -> None:
    found = samples(busy)
    outcomes = {labels[0]: value for (name, labels), value in found.items() if name == "actions"}
    assert outcomes == {"open": 6, "done": 6, "wont_do": 1, "gone": 1, "no_ticket": 0}
    assert found["actions_overdue", ()] == 1


def test_reviews_are_counted(busy: Site, clock: Clock) -> None:
    assert (samples(busy)["reviews_open", ()], samples(busy)["reviews_due", ()]) == (1, 0)
    clock.advance(days=12)
    assert (samples(busy)["reviews_open", ()], samples(busy)["reviews_due", ()]) == (1, 1)


def test_deliveries_and_writes_are_counters(site: Site) -> None:
    site.deliver()
    site.deliver(COMMENTED)
    site.index.count("writes", 7)
    found = samples(site)
    assert found["deliveries_total", ("queued",)] == site.counters()[QUEUED] == 1
    assert found["deliveries_total", ("ignored",)] == site.counters()[IGNORED] == 1
    assert found["writes_total", ()] == 7
    assert found["sweeps_refused_total", ()] == 0


def test_health_is_told_in_numbers(site: Site) -> None:
    start_worker(site.redis)
    site.index.beat("clock", NOW)
    site.index.note_sweep("github", NOW)
    site.index.park(ref(3), "github does not answer", NOW)
    site.deliver()
    found = samples(site)
    assert found["redis_up", ()] == found["ready", ()] == found["workers", ()] == found["parked", ()] == 1
    assert found["queue_length", ()] == 1
    assert found["clock_beat_timestamp_seconds", ()] == NOW.timestamp()
    assert found["last_good_sweep_timestamp_seconds", ("github",)] == NOW.timestamp()


def test_what_never_happened_has_no_time(site: Site) -> None:
    names = {name for name, _ in samples(site)}
    assert not names & {"clock_beat_timestamp_seconds", "last_good_sweep_timestamp_seconds"}


def test_without_redis_only_that_is_told(clock: Clock) -> None:
    deserted = site(Redis.from_url("unix:///nonexistent/valkey.sock", retry=None), clock)
    assert samples(deserted) == {("redis_up", ()): 0}


def test_no_label_names_a_person_or_a_private_thing(busy: Site) -> None:
    text = busy.get("/metrics").text
    assert not [word for word in ("alice", "bob", "mallory", "canary", "acme") if word in text]
