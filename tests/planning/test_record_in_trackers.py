"""Records that stand in status comments already: what an earlier release wrote is read, field by field.

Were one read otherwise, a post-mortem would lose its tickets, or its review the date that it was given once.
"""

from datetime import UTC, datetime
from typing import Any

import pytest

from connectors.tracker import ProjectId, Ref
from service.record import (
    AskedWaiver,
    HeldReview,
    Record,
    Refusal,
    TrackedAction,
    from_payload,
    ref_from_payload,
    to_payload,
)

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
TOLD = "2026-03-02T12:00:00+00:00"
TICKET, REVIEW = Ref("jira", ProjectId("10000"), 10042), Ref("github", ProjectId("100"), 7)
BARE: dict[str, Any] = {
    "v": 1,
    "m": "checkout",
    "a": [],
    "no": None,
    "f": None,
    "by": "",
    "rd": None,
    "r": [],
    "c": None,
    "x": [],
    "w": [],
    "wd": [],
}
FULL = BARE | {
    "a": [
        ["A1", "Add an alert", ["jira", "10000", 10042], "PAY-7", 1, 0, "Add two alerts", "No bob.", TOLD],
        ["A2", "Write it down", None, "", 0, 1, "", "No date."],
        ["A3", "Rehearse it", None, "", 0, 0, ""],
    ],
    "no": ["close", "alice", TOLD],
    "f": TOLD,
    "by": "5b10ac8d82e05b22cc7d4ef5",
    "as": "Alice",
    "rd": TOLD,
    "r": [
        [1, ["github", "100", 7], TOLD, "https://github.example/acme/incidents/issues/7", TOLD, 1],
        [2, ["github", "100", 7], TOLD, "", None, 0],
    ],
    "c": TOLD,
    "x": ["A1", "A2"],
    "o": {"A1": ["bob", "carol"]},
    "w": [["owner/missing", "A1", "the vendor does it", "77", "bob", TOLD, 0]],
    "wd": [["actions/none", None, "a drill", "", "", None, 1]],
}
REMEMBERED = Record(
    "checkout",
    actions=(
        TrackedAction(
            "A1",
            "Add an alert",
            ticket=TICKET,
            name="PAY-7",
            adopted=True,
            latest="Add two alerts",
            notice="No bob.",
            tried_at=NOON,
            owed=("bob", "carol"),
        ),
        TrackedAction("A2", "Write it down", left=True, notice="No date."),
        TrackedAction("A3", "Rehearse it"),
    ),
    refused=Refusal("close", "alice", NOON),
    finished_at=NOON,
    finished_by="5b10ac8d82e05b22cc7d4ef5",
    finished_as="Alice",
    review_due=NOON,
    reviews=(
        HeldReview(1, REVIEW, NOON, "https://github.example/acme/incidents/issues/7", NOON, gone=True),
        HeldReview(2, REVIEW, NOON, ""),
    ),
    closed_at=NOON,
    ticked=frozenset({"A2", "A1"}),
    asked=(AskedWaiver("owner/missing", "A1", "the vendor does it", "77", "bob", NOON, allowed=False),),
    waived=(AskedWaiver("actions/none", None, "a drill"),),
)


@pytest.mark.parametrize(("record", "payload"), [(Record("checkout"), BARE), (REMEMBERED, FULL)], ids=["bare", "full"])
def test_a_record_is_written_and_read_as_ever(record: Record, payload: dict[str, Any]) -> None:
    assert to_payload(record) == payload
    assert from_payload(payload) == record


def test_what_an_earlier_release_left_out_is_read_as_nothing() -> None:
    short = {key: value for key, value in BARE.items() if key not in {"w", "wd"}}
    assert from_payload(short) == Record("checkout")


def test_a_newer_release_is_named_by_its_format() -> None:
    with pytest.raises(ValueError, match=r"^the status comment was written by a newer version .* \(format 2\)$"):
        from_payload(BARE | {"v": 2})


def test_a_reference_is_read_by_kind_whatever_wrote_it() -> None:
    assert ref_from_payload(["github", 100, "7"]) == REVIEW
