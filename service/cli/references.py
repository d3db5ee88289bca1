"""How people name an issue on the command line, and which issue that is."""

import os
import re
from collections.abc import Mapping

import click

from connectors.tracker import Gone, Ref, Tracker
from service import wiring
from service.document.rules import Context
from service.index import Index
from service.mappings import Mapping as ProductMapping

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


def read_document(reference: str) -> tuple[str, Context]:
    """The text of a post-mortem in a tracker, and what its mapping says about judging it."""
    place = wiring.installation(os.environ)
    trackers = wiring.build_trackers(place.settings)
    ref = find(reference, trackers)
    issue = trackers[ref.tracker].issue(ref)
    if isinstance(issue, Gone):
        raise click.UsageError(f"{reference} cannot be read: it is {issue.absence.value.replace('_', ' ')}.")
    project = trackers[ref.tracker].project(issue.ref.project)
    return issue.body, _context(place.settings.mappings, project.name)


def _context(mappings: tuple[ProductMapping, ...], project: str) -> Context:
    mapping = next((m for m in mappings if m.project.lower() == project.lower()), None)
    return Context(checks=mapping.checks, due_required=mapping.due.required) if mapping else Context()


def by_name(index: Index, tracker: str, ref: Ref) -> str:
    """`acme/incidents#42`, as far as the index knows the project's name."""
    return f"{index.names(tracker).get(ref.project, ref.project)}#{ref.number}"


def _by_address(address: str, trackers: Mapping[str, Tracker]) -> Ref:
    for tracker in trackers.values():
        if ref := tracker.locate(address):
            return ref
    raise click.UsageError(f"{address} is no issue of a tracker in the config.")
