"""A worker that does what is in the queue, in this process, and is gone again.

It is RQ's own, but for its ear for commands such as "stop this job": the thread behind it takes 60 ms to end.
"""

from redis import Redis
from rq import SimpleWorker
from rq.serializers import JSONSerializer

from service.hints import QUEUE, OurJob


class _Deaf(SimpleWorker):
    def subscribe(self) -> None:
        """Nobody sends it commands."""

    def unsubscribe(self) -> None:
        """There is nothing to end."""


def work(redis: "Redis", *, level: str = "ERROR") -> None:
    """`level` is that of RQ's own log."""
    worker = _Deaf(
        [QUEUE], connection=redis, serializer=JSONSerializer, job_class=OurJob, log_job_description=level == "DEBUG"
    )
    worker.work(burst=True, logging_level=level)
