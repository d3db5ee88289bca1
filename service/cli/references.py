"""How people name an issue on the command line, and which issue that is."""

import os
import re
from collections.abc import Mapping
from datetime import UTC, date

import click

from connectors.tracker import Gone, Ref, Tracker
from service import wiring
from service.document.rules import Context
from service.index import Index
from service.judging import context_of
from service.mappings import Mapping as ProductMapping
from service.markers import Kind, carries

_REF = re.compile(r"(?P<tracker>[\w.-]+):(?P<project>\S+/\S+)#(?P<number>\d+)")


def find(reference: str, trackers: Mapping[str, Tracker]) -> Ref:
    """The issue behind `github:acme/incidents#42` or a web address. Raises ClickException and TrackerError."""
    if reference.startswith(("http://", "https://")):
        return _by_address(reference, trackers)
    found = _REF.fullmatch(reference)
    if not found:
        raise click.UsageError(f"{reference!r} names no issue; write github:acme/incidents#42, or the issue's address.")
    tracker = trackers.get(found["tracker"])
    if tracker is None:
        known = ", ".join(sorted(trackers)) or "none"
        raise click.UsageError(f"{found['tracker']!r} is no tracker of the config; there are: {known}.")
    return Ref(tracker.name, tracker.project_named(found["project"]).id, int(found["number"]))


def read_document(reference: str) -> tuple[str, date | None, Context]:
    """The text of a post-mortem in a tracker, its date, and what its mapping says about judging it.

    No date where it was a file before: that is older than its issue.
    """
    place = wiring.installation(os.environ)
    trackers = wiring.build_trackers(place.settings)
    ref = find(reference, trackers)
    issue = trackers[ref.tracker].issue(ref)
    if isinstance(issue, Gone):
        raise click.UsageError(f"{reference} cannot be read: it is {issue.absence.value.replace('_', ' ')}.")
    project = trackers[ref.tracker].project(issue.ref.project)
    mapping = next((m for m in place.settings.mappings if m.project.lower() == project.name.lower()), None)
    zone = mapping.review.time_zone if mapping else UTC
    return (
        issue.body,
        None if carries(Kind.IMPORTED, issue.body) else issue.created_at.astimezone(zone).date(),
        _context(mapping, wiring.utc_now().astimezone(zone).date()),
    )


def _context(mapping: ProductMapping | None, today: date) -> Context:
    return context_of(mapping, today) if mapping else Context(today=today)


def by_name(index: Index, tracker: str, ref: Ref) -> str:
    """`acme/incidents#42`, as far as the index knows the project's name."""
    return f"{index.names(tracker).get(ref.project, ref.project)}#{ref.number}"


def _by_address(address: str, trackers: Mapping[str, Tracker]) -> Ref:
    for tracker in trackers.values():
        if ref := tracker.locate(address):
            return ref
    raise click.UsageError(f"{address} is no issue of a tracker in the config.")
