"""What a look might have seen, made by hand: for what a plan makes of it, without a tracker in between."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from connectors.tracker import Issue, Level, Permission, Project, ProjectId, Ref, Visibility
from service.mappings import Mapping, Tickets, TrackerKind
from service.observed import FinishRequest, How, Observed, StatusComment
from service.plan import plan
from service.record import Record, TrackedAction
from service.steps import Step, WriteStatus
from tests.planning.documents import Document, document
from tests.planning.rig import APP, FINISHED, HOME, START, mapping
from tests.planning.state import ALICE, BOT

OPENED = datetime(2026, 3, 2, 9, tzinfo=UTC)
ASKED = OPENED + timedelta(hours=1)
NOW = OPENED + timedelta(hours=2)
STAFF = Level("10", "Staff only")

INCIDENTS = Project(
    ProjectId("100"),
    HOME,
    "https://github.example/acme/incidents",
    Visibility.PRIVATE,
    "acme",
    3,
    True,
    Permission.WRITE,
)
TICKETS = replace(INCIDENTS, id=ProjectId("101"), name=APP, url="https://github.example/acme/app")
PAY = Project(
    ProjectId("10000"), "PAY", "https://jira.example/browse/PAY", Visibility.PRIVATE, "", 3, True, Permission.WRITE
)

ABROAD = Tickets("jira", "PAY", kind=TrackerKind.JIRA)
"""Tickets in Jira of post-mortems in GitHub."""
AT_HOME_IN_JIRA: dict[str, Any] = {"tracker": "jira", "project": "PAY", "kind": TrackerKind.JIRA}

S = TypeVar("S", bound=Step)


def issue(number: int = 1, project: Project = INCIDENTS, tracker: str = "github", **changes: Any) -> Issue:
    found = Issue(
        ref=Ref(tracker, project.id, number),
        id=str(1000 + number),
        name=f"{project.name}#{number}",
        url=f"{project.url}/issues/{number}",
        title="Checkout errors",
        body="",
        author=ALICE,
        open=True,
        created_at=OPENED,
        updated_at=OPENED,
    )
    return replace(found, **changes)


def ticket(number: int, project: Project = TICKETS, tracker: str = "github", **changes: Any) -> Issue:
    return issue(number, project, tracker, **({"title": f"Ticket {number}", "author": BOT} | changes))


def observed(body: Document | str | None = None, *, about: dict[str, Any] | None = None, **changes: Any) -> Observed:
    """A post-mortem that is being written; `about` changes the issue itself."""
    text = str(document(1) if body is None else body)
    values: dict[str, Any] = {"issue": issue(body=text, labels=(START, FINISHED)), "project": INCIDENTS, "me": BOT}
    seen = Observed(**({**values, "destination": TICKETS} | changes))
    return replace(seen, issue=replace(seen.issue, **(about or {})))


def finishing(body: Document | str | None = None, **changes: Any) -> Observed:
    """Somebody asked to finish it."""
    request = FinishRequest(How.LABEL, "alice", Permission.WRITE, ASKED)
    return observed(body, **({"finish": request} | changes))


def followed(body: Document | str | None = None, *actions: TrackedAction, **changes: Any) -> Observed:
    """Finished before; its review is due far away unless `remembered` says otherwise."""
    remembered = changes.pop("remembered", {})
    values = {"finished_at": ASKED, "finished_by": "alice", "review_due": NOW + timedelta(days=30)}
    record = Record("checkout", actions, **(values | remembered))
    return observed(body, status=StatusComment("c1", "", "", record, True), **changes)


def in_jira(seen: Observed, **about: Any) -> Observed:
    """The same where post-mortem and tickets live in Jira."""
    there = replace(seen.issue, ref=Ref("jira", PAY.id, 1), name="PAY-1", url="https://jira.example/browse/PAY-1")
    return replace(seen, issue=replace(there, **about), project=PAY, destination=PAY)


def mapped(**changes: Any) -> Mapping:
    return mapping(**changes)


def mapped_in_jira(**changes: Any) -> Mapping:
    return mapping(**(AT_HOME_IN_JIRA | {"tickets": ABROAD} | changes))


def planned(seen: Observed, to: Mapping | None = None, now: datetime = NOW) -> tuple[Step, ...]:
    return plan(seen, to or mapping(), now)


def only(kind: type[S], steps: tuple[Step, ...]) -> tuple[S, ...]:
    """Those of one kind."""
    return tuple(step for step in steps if isinstance(step, kind))


def status(steps: tuple[Step, ...]) -> WriteStatus:
    (found,) = only(WriteStatus, steps)
    return found


def problems(steps: tuple[Step, ...]) -> list[tuple[str | None, str]]:
    return [(problem.action, problem.text) for problem in status(steps).page.problems]
