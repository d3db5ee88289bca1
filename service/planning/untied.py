"""Tickets that could not be linked to their post-mortem, because their tracker lacked what every link takes. Pure.

They are tied once that is mended. Not here: how new tickets are tied (tickets.py), and links that only one issue is
refused (service/apply.py).
"""

from dataclasses import replace

from connectors.tracker import Issue
from service.planning.case import Case
from service.record import Record
from service.steps import LinkChild


def steps(case: Case) -> tuple[LinkChild, ...]:
    """Tried whenever the post-mortem is looked at: whoever mends it need not tell the service."""
    if not case.seen.project.accepts_issues:
        return ()
    on_record = (action.key for action in case.record.actions if action.ticket and action.key in case.record.untied)
    found = ((key, case.all_tickets().get(key)) for key in on_record)
    home = case.issue.ref.tracker
    return tuple(
        LinkChild(key, ticket) for key, ticket in found if isinstance(ticket, Issue) and ticket.ref.tracker == home
    )


def as_tied(record: Record, tying: tuple[LinkChild, ...]) -> Record:
    return replace(record, untied=record.untied - {step.key for step in tying})
