"""Waivers, planned from values: which count, who is told that theirs does not, and what stays on record."""

import json
from dataclasses import replace

from connectors.tracker import Permission
from service.identity import COMPARED
from service.planning.waivers import ROOM_FOR_ASKED, ROOM_FOR_WAIVED, kept
from service.record import AskedWaiver, to_fields
from service.says import refusals
from service.steps import (
    CreateTicket,
)
from tests.planning.documents import Document, Row, rows
from tests.planning.sightings import (
    finishing,
    observed,
    only,
    planned,
    problems,
    status,
)
from tests.planning.tracked import (
    OWNERLESS,
    asking,
    before,
    requests,
    with_status,
)


def test_what_was_asked_to_waive_is_accepted_and_shown() -> None:
    waiver = asking("owner/missing", "A1")
    found = status(planned(observed(OWNERLESS, waivers=requests(waiver))))
    assert (found.page.waived, found.record.asked, found.record.waived) == ((waiver,), (waiver,), ())
    assert not any(finding.rule == "owner/missing" for finding in found.page.findings)
    assert len(only(CreateTicket, planned(finishing(OWNERLESS, waivers=requests(waiver))))) == 2


def test_what_the_document_waives_for_one_action_is_shown_for_that_action() -> None:
    body = f"{OWNERLESS}\nWaived: owner/missing A1, because the vendor does it\n"
    assert status(planned(observed(body))).page.waived == (AskedWaiver("owner/missing", "A1", "the vendor does it"),)


def test_what_cannot_be_waived_is_not_shown_as_waived_and_nobody_is_told_to_ask_for_more_permission() -> None:
    many = Document(tuple(Row(f"Do thing number {n} of the list", f"A{n}") for n in range(1, COMPARED + 2)))
    seen = observed(many, waivers=requests(asking("actions/too-many", None)))
    page = status(planned(seen)).page
    assert "actions/too-many" in {finding.rule for finding in page.findings}
    assert (page.waived, page.problems) == ((), ())


def test_with_the_finish_what_is_accepted_becomes_history() -> None:
    waiver, other = asking("owner/missing", "A1"), asking("owner/missing", "A7", comment="78")
    found = status(planned(finishing(OWNERLESS, waivers=requests(waiver, other))))
    assert (found.record.waived, found.record.asked, found.page.waived) == ((waiver,), (other,), (waiver,))


def test_who_may_not_waive_is_told_once_where_the_finding_stands() -> None:
    one, two = asking("owner/missing", "A1"), asking("owner/missing", "A1", comment="78")
    third = asking("owner/missing", "A1", "mallory", "79")
    needless = asking("due/missing", "A2", "carol", "80")
    seen = observed(OWNERLESS, waivers=requests(one, two, third, needless, permission=Permission.READ))
    assert problems(planned(seen)) == [
        ("A1", refusals.may_not_waive("bob", "owner/missing")),
        ("A1", refusals.may_not_waive("mallory", "owner/missing")),
    ]
    assert status(planned(seen)).record.asked[0] == replace(one, allowed=False)


def test_who_may_not_waive_is_told_once_whatever_else_they_asked_for() -> None:
    both = Document(tuple(replace(row, owner="") for row in rows(2)))
    seen = observed(
        both,
        waivers=requests(
            asking("owner/missing", "A1"), asking("owner/missing", "A2", comment="78"), permission=Permission.READ
        ),
    )
    assert problems(planned(seen)) == [("A1", refusals.may_not_waive("bob", "owner/missing"))]


def test_what_was_answered_before_is_not_asked_again() -> None:
    waiver = replace(asking("owner/missing", "A1"), allowed=False)
    seen = before(OWNERLESS, "label")
    seen = with_status(seen, record=replace(seen.status.record, asked=(waiver,)))  # type: ignore[union-attr]
    again = replace(seen, waivers=requests(replace(waiver, allowed=True), permission=None))
    assert status(planned(again)).record.asked == (waiver,)


def test_a_waiver_that_nobody_answered_does_not_count() -> None:
    seen = observed(OWNERLESS, waivers=requests(asking("owner/missing", "A1"), permission=None))
    assert [asked.allowed for asked in status(planned(seen)).record.asked] == [False]


def test_the_record_keeps_as_many_as_it_has_room_for_those_that_count_first() -> None:
    many = [asking("owner/missing", "A1", "mallory", str(n)) for n in range(30)]
    counts = asking("owner/missing", "A1", "bob", "99")
    seen = observed(OWNERLESS, waivers=(*requests(*many, permission=Permission.READ), *requests(counts)))
    kept = status(planned(seen)).record.asked
    assert kept[0] == counts
    assert kept[1:] == tuple(replace(one, allowed=False) for one in many[: len(kept) - 1])
    assert (len(kept), ROOM_FOR_ASKED, ROOM_FOR_WAIVED) == (16, 1_500, 2_500)


def test_a_waiver_may_take_the_last_character_of_the_room() -> None:
    waiver = asking("owner/missing", "A1")
    length = len(json.dumps(to_fields(waiver)))
    assert (kept((waiver,), length), kept((waiver,), length - 1)) == ((waiver,), ())
