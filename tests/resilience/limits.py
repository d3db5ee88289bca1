"""GitHub's limits, as GitHub enforces them: many large post-mortems and a small one are finished within one account.

On a virtual clock: what the service sleeps passes at once. Redis counts real time, so what it lets expire is moved
along.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from redis import Redis
from rq import SimpleWorker
from rq.serializers import JSONSerializer

from connectors.sandbox.recording import Exchange
from service import jobs
from service.hints import QUEUE, OurJob
from service.pace import SHORT
from service.wiring import build_runtime
from tests.resilience.bar import Cases
from tests.resilience.lanes import Case, Lane
from tests.resilience.scene import TITLES, document
from tests.simulation.expiry import expire
from tests.stories.documents import TABLE
from tests.stories.github_site import GitHubSite
from tests.stories.stage import Stage, staged

COARSE = 10
"""Seconds of virtual time after which Redis is moved along."""
PATIENCE = timedelta(minutes=2)
"""Within which a small post-mortem is done that comes last."""
SMALL = TABLE[: TABLE.index("| A2 ")]
"""One action."""


@dataclass
class Figures:
    """What went over the wire to GitHub, in virtual time."""

    creates: list[datetime] = field(default_factory=list)
    writes: list[datetime] = field(default_factory=list)
    refused: int = 0
    inside_a_wait: int = 0
    wait_ends: datetime | None = None

    def take(self, exchange: Exchange, now: datetime) -> None:
        if exchange.kind == "webhook":
            return
        self.inside_a_wait += bool(self.wait_ends and now < self.wait_ends)
        told = {name.lower(): value for name, value in exchange.response_headers.items()}
        if exchange.status in (403, 429) and "retry-after" in told:
            self.refused += 1
            self.wait_ends = now + timedelta(seconds=int(told["retry-after"]))
        self.writes += [now] if exchange.method != "GET" else []
        if exchange.method == "POST" and exchange.path.endswith("/repos/acme/app/issues") and exchange.status == 201:
            self.creates.append(now)


@dataclass
class Town:
    """A stage whose service keeps GitHub's pace, at a GitHub that enforces it."""

    stage: Stage
    figures: Figures = field(default_factory=Figures)
    owed: float = 0.0

    def passes(self, seconds: float) -> None:
        self.stage.clock.turn(seconds=seconds)
        self.owed += seconds
        if self.owed >= COARSE:
            expire(self.stage.redis, timedelta(seconds=self.owed))
            self.owed = 0.0

    def works(self, longest: timedelta, until: Callable[[], bool] = lambda: False) -> None:
        """One worker and the clock, until there is nothing left to do."""
        end = self.stage.clock() + longest
        while self.stage.clock() < end and not until():
            self.stage.ticking.tick(self.stage.clock())
            if self.stage.runtime.hints.waiting():
                self._one_job()
            elif self.stage.runtime.hints.wanted():
                self.passes(COARSE)
            else:
                return

    def _one_job(self) -> None:
        worker = SimpleWorker(
            [QUEUE],
            connection=self.stage.redis,
            serializer=JSONSerializer,
            job_class=OurJob,
            log_job_description=False,
        )
        worker.work(burst=True, max_jobs=1, logging_level="ERROR")

    def titles(self) -> Counter[str]:
        assert isinstance(self.stage.home, GitHubSite)
        issues = self.stage.home.world.repository(self.stage.app).living_issues
        return Counter(issue.title for issue in issues)


@contextmanager
def town(redis: "Redis", data: Path) -> Iterator[Town]:
    heard: list[Town] = []

    def hears(exchange: Exchange) -> None:
        for one in heard:
            one.figures.take(exchange, one.stage.clock())

    with staged(redis, data, listener=hears) as stage:
        assert isinstance(stage.home, GitHubSite)
        stage.home.world.limits.content_limits = True
        stage.home.world.limits.per_hour = 1_000_000
        trackers = {
            name: replace(tracker, write_pause=timedelta(seconds=1))
            for name, tracker in stage.place.settings.trackers.items()
        }
        stage.place = replace(stage.place, settings=replace(stage.place.settings, trackers=trackers))
        there = Town(stage)
        stage.runtime = replace(build_runtime(stage.place, redis, stage.clock), sleep=there.passes)
        jobs.prepare(stage.runtime)
        there.works(timedelta(minutes=1))  # the sweeps at the start
        heard.append(there)
        yield there


def crowd(large: int) -> Callable[[Lane], dict[str, Any]]:
    """So many post-mortems of twelve actions are finished at once, and one of a single action after them."""

    def play(lane: Lane) -> dict[str, Any]:
        lane.wipe()
        with lane.redis() as redis, town(redis, lane.folder) as there:
            return finished_at_once(there, large)

    return play


def finished_at_once(there: Town, large: int) -> dict[str, Any]:
    stage = there.stage
    opened = [
        stage.alice.opens(stage.incidents, f"Outage {n}", document(), ("postmortem",)) for n in range(1, large + 1)
    ]
    small = stage.alice.opens(stage.incidents, "A small one", SMALL, ("postmortem",))
    assert stage.home.drain()
    there.works(timedelta(hours=2))
    stage.clock.turn(hours=2)
    began = stage.clock()
    for number in (*opened, small):
        stage.alice.tags(stage.incidents, number, "postmortem:finished")
    assert stage.home.drain()
    title = "Alert when the pool is used above 80 %"
    there.works(PATIENCE + SHORT, until=lambda: title in there.titles())
    waited = stage.clock() - began
    there.works(timedelta(hours=6))
    return told(there, large, waited, title)


def told(there: Town, large: int, waited: timedelta, small: str) -> dict[str, Any]:
    figures, titles = there.figures, there.titles()
    span = (figures.creates[-1] - figures.creates[0]).total_seconds()
    twice = {title: count for title, count in titles.items() if count != (large if title in TITLES else 1)}
    wrong = [
        f"not as often as there are actions: {twice}" if twice else "",
        f"{len(figures.creates)} creates" if len(figures.creates) != 12 * large + 1 else "",
        f"{figures.inside_a_wait} requests inside a wait" if figures.inside_a_wait else "",
        f"the small one took {waited}" if waited > PATIENCE or small not in titles else "",
        f"more than 80 in a minute or 500 in an hour: {figures.refused} refusals" if figures.refused else "",
    ]
    shown = f"{len(figures.creates)} creates in {span / 60:.0f} min, small one after {waited.total_seconds():.0f} s"
    return {"wrong": [text for text in wrong if text], "figures": shown}


def limits(large: int) -> Cases:
    return lambda lanes: [Case(f"{large} large and a small one", crowd(large), longest=900)]
