"""The worker: a pool of RQ workers that fork for each look, with everything imported and built before they do."""

from collections.abc import Callable
from typing import Any

from redis import Redis
from rq import Worker
from rq.job import Job
from rq.queue import Queue
from rq.serializers import JSONSerializer
from rq.worker_pool import WorkerPool

from service.hints import QUEUE, OurJob

WORKER_SECONDS = 60
MAINTENANCE_SECONDS = 10
MONITORING_SECONDS = 5
"""With RQ's own defaults a job of a killed worker is noticed after 810 s; with these after about 75 s."""

_before_fork: list[Callable[[], None]] = []


class LookWorker(Worker):
    """Runs looks. What is worth keeping warm (an App's tokens) is refreshed before each fork, and inherited."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["worker_ttl"] = WORKER_SECONDS
        kwargs["maintenance_interval"] = MAINTENANCE_SECONDS
        kwargs["job_monitoring_interval"] = MONITORING_SECONDS
        super().__init__(*args, **kwargs)

    def fork_work_horse(self, job: Job, queue: Queue) -> None:
        for warm in _before_fork:
            warm()
        super().fork_work_horse(job, queue)


def run_pool(redis: "Redis", workers: int, before_fork: Callable[[], None]) -> None:
    """Runs until it is told to stop by a signal; looks that run are finished first."""
    _before_fork[:] = [before_fork]
    pool = WorkerPool(
        [QUEUE],
        connection=redis,
        num_workers=workers,
        worker_class=LookWorker,
        serializer=JSONSerializer,
        job_class=OurJob,
    )
    pool.start(logging_level="WARNING")
