"""Waivers, planned from values: which count, who is told that theirs does not, and what stays on record."""

from dataclasses import replace

from connectors.tracker import Permission
from service.planning.waivers import ROOM_FOR_ASKED, ROOM_FOR_WAIVED
from service.says import refusals
from service.steps import (
    CreateTicket,
)
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
