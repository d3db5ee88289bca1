"""The worker: a pool of RQ workers that fork for each look, with everything imported and built before they do."""

import os
import signal
import time
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from typing import Any

import structlog
from redis import Redis
from redis.exceptions import RedisError
from rq import Worker
from rq.exceptions import StopRequested
from rq.job import Job
from rq.queue import Queue
from rq.serializers import JSONSerializer
from rq.worker_pool import WorkerPool

from service.hints import QUEUE, OurJob
from service.redis_connection import connect, connect_worker

WORKER_SECONDS = 60
MAINTENANCE_SECONDS = 10
MONITORING_SECONDS = 5
"""With RQ's own defaults a job of a killed worker is noticed after 810 s; with these after about 75 s."""
DEQUEUE_SECONDS = 10
"""How long one command waits for a job: a master that fell silent is noticed ten seconds later at most."""
RECONNECT_SECONDS = 5
"""The longest pause between two tries to reach Redis; RQ doubles its pauses up to a minute."""
HELPERS = 8
"""So many more workers come, one for each look, while looks wait and no worker is free: a tracker that does not answer
may hold each of them for minutes, and must not keep the others waiting. A helper ends when nothing waits."""

log = structlog.get_logger()

_before_fork: list[Callable[[], None]] = []


class LookWorker(Worker):
    """Runs looks. What is worth keeping warm (an App's tokens) is refreshed before each fork, and inherited."""

    max_connection_wait_time = RECONNECT_SECONDS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["worker_ttl"] = WORKER_SECONDS
        kwargs["maintenance_interval"] = MAINTENANCE_SECONDS
        kwargs["job_monitoring_interval"] = MONITORING_SECONDS
        self._parent = os.getppid()
        super().__init__(*args, **kwargs)

    @property
    def dequeue_timeout(self) -> int:
        return DEQUEUE_SECONDS

    def run_maintenance_tasks(self) -> None:
        """Also ends where the pool was killed: its supervisor starts another one."""
        if os.getppid() != self._parent:
            raise StopRequested
        super().run_maintenance_tasks()  # type: ignore[no-untyped-call]

    def fork_work_horse(self, job: Job, queue: Queue) -> None:
        for warm in _before_fork:
            warm()
        super().fork_work_horse(job, queue)


class LookPool(WorkerPool):
    """Replaces each worker that ends. Each connects anew by the address.

    RQ's own pool builds the connection of a worker from parts of its own one, which leads nowhere through sentinels,
    and lets a worker that does not reach Redis end with a traceback.
    """

    def __init__(self, url: str, workers: int) -> None:
        self._url = url
        self._looks = Queue(QUEUE, connection=connect(url), serializer=JSONSerializer, job_class=OurJob)
        self._first: object = None
        """The look that waited longest when it was last asked."""
        super().__init__([QUEUE], self._looks.connection, workers, LookWorker, JSONSerializer, OurJob)

    def check_workers(self, respawn: bool = True) -> None:
        """Called every second."""
        super().check_workers(respawn)
        if respawn:
            for _ in range(min(self._stuck(), self.num_workers + HELPERS - len(self.worker_dict))):
                self.start_worker(burst=True)

    def _stuck(self) -> int:
        """How many looks wait, where the one that is next was next a second ago."""
        before, self._first = self._first, None
        try:
            self._first = self._looks.connection.lindex(self._looks.key, 0)
            return self._looks.count if self._first is not None and self._first == before else 0
        except RedisError:
            return 0

    def get_worker_process(
        self, name: str, burst: bool, _sleep: float = 0, logging_level: str = "WARNING"
    ) -> BaseProcess:
        arguments = (self._url, name, burst)
        return get_context("fork").Process(target=_work, args=arguments, name=f"Worker {name} (WorkerPool {self.name})")


def run_pool(url: str, workers: int, before_fork: Callable[[], None]) -> None:
    """Runs until it is told to stop by a signal; looks that run are finished first."""
    _before_fork[:] = [before_fork]
    LookPool(url, workers).start(logging_level="WARNING")


def _work(url: str, name: str, burst: bool = False) -> None:
    """One worker, in a process of its own; the pool replaces it when it ends."""
    for asks in (signal.SIGTERM, signal.SIGINT):
        signal.signal(asks, signal.SIG_DFL)  # the pool's own would end its other workers from here
    redis = connect_worker(url)
    try:
        _await(redis)
        queue = Queue(QUEUE, connection=redis, serializer=JSONSerializer, job_class=OurJob)
        worker = LookWorker([queue], name=name, connection=redis, serializer=JSONSerializer, job_class=OurJob)
        worker.work(burst=burst, with_scheduler=True, logging_level="WARNING")
    except RedisError as error:
        log.warning("worker lost Redis, and is replaced", reason=str(error))


def _await(redis: "Redis") -> None:
    """Returns when Redis answers; says once that it does not."""
    told, parent = False, os.getppid()
    while os.getppid() == parent:
        try:
            redis.ping()
            return
        except RedisError as error:
            if not told:
                log.warning("worker waits for Redis", reason=str(error))
            told = True
            time.sleep(1)
