"""While a post-mortem is written, planned from values: its page, the drafts on it, and the days that its words mean."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from connectors.tracker import Reason
from service.document.language import Languages, shipped_languages
from service.document.post_mortem import Severity
from service.identity import COMPARED
from service.mappings import DueRule, Mapping, ReviewRule, Team
from service.markers import Kind, Signer
from service.observed import StatusComment
from service.record import Record, TrackedAction
from service.says.pages import Draft, Phase, StatusPage
from service.steps import (
    CreateTicket,
    WriteStatus,
)
from tests.planning.documents import Document, Row, Shape, rows
from tests.planning.rig import FINISHED, START
from tests.planning.sightings import (
    ABROAD,
    NOW,
    OPENED,
    finishing,
    in_jira,
    mapped,
    mapped_in_jira,
    observed,
    only,
    planned,
    status,
)
from tests.planning.tracked import (
    CALLED,
    OWNERLESS,
    TITLE,
    WORDS,
)


def test_the_page_of_a_document_without_gaps() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    to = mapped(review=ReviewRule(time_zone=berlin))
    found = status(planned(observed(finish=None), to, NOW.replace(hour=23, minute=30)))
    unsaid = replace(found, page=replace(found.page, findings=()))
    assert {finding.severity for finding in found.page.findings} == {Severity.ADVICE, Severity.WARNING}
    assert unsaid == WriteStatus(
        None,
        StatusPage(
            Phase.WRITING,
            drafts=(Draft("A1", TITLE, "alice", "2026-05-01", "the graph shows it"),),
            finish_label=FINISHED,
            today=date(2026, 3, 3),
            zone=berlin,
        ),
        Record("checkout", actions=(TrackedAction("A1", WORDS),)),
    )


def test_the_page_of_one_with_a_gap_shows_it_and_has_half_the_room_in_jira() -> None:
    page = status(planned(in_jira(observed(OWNERLESS)), mapped_in_jira(people=(CALLED,)))).page
    assert [(finding.rule, finding.action) for finding in page.findings if finding.severity is Severity.ERROR] == [
        ("owner/missing", "A1")
    ]
    assert page.room == 0.5


@pytest.mark.parametrize(
    ("about", "said"),
    [
        ({"open": False, "reason": Reason.NOT_PLANNED}, "It was closed as not planned, so nothing becomes a ticket."),
        ({"open": False, "reason": Reason.DUPLICATE}, "It was closed as duplicate, so nothing becomes a ticket."),
        ({"labels": (FINISHED,)}, "The label `postmortem` was taken off. Adding it again brings the checks back."),
    ],
)
def test_one_that_was_set_aside_says_why_and_makes_no_tickets(about: dict[str, Any], said: str) -> None:
    steps = planned(in_jira(finishing(about=about)), mapped_in_jira(people=(CALLED,)))
    page = status(steps).page
    assert only(CreateTicket, steps) == ()
    assert (page.phase, page.room) == (Phase.SET_ASIDE, 0.5)
    assert page.set_aside.startswith(said)
    assert status(steps).record.actions == (TrackedAction("A1", WORDS),)


@pytest.mark.parametrize("reason", [Reason.COMPLETED, None])
def test_closing_as_completed_or_without_a_reason_sets_nothing_aside(reason: Reason | None) -> None:
    seen = finishing(about={"open": False, "reason": reason})
    assert len(only(CreateTicket, planned(seen))) == 1


def test_a_reopened_one_with_an_old_reason_is_not_set_aside() -> None:
    assert len(only(CreateTicket, planned(finishing(about={"reason": Reason.NOT_PLANNED})))) == 1


# -- drafts


def draft(row: Row, to: Mapping | None = None, about: dict[str, Any] | None = None) -> Draft:
    (found,) = status(planned(observed(Document((row,)), about=about), to)).page.drafts
    return found


@pytest.mark.parametrize(
    ("owner", "who"),
    [
        ("@alice", "alice"),
        ("@Alice", "alice"),
        ("Alice Archer", "Alice Archer → alice"),
        ("Payments", "Payments → alice"),
        ("Somebody Else", "Somebody Else → nobody known"),
    ],
)
def test_a_draft_shows_whom_an_owner_means(owner: str, who: str) -> None:
    to = mapped(people=(CALLED,), teams=(Team("Payments", "Alice Archer"),))
    assert draft(replace(rows(1)[0], owner=owner), to).who == who


def test_a_draft_of_a_ticket_in_jira_calls_people_by_their_names() -> None:
    seen = observed(Document((replace(rows(1)[0], owner="@alice"),)))
    (found,) = status(planned(seen, mapped(tickets=ABROAD, people=(CALLED,)))).page.drafts
    assert found.who == "@alice → Alice Archer"


@pytest.mark.parametrize(
    ("due", "by_when"),
    [
        ("2026-05-01", "2026-05-01"),
        ("in 3 weeks", "in 3 weeks → 2026-03-23"),
        ("06/07/2026", "06/07/2026 → 2026-06-07 or 2026-07-06?"),
        ("soon", "soon → no full date"),
        ("", "7 days after the finish (sev1)"),
    ],
)
def test_a_draft_shows_which_day_a_date_means(due: str, by_when: str) -> None:
    to = mapped(due=DueRule(default_by_severity={"sev1": timedelta(days=7), "sev2": timedelta(days=30)}))
    assert draft(replace(rows(1)[0], due=due), to, {"labels": (START, "urgent", "sev1")}).by_when == by_when


def test_a_draft_without_anything_is_blank() -> None:
    blank = draft(Row("Write the runbook", "A1", owner="", due="", measure=""))
    assert (blank.key, blank.what, blank.who, blank.by_when, blank.measure, blank.done) == (
        "A1",
        "Write the runbook",
        "",
        "",
        "",
        False,
    )


def test_a_draft_of_several_owners_shows_them_all() -> None:
    assert draft(replace(rows(1)[0], owner="@alice, @bob")).who == "alice, bob"


def test_a_draft_shows_what_is_done_already() -> None:
    body = str(Document(rows(2), Shape.BOXES)).replace("- [ ] A1", "- [x] A1")
    assert [draft.done for draft in status(planned(observed(body))).page.drafts] == [True, False]


def test_as_many_drafts_are_shown_and_remembered_as_may_become_tickets() -> None:
    many = tuple(Row(f"Do thing number {n} of the list", f"A{n}") for n in range(1, COMPARED + 2))
    most, over = (status(planned(observed(Document(written)))) for written in (many[:-1], many))
    assert (len(most.page.drafts), len(most.record.actions)) == (COMPARED, COMPARED)
    assert (over.page.drafts, over.record.actions) == ((), ())


# -- days


def test_days_in_words_count_from_the_local_day_of_the_issue() -> None:
    to = mapped(review=ReviewRule(time_zone=ZoneInfo("Pacific/Kiritimati")))
    late = {"created_at": OPENED.replace(hour=12)}
    body = Document((replace(rows(1)[0], due="tomorrow"),))
    assert status(planned(observed(body, about=late), to)).page.drafts[0].by_when == "tomorrow → 2026-03-04"


def test_a_file_of_old_counts_from_the_day_it_names() -> None:
    body = str(Document((replace(rows(1)[0], due="in 3 weeks"),)))
    marker = Signer(["a key of at least thirty-two characters"]).marker(Kind.IMPORTED, {"f": "x"})
    assert status(planned(observed(f"{body}\n\n{marker}"))).page.drafts[0].by_when == "in 3 weeks → no full date"


def test_what_was_begun_under_another_name_of_the_mapping_goes_on_under_this_one() -> None:
    before = StatusComment("c1", "", "", Record("till"), True)
    assert status(planned(observed(finish=None, status=before))).record.mapping == "checkout"


def test_headings_are_known_by_the_words_of_the_mappings_own_languages() -> None:
    english = Languages(shipped_languages().all[:1])
    german = str(Document(rows(1), Shape.BULLETS)).replace("## Actions", "## Maßnahmen")
    both, one = (status(planned(observed(german, finish=None), mapped(languages=all))) for all in (None, english))
    assert [draft.key for draft in both.page.drafts] == ["A1"]
    assert one.page.drafts == ()


def test_wording_is_judged_by_the_words_of_the_mappings_own_languages() -> None:
    english = shipped_languages().default
    ours = replace(english, specific=replace(english.specific, soft=(*english.specific.soft, "fluffier")))
    text = Document((replace(rows(1)[0], title="Make the checkout fluffier", measure=""),))
    theirs, own = (
        status(planned(observed(text, finish=None), mapped(languages=all))).page.findings
        for all in (None, Languages((ours,)))
    )
    assert {finding.rule for finding in own} - {finding.rule for finding in theirs} == {"smart/measurable"}
