"""The next job of the queue, taken as a worker takes it, in one round trip. Not here: RQ's own accounts of it."""

from redis import Redis
from rq.serializers import JSONSerializer

from service.hints import QUEUE, OurJob
from service.index import text_of

_TAKE = """
-- KEYS: rq:queue:looks   ARGV: prefix of jobs
-- Answers the job's id and its fields, or nothing where none waits.
local id = redis.call('LPOP', KEYS[1])
if not id then return false end
local fields = redis.call('HGETALL', ARGV[1] .. id)
redis.call('DEL', ARGV[1] .. id)
return {id, fields}
"""


def taken(redis: "Redis") -> OurJob | None:
    found = redis.eval(_TAKE, 1, f"rq:queue:{QUEUE}", "rq:job:")
    if not found:
        return None
    number, fields = found
    job = OurJob(text_of(number), connection=redis, serializer=JSONSerializer)
    job.restore(dict(zip(fields[::2], fields[1::2], strict=True)))
    return job
