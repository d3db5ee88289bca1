"""Checks of the files and the environment: they need no network, no Redis and no credentials.

Not here: what the trackers say (trackers.py).
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from service.cli.doctor.verdict import Check, Status, error, from_problem, ok, warning
from service.document.template import IncidentFacts, TemplateProblem, TimelineEntry, load_template, render_template
from service.settings import ConfigError, Environment, Examination, Settings

_INCIDENT = IncidentFacts(
    title="The checkout answers slowly",
    url="https://example.com/acme/incidents/issues/1",
    reporter="alice",
    severity="sev2",
    opened_at=datetime(2026, 1, 5, 9, 30, tzinfo=UTC),
    closed_at=datetime(2026, 1, 5, 11, 0, tzinfo=UTC),
    timeline=(TimelineEntry(datetime(2026, 1, 5, 9, 40, tzinfo=UTC), "alice", "The alert fired."),),
)
"""Something to render templates with."""


def environment(environ: Mapping[str, str]) -> Iterator[Check]:
    try:
        found = Environment.read(environ)
    except ConfigError as mistakes:
        yield from (from_problem(problem, Status.ERROR) for problem in mistakes.problems)
        return
    yield _signing_key(found)
    yield _api_tokens(found)
    if found.public_url is None:
        cure = "set PUBLIC_URL to the address at which the trackers reach this service"
        yield warning("PUBLIC_URL", "is not set, so no webhook can be installed or checked", cure)


def _signing_key(found: Environment) -> Check:
    subject, file = "FOLLOWTHROUGH_SECRET_KEY", found.data / "secret_key"
    if found.secret_keys:
        return ok(subject, f"is set ({len(found.secret_keys)} of 32 bytes or longer)")
    try:
        readable_by_others = file.stat().st_mode & 0o077
    except OSError:
        return ok(subject, f"is not set; a key will be made in {file}")
    if readable_by_others:
        return warning(subject, f"is not set, and others can read the key in {file}", f"chmod 600 {file}")
    return ok(subject, f"is not set; the key in {file} is used")


def _api_tokens(found: Environment) -> Check:
    subject, number = "FOLLOWTHROUGH_API_TOKENS", len(found.api_tokens)
    return ok(subject, f"is set ({number} of 16 bytes or longer)" if number else "is not set; the API answers nobody")


def config(path: Path, found: Examination, unset: Status) -> Iterator[Check]:
    """`unset` is how grave a variable is that the file reads and nobody set."""
    yield from (from_problem(problem, Status.ERROR) for problem in found.problems)
    yield from (from_problem(problem, unset) for problem in found.unset)
    yield from (from_problem(problem, Status.WARNING) for problem in found.settings.warnings)
    if not found.problems:
        settings = found.settings
        parts = (("mapping", settings.mappings), ("person", settings.people), ("team", settings.teams))
        counts = ", ".join(f"{len(part)} {name if len(part) == 1 else _MANY[name]}" for name, part in parts)
        yield ok(str(path), f"can be read: {counts}, every name in it leads somewhere")


_MANY = {"mapping": "mappings", "person": "people", "team": "teams"}


def templates(settings: Settings) -> Iterator[Check]:
    """Each is rendered with an incident of the doctor's own, in the sandbox that is used later."""
    for name in dict.fromkeys(mapping.template for mapping in settings.mappings):
        folder = next((folder for folder in settings.templates if (folder / f"{name}.md").is_file()), None)
        subject = f"template {name}"
        if folder is None:
            where = " or ".join(str(folder) for folder in settings.templates)
            yield error(subject, f"there is no {name}.md in {where}", "write it, or name another one in the mapping")
            continue
        try:
            render_template(load_template(folder, name), _INCIDENT)
        except TemplateProblem as problem:
            yield error(subject, f"{folder / f'{name}.md'} cannot be used: {problem}", "mend the template")
        else:
            yield ok(subject, f"{folder / f'{name}.md'} renders")
