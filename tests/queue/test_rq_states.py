"""RQ loses a job, doubles it, or says of it what is not so: nothing rests on that, and the next sweep finds it all."""

from collections.abc import Callable

import pytest
from rq import Queue
from rq.job import Job, JobStatus
from rq.registry import FailedJobRegistry
from rq.serializers import JSONSerializer

from service.hints import QUEUE, OurJob
from tests.stories.conftest import heard  # noqa: F401
from tests.stories.documents import TABLE
from tests.stories.stage import Stage

Plant = Callable[[Queue, Job], None]


def failed_though_it_never_ran(queue: Queue, job: Job) -> None:
    queue.remove(job.id)
    job.set_status(JobStatus.FAILED)
    FailedJobRegistry(queue=queue).add(job, ttl=365 * 24 * 3600)


def not_in_the_queue(queue: Queue, job: Job) -> None:
    """There is the job, and no entry: it never runs."""
    queue.connection.lrem(queue.key, 0, job.id)


def only_in_the_queue(queue: Queue, job: Job) -> None:
    """There is the entry, and no job."""
    queue.connection.delete(job.key)


def picked_up_twice(queue: Queue, job: Job) -> None:
    queue.connection.rpush(queue.key, job.id, job.id)


@pytest.mark.parametrize("plant", [failed_though_it_never_ran, not_in_the_queue, only_in_the_queue, picked_up_twice])
def test_the_next_sweep_brings_about_what_the_job_was_for_once(heard: Stage, plant: Plant) -> None:  # noqa: F811
    number = heard.post_mortem(TABLE)
    heard.clock.advance(hours=1)
    heard.alice.tags(heard.incidents, number, "postmortem:finished")
    assert heard.home.drain()
    queue = Queue(QUEUE, connection=heard.redis, serializer=JSONSerializer, job_class=OurJob)
    (job,) = queue.jobs
    before = heard.written()
    plant(queue, job)

    heard._work()
    for key in heard.redis.keys("ft:queued:*"):
        heard.redis.delete(key)  # a minute later
    heard.clock.advance(minutes=15)
    for _ in range(2):
        heard.ticking.sweep(heard.clock())
        heard.settle()

    effects = heard.written() - before
    assert sorted(heard.tickets()) == ["A1", "A2", "A3"]
    assert effects["POST /repos/{owner}/{repo}/issues"] == 3
    assert effects["PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}"] == 1
    assert sum(effects.values()) == 3 + 3 + 1, "a ticket and a link for each action, and the status comment"
    assert heard.runtime.hints.wanted() == []
