"""Hints become looks: one queue, coalesced by post-mortem, and a lease so that one look runs at a time.

A hint is a number that rises; a look serves every hint that was there when it began. Nothing here is lost when a job
is: a hint that no look has served is queued again by the clock. Not here: what a look does (reconcile.py).
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from redis import Redis
from rq import Queue, Retry
from rq.job import Job
from rq.serializers import JSONSerializer

from connectors.tracker import Ref
from service.index import PREFIX, TOUCHED_SECONDS, parse_ref, text_of, touched_key
from service.turns import TURNS, WRITTEN

QUEUE = "looks"
QUEUE_KEY = f"{Queue.redis_queue_namespace_prefix}{QUEUE}"
LOOK = "service.jobs.look"
SWEEP = "service.jobs.sweep"
REDELIVER = "service.jobs.redeliver"
ALLOWED = frozenset({LOOK, SWEEP, REDELIVER})
"""The only functions that a worker runs, whatever stands in the queue."""

JOB_TIMEOUT = 600
"""Seconds for one look; one that is told to wait longer comes back instead."""
QUEUED_SECONDS = 60
"""How long a queued job is trusted to start, once it stands in the queue no more; a hint that comes later is queued
once more."""
SWEEPING_SECONDS = 60
"""How long a queued sweep is trusted to start; several clocks, and several events of one change, ask for one."""
LEASE_SECONDS = 45
"""Longer than any single exchange with a tracker, before which it is renewed: connecting and answering may take twenty
seconds each."""
LEASE_MILLISECONDS = LEASE_SECONDS * 1000
FAILURE_SECONDS = 7 * 24 * 3600

_HINT = """
-- One webhook, one round trip: note the hint, and queue a look unless one is queued already.
-- KEYS: want, belongs, counters, rq:queues, rq:queue:looks, rq:job:<id>, names, touched, ledger
-- ARGV: issue, '1' when it matters even if unknown, job id, queued seconds, prefix, outcome counter, project, its name
--       or '', touched seconds, job fields ...
local target = redis.call('HGET', KEYS[2], ARGV[1])
if not target then
  if ARGV[2] ~= '1' then
    if ARGV[6] ~= '' then redis.call('HINCRBY', KEYS[3], 'deliveries_ignored', 1) end
    return 'unknown'
  end
  target = ARGV[1]
end
redis.call('HINCRBY', KEYS[1], target, 1)
redis.call('HINCRBY', KEYS[9], 'came', 1)
redis.call('SET', KEYS[8], 1, 'EX', ARGV[9])
if ARGV[8] ~= '' then redis.call('HSETNX', KEYS[7], ARGV[7], ARGV[8]) end
if ARGV[6] ~= '' then redis.call('HINCRBY', KEYS[3], ARGV[6], 1) end
if redis.call('GET', ARGV[5] .. 'later:' .. target) == 'rests' then return 'coalesced' end
if not redis.call('SET', ARGV[5] .. 'queued:' .. target, ARGV[3], 'NX', 'EX', ARGV[4]) then return 'coalesced' end
redis.call('HSET', KEYS[6], unpack(ARGV, 10))
redis.call('SADD', KEYS[4], KEYS[5])
redis.call('RPUSH', KEYS[5], ARGV[3])
return 'queued'
"""

_ONCE = """
-- KEYS: asked, rq:queues, rq:queue:looks, rq:job:<id>   ARGV: job id, seconds, job fields ...
if not redis.call('SET', KEYS[1], ARGV[1], 'NX', 'EX', ARGV[2]) then return 0 end
redis.call('HSET', KEYS[4], unpack(ARGV, 3))
redis.call('SADD', KEYS[2], KEYS[3])
redis.call('RPUSH', KEYS[3], ARGV[1])
return 1
"""

_ACQUIRE = """
-- KEYS: lease, fence, want, queued   ARGV: token, milliseconds, target
redis.call('DEL', KEYS[4])
if not redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then return false end
return {redis.call('INCR', KEYS[2]), redis.call('HGET', KEYS[3], ARGV[3]) or '0'}
"""

KEEP = """
-- Renews a lease; false where it is another's.
local function keep(lease, token, milliseconds)
  if redis.call('GET', lease) ~= token then return false end
  redis.call('PEXPIRE', lease, milliseconds)
  return true
end
"""

_KEPT = "return keep(KEYS[1], ARGV[1], ARGV[2]) and 1 or 0"

_FINISH = """
-- KEYS: lease, want, ledger, turns, written   ARGV: token, target, the hint that the look began with
-- 1: all hints are served and the lease is given back; 0: another hint came, the lease stays; -1: the lease was lost
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return -1 end
local wanted = redis.call('HGET', KEYS[2], ARGV[2]) or '0'
if wanted ~= ARGV[3] then return 0 end
redis.call('HDEL', KEYS[2], ARGV[2])
redis.call('HINCRBY', KEYS[3], 'served', wanted)
redis.call('ZREM', KEYS[4], ARGV[2])
redis.call('HDEL', KEYS[5], ARGV[2])
redis.call('DEL', KEYS[1])
return 1
"""

_FORWARD = """
-- KEYS: want, queued, ledger   ARGV: issue, the post-mortem that it belongs to
local moved = tonumber(redis.call('HGET', KEYS[1], ARGV[1]) or '0')
if moved == 0 then
  moved = 1
  redis.call('HINCRBY', KEYS[3], 'came', 1)
end
redis.call('HINCRBY', KEYS[1], ARGV[2], moved)
redis.call('HDEL', KEYS[1], ARGV[1])
redis.call('DEL', KEYS[2])
"""

_RELEASE = """
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
"""


@dataclass(frozen=True)
class Ledger:
    """How many hints came; each was served by a look, or waits for one, whether queued, put off or parked."""

    came: int
    served: int
    waiting: int

    @property
    def balances(self) -> bool:
        return self.came == self.served + self.waiting


class LeaseLost(Exception):
    """Another worker holds the post-mortem now: stop before the next write."""


class RefusedJob(Exception):
    """A job that asks for a function that is not ours."""


class OurJob(Job):
    """A job that runs nothing but what ALLOWED names, whoever wrote it into Redis."""

    @property
    def func(self) -> Any:
        if self.func_name not in ALLOWED or self.instance is not None:
            raise RefusedJob(f"the queue holds a job for {self.func_name!r}, which is not one of ours")
        return super().func

    # Our jobs have no callbacks, so one that stands in Redis was planted: RQ would import and call it by name.
    success_callback = failure_callback = stopped_callback = None


@dataclass
class Lease:
    """The right to write about one post-mortem. `fence` rises with every holder."""

    redis: "Redis"
    target: Ref
    token: str
    fence: int
    hint: str
    _is_given_back: bool = False

    @property
    def key(self) -> str:
        return _lease(self.target)

    def keep(self) -> None:
        """Renews the lease; raises LeaseLost where it is another's. Before every exchange the gate does (gate.py)."""
        if not self.redis.eval(f"{KEEP}\n{_KEPT}", 1, self.key, self.token, LEASE_MILLISECONDS):
            raise LeaseLost(str(self.target))

    def finish(self) -> bool:
        """Gives the lease back when every hint is served; False where another one came: look again."""
        keys = [self.key, f"{PREFIX}want", f"{PREFIX}ledger", TURNS, WRITTEN]
        left = self.redis.eval(_FINISH, len(keys), *keys, self.token, str(self.target), self.hint)
        if left == -1:
            raise LeaseLost(str(self.target))
        if left == 0:
            found = self.redis.hget(f"{PREFIX}want", str(self.target))
            self.hint = text_of(found) if found else "0"
        self._is_given_back = bool(left)
        return self._is_given_back

    def release(self) -> None:
        """Gives the lease back with its hints unserved, unless it was given back before."""
        if not self._is_given_back:
            self.redis.eval(_RELEASE, 1, self.key, self.token)


class Hints:
    """The queue of looks."""

    def __init__(self, redis: "Redis") -> None:
        self._redis = redis
        self._queue = Queue(QUEUE, connection=redis, serializer=JSONSerializer, job_class=OurJob)
        self._hint = redis.register_script(_HINT)
        self._acquire = redis.register_script(_ACQUIRE)
        self._once = redis.register_script(_ONCE)

    def add(self, issue: Ref, *, matters: bool = True, counter: str = "", project_name: str = "") -> str:
        """Notes that something about an issue may have changed: `queued`, `coalesced`, or `unknown`.

        With `matters` false an issue that belongs to no post-mortem is ignored. `project_name` is what the project was
        called when the hint arose, for the case that nobody has asked yet. One round trip.
        """
        keys, args = self._hinting(issue, matters, counter, project_name)
        return text_of(self._hint(keys=keys, args=args))

    def add_all(self, issues: Mapping[Ref, bool]) -> list[str]:
        """As `add`, by whether each matters even if it is unknown. Two round trips, however many there are."""
        pipe = self._redis.pipeline(transaction=False)
        for issue, matters in issues.items():
            keys, args = self._hinting(issue, matters)
            self._hint(keys=keys, args=args, client=pipe)
        return [text_of(told) for told in pipe.execute()]

    def _hinting(
        self, issue: Ref, matters: bool, counter: str = "", project_name: str = ""
    ) -> tuple[list[str], list[Any]]:
        job = self._job(LOOK, str(issue))
        keys = [f"{PREFIX}want", f"{PREFIX}belongs", f"{PREFIX}counters", "rq:queues", self._queue.key, job.key]
        keys += [f"{PREFIX}names:{issue.tracker}", touched_key(issue), f"{PREFIX}ledger"]
        told = [issue.project, project_name, TOUCHED_SECONDS]
        args = [str(issue), "1" if matters else "0", job.id, QUEUED_SECONDS, PREFIX, counter, *told, *_fields(job)]
        return keys, args

    def add_sweep(self, tracker: str, project: str, *, changed: bool = False) -> None:
        """Asks for a sweep of one project; `changed` when the project itself did. One round trip."""
        job = self._job(SWEEP, tracker, project, *(["changed"] if changed else []))
        keys = [_sweeping(tracker, project, changed), "rq:queues", self._queue.key, job.key]
        self._once(keys=keys, args=[job.id, SWEEPING_SECONDS, *_fields(job)])

    def add_redelivery(self, tracker: str) -> None:
        """Asks for what a tracker could not deliver. One round trip."""
        job = self._job(REDELIVER, tracker)
        keys = [_redelivering(tracker), "rq:queues", self._queue.key, job.key]
        self._once(keys=keys, args=[job.id, SWEEPING_SECONDS, *_fields(job)])

    def redelivery_starts(self, tracker: str) -> None:
        """Whoever asks from now on asks for another one."""
        self._redis.delete(_redelivering(tracker))

    def sweep_starts(self, tracker: str, project: str, *, changed: bool) -> None:
        """Whoever asks from now on asks for another sweep."""
        self._redis.delete(_sweeping(tracker, project, changed))

    def acquire(self, target: Ref) -> Lease | None:
        """The lease of a post-mortem; None while another look runs, which will see every hint there is now."""
        token = secrets.token_hex(8)
        keys = [_lease(target), f"{PREFIX}fence:{target}", f"{PREFIX}want", f"{PREFIX}queued:{target}"]
        got = self._acquire(keys=keys, args=[token, LEASE_MILLISECONDS, str(target)])
        return Lease(self._redis, target, token, int(got[0]), text_of(got[1])) if got else None

    def ledger(self) -> Ledger:
        """Every hint that ever came, and what became of it. One round trip."""
        pipe = self._redis.pipeline()
        pipe.hmget(f"{PREFIX}ledger", "came", "served")
        pipe.hvals(f"{PREFIX}want")
        (came, served), waiting = pipe.execute()
        return Ledger(int(came or 0), int(served or 0), sum(int(number) for number in waiting))

    def wanted(self) -> list[Ref]:
        """The targets of all hints that no look has served."""
        return sorted(parse_ref(text_of(key)) for key in self._redis.hkeys(f"{PREFIX}want"))

    def unserved(self) -> list[Ref]:
        """Hints that no look has served, and that none is queued or running for; whose turn is longest ago is first.

        Whoever was always behind the same others would never get through where a tracker lets few pass at a time.
        """
        ranked = cast("list[bytes]", self._redis.zrange(TURNS, 0, -1))
        turns = {text_of(target): at for at, target in enumerate(ranked, 1)}
        wanted = sorted((str(target) for target in self.wanted()), key=lambda target: turns.get(target, 0))
        pipe = self._redis.pipeline(transaction=False)
        for target in wanted:
            pipe.exists(f"{PREFIX}queued:{target}", f"{PREFIX}lease:{target}", f"{PREFIX}later:{target}")
        return [parse_ref(target) for target, busy in zip(wanted, pipe.execute(), strict=True) if not busy]

    def trust(self) -> None:
        """Looks that stand in the queue still are not queued once more, however long the queue is."""
        jobs, wanted = set(self._queue.get_job_ids()), self._redis.hkeys(f"{PREFIX}want")
        if not jobs or not wanted:
            return
        keys = [f"{PREFIX}queued:{text_of(target)}" for target in wanted]
        pipe = self._redis.pipeline(transaction=False)
        for key, job in zip(keys, self._redis.mget(keys), strict=True):
            if job is not None and text_of(job) in jobs:
                pipe.expire(key, QUEUED_SECONDS)
        pipe.execute()

    def later(self, target: Ref, seconds: int) -> None:
        """Keeps the clock from queueing a target that just failed."""
        self._redis.set(f"{PREFIX}later:{target}", 1, ex=max(1, seconds))

    def rest(self, target: Ref, seconds: int) -> None:
        """No look at a target before then, whatever hints come: it could do nothing."""
        self._redis.set(f"{PREFIX}later:{target}", "rests", ex=max(1, seconds))

    def hurry(self, target: Ref) -> None:
        """Queues a target whose turn would only come later."""
        self._redis.delete(f"{PREFIX}later:{target}")
        self.add(target)

    def forward(self, issue: Ref, post_mortem: Ref) -> None:
        """Hints that came before it was known where an issue belongs count for its post-mortem."""
        keys = [f"{PREFIX}want", f"{PREFIX}queued:{issue}", f"{PREFIX}ledger"]
        self._redis.eval(_FORWARD, 3, *keys, str(issue), str(post_mortem))

    def waiting(self) -> int:
        """How many jobs wait in the queue."""
        return int(self._queue.count)

    def _job(self, function: str, *args: str) -> Job:
        job = self._queue.create_job(
            function,
            args=args,
            timeout=JOB_TIMEOUT,
            result_ttl=0,
            failure_ttl=FAILURE_SECONDS,
            retry=Retry(max=3, interval=[10, 30, 60]),
            description=f"{function.rpartition('.')[2]} {' '.join(args)}",
        )
        job.origin = QUEUE
        return job


def _fields(job: Job) -> list[Any]:
    """A job's hash as one flat list, for HSET."""
    return [part for pair in job.to_dict().items() if pair[1] is not None for part in pair]


def _sweeping(tracker: str, project: str, changed: bool) -> str:
    return f"{PREFIX}sweeping:{tracker}:{project.lower()}:{int(changed)}"


def _redelivering(tracker: str) -> str:
    return f"{PREFIX}redelivering:{tracker}"


def _lease(target: Ref) -> str:
    return f"{PREFIX}lease:{target}"
