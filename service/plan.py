"""Every rule of the product: what must be written so that the trackers say what they should. Pure.

Applying the steps and planning again returns none. The same steps, printed, are the dry run.
"""

from datetime import datetime

from service.mappings import Mapping
from service.observed import Incident, Observed
from service.planning import following, starting, writing
from service.planning.case import Case
from service.planning.decision import Decision
from service.planning.status import completed, status_step
from service.steps import Step


def plan(seen: Observed | Incident, mapping: Mapping, now: datetime) -> tuple[Step, ...]:
    """The writes that are due at `now`, in the order in which they must happen."""
    if isinstance(seen, Incident):
        return starting.steps(seen, mapping)
    case = Case(seen, mapping, now)
    if not starting.may_follow(seen):
        return ()
    decision = _decision(case)
    return (*decision.writes, *status_step(case, decision), *decision.closing)


def view(seen: Observed, mapping: Mapping, now: datetime) -> Decision:
    """What the plan makes of a post-mortem: the page and the record that its status comment will hold."""
    return _decision(Case(seen, mapping, now))


def _decision(case: Case) -> Decision:
    story = writing if case.record.finished_at is None else following
    return completed(case, story.decide(case))
