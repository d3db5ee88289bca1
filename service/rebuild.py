"""The index made again from the trackers, which are the database. Reads only; whatever is due is queued, not done."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from connectors.tracker import Ref, TrackerError
from service.entry import entry_of, next_look
from service.jobs import Runtime, unleased
from service.observe import Elsewhere, Seen, Unconcerned
from service.observed import Incident
from service.plan import view
from service.steps import Step
from service.sweep import sweep_project, sweeps


@dataclass(frozen=True)
class Rebuilt:
    post_mortems: int
    due: int
    """Looks that were queued, because something is to be written."""
    troubles: tuple[str, ...] = ()


class _Collected:
    """Takes the hints of a sweep that starts from nothing."""

    def __init__(self) -> None:
        self.refs: dict[Ref, None] = {}

    def add_all(self, issues: Mapping[Ref, bool]) -> list[str]:
        self.refs |= {issue: None for issue, matters in issues.items() if matters}
        return ["queued" if matters else "unknown" for matters in issues.values()]


def rebuild(runtime: Runtime, progress: Callable[[Iterable[Ref]], Iterable[Ref]]) -> Rebuilt:
    """`progress` wraps the issues that are gone through, to show how far it has come."""
    runtime.index.clear()
    asked = {tracker: unleased(runtime, tracker) for tracker in runtime.trackers}
    collected, troubles = _Collected(), []
    for (tracker, project), labels in sorted(sweeps(runtime.mappings).items()):
        try:
            sweep_project(asked[tracker], project, runtime.index, collected, runtime.now(), labels=labels)
        except TrackerError as error:
            troubles.append(error.message)
    seen: dict[Ref, bool] = {}
    for ref in progress(list(collected.refs)):
        try:
            _take_in(runtime, ref, seen)
        except TrackerError as error:
            troubles.append(error.message)
    return Rebuilt(len(runtime.index.entries()), sum(seen.values()), tuple(dict.fromkeys(troubles)))


def _take_in(runtime: Runtime, ref: Ref, seen: dict[Ref, bool]) -> None:
    """Reads the post-mortem that an issue belongs to, once."""
    ref = runtime.index.belongs(ref)
    if ref in seen:
        return
    seen[ref] = False
    lease = runtime.hints.acquire(ref)
    if lease is None:
        return  # a look is at it, and will write the entry itself
    try:
        found = runtime.reconciler(lambda tracker: unleased(runtime, tracker.name)).planned(ref)
        if isinstance(found, Elsewhere):
            runtime.index.adopt(ref, found.post_mortem)
            runtime.index.suspect(found.post_mortem, [ref])
            # One that no record names is looked into although its post-mortem was read before.
            seen.pop(found.post_mortem, None)
            _take_in(runtime, found.post_mortem, seen)
        elif not isinstance(found, Unconcerned):
            seen[ref] = _keep(runtime, *found, lease.fence)
    finally:
        lease.release()


def _keep(runtime: Runtime, found: Seen, steps: tuple[Step, ...], fence: int) -> bool:
    """Keeps the entry; True where a look was queued because something is to be written."""
    if not isinstance(found.what, Incident) and found.what.status is not None:
        decision = view(found.what, found.mapping, runtime.now())
        again = next_look(decision.page, decision.record, runtime.now())
        runtime.index.save(entry_of(found.what, decision.page, decision.record), again, fence)
    if steps:
        runtime.hints.add(found.what.issue.ref)
    return bool(steps)
