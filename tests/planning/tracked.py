"""A post-mortem of one action that has a ticket, as a look might have seen it, and what people ask about it."""

from dataclasses import replace
from typing import Any

from connectors.tracker import Gone, Issue, Permission
from service.document.reading import read
from service.identity import remembered_words
from service.mappings import Mapping, Person
from service.observed import FinishRequest, How, Observed, WaiverRequest
from service.record import AskedWaiver, Refusal, TrackedAction
from service.says.pages import ActionLine
from tests.planning.documents import Document, document, rows
from tests.planning.sightings import (
    ASKED,
    followed,
    planned,
    status,
    ticket,
)
from tests.planning.state import ALICE

CAUSE = "RC1 The load test runs against a tenth of the data"
TITLE = rows(1)[0].title
OWNERLESS = Document((replace(rows(1)[0], owner=""), rows(2)[1]))
OPEN = ticket(7, assignees=(ALICE,), title="Add an alert")
WORDS = remembered_words(read(str(document(1))).actions[0])
KNOWN = TrackedAction("A1", WORDS, OPEN.ref, OPEN.name)
CALLED = Person("Alice Archer", {"github": "alice", "jira": "5b10"})


def tracked(ticket: Issue | Gone = OPEN, known: TrackedAction = KNOWN, body: Any = None, **changes: Any) -> Observed:
    return followed(body, known, tickets={OPEN.ref: ticket}, **changes)


def line(seen: Observed, to: Mapping | None = None, key: str = "A1") -> ActionLine:
    return next(line for line in status(planned(seen, to)).page.lines if line.key == key)


def asking(rule: str, key: str | None, by: str = "bob", comment: str = "77") -> AskedWaiver:
    return AskedWaiver(rule, key, "the vendor does it", comment, by, ASKED)


def with_status(seen: Observed, **changes: Any) -> Observed:
    assert seen.status is not None
    return replace(seen, status=replace(seen.status, **changes))


def finish(how: How = How.LABEL, permission: Permission = Permission.WRITE, **changes: Any) -> FinishRequest:
    return replace(FinishRequest(how, "5b10", permission, ASKED, "Alice"), **changes)


def before(body: Document, how: str, **changes: Any) -> Observed:
    """It was refused before, an hour after it was opened."""
    seen = followed(
        body,
        remembered={
            "finished_at": None,
            "finished_by": "",
            "review_due": None,
            "refused": Refusal(how, "alice", ASKED),
        },
    )
    return replace(seen, **changes)


def requests(*waivers: AskedWaiver, permission: Permission | None = Permission.WRITE) -> tuple[WaiverRequest, ...]:
    return tuple(WaiverRequest(waiver, permission) for waiver in waivers)
