"""A worker that does what is in the queue, in this process, and is gone again.

It is RQ's own, but for what others would watch it by, and its ear for commands such as "stop this job": the thread
behind that takes 60 ms to end.
"""

from typing import Any

from redis import Redis
from rq import SimpleWorker
from rq.serializers import JSONSerializer

from service.hints import QUEUE, OurJob


class _Unwatched(SimpleWorker):
    def subscribe(self) -> None:
        """Nobody sends it commands."""

    def unsubscribe(self) -> None:
        """There is nothing to end."""

    def heartbeat(self, timeout: int | None = None, pipeline: Any = None) -> None:
        """Nobody looks whether it lives."""

    def set_state(self, state: Any, pipeline: Any = None) -> None:
        """Nobody looks what it does."""


def work(redis: "Redis", *, level: str = "ERROR") -> None:
    """`level` is that of RQ's own log."""
    worker = _Unwatched(
        [QUEUE], connection=redis, serializer=JSONSerializer, job_class=OurJob, log_job_description=level == "DEBUG"
    )
    worker.work(burst=True, logging_level=level)
