"""Jobs that somebody else wrote into Redis: none runs, each is set aside, and the worker goes on with ours."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from redis import Redis
from rq import Queue
from rq.registry import FailedJobRegistry
from rq.serializers import JSONSerializer

from connectors.tracker import ProjectId, Ref
from service import jobs
from service.hints import LOOK, QUEUE, SWEEP, OurJob
from service.worker import LookWorker
from tests.security.stages import repository
from tests.stories.documents import TABLE
from tests.stories.pairing import GITHUB
from tests.stories.stage import Stage, staged


@pytest.fixture(scope="module")
def stage(redis: "Redis", tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with staged(redis, tmp_path_factory.mktemp("data"), GITHUB) as on_stage:
        on_stage.home.delivers("drop")
        yield on_stage


@pytest.fixture
def canary(stage: Stage, tmp_path: Path) -> Iterator[Path]:
    """What an attack would touch."""
    os.environ["CANARY"] = str(tmp_path / "canary")
    stage.redis.flushall()
    yield tmp_path / "canary"
    del os.environ["CANARY"]


def plain(redis: "Redis") -> Queue:
    """As anybody would open it who reaches Redis."""
    return Queue(QUEUE, connection=redis, serializer=JSONSerializer)


def pickled(redis: "Redis", canary: Path) -> None:
    Queue(QUEUE, connection=redis).enqueue(os.system, f"touch {canary}")


def a_command(redis: "Redis", canary: Path) -> None:
    plain(redis).enqueue("os.system", f"touch {canary}")


def a_process(redis: "Redis", canary: Path) -> None:
    plain(redis).enqueue("subprocess.call", ["touch", str(canary)])


def an_expression(redis: "Redis", canary: Path) -> None:
    plain(redis).enqueue("builtins.eval", f"open({str(canary)!r}, 'w')")


def ours_with_bad_arguments(redis: "Redis", canary: Path) -> None:
    plain(redis).enqueue(LOOK, f"$(touch {canary})")


PLANTED: tuple[Callable[["Redis", Path], None], ...] = (
    pickled,
    a_command,
    a_process,
    an_expression,
    ours_with_bad_arguments,
)


def test_five_planted_jobs_are_set_aside_and_a_genuine_one_behind_them_runs(stage: Stage, canary: Path) -> None:
    number = stage.alice.opens(stage.incidents, "Checkout answers 500", TABLE, ("postmortem",))
    for plant in PLANTED:
        plant(stage.redis, canary)
    stage.runtime.hints.add(Ref("github", ProjectId(str(repository(stage, stage.incidents).id)), number))
    work(stage.redis)

    assert not canary.exists()
    assert FailedJobRegistry(QUEUE, connection=stage.redis).count == len(PLANTED) == 5
    assert stage.runtime.hints.waiting() == 0
    assert "Being written" in stage.status(number), "the worker is alive"


@pytest.mark.parametrize(
    ("function", "args"),
    [
        (LOOK, ()),
        (LOOK, ("github:1#1", "another")),
        (LOOK, (["github:1#1"],)),
        (LOOK, ("nobody:1#1",)),
        (LOOK, ("github:../../user#1",)),
        (LOOK, ("github:1#-1",)),
        (SWEEP, ("nobody", "acme/app")),
        (SWEEP, ("github", "../user")),
        ("service.jobs.prepare", ({},)),
        ("service.jobs.run_sweep", ({}, "github", "acme/app")),
        ("service.jobs.look.__globals__.clear", ()),
        ("pathlib.Path.touch", ("canary",)),
        ("", ()),
    ],
    ids=str,
)
def test_nothing_comes_of_ours_with_anything_else_nor_of_what_is_near_it(
    stage: Stage, canary: Path, function: str, args: tuple[Any, ...]
) -> None:
    before = stage.written()
    plain(stage.redis).enqueue(function, *args)
    work(stage.redis)

    assert stage.written() == before
    assert not canary.exists() and not Path("canary").exists()
    assert stage.runtime.hints.waiting() == 0


@pytest.mark.parametrize("changed", [(), ("changed",)], ids=["read", "changed"])
@pytest.mark.parametrize("project", ["umbrella/app", "acme/app,umbrella/app", "ACME/APP/../../user", ""])
def test_a_sweep_of_a_project_that_no_mapping_names_asks_the_tracker_for_nothing(
    stage: Stage, canary: Path, project: str, changed: tuple[str, ...]
) -> None:
    before = stage.requests()
    plain(stage.redis).enqueue(SWEEP, "github", project, *changed)
    work(stage.redis)

    assert stage.requests() == before
    assert stage.runtime.index.counters()["sweeps_refused"] == 1
    assert stage.runtime.index.sweeps() == {}


@pytest.mark.parametrize("hook", ["_success_callback_name", "_failure_callback_name", "_stopped_callback_name"])
def test_a_planted_callback_is_not_called(stage: Stage, canary: Path, hook: str) -> None:
    planted = plain(stage.redis)
    job = planted.create_job("os.getcwd")
    setattr(job, hook, "tests.security.canary.touch")
    planted.enqueue_job(job)
    work(stage.redis)

    assert not canary.exists()


def test_a_method_of_a_planted_object_is_not_called(stage: Stage, canary: Path) -> None:
    planted = plain(stage.redis)
    job = planted.create_job(LOOK, args=("github:1#1",))
    job._instance = [str(canary)]
    planted.enqueue_job(job)
    work(stage.redis)

    assert FailedJobRegistry(QUEUE, connection=stage.redis).count == 1


def work(redis: "Redis") -> None:
    """The worker that runs in earnest, with its forks, until the queue is empty."""
    assert jobs._runtime, "the stage has prepared it"
    with _handlers_kept():
        worker = LookWorker([QUEUE], connection=redis, serializer=JSONSerializer, job_class=OurJob)
        worker.work(burst=True, logging_level="CRITICAL")


@contextmanager
def _handlers_kept() -> Iterator[None]:
    """A worker takes the signals of its process."""
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
