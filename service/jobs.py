"""What a worker runs: a look at one post-mortem under its lease, and a sweep of one project.

Shells: they translate, call once, and say what came of it. The rules are plan.py's, the queue is hints.py's.
"""

import math
import time
from collections.abc import Callable, Sequence
from collections.abc import Mapping as Table
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

import structlog
from rq.timeouts import JobTimeoutException

from connectors.guarded import Pause
from connectors.tracker import Check, Ref, Tracker, TrackerError, Trouble
from service.apply import ChangedMeanwhile, StillUnknown
from service.gate import Gate
from service.hints import Hints, Lease, LeaseLost
from service.index import Index, Parked, parse_ref
from service.leased import Leased, Turn, Unleased
from service.mappings import Mapping
from service.observe import Elsewhere, Unconcerned
from service.pace import Aside, NotYet, Pace
from service.parked import tell
from service.reconcile import Looked, Reconciler
from service.redelivery import Redelivery
from service.sweep import TOGETHER, Swept, is_swept, sweep_of, sweep_project, swept_projects
from service.waits import Silent

log = structlog.get_logger()

PASSES = 5
"""How often one job looks again because hints came while it looked; the clock takes over after that."""
REFUSED = "sweeps_refused"
FIRST_DELAY, LONGEST_DELAY = 15, 900
"""Seconds until a look that failed is tried again, doubled each time."""
STUBBORN = 3
"""After so many looks in vain it is told where people read that they keep editing; before that it may be chance."""


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
    paces: Table[str, Pace] = field(default_factory=dict)
    """How fast each tracker may be written to; one that is not in it as fast as it goes."""
    gates: Table[str, Gate] = field(default_factory=dict)
    """What stands before every exchange with each tracker, for everybody."""
    sleep: Callable[[float], None] = time.sleep


_runtime: list[Runtime] = []


def prepare(runtime: Runtime) -> None:
    """Gives the jobs of this process, and of those it forks, what they need."""
    _runtime[:] = [runtime]


def look(issue: str) -> str:
    """The job behind a hint."""
    return run_look(_runtime[0], parse_ref(issue))


def sweep(tracker: str, project: str, changed: str = "") -> str:
    """The job that reads what changed in one project; `changed` is set when the project itself did.

    Whoever reaches Redis can ask for any: one that no mapping names is not touched.
    """
    runtime = _runtime[0]
    runtime.hints.sweep_starts(tracker, project, changed=bool(changed))
    if not is_swept(runtime.mappings, tracker, project):
        log.warning("sweep refused", tracker=tracker, project=project, reason="no mapping names it")
        runtime.index.count(REFUSED)
        return "refused: no mapping names it"
    if changed:
        _look_at_all_of(runtime, tracker, project)
    return run_sweep(runtime, tracker, project)


def redeliver(tracker: str) -> str:
    """The job that asks a tracker for what it could not deliver."""
    runtime = _runtime[0]
    runtime.hints.redelivery_starts(tracker)
    names = [name for where, name in sorted(swept_projects(runtime.mappings)) if where == tracker]
    pace = runtime.paces.get(tracker)
    aside = Aside(tracker, pace, runtime.now, runtime.sleep) if pace else None
    return Redelivery(runtime.index, runtime.addresses, runtime.now).ask(unleased(runtime, tracker, aside), names)


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
            trouble = _goes_on(runtime, tracker, place, error)
    runtime.index.note_sweep(tracker, now, trouble, project=place)
    if trouble:
        log.warning("sweep failed", tracker=tracker, project=place, reason=trouble)
        return f"failed: {trouble}"
    log.info("swept", tracker=tracker, project=place, changed=swept.changed, hinted=swept.hinted)
    return "unchanged" if swept.unchanged else f"{swept.changed} changed, {swept.hinted} looked at"


def _swept(runtime: Runtime, tracker: str, place: str, labels: frozenset[str], since: datetime | None) -> Swept:
    of, now = unleased(runtime, tracker), runtime.now()
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
            troubles[_goes_on(runtime, tracker, place, error)] = None
    return " ".join(troubles)


def _goes_on(runtime: Runtime, tracker: str, place: str, error: TrackerError) -> str:
    """Its sentence. A sweep that was told to wait goes on then: nothing moved its mark."""
    if error.retry_at and error.trouble is Trouble.LIMITED and not isinstance(error, Silent):
        runtime.index.sweep_again(tracker, place, error.retry_at)
    return error.message


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
    except NotYet as turn:
        return _goes_on_later(runtime, lease, turn)
    except (TrackerError, ChangedMeanwhile) as error:
        return _postpone(runtime, lease, error)
    except JobTimeoutException:
        # Its process is killed within the minute: an edit begun now would have an unknown outcome.
        _give_up(runtime, target, "the look took longer than its time limit")
        raise
    except Exception as error:
        mistake = f"an unexpected {type(error).__name__}; the log of the worker has the details"
        _tell(runtime, lease, _give_up(runtime, target, mistake))
        raise
    finally:
        lease.release()


def _look_at_all_of(runtime: Runtime, tracker: str, project: str) -> None:
    """A project that was renamed, archived or made public concerns every post-mortem in it, or with tickets in it."""
    names = project.split(TOGETHER)
    known = {found.id for name in names if (found := runtime.index.forget_project(tracker, name))}
    with_tickets_there = _named_by(runtime.mappings, tracker, names)
    entries = {parse_ref(entry.ref): entry for entry in runtime.index.entries()}
    concerned = [
        ref
        for ref, entry in entries.items()
        if entry.mapping in with_tickets_there or (ref.tracker == tracker and ref.project in known)
    ]
    runtime.hints.add_all(dict.fromkeys(concerned, True))


def _named_by(mappings: Sequence[Mapping], tracker: str, names: Sequence[str]) -> frozenset[str]:
    """The mappings with tickets in one of these projects."""
    places = {(tracker, name.lower()) for name in names}
    return frozenset(one.name for one in mappings if (one.tickets.tracker, one.tickets.project.lower()) in places)


def turn_of(runtime: Runtime, lease: Lease, *, patient: bool = False) -> Turn:
    return Turn(lease, runtime.index, runtime.paces, runtime.gates, runtime.now, runtime.sleep, patient)


def unleased(runtime: Runtime, tracker: str, pause: Check | None = None) -> Tracker:
    """For what is no look."""
    seconds = runtime.paces[tracker].pause.total_seconds() if tracker in runtime.paces else 0
    asks = Unleased(runtime.index, runtime.gates, runtime.now, pause or Pause(seconds))
    return cast(Tracker, Leased(runtime.trackers[tracker], asks))


def _until_served(runtime: Runtime, lease: Lease) -> str:
    reconciler = _reconciler(runtime, lease)
    for _ in range(PASSES):
        result = reconciler.look(lease.target)
        _note(runtime, lease, result)
        if lease.finish():
            break
    return type(result).__name__.lower()


def _reconciler(runtime: Runtime, lease: Lease) -> Reconciler:
    turn = turn_of(runtime, lease)
    return runtime.reconciler(lambda tracker: cast(Tracker, Leased(tracker, turn)))


def _note(runtime: Runtime, lease: Lease, result: Looked | Elsewhere | Unconcerned) -> None:
    target, index = lease.target, runtime.index
    index.unpark(target, *_belonging(result))
    match result:
        case Looked():
            if result.trouble:
                index.park(result.ref, result.trouble, runtime.now())
            log.info("looked", post_mortem=str(target), steps=[type(step).__name__ for step in result.steps])
            if result.writes:
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
            # Nothing knew of it: a ticket of a moment ago, or one too many.
            index.suspect(result.post_mortem, [target])
            runtime.hints.add(result.post_mortem)
        case Unconcerned():
            log.info("not concerned", issue=str(target), reason=result.reason)
            index.forget(target)


def _belonging(result: Looked | Elsewhere | Unconcerned) -> list[Ref]:
    """The tickets and the review that a look was about, too."""
    entry = result.entry if isinstance(result, Looked) else None
    return [parse_ref(other) for other in entry.belongs] if entry else []


def _goes_on_later(runtime: Runtime, lease: Lease, turn: NotYet) -> str:
    """Nothing is wrong: others have their turn, or the account has written as much as it may for now."""
    wait = math.ceil((turn.at - runtime.now()).total_seconds())
    if wait > 0:
        runtime.hints.rest(lease.target, wait)
        told = f"goes on in {wait} seconds"
    else:
        lease.release()  # whoever takes the job next must get it
        runtime.hints.add(lease.target)
        told = "goes on after the others"
    log.info("look interrupted", post_mortem=str(lease.target), reason=told)
    return told


def _postpone(runtime: Runtime, lease: Lease, error: TrackerError | ChangedMeanwhile) -> str:
    """A look that failed is parked where people see it, and tried again: when the tracker said, or after a while."""
    target, now = lease.target, runtime.now()
    message = error.message if isinstance(error, TrackerError) else "people kept editing it while it was looked at"
    parked = runtime.index.park(target, message, now, anew=not isinstance(error, StillUnknown))
    delay = min(LONGEST_DELAY, FIRST_DELAY * 2 ** (parked.attempts - 1))
    if isinstance(error, TrackerError) and error.permanent:
        delay = LONGEST_DELAY
    if isinstance(error, TrackerError) and error.retry_at:
        told = math.ceil((error.retry_at - now).total_seconds()) + 1
        delay = max(delay, told) if isinstance(error, Silent) else told
    runtime.hints.later(target, delay)
    log.warning("look postponed", post_mortem=str(target), seconds=delay, reason=message)
    if isinstance(error, ChangedMeanwhile) and parked.attempts >= STUBBORN:
        _tell(runtime, lease, parked)
    return f"postponed: {message}"


def _give_up(runtime: Runtime, target: Ref, message: str) -> Parked:
    parked = runtime.index.park(target, message, runtime.now())
    runtime.hints.later(target, LONGEST_DELAY)
    return parked


def _tell(runtime: Runtime, lease: Lease, parked: Parked) -> None:
    """Where its team reads. It is parked already, and why is what whoever runs the service must learn first."""
    try:
        tell(_reconciler(runtime, lease), runtime.index, lease.target, parked)
    except Exception:
        # The same mistake is met again here, as a rule; it must not stand before the first.
        log.exception("a mistake while telling what is parked", post_mortem=str(lease.target))
