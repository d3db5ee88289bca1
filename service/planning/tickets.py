"""Actions become tickets: in which place, with which words, exactly one for each."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from connectors.tracker import Gone, Issue, Permission, Project, Visibility
from service.document.post_mortem import Action
from service.mappings import TrackerKind
from service.observed import Claim
from service.planning.case import Case
from service.record import Record, TrackedAction
from service.says import refusals
from service.says import ticket as words
from service.says.pages import Problem
from service.steps import CreateTicket, LinkAbroad, LinkChild, Step

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
    return "" if _closed_enough(case) or case.mapping.tickets.allow_public else _too_open(case, destination)


def _too_open(case: Case, destination: Project) -> str:
    name, level = case.mapping.tickets.project, case.issue.restricted_to
    if level:
        return refusals.more_open(name, level.name, case.mapping.project)
    source = case.seen.project.visibility.name.lower()
    return refusals.more_public(name, destination.visibility.name.lower(), source)


def steps_for(case: Case, actions: Iterable[Action]) -> tuple[Step, ...]:
    """Creates the tickets that these actions lack, and ties every new one to the post-mortem."""
    creates: list[Step] = []
    links: list[Step] = []
    room = _room_for_children(case)
    for action in actions:
        ticket = case.ticket(action)
        if isinstance(ticket, Gone) or _on_record(case, action, ticket):
            continue
        if ticket is None and (action.done or _is_claimed(case, action)):
            continue
        if ticket is None:
            creates.append(_create(case, action))
        if _is_abroad(case, ticket):
            links += [LinkAbroad(action.key, ticket)] if _shows_links(case) else []
        elif room > 0 and _may_be_tied(case, ticket) and (ticket is None or ticket.ref not in case.seen.children):
            links.append(LinkChild(action.key, ticket))
            room -= 1
    return (*creates, *links)


def refused(case: Case, actions: Iterable[Action]) -> tuple[Problem, ...]:
    """Those that the destination would not take as they are, each with why; the others are not held up."""
    wanting = (action for action in actions if case.ticket(action) is None and not action.done)
    told = ((action.key, case.seen.obstacles.get(_claim(action))) for action in wanting)
    return tuple(Problem(why, key) for key, why in told if why)


def claimed(case: Case, actions: Iterable[Action]) -> tuple[Action, ...]:
    """Those that would get a ticket, had not another account written one that claims to be it."""
    wanting = (action for action in actions if case.ticket(action) is None and not action.done)
    return tuple(action for action in wanting if _is_claimed(case, action))


def _is_claimed(case: Case, action: Action) -> bool:
    return _claim(action) in case.seen.foreign


def _claim(action: Action) -> Claim:
    return Claim("ticket", action.key)


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
    on_jira = tickets.kind is TrackerKind.JIRA
    priority = action.priority and tickets.priority.get(action.priority)
    due = due_of(case, action)
    return CreateTicket(
        key=action.key,
        tracker=tickets.tracker,
        project=case.seen.destination.id,
        title=words.title(action, neutral=neutral),
        text=words.text(
            action,
            case.document.causes,
            due=due,
            post_mortem=case.issue.name,
            url=case.issue.url,
            neutral=neutral,
            dated=on_jira,
        ),
        labels=(case.mapping.labels.action, *tickets.labels, *([priority] if priority and not on_jira else [])),
        assignees=tuple(filter(None, (case.login(owner) for owner in action.owners))),
        due=due,
        priority=priority if on_jira else None,
        kind=tickets.type,
        fields=tickets.fields,
        restricted_to=None if neutral else case.issue.restricted_to,
    )


def due_of(case: Case, action: Action) -> date | None:
    """As written, or counted from the finish by the severity of the post-mortem."""
    if action.due:
        return action.due
    table = case.mapping.due.default_by_severity
    allowed = next((table[label] for label in case.issue.labels if label in table), None)
    return (case.judged_at + allowed).astimezone(case.mapping.review.time_zone).date() if allowed else None


def _closed_enough(case: Case) -> bool:
    """Whether at most those who can read the post-mortem can read the destination. Unknown counts as no.

    Who is in a circle of readers differs from project to project, even where it is called the same.
    """
    assert case.seen.destination is not None  # noqa: S101 - obstacle() is asked first
    if case.issue.restricted_to:
        return case.is_in_destination(case.issue.ref)
    source, target = case.seen.project.visibility, case.seen.destination.visibility
    return Visibility.UNKNOWN not in {source, target} and target >= source


def _is_abroad(case: Case, ticket: Issue | None) -> bool:
    """Whether a ticket, there or about to be, lives in another tracker than the post-mortem."""
    return (ticket.ref.tracker if ticket else case.mapping.tickets.tracker) != case.issue.ref.tracker


def _shows_links(case: Case) -> bool:
    """Whether one of both trackers can show an issue of the other: GitHub has only the words of the body."""
    return TrackerKind.JIRA in (case.mapping.kind, case.mapping.tickets.kind)


def _room_for_children(case: Case) -> int:
    """How many more tickets can be tied: GitHub ties a hundred, Jira as many as one likes."""
    on_jira = case.mapping.kind is TrackerKind.JIRA
    return len(case.document.actions) if on_jira else MOST_CHILDREN - case.issue.children


def _may_be_tied(case: Case, ticket: Issue | None) -> bool:
    """Nothing is tied to what may not be changed any more; and GitHub ties only within one owner."""
    if not case.seen.project.accepts_issues:
        return False
    if case.mapping.kind is TrackerKind.JIRA:
        return True
    owner, destination = case.seen.project.owner, case.seen.destination
    if ticket:
        return ticket.name.startswith(f"{owner}/")
    return destination is not None and destination.owner == owner
