"""How people name an issue on the command line, and which issue that is."""

import os
from collections.abc import Mapping
from datetime import UTC, date

import click

from connectors.tracker import Gone, Ref, Tracker
from service import wiring
from service.document.rules import Context
from service.judging import context_of
from service.mappings import Mapping as ProductMapping
from service.markers import Kind, carries

_FORMS = "github:acme/incidents#42, jira:PM-7, or the issue's address"


def find(reference: str, trackers: Mapping[str, Tracker]) -> Ref:
    """The issue that is meant. Raises ClickException and TrackerError."""
    if reference.startswith(("http://", "https://")):
        return _by_address(reference, trackers)
    name, colon, words = reference.partition(":")
    if not colon or not words.strip():
        raise click.UsageError(f"{reference!r} names no issue; write {_FORMS}.")
    if name not in trackers:
        known = ", ".join(sorted(trackers)) or "none"
        raise click.UsageError(
            f"{reference!r} names no issue: {name!r} is no tracker of the config (there are: {known})."
        )
    if ref := trackers[name].locate(words.strip()):
        return ref
    raise click.UsageError(
        f"{name} shows no issue {words.strip()!r}: it is not there, the service's account needs access to it, or it is "
        f"not written as {_FORMS}."
    )


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
    here = (ref.tracker, project.name.lower())
    mapping = next((m for m in place.settings.mappings if (m.tracker, m.project.lower()) == here), None)
    zone = mapping.review.time_zone if mapping else UTC
    return (
        issue.body,
        None if carries(Kind.IMPORTED, issue.body) else issue.created_at.astimezone(zone).date(),
        _context(mapping, wiring.utc_now().astimezone(zone).date()),
    )


def _context(mapping: ProductMapping | None, today: date) -> Context:
    return context_of(mapping, today) if mapping else Context(today=today)


def _by_address(address: str, trackers: Mapping[str, Tracker]) -> Ref:
    for tracker in trackers.values():
        if ref := tracker.locate(address):
            return ref
    raise click.UsageError(f"{address} is no issue that a tracker of the config shows.")
