"""What a worker runs: a look at one post-mortem under its lease, and a sweep of one project.

Shells: they translate, call once, and say what came of it. The rules are plan.py's, the queue is hints.py's.
"""

import math
from collections.abc import Callable
from collections.abc import Mapping as Table
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, cast

import structlog
from rq.timeouts import JobTimeoutException

from connectors.tracker import Issue, Ref, Tracker, TrackerError, Trouble
from service.apply import ChangedMeanwhile
from service.hints import Hints, Lease, LeaseLost
from service.index import Index, parse_ref
from service.mappings import Mapping
from service.observe import Elsewhere, Unconcerned
from service.reconcile import Looked, Reconciler
from service.redelivery import Redelivery
from service.sweep import TOGETHER, Swept, sweep_of, sweep_project, swept_projects

log = structlog.get_logger()

PASSES = 5
"""How often one job looks again because hints came while it looked; the clock takes over after that."""
FIRST_DELAY, LONGEST_DELAY = 15, 900
"""Seconds until a look that failed is tried again, doubled each time."""


@dataclass(frozen=True)
class Runtime:
    """Everything a job needs; built once in a worker, before it forks."""

    reconciler: Callable[[Callable[[Tracker], Tracker]], Reconciler]
    """Makes a reconciler whose trackers are wrapped by the given function."""
    trackers: dict[str, Tracker]
    mappings: tuple[Mapping, ...]
    index: Index
    hints: Hints
    now: Callable[[], datetime]
    addresses: Table[str, str] = field(default_factory=dict)
    """Where webhooks are to arrive, by tracker."""


_runtime: list[Runtime] = []


def prepare(runtime: Runtime) -> None:
    """Gives the jobs of this process, and of those it forks, what they need."""
    _runtime[:] = [runtime]


def look(issue: str) -> str:
    """The job behind a hint."""
    return run_look(_runtime[0], parse_ref(issue))


def sweep(tracker: str, project: str, changed: str = "") -> str:
    """The job that reads what changed in one project; `changed` is set when the project itself did."""
    runtime = _runtime[0]
    runtime.hints.sweep_starts(tracker, project, changed=bool(changed))
    if changed:
        _look_at_all_of(runtime, tracker, project)
    return run_sweep(runtime, tracker, project)


def redeliver(tracker: str) -> str:
    """The job that asks a tracker for what it could not deliver."""
    runtime = _runtime[0]
    runtime.hints.redelivery_starts(tracker)
    names = [name for where, name in sorted(swept_projects(runtime.mappings)) if where == tracker]
    return Redelivery(runtime.index, runtime.addresses, runtime.now).ask(runtime.trackers[tracker], names)


def run_sweep(runtime: Runtime, tracker: str, project: str, since: datetime | None = None) -> str:
    """One sweep; whether it went through is noted for the health page."""
    now = runtime.now()
    place, labels = sweep_of(runtime.mappings, tracker, project)
    try:
        swept, trouble = _swept(runtime, tracker, place, labels, since), ""
    except TrackerError as error:
        if error.permanent and TOGETHER in place:
            # One project that cannot be read must not hide the others of its tracker.
            trouble = _swept_one_by_one(runtime, tracker, place, labels, since)
        else:
            trouble = error.message
    runtime.index.note_sweep(tracker, now, trouble, project=place)
    if trouble:
        log.warning("sweep failed", tracker=tracker, project=place, reason=trouble)
        return f"failed: {trouble}"
    log.info("swept", tracker=tracker, project=place, changed=swept.changed, hinted=swept.hinted)
    return "unchanged" if swept.unchanged else f"{swept.changed} changed, {swept.hinted} looked at"


def _swept(runtime: Runtime, tracker: str, place: str, labels: frozenset[str], since: datetime | None) -> Swept:
    of, now = runtime.trackers[tracker], runtime.now()
    return sweep_project(of, place, runtime.index, runtime.hints, now, labels=labels, since=since)


def _swept_one_by_one(
    runtime: Runtime, tracker: str, place: str, labels: frozenset[str], since: datetime | None
) -> str:
    """What troubles some of several projects, as sentences."""
    troubles: dict[str, None] = {}
    for name in place.split(TOGETHER):
        try:
            _swept(runtime, tracker, name, labels, since)
        except TrackerError as error:
            troubles[error.message] = None
    return " ".join(troubles)


def run_look(runtime: Runtime, issue: Ref) -> str:
    """One look under the lease; the word says what came of it, for logs and figures."""
    target = runtime.index.belongs(issue)
    if target != issue:
        runtime.hints.forward(issue, target)
    lease = runtime.hints.acquire(target)
    if lease is None:
        return "another look is running and will see this hint"
    try:
        return _until_served(runtime, lease)
    except LeaseLost:
        log.warning("lease lost", post_mortem=str(target))
        return "lost the lease; whoever holds it goes on"
    except (TrackerError, ChangedMeanwhile) as error:
        return _postpone(runtime, target, error)
    except JobTimeoutException:
        _give_up(runtime, target, "the look took longer than its time limit")
        raise
    except Exception as error:
        _give_up(runtime, target, f"an unexpected {type(error).__name__}; the log of the worker has the details")
        raise
    finally:
        lease.release()


def _look_at_all_of(runtime: Runtime, tracker: str, project: str) -> None:
    """A project that was renamed, archived or made public concerns every post-mortem in it."""
    known = {found.id for name in project.split(TOGETHER) if (found := runtime.index.forget_project(tracker, name))}
    for entry in runtime.index.entries():
        ref = parse_ref(entry.ref)
        if ref.tracker == tracker and ref.project in known:
            runtime.hints.add(ref)


def _until_served(runtime: Runtime, lease: Lease) -> str:
    reconciler = runtime.reconciler(lambda tracker: cast(Tracker, Leased(tracker, lease, runtime)))
    for _ in range(PASSES):
        result = reconciler.look(lease.target)
        _note(runtime, lease, result)
        if lease.finish():
            break
    return type(result).__name__.lower()


def _note(runtime: Runtime, lease: Lease, result: Looked | Elsewhere | Unconcerned) -> None:
    target, index = lease.target, runtime.index
    index.unpark(target)
    match result:
        case Looked():
            if result.trouble:
                index.park(result.ref, result.trouble, runtime.now())
            log.info("looked", post_mortem=str(target), steps=[type(step).__name__ for step in result.steps])
            index.count("writes", result.writes)
            if result.ref != target:
                index.forget(target)
                index.adopt(target, result.ref)
            if result.entry:
                index.save(result.entry, result.next_look, lease.fence)
            for ref in result.follow:
                runtime.hints.add(ref)
        case Elsewhere():
            index.adopt(target, result.post_mortem)
            runtime.hints.add(result.post_mortem)
        case Unconcerned():
            log.info("not concerned", issue=str(target), reason=result.reason)
            index.forget(target)


def _postpone(runtime: Runtime, target: Ref, error: TrackerError | ChangedMeanwhile) -> str:
    """A look that failed is parked where people see it, and tried again: when the tracker said, or after a while."""
    now = runtime.now()
    message = error.message if isinstance(error, TrackerError) else "people kept editing it while it was looked at"
    parked = runtime.index.park(target, message, now)
    delay = min(LONGEST_DELAY, FIRST_DELAY * 2 ** (parked.attempts - 1))
    if isinstance(error, TrackerError) and error.permanent:
        delay = LONGEST_DELAY
    if isinstance(error, TrackerError) and error.retry_at:
        delay = math.ceil((error.retry_at - now).total_seconds()) + 1
    runtime.hints.later(target, delay)
    log.warning("look postponed", post_mortem=str(target), seconds=delay, reason=message)
    return f"postponed: {message}"


def _give_up(runtime: Runtime, target: Ref, message: str) -> None:
    runtime.index.park(target, message, runtime.now())
    runtime.hints.later(target, LONGEST_DELAY)


_CHANGING = ("create", "change")


class Leased:
    """A tracker that may be asked, and before whose every exchange the lease is renewed: a verb may take many."""

    def __init__(self, tracker: Tracker, lease: Lease, runtime: Runtime) -> None:
        self._tracker = tracker
        self._lease = lease
        self._runtime = runtime

    @property
    def name(self) -> str:
        return self._tracker.name

    @property
    def trails(self) -> timedelta:
        return self._tracker.trails

    def could_mean(self, words: str) -> bool:
        return self._tracker.could_mean(words)

    def __getattr__(self, verb: str) -> Any:
        method = getattr(self._tracker, verb)

        def guarded(*args: Any, **kwargs: Any) -> Any:
            if wait := self._runtime.index.held(self.name):
                until = self._runtime.now() + timedelta(seconds=wait)
                raise TrackerError(
                    f"{self.name} asked to wait until {until:%H:%M:%S} UTC.", Trouble.LIMITED, retry_at=until
                )
            try:
                with self._tracker.guarded(self._lease.keep):
                    answer = method(*args, **kwargs)
            except TrackerError as error:
                if error.retry_at:
                    self._runtime.index.hold(self.name, error.retry_at, self._runtime.now())
                raise
            if verb in _CHANGING and isinstance(answer, Issue):
                self._runtime.index.touch(answer.ref)
            return answer

        return guarded
