"""Boxes that people changed: what they ask of the tickets, and what is not tried again for a while. Pure.

Not here: how a box looks (says/boxes.py), or carrying it out (apply.py).
"""

from datetime import datetime, timedelta

from connectors.tracker import Issue, Reason
from service.observed import SeenReview
from service.planning.case import Case
from service.says import boxes
from service.steps import SettleTicket


def steps(case: Case) -> tuple[SettleTicket, ...]:
    """A box that differs from what was last rendered was changed by a person; what the ticket says decides the rest."""
    vain = in_vain(case)
    return tuple(_settle(key, ticket, case.now) for key, ticket in _asked(case).items() if key not in vain)


def _asked(case: Case) -> dict[str, Issue]:
    """By action: the tickets whose box says otherwise."""
    found: dict[str, Issue] = {}
    for rendered, text in _boxes(case):
        ticked = boxes.ticked(text)
        for key in sorted(boxes.keys(text) & (rendered ^ ticked)):
            ticket = case.all_tickets().get(key)
            if isinstance(ticket, Issue) and ticket.open == (key in ticked):
                found.setdefault(key, ticket)
    return found


TRY_AGAIN = timedelta(days=1)
"""After a dead end: each try moves the ticket about, and tells everybody who watches it."""


def in_vain(case: Case) -> frozenset[str]:
    """Those whose ticket found no way there a short while ago: the box stays, and the ticket is left alone."""
    tried = {action.key: action.tried_at for action in case.record.actions if action.tried_at}
    return frozenset(key for key in _asked(case) if key in tried and case.now < tried[key] + TRY_AGAIN)


def _boxes(case: Case) -> list[tuple[frozenset[str], str]]:
    """Of status comment and review: the boxes as last rendered, and the text as it stands."""
    status, review = case.seen.status, case.seen.review
    found = [(case.record.ticked, status.text)] if status else []
    if isinstance(review, SeenReview):
        found.append((review.rendered, review.text))
    return found


def _settle(key: str, ticket: Issue, now: datetime) -> SettleTicket:
    reason = Reason.COMPLETED if ticket.open else None
    return SettleTicket(key, ticket.ref, open=not ticket.open, reason=reason, at=now)
