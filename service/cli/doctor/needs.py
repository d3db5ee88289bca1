"""What the mappings need of each project: labels, people, and issues like those that will be created. Pure.

Not here: asking the trackers for it (projects.py).
"""

from dataclasses import dataclass
from datetime import date

from connectors.tracker import Draft
from service.document.people import resolve
from service.mappings import Mapping
from service.settings import Settings
from service.steps import POST_MORTEMS

Name = tuple[str, str]
"""A tracker's name and a project's, as the config has them."""

_BODY = "A sample of the doctor's, which is never created."
_ANYBODY = ("the owner",)
"""Every action has one by the time that its ticket is created."""


@dataclass(frozen=True)
class Needs:
    labels: frozenset[str] = frozenset()
    logins: frozenset[str] = frozenset()
    """Who must be assignable."""
    drafts: tuple[Draft, ...] = ()
    """One of each sort that will be created there."""
    outcomes: frozenset[str] = frozenset()
    """Names of statuses and resolutions that a mapping gives a meaning."""

    def __or__(self, other: "Needs") -> "Needs":
        return Needs(
            self.labels | other.labels,
            self.logins | other.logins,
            (*self.drafts, *other.drafts),
            self.outcomes | other.outcomes,
        )


def needed(settings: Settings, tracker: str, today: date) -> dict[str, Needs]:
    """The projects of one tracker, in the order of the file."""
    found: dict[str, Needs] = {}
    for mapping in settings.mappings:
        for name, project, needs in (_at_home(mapping), _abroad(mapping, today)):
            if name == tracker:
                found[project] = found.get(project, Needs()) | needs
    return found


def _at_home(mapping: Mapping) -> tuple[str, str, Needs]:
    labels, role = mapping.labels, mapping.review.tracker_role
    drafts = tuple(
        Draft(
            title,
            _BODY,
            (label,),
            (role,) if role and label == labels.review else (),
            kind=mapping.type,
            fields=mapping.fields,
            under=POST_MORTEMS,
        )
        for title, label in (("A post-mortem", labels.start), ("A review", labels.review))
    )
    logins = frozenset({_login(role, mapping)} if role else ())
    return (
        mapping.tracker,
        mapping.project,
        Needs(frozenset({labels.start, labels.finished, labels.review}), logins, drafts),
    )


def _abroad(mapping: Mapping, today: date) -> tuple[str, str, Needs]:
    tickets = mapping.tickets
    needs = Needs(
        frozenset({mapping.labels.action, *tickets.labels, *tickets.priority.values()}),
        frozenset(account for person in mapping.people if (account := person.account(tickets.home))),
        tuple(_ticket(mapping, priority, today) for priority in tickets.priority.values() or (None,)),
        frozenset((*tickets.done, *tickets.wont_do)),
    )
    return tickets.tracker, tickets.project, needs


def _ticket(mapping: Mapping, priority: str | None, today: date) -> Draft:
    tickets = mapping.tickets
    return Draft(
        title="An action",
        body=_BODY,
        labels=(mapping.labels.action, *tickets.labels),
        assignees=_ANYBODY,
        due=today if mapping.due.required else None,
        priority=priority,
        kind=tickets.type,
        fields=tickets.fields,
    )


def _login(role: str, mapping: Mapping) -> str:
    found = resolve(role, mapping.people, mapping.teams, mapping.home)
    return found.login if found else role
