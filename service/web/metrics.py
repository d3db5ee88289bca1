"""`GET /metrics`: the figures of the service for Prometheus, read from Redis when they are asked for.

Nothing is counted in the web process itself, so any number of processes show the same figures.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from flask import Blueprint, Response
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector
from redis.exceptions import RedisError

from service.entry import Entry
from service.index import Index
from service.says.pages import Outcome, Phase
from service.web.figures import Figures, Zones, figures_of
from service.web.health import Health
from service.web.webhooks import IGNORED, QUEUED

_PHASES = {
    Phase.WRITING: "writing",
    Phase.SET_ASIDE: "set_aside",
    Phase.TRACKING: "tracking",
    Phase.CLOSED: "closed",
}
_OUTCOMES: dict[str | None, str] = {
    Outcome.OPEN.value: "open",
    Outcome.DONE.value: "done",
    Outcome.WONT_DO.value: "wont_do",
    Outcome.GONE.value: "gone",
    None: "no_ticket",
}


def blueprint(index: Index, zones: Zones, examined: Callable[[bool], Health], now: Callable[[], datetime]) -> Blueprint:
    routes, registry = Blueprint("metrics", __name__), CollectorRegistry()
    registry.register(Reading(index, zones, examined, now))

    @routes.get("/metrics")
    def metrics() -> Response:
        return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)

    return routes


class Reading(Collector):
    """Reads everything anew each time. Without Redis only that it is missing is told."""

    def __init__(
        self, index: Index, zones: Zones, examined: Callable[[bool], Health], now: Callable[[], datetime]
    ) -> None:
        self._index = index
        self._zones = zones
        self._examined = examined
        self._now = now

    def collect(self) -> Iterator[Metric]:
        try:
            entries, counters = self._index.entries(), self._index.counters()
        except RedisError:
            yield _gauge("redis_up", "Whether Redis answers.", 0)
            return
        yield from _of_post_mortems(entries)
        yield from _of_actions(figures_of(entries, self._zones, self._now()))
        yield from _of_counters(counters)
        yield from _of_health(self._examined(False))


def _of_post_mortems(entries: Iterable[Entry]) -> Iterator[Metric]:
    phases = Counter(entry.phase for entry in entries)
    found = GaugeMetricFamily("followthrough_post_mortems", "Post-mortems by phase.", labels=["phase"])
    for phase, label in _PHASES.items():
        found.add_metric([label], phases[phase.value])
    yield found


def _of_actions(figures: Figures) -> Iterator[Metric]:
    found = GaugeMetricFamily(
        "followthrough_actions", "Actions of finished post-mortems by outcome.", labels=["outcome"]
    )
    for outcome, label in _OUTCOMES.items():
        found.add_metric([label], figures.outcomes[outcome])
    yield found
    yield _gauge("actions_overdue", "Open actions whose due date has passed.", figures.overdue)
    yield _gauge("reviews_due", "Follow-up reviews whose time has come and that are not open yet.", figures.reviews_due)
    yield _gauge("reviews_open", "Follow-up reviews that are open.", figures.reviews_open)


def _of_health(health: Health) -> Iterator[Metric]:
    yield _gauge("redis_up", "Whether Redis answers.", health.reachable)
    yield _gauge("ready", "Whether /readyz answers 200.", health.ready)
    if not health.reachable:
        return
    yield _gauge("workers", "Workers that are alive.", health.workers)
    yield _gauge("queue_length", "Looks and sweeps that wait for a worker.", health.queued)
    yield _gauge("hints_unserved", "Hints that no look has served or is queued for.", health.unserved)
    hints = CounterMetricFamily("followthrough_hints", "Hints, by what became of them.", labels=["state"])
    hints.add_metric(["came"], health.hints.came)
    hints.add_metric(["served"], health.hints.served)
    yield hints
    yield _gauge("hints_waiting", "Hints that came and that no look has served.", health.hints.waiting)
    yield _gauge("parked", "Post-mortems that could not be looked at.", len(health.parked))
    if health.clock_at:
        yield _gauge("clock_beat_timestamp_seconds", "When the clock last ticked.", health.clock_at.timestamp())
    good = GaugeMetricFamily(
        "followthrough_last_good_sweep_timestamp_seconds", "When a sweep last went through.", labels=["tracker"]
    )
    for sweep in health.sweeps:
        if sweep.good_at:
            good.add_metric([sweep.tracker], sweep.good_at.timestamp())
    yield good


def _of_counters(counters: dict[str, int]) -> Iterator[Metric]:
    deliveries = CounterMetricFamily(
        "followthrough_deliveries", "Webhook deliveries that were accepted.", labels=["outcome"]
    )
    for label, name in (("queued", QUEUED), ("ignored", IGNORED)):
        deliveries.add_metric([label], counters.get(name, 0))
    yield deliveries
    yield CounterMetricFamily("followthrough_writes", "Writes to trackers.", value=counters.get("writes", 0))
    refused = counters.get("sweeps_refused", 0)
    yield CounterMetricFamily("followthrough_sweeps_refused", "Sweeps of what no mapping names.", value=refused)


def _gauge(name: str, documentation: str, value: float) -> Metric:
    return GaugeMetricFamily(f"followthrough_{name}", documentation, value=value)
