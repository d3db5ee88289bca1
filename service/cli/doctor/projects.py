"""Checks of one tracker and of each of its projects: rights, labels, what keeps issues from being created, people.

Not here: what only Jira has (jira.py), webhooks (hooks.py), who reads what (trackers.py).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from connectors.tracker import Permission, Project, Tracker, TrackerError
from service.cli.doctor.hooks import hook
from service.cli.doctor.needs import Needs
from service.cli.doctor.verdict import Check, error, from_trouble, ok, warning
from service.settings import Settings


@dataclass(frozen=True)
class Checks:
    """Of a tracker whose projects say all that is needed of the service's rights."""

    settings: Settings
    of: Tracker

    def tracker(self) -> Iterator[Check]:
        """Raises TrackerError where it is of no use to go on."""
        yield ok(f"tracker {self.of.name}", f"answers and knows the service as {self.of.me().login}")

    def unseen(self, subject: str, trouble: TrackerError) -> Check:
        """Of a project that cannot be read."""
        return from_trouble(subject, trouble)

    def project(self, subject: str, project: Project, needs: Needs) -> Iterator[Check]:
        yield from rights(subject, project)
        yield from guarded(subject, labels(subject, self.of, project, needs.labels))
        yield from guarded(subject, obstacles(subject, self.of, project, needs))
        yield from guarded(subject, people(subject, self.of, project, needs.logins))
        yield from hook(subject, self.of, project, self.settings)


def guarded(subject: str, checks: Iterator[Check]) -> Iterator[Check]:
    try:
        yield from checks
    except TrackerError as trouble:
        yield from_trouble(subject, trouble)


def rights(subject: str, project: Project) -> Iterator[Check]:
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


def labels(subject: str, tracker: Tracker, project: Project, wanted: frozenset[str]) -> Iterator[Check]:
    found = tracker.labels(project.id)
    if found is None:
        return
    there = {label.name.casefold() for label in found}
    missing = sorted(label for label in wanted if label.casefold() not in there)
    if missing:
        names = ", ".join(f"`{label}`" for label in missing)
        yield error(subject, f"has no label {names}", "followthrough labels")
    else:
        yield ok(subject, f"has all {len(wanted)} labels")


def obstacles(subject: str, tracker: Tracker, project: Project, needs: Needs) -> Iterator[Check]:
    """What the tracker would refuse of the issues that are to come; each sentence names its own cure."""
    found = dict.fromkeys(one for draft in needs.drafts for one in tracker.obstacles(project, draft))
    for sentence in found:
        yield error(subject, sentence)


def people(subject: str, tracker: Tracker, project: Project, logins: frozenset[str]) -> Iterator[Check]:
    refused = [login for login in sorted(logins) if not tracker.assignable(project.id, login)]
    if refused:
        names = ", ".join(f"`{login}`" for login in refused)
        yield warning(subject, f"does not let {names} be assigned", "give them access, or correct `people`")
    elif logins:
        yield ok(subject, f"lets all {len(logins)} people be assigned")
