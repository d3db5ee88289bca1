"""Owners whom a create could not assign for a reason that passes: they are assigned later. Pure.

Not here: who is assigned when a ticket is created (tickets.py), or what a refusal for good says (the connector).
"""

from connectors.tracker import Issue
from service.planning.case import Case
from service.steps import AssignTicket


def steps(case: Case) -> tuple[AssignTicket, ...]:
    """Whatever people decided meanwhile stands: only an open ticket that nobody has is assigned."""
    found = ((action, case.all_tickets().get(action.key)) for action in case.record.actions if action.owed)
    return tuple(
        AssignTicket(action.key, ticket.ref, action.owed)
        for action, ticket in found
        if isinstance(ticket, Issue) and ticket.open and not ticket.assignees
    )
