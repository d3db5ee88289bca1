"""Checks that ask the trackers: credentials, projects, rights, labels, people, webhooks.

Not here: how to reach a tracker (service/wiring.py). What a tracker refuses becomes one line and stops nothing else.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from connectors.tracker import Permission, Project, Tracker, TrackerError, Trouble, Visibility
from service.cli.doctor.verdict import Check, error, from_trouble, ok, warning
from service.document.people import resolve
from service.mappings import Mapping as Rules
from service.settings import AppAuth, Settings

Name = tuple[str, str]
"""A tracker's name and a project's, as the config has them."""


@dataclass(frozen=True)
class Needs:
    """What the mappings need in one project."""

    labels: frozenset[str]
    logins: frozenset[str]
    """Who must be assignable."""


def trackers(settings: Settings, reached: Mapping[str, Tracker]) -> Iterator[Check]:
    """Every check of every tracker that a connection could be built for."""
    projects: dict[Name, Project] = {}
    for name, tracker in reached.items():
        try:
            account = tracker.me()
        except TrackerError as trouble:
            yield from_trouble(f"tracker {name}", trouble)
            continue
        yield ok(f"tracker {name}", f"answers and knows the service as {account.login}")
        for project_name, needs in needed(settings, name).items():
            yield from _project(settings, tracker, project_name, needs, projects)
    for mapping in settings.mappings:
        yield from _visibility(mapping, projects)


def needed(settings: Settings, tracker: str) -> dict[str, Needs]:
    """The projects of one tracker, in the order of the file."""
    found: dict[str, Needs] = {}
    for mapping in settings.mappings:
        for (name, project), needs in _mapping_needs(mapping, settings).items():
            if name == tracker:
                before = found.get(project, Needs(frozenset(), frozenset()))
                found[project] = Needs(before.labels | needs.labels, before.logins | needs.logins)
    return found


def _mapping_needs(mapping: Rules, settings: Settings) -> dict[Name, Needs]:
    labels, tickets, role = mapping.labels, mapping.tickets, mapping.review.tracker_role
    at_home = Needs(
        frozenset({labels.start, labels.finished, labels.review}),
        frozenset({_login(role, mapping, settings, mapping.tracker)} if role else ()),
    )
    kind = _kind(settings, tickets.tracker)
    abroad = Needs(
        frozenset({labels.action, *tickets.labels, *tickets.priority.values()}),
        frozenset(person.accounts[kind] for person in mapping.people if kind in person.accounts),
    )
    home, away = (mapping.tracker, mapping.project), (tickets.tracker, tickets.project)
    if home == away:
        return {home: Needs(at_home.labels | abroad.labels, at_home.logins | abroad.logins)}
    return {home: at_home, away: abroad}


def _login(role: str, mapping: Rules, settings: Settings, tracker: str) -> str:
    found = resolve(role, mapping.people, mapping.teams, _kind(settings, tracker))
    return found.login if found else role


def _kind(settings: Settings, tracker: str) -> str:
    return settings.trackers[tracker].kind if tracker in settings.trackers else ""


def _project(
    settings: Settings, tracker: Tracker, name: str, needs: Needs, projects: dict[Name, Project]
) -> Iterator[Check]:
    subject = f"{tracker.name}:{name}"
    try:
        project = tracker.project_named(name)
    except TrackerError as trouble:
        yield from_trouble(subject, trouble)
        return
    projects[tracker.name, name] = project
    yield from _rights(subject, project)
    yield from _guarded(subject, _labels(subject, tracker, project, needs.labels))
    yield from _guarded(subject, _people(subject, tracker, project, needs.logins))
    yield from _hook(subject, tracker, project, settings)


def _guarded(subject: str, checks: Iterator[Check]) -> Iterator[Check]:
    try:
        yield from checks
    except TrackerError as trouble:
        yield from_trouble(subject, trouble)


def _rights(subject: str, project: Project) -> Iterator[Check]:
    if not project.accepts_issues:
        yield error(subject, "takes no issues", "switch its issues on, or take it out of the archive")
    right = project.permission.name.lower()
    if project.permission < Permission.TRIAGE:
        yield error(subject, f"the service's right is `{right}`, and it cannot label or assign", "give it `write`")
    elif project.permission < Permission.WRITE:
        # GitHub: "Only users with push access can set labels / assignees for new issues", else "silently dropped".
        message = f"the service's right is `{right}`: new issues lose their labels and assignees without a word"
        yield warning(subject, message, "give it `write`")
    elif project.accepts_issues:
        yield ok(subject, f"is there, takes issues, and the service may `{right}`")


def _labels(subject: str, tracker: Tracker, project: Project, wanted: frozenset[str]) -> Iterator[Check]:
    labels = tracker.labels(project.id)
    if labels is None:
        return
    there = {label.name.casefold() for label in labels}
    missing = sorted(label for label in wanted if label.casefold() not in there)
    if missing:
        names = ", ".join(f"`{label}`" for label in missing)
        yield error(subject, f"has no label {names}", "followthrough labels")
    else:
        yield ok(subject, f"has all {len(wanted)} labels")


def _people(subject: str, tracker: Tracker, project: Project, logins: frozenset[str]) -> Iterator[Check]:
    refused = [login for login in sorted(logins) if not tracker.assignable(project.id, login)]
    if refused:
        names = ", ".join(f"`{login}`" for login in refused)
        yield warning(subject, f"does not let {names} be assigned", "give them access, or correct `people`")
    elif logins:
        yield ok(subject, f"lets all {len(logins)} people be assigned")


def _hook(subject: str, tracker: Tracker, project: Project, settings: Settings) -> Iterator[Check]:
    described = settings.trackers[tracker.name]
    if settings.public_url is None or not described.webhook_secrets:
        lacking = "PUBLIC_URL" if described.webhook_secrets else "a webhook_secret"
        yield warning(subject, f"gets no webhook without {lacking}: changes wait for the sweep", f"set {lacking}")
        return
    url = f"{settings.public_url}/webhooks/{tracker.name}"
    if isinstance(described.auth, AppAuth):
        yield ok(subject, f"is reached by the App's own webhook, which must deliver to {url}")
        return
    try:
        hook = next((hook for hook in tracker.hooks(project.id) if hook.url == url), None)
    except TrackerError as trouble:
        if trouble.trouble in {Trouble.FORBIDDEN, Trouble.NOT_FOUND}:
            # Only administrators of a repository see its webhooks, and the service need not be one.
            yield warning(
                subject, f"does not show its webhooks, so whether {url} is called is unknown", trouble.message
            )
        else:
            yield from_trouble(subject, trouble)
        return
    if hook is None:
        yield error(subject, f"has no webhook for {url}", "followthrough hooks install")
    elif not hook.active:
        yield error(subject, f"has switched its webhook for {url} off", "followthrough hooks install")
    else:
        yield ok(subject, f"calls {url}")


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
