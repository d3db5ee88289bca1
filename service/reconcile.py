"""Observe, plan, apply: one look at one post-mortem, and nothing else.

Who calls it, under which lease and how often, is jobs.py's.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from connectors.tracker import Draft, Issue, Ref, Tracker, TrackerError, Trouble
from service.afresh import afresh
from service.apply import Applied, ChangedMeanwhile, Writer, with_created
from service.creation import Creation, Journal
from service.entry import Entry, entry_of, next_look
from service.observe import Elsewhere, Seen, Surroundings, Unconcerned, observe
from service.observed import Claim, Incident, Observed
from service.plan import plan, view
from service.steps import CreateTicket, OpenPostMortem, OpenReview, Step

ATTEMPTS = 3
"""How often a look starts again because a person edited meanwhile."""


@dataclass(frozen=True)
class Looked:
    """What one look came to."""

    ref: Ref
    steps: tuple[Step, ...] = ()
    writes: int = 0
    entry: Entry | None = None
    """None where the issue is an incident."""
    next_look: datetime | None = None
    follow: tuple[Ref, ...] = ()
    """Issues that want a look of their own now."""
    trouble: str = ""
    """What was refused for good and may not stand in its status comment."""


@dataclass(frozen=True)
class Reconciler:
    trackers: Mapping[str, Tracker]
    around: Surroundings
    journal: Journal
    now: Callable[[], datetime]

    def look(self, ref: Ref) -> Looked | Elsewhere | Unconcerned:
        """Brings one post-mortem up to date. Raises TrackerError, and ChangedMeanwhile after several attempts."""
        for attempt in range(ATTEMPTS):
            try:
                return self._look(ref)
            except ChangedMeanwhile:
                if attempt == ATTEMPTS - 1:
                    raise
        raise AssertionError("unreachable")

    def planned(self, ref: Ref) -> tuple[Seen, tuple[Step, ...]] | Elsewhere | Unconcerned:
        """What a look would do, without doing it."""
        found = observe(self.trackers, ref, self.around)
        if not isinstance(found, Seen):
            return found
        steps = plan(found.what, found.mapping, self.now())
        drafts = creating(steps)
        if not drafts:
            return found, steps
        found = afresh(self.trackers, found, self.around, drafts)
        return found, plan(found.what, found.mapping, self.now())

    def _look(self, ref: Ref) -> Looked | Elsewhere | Unconcerned:
        planned = self.planned(ref)
        if isinstance(planned, Elsewhere | Unconcerned):
            return planned
        seen, steps = planned
        if isinstance(seen.what, Incident) and seen.what.listing_trouble:
            # An incident has no status comment to tell it in: the look is postponed, and the health page says why.
            raise TrackerError(seen.what.listing_trouble, Trouble.INVALID)
        issue = seen.what.issue
        creation = Creation(self.trackers, self.journal, issue.ref, self.now)
        writer = Writer(self.trackers, creation, self.around.signer, _post_mortem(seen.what), issue)
        applied = writer.apply(steps)
        for claim in _found(seen.what):
            self.journal.settle(issue.ref, claim)
        if isinstance(seen.what, Incident):
            return Looked(issue.ref, steps, applied.writes, follow=_opened(seen.what, applied))
        self._remember_suspects(seen.what, applied)
        return self._told(seen, seen.what, steps, applied)

    def _remember_suspects(self, what: Observed, applied: Applied) -> None:
        """What could not be settled now, or is not seen on record yet, is looked into again; the rest is not."""
        left = {double.issue.ref for double in what.doubles} - applied.healed
        left |= {stray.ref for stray in what.strays.values()} & what.suspects
        self.around.memory.suspect(what.issue.ref, left - what.suspects)
        self.around.memory.acquit(what.issue.ref, what.suspects - left)

    def _told(self, seen: Seen, what: Observed, steps: tuple[Step, ...], applied: Applied) -> Looked:
        now = self.now()
        decision = view(what, seen.mapping, now)
        page, record = (
            (applied.page, applied.record)
            if applied.page and applied.record
            else with_created(decision.page, decision.record, applied)
        )
        again = min(filter(None, (next_look(page, record, now), applied.retry_at)), default=None)
        entry = entry_of(what, page, record)
        return Looked(what.issue.ref, steps, applied.writes, entry, again, trouble=applied.trouble)


def _found(what: Observed | Incident) -> tuple[Claim, ...]:
    """Claims whose issue turned up in a listing: the intent behind them has had its outcome."""
    return tuple(what.strays) if isinstance(what, Observed) else ()


def creating(steps: tuple[Step, ...]) -> dict[Claim, Draft]:
    """What the steps would create, as far as it can be said before."""
    return {step.claim: step.draft for step in steps if isinstance(step, CreateTicket | OpenReview | OpenPostMortem)}


def _post_mortem(what: Observed | Incident) -> Observed | None:
    return what if isinstance(what, Observed) else None


def _opened(seen: Incident, applied: Applied) -> tuple[Ref, ...]:
    known = [seen.post_mortem] if isinstance(seen.post_mortem, Issue) else []
    return tuple(issue.ref for issue in (*known, *applied.created.values()))
