"""Checks that ask the trackers: credentials, then each project, then who reads what.

Not here: how to reach a tracker (service/wiring.py), and the checks of one project (projects.py, jira.py, hooks.py).
What a tracker refuses becomes one line and stops nothing else.
"""

from collections.abc import Iterator, Mapping
from datetime import date

from connectors.tracker import Project, Tracker, TrackerError, Visibility
from service.cli.doctor import projects
from service.cli.doctor.needs import Name, needed
from service.cli.doctor.verdict import Check, error, from_trouble, ok
from service.mappings import Mapping as Rules
from service.mappings import TrackerKind
from service.settings import Settings


def trackers(settings: Settings, reached: Mapping[str, Tracker], today: date) -> Iterator[Check]:
    """Every check of every tracker that a connection could be built for."""
    found: dict[Name, Project] = {}
    for name, tracker in reached.items():
        try:
            yield from _tracker(settings, name, tracker, found, today)
        except TrackerError as trouble:
            yield from_trouble(f"tracker {name}", trouble)
    for mapping in settings.mappings:
        yield from _visibility(mapping, found)


def _tracker(
    settings: Settings, name: str, tracker: Tracker, found: dict[Name, Project], today: date
) -> Iterator[Check]:
    if settings.trackers[name].kind == TrackerKind.JIRA:
        from service.cli.doctor.jira import JiraChecks, jira_checks

        checks: projects.Checks | JiraChecks = jira_checks(settings, name, tracker)
    else:
        checks = projects.Checks(settings, tracker)
    yield from checks.tracker()
    for project_name, needs in needed(settings, name, today).items():
        subject = f"{name}:{project_name}"
        try:
            project = tracker.project_named(project_name)
        except TrackerError as trouble:
            yield checks.unseen(subject, trouble)
            continue
        found[name, project_name] = project
        yield from checks.project(subject, project, needs)


def _visibility(mapping: Rules, projects: Mapping[Name, Project]) -> Iterator[Check]:
    """A confidential post-mortem never becomes a ticket that more people can read."""
    source = projects.get((mapping.tracker, mapping.project))
    destination = projects.get((mapping.tickets.tracker, mapping.tickets.project))
    if source is None or destination is None:
        return
    subject = f"mapping {mapping.name}"
    if Visibility.UNKNOWN in (source.visibility, destination.visibility):
        hidden = source if source.visibility is Visibility.UNKNOWN else destination
        yield error(
            subject, f"it cannot be seen who reads {hidden.name}, so no ticket is created", "check its settings"
        )
    elif destination.visibility >= source.visibility:
        yield ok(subject, f"{destination.name} is at least as closed as {source.name}")
    elif mapping.tickets.allow_public:
        yield ok(subject, f"{destination.name} is more open than {source.name}, which `allow_public` allows")
    else:
        seen, kept = destination.visibility.name.lower(), source.visibility.name.lower()
        message = f"{destination.name} is {seen} and {source.name} is {kept}, so no ticket is created"
        yield error(subject, message, "choose a destination that is as closed, or set tickets.allow_public: true")
