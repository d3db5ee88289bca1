"""Who publishes: Followthrough as it runs, and what is asked of anybody that takes its place.

The naive ones are naive.py's.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from connectors.github import client as github_client
from connectors.jira import connections as jira_connections
from service import jobs
from service.clock import Clock
from service.hints import Hints
from service.index import Index
from service.sweep import sweeps
from service.wiring import build_runtime, connect
from tests.resilience.scene import Scene
from tests.working import work

SWEEP_EVERY = timedelta(minutes=15)
SHORT = 1
"""Seconds that a process waits for an answer where one hangs, instead of twenty; PyGithub takes whole ones only."""


class Publisher(Protocol):
    @property
    def name(self) -> str: ...
    def works(self, scene: Scene) -> None:
        """What a fresh process does, told or not, whatever became of those before it."""

    def waits(self, scene: Scene) -> bool:
        """There is more to do within the next minutes."""


@dataclass(frozen=True)
class Followthrough:
    """One tick of the clock, then a real worker until the queue is empty."""

    name: str = "followthrough"

    def works(self, scene: Scene) -> None:
        if scene.trap.fate and scene.trap.fate.hangs:
            vars(github_client)["TIMEOUT"], vars(jira_connections)["TIMEOUT"] = SHORT, (SHORT, SHORT)
        redis = connect(scene.lane.url)
        runtime = build_runtime(scene.place, redis, scene.clock)
        jobs.prepare(runtime)
        projects = tuple(sorted(sweeps(runtime.mappings)))
        Clock(runtime.index, runtime.hints, projects, SWEEP_EVERY).tick(scene.clock())
        work(redis)

    def waits(self, scene: Scene) -> bool:
        index, hints = Index(scene.redis), Hints(scene.redis)
        soon = scene.clock() + timedelta(minutes=30)
        return bool(hints.wanted() or index.parked() or index.due(soon) or not index.entries())


OURS = Followthrough()
