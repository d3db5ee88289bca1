"""Actions become tickets: in which place, with which words, exactly one for each."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from connectors.tracker import Gone, Issue, Permission, Visibility
from service.document.post_mortem import Action
from service.observed import Claim
from service.planning.case import Case
from service.record import Record, TrackedAction
from service.says import refusals
from service.says import ticket as words
from service.steps import CreateTicket, LinkChild, Step

MOST_CHILDREN = 100
"""Sub-issues that GitHub allows for one issue, closed ones counted (docs: adding sub-issues)."""

NEEDED = Permission.WRITE
"""GitHub drops labels and assignees of a new issue silently where there is no push access (REST: create an issue)."""


def obstacle(case: Case) -> str:
    """Why no ticket can be created in the mapping's destination, as one sentence; empty when nothing is in the way."""
    name, destination = case.mapping.tickets.project, case.seen.destination
    if case.seen.listing_trouble:
        return case.seen.listing_trouble
    if destination is None:
        return refusals.unreadable(name, case.seen.destination_trouble)
    if not destination.accepts_issues:
        return refusals.closed_to_issues(name)
    if destination.permission < NEEDED:
        return refusals.too_little_permission(name, destination.permission.name.lower())
    if not _closed_enough(case) and not case.mapping.tickets.allow_public:
        source = case.seen.project.visibility.name.lower()
        return refusals.more_public(name, destination.visibility.name.lower(), source)
    return ""


def steps_for(case: Case, actions: Iterable[Action]) -> tuple[Step, ...]:
    """Creates the tickets that these actions lack, and ties every new one to the post-mortem."""
    creates: list[Step] = []
    links: list[Step] = []
    room = MOST_CHILDREN - case.issue.children if _same_owner(case) else 0
    for action in actions:
        ticket = case.ticket(action)
        if isinstance(ticket, Gone) or _on_record(case, action, ticket):
            continue
        if ticket is None and (action.done or _is_claimed(case, action)):
            continue
        if ticket is None:
            creates.append(_create(case, action))
        if room > 0 and (ticket is None or ticket.ref not in case.seen.children):
            links.append(LinkChild(action.key, ticket))
            room -= 1
    return (*creates, *links)


def claimed(case: Case, actions: Iterable[Action]) -> tuple[Action, ...]:
    """Those that would get a ticket, had not another account written one that claims to be it."""
    wanting = (action for action in actions if case.ticket(action) is None and not action.done)
    return tuple(action for action in wanting if _is_claimed(case, action))


def _is_claimed(case: Case, action: Action) -> bool:
    return Claim("ticket", action.key) in case.seen.foreign


def with_adopted(case: Case, record: Record) -> Record:
    """The record with every ticket that exists already; those still to be created are added when they are."""
    present = {action.key: action for action in case.document.actions}
    return replace(record, actions=tuple(_adopted(case, entry, present.get(entry.key)) for entry in record.actions))


def _adopted(case: Case, tracked: TrackedAction, action: Action | None) -> TrackedAction:
    ticket = case.ticket(action or tracked)
    if not isinstance(ticket, Issue):
        return tracked
    known = tracked.ticket is not None and ticket == case.seen.tickets.get(tracked.ticket)
    adopted = tracked.adopted if known or action is None else case.adopts(action)
    return replace(tracked.tracked_by(ticket), adopted=adopted)


def _on_record(case: Case, action: Action, ticket: Issue | None) -> bool:
    tracked = case.record.action(action.key)
    return ticket is not None and tracked is not None and tracked.ticket is not None


def _create(case: Case, action: Action) -> CreateTicket:
    assert case.seen.destination is not None  # noqa: S101 - obstacle() is asked first
    tickets = case.mapping.tickets
    neutral = not _closed_enough(case)
    priority = tickets.priority.get(action.priority or "")
    return CreateTicket(
        key=action.key,
        project=case.seen.destination.id,
        title=words.title(action, neutral=neutral),
        text=words.text(
            action,
            case.document.causes,
            due=due_of(case, action),
            post_mortem=case.issue.name,
            url=case.issue.url,
            neutral=neutral,
        ),
        labels=(case.mapping.labels.action, *tickets.labels, *([priority] if priority else [])),
        assignees=tuple(filter(None, (case.login(owner) for owner in action.owners))),
    )


def due_of(case: Case, action: Action) -> date | None:
    """As written, or counted from the finish by the severity of the post-mortem."""
    finished_at = case.record.finished_at or (case.seen.finish.at if case.seen.finish else None)
    if action.due or finished_at is None:
        return action.due
    table = case.mapping.due.default_by_severity
    allowed = next((table[label] for label in case.issue.labels if label in table), None)
    return (finished_at + allowed).astimezone(case.mapping.review.time_zone).date() if allowed else None


def _closed_enough(case: Case) -> bool:
    """Whether at most those who can read the post-mortem's project can read the destination. Unknown counts as no."""
    assert case.seen.destination is not None  # noqa: S101 - obstacle() is asked first
    source, target = case.seen.project.visibility, case.seen.destination.visibility
    return Visibility.UNKNOWN not in {source, target} and target >= source


def _same_owner(case: Case) -> bool:
    """GitHub ties sub-issues only within one owner."""
    destination = case.seen.destination
    return destination is not None and destination.owner == case.seen.project.owner
