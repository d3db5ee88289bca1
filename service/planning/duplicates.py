"""Two tickets for one action, or two reviews of one cycle: the one that is not on record is closed. Pure.

Not here: what was said about it before (doubles.py, which leaves out whatever people decided).
"""

from connectors.tracker import Issue, Reason, Ref
from service.markers import Kind
from service.observed import Claim
from service.planning.case import Case
from service.record import Record
from service.steps import CloseDuplicate


def steps(case: Case, record: Record) -> tuple[CloseDuplicate, ...]:
    """The one on record stands, because it is the one that people were told of; `record` has what is adopted now."""
    taken = _taken(case, record)
    found = ((double, _standing(case, record, double.claim)) for double in case.seen.doubles)
    return tuple(
        CloseDuplicate(double.claim, double.issue, of)
        for double, of in found
        if of is not None and double.issue.ref not in taken
    )


def stands(issue: Issue) -> bool:
    """Whether nobody dropped it, be it in favour of the other one."""
    return issue.open or issue.reason not in {Reason.NOT_PLANNED, Reason.DUPLICATE}


def _standing(case: Case, record: Record, claim: Claim) -> Ref | None:
    """Where the other one is; None where it is gone, was dropped, or is not there yet."""
    if claim.kind == Kind.REVIEW:
        return next((it.ref for it in record.reviews if str(it.cycle) == claim.key and not it.gone), None)
    ticket = case.all_tickets().get(claim.key)
    return ticket.ref if isinstance(ticket, Issue) and stands(ticket) else None


def _taken(case: Case, record: Record) -> frozenset[Ref]:
    """What serves somewhere, whatever it claims: people may link a double in the row of another action."""
    tickets = (ticket.ref for ticket in case.all_tickets().values())
    return frozenset((*tickets, *(review.ref for review in record.reviews)))
