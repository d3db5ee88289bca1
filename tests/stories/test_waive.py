"""A gap that is accepted with a reason: by whom, how long, and what comes of it."""

from collections import Counter

from service.index import parse_ref
from service.jobs import run_look
from tests.stories.conftest import EVERYWHERE
from tests.stories.documents import OWNERLESS, TABLE
from tests.stories.people import Someone
from tests.stories.stage import Stage

WAIVE = "Agreed with the vendor today.\n\n/waive owner/missing A2 because the vendor names somebody next week"
GAPS = TABLE.replace("| @alice | 2026-12-01 | RC1 | the alert fires in staging |", "| | | RC1 | |")
"""A1 has neither owner nor date nor measure."""


def asks(stage: Stage, who: Someone, number: int, words: str = WAIVE) -> None:
    stage.clock.advance(minutes=5)
    who.says(stage.incidents, number, words)
    stage.settle()


def on_record(stage: Stage, person: str = "alice") -> str:
    shown = stage.home.shows(person)
    return f"**A2** `owner/missing` waived by {shown}: the vendor names somebody next week"


def finishes(stage: Stage, number: int) -> None:
    stage.clock.advance(hours=1)
    stage.alice.tags(stage.incidents, number, "postmortem:finished")
    stage.settle()


def reads(stage: Stage, number: int) -> Counter[str]:
    """What one more look asks GitHub."""
    ref = next(entry.ref for entry in stage.runtime.index.entries() if entry.name.endswith(f"#{number}"))
    before = stage.requests()
    run_look(stage.runtime, parse_ref(ref))
    return stage.requests() - before


@EVERYWHERE
def test_a_waived_gap_is_shown_with_its_reason_and_stops_no_finish(stage: Stage) -> None:
    number = stage.post_mortem(OWNERLESS)
    asks(stage, stage.alice, number)
    assert "Nothing stands in the way of finishing" in stage.status(number)
    assert on_record(stage) in stage.status(number)

    finishes(stage, number)
    assert sorted(stage.tickets()) == ["A1", "A2", "A3"]
    assert stage.tickets()["A2"].assignees == ()
    assert "has nobody assigned; an action needs one owner" in stage.status(number)
    assert on_record(stage) in stage.status(number)


def test_a_ticket_without_owner_date_and_measure_says_so(stage: Stage) -> None:
    number = stage.post_mortem(GAPS)
    rules = ("owner/missing", "smart/time-bound", "smart/measurable")
    asks(stage, stage.alice, number, "\n".join(f"/waive {rule} A1 because the vendor decides" for rule in rules))
    finishes(stage, number)

    ticket = stage.tickets()["A1"]
    assert ticket.assignees == ()
    assert ticket.day is None
    assert stage.away.flavour.is_jira or "**Due:** not set; write it here as YYYY-MM-DD" in ticket.body
    assert "Done when" not in ticket.body
    row = next(line for line in stage.status(number).splitlines() if line.startswith("| **A1**"))
    assert row.endswith("| – | – | open |")
    stage.later(weeks=5)
    assert "**A1**" in stage.reviews()[0].body


def test_a_refused_finish_goes_ahead_when_the_gap_is_waived(stage: Stage) -> None:
    number = stage.finished(OWNERLESS)
    assert stage.tickets() == {}
    asks(stage, stage.bob, number)

    assert sorted(stage.tickets()) == ["A1", "A2", "A3"]
    assert on_record(stage, "bob") in stage.status(number)


def test_whoever_may_only_read_waives_nothing(stage: Stage) -> None:
    number = stage.post_mortem(OWNERLESS)
    asks(stage, stage.mallory, number)
    refused = f"{stage.home.shows('mallory')} asked to waive `owner/missing`, which takes triage permission here"
    assert refused in stage.status(number)

    finishes(stage, number)
    assert stage.tickets() == {}


def test_a_comment_that_is_deleted_before_the_finish_takes_its_waiver_along(stage: Stage) -> None:
    number = stage.post_mortem(OWNERLESS)
    asks(stage, stage.alice, number)
    said = next(c for c in stage.alice.comments(stage.incidents, number) if c.author == "alice")
    stage.clock.advance(minutes=5)
    stage.alice.unsays(stage.incidents, number, said.id)
    stage.later(days=2)
    assert "waived by" not in stage.status(number)

    finishes(stage, number)
    assert stage.tickets() == {}


def test_after_the_finish_it_stays_on_record_whatever_becomes_of_the_comment(stage: Stage) -> None:
    number = stage.post_mortem(OWNERLESS)
    asks(stage, stage.alice, number)
    finishes(stage, number)
    said = next(c for c in stage.alice.comments(stage.incidents, number) if c.author == "alice")
    stage.alice.unsays(stage.incidents, number, said.id)
    stage.later(days=2)
    assert on_record(stage) in stage.status(number)


def test_a_waiver_in_the_document_needs_nobody_to_be_asked(heard: Stage) -> None:
    number = heard.finished(f"{OWNERLESS}\nWaived: owner/missing A2, because the vendor names somebody next week.\n")
    assert sorted(heard.tickets()) == ["A1", "A2", "A3"]
    assert "`owner/missing` waived in the document: the vendor names somebody next week" in heard.status(number)


def test_a_waiver_costs_one_question_about_its_writer_and_later_looks_cost_none(heard: Stage) -> None:
    number = heard.post_mortem(OWNERLESS)
    two = {
        "GET /repos/{owner}/{repo}/issues/{issue_number}": 1,
        "GET /repos/{owner}/{repo}/issues/{issue_number}/comments": 1,
    }
    assert reads(heard, number) == two
    before = heard.requests()
    asks(heard, heard.alice, number)
    asked = heard.requests() - before
    assert asked["GET /repos/{owner}/{repo}/collaborators/{username}/permission"] == 1
    assert reads(heard, number) == two
