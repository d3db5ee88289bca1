"""Credentials that a tracker does not take any more show while nothing else happens, and what waited goes on after."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import cast

import pytest
from redis import Redis
from rq import Queue
from rq.job import Job
from rq.serializers import JSONSerializer

from connectors.tracker import ProjectId, Ref, Tracker, TrackerError, Trouble
from service.hints import QUEUE, Hints
from service.index import Index
from service.probing import EVERY, TURN, Probes, Probing
from service.refused import ALONE, Patient, Refusals
from tests.clock import Clock
from tests.simulation.expiry import expire

PM = Ref("github", ProjectId("1006"), 2)
PROJECTS = (("github", "acme/app"), ("github", "acme/incidents"), ("jira", "PAY,OPS"))
REFUSES = TrackerError("github refuses the credentials; renew them.", Trouble.UNAUTHORIZED)


@dataclass
class Asked:
    trouble: TrackerError | None = None
    asked: list[list[str]] = field(default_factory=list)

    def cool(self) -> None:
        pass

    def probe(self, names: Sequence[str]) -> None:
        self.asked.append(list(names))
        if self.trouble:
            raise self.trouble


@dataclass
class Town:
    """Trackers, and clock processes that ask them."""

    redis: "Redis"
    clock: Clock
    github: Asked = field(default_factory=Asked)
    jira: Asked = field(default_factory=Asked)

    def process(self, account: str = "bot") -> Probing:
        asked = {"github": self.github, "jira": self.jira}
        trackers = {
            name: cast(Tracker, Patient(cast(Tracker, it), Refusals(self.redis, f"{account} {name}"), self.clock))
            for name, it in asked.items()
        }
        index, hints = Index(self.redis), Hints(self.redis)
        accounts = dict.fromkeys(asked, account)
        return Probing(trackers, accounts, PROJECTS, Probes(self.redis), index, hints, self.clock)

    def passes(self, span: timedelta) -> None:
        self.clock.now += span
        expire(self.redis, span)

    def goes_on(self, process: Probing, span: timedelta) -> None:
        """As its threads do."""
        for _ in range(int(span / TURN)):
            self.passes(TURN)
            for name in ("github", "jira"):
                process.ask(name)

    @property
    def troubles(self) -> dict[str, str]:
        return Probes(self.redis).troubles()

    def queued(self) -> list[str]:
        queue = Queue(QUEUE, connection=self.redis, serializer=JSONSerializer)
        jobs = Job.fetch_many(queue.job_ids, connection=self.redis, serializer=JSONSerializer)
        return sorted(" ".join((str(job.func_name).rpartition(".")[2], *job.args)) for job in jobs if job)


@pytest.fixture
def town(valkey: "Redis") -> Town:
    return Town(valkey, Clock())


def test_each_tracker_is_asked_about_its_projects_once_in_three_quarters_of_a_minute(town: Town) -> None:
    town.goes_on(town.process(), timedelta(minutes=15))
    assert len(town.github.asked) == len(town.jira.asked) == timedelta(minutes=15) / EVERY
    assert (town.github.asked[0], town.jira.asked[0]) == (["acme/app", "acme/incidents"], ["PAY", "OPS"])


def test_two_clocks_ask_as_often_as_one(town: Town) -> None:
    one, other = town.process(), town.process()
    for process in (one, other, one, other):
        process.ask("github")
    assert len(town.github.asked) == 1


def test_what_is_refused_is_told_within_a_minute_and_by_its_own_words(town: Town) -> None:
    process = town.process()
    process.ask("github")
    assert town.troubles == {}
    town.github.trouble = REFUSES
    town.goes_on(process, timedelta(minutes=1))
    assert town.troubles == {"github": REFUSES.message}


def test_there_are_two_tries_at_the_most_in_five_minutes_and_it_stays_told(town: Town) -> None:
    process = town.process()
    town.github.trouble = REFUSES
    town.goes_on(process, 4 * ALONE)
    assert len(town.github.asked) == 4
    assert town.troubles == {"github": REFUSES.message}


def test_what_was_refused_is_tried_again_by_itself_and_the_trouble_goes(town: Town) -> None:
    process = town.process()
    town.github.trouble = REFUSES
    town.goes_on(process, timedelta(minutes=1))
    town.github.trouble = None
    town.goes_on(process, ALONE)
    assert town.troubles == {}


def test_once_it_is_well_what_waited_is_queued_at_once(town: Town) -> None:
    process, hints = town.process(), Hints(town.redis)
    hints.add(PM)
    town.redis.delete(*town.redis.keys("rq:*"), *town.redis.keys("ft:queued:*"))
    process.index.park(PM, REFUSES.message, town.clock())
    hints.later(PM, 900)
    town.github.trouble = REFUSES
    process.ask("github")
    assert town.queued() == []

    town.github.trouble = None
    town.goes_on(process, ALONE)
    assert town.queued() == [f"look {PM}", "sweep github acme/app", "sweep github acme/incidents"]


def test_new_credentials_are_asked_about_at_once(town: Town) -> None:
    town.github.trouble = REFUSES
    town.process().ask("github")
    town.github.trouble = None
    town.process("bot with a new token").ask("github")
    assert town.troubles == {}


@pytest.mark.parametrize("trouble", [Trouble.UNREACHABLE, Trouble.LIMITED, Trouble.MOVED])
def test_what_passes_by_itself_neither_makes_trouble_nor_ends_it(town: Town, trouble: Trouble) -> None:
    process = town.process()
    town.jira.trouble = TrackerError("jira did not answer.", trouble)
    process.ask("jira")
    assert town.troubles == {}

    town.passes(EVERY)
    town.jira.trouble = TrackerError("The App is not installed any more; install it again.", Trouble.FORBIDDEN)
    process.ask("jira")
    town.passes(ALONE)
    town.jira.trouble = TrackerError("jira did not answer.", trouble)
    process.ask("jira")
    assert list(town.troubles) == ["jira"]


def test_a_tracker_that_does_not_answer_keeps_no_other_waiting(town: Town) -> None:
    hangs, asked, stop = threading.Event(), threading.Event(), threading.Event()
    town.github.probe = lambda names: hangs.wait(30)  # type: ignore[method-assign, assignment]
    town.jira.probe = lambda names: asked.set()  # type: ignore[method-assign]
    town.process().start(stop)
    assert asked.wait(10)
    stop.set()
    hangs.set()
