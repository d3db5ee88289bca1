"""The finish: asked by label or close, refused with reasons, set aside, and carried out once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from connectors.tracker import Reason
from service.mappings import DueRule
from tests.planning.documents import Document, Row, Shape, document, rows
from tests.planning.rig import FINISHED, START, Rig, mapping, new_rig
from tests.planning.state import ALICE, BOB, MALLORY
from tests.planning.world import Fate

MINUTE = timedelta(minutes=1)
SOUND = document(2)
FLAWED = Document((Row("Write the runbook", "A1", owner=""), Row("Retire the coupon endpoint", "A2")))


@pytest.mark.parametrize("shape", list(Shape))
def test_every_action_becomes_a_ticket_with_owner_date_and_way_back(rig: Rig, shape: Shape) -> None:
    ref = rig.finished(document(3, shape=shape))
    entries = [rig.world.entries[ticket] for ticket in rig.tickets().values()]
    assert [entry.assignees for entry in entries] == [[ALICE]] * 3
    assert all("2026-05-01" in entry.body and rig.world.url_of(ref) in entry.body for entry in entries)
    assert len(rig.people.entry(ref).children) == 3


def test_a_finish_by_label_that_is_refused_stays_asked_and_finishes_by_itself_when_mended(rig: Rig) -> None:
    ref = rig.finished(FLAWED)
    assert rig.tickets() == {}
    assert "alice asked on 2026-03-02 to finish" in rig.said(ref)
    rig.pass_time(timedelta(days=1))
    rig.people.edit(ref, str(SOUND))
    rig.look(ref)
    assert sorted(rig.tickets()) == ["A1", "A2"]
    assert rig.record(ref).finished_at == rig.world.stamp


def test_a_refused_close_opens_again_says_why_and_remembers_it(rig: Rig) -> None:
    ref = rig.tagged(FLAWED)
    rig.people.close(ref)
    rig.look(ref)
    rig.pass_time(MINUTE)
    rig.look(ref)
    assert rig.people.entry(ref).open
    assert "alice closed this on 2026-03-02. No ticket was created" in rig.said(ref)


def test_a_refused_close_is_remembered_although_the_process_died_in_between(rig: Rig) -> None:
    ref = rig.tagged(FLAWED)
    rig.look(ref)
    rig.people.close(ref)
    rig.world.fates[len(rig.world.writes) + 1] = Fate.KILLED_AFTER
    rig.look_through_crashes(ref)
    rig.look(ref)
    assert rig.people.entry(ref).open
    assert "Until they are mended it should be open" in rig.said(ref)


def test_a_mended_document_waits_for_a_second_close(rig: Rig) -> None:
    ref = rig.tagged(FLAWED)
    rig.people.close(ref)
    rig.look(ref)
    rig.people.edit(ref, str(SOUND))
    rig.look(ref)
    assert rig.tickets() == {}
    rig.pass_time(MINUTE)
    rig.people.close(ref)
    rig.look(ref)
    assert sorted(rig.tickets()) == ["A1", "A2"]


def test_the_newest_refusal_is_the_one_that_is_told(rig: Rig) -> None:
    ref = rig.tagged(FLAWED)
    rig.people.close(ref)
    rig.look(ref)
    rig.pass_time(timedelta(days=3))
    rig.people.label(ref, FINISHED, BOB)
    rig.look(ref)
    assert "bob asked on 2026-03-05 to finish" in rig.said(ref)


def test_a_finish_by_somebody_who_may_only_read_waits_for_somebody_else(rig: Rig) -> None:
    ref = rig.tagged(SOUND)
    rig.people.label(ref, FINISHED, MALLORY)
    rig.look(ref)
    assert rig.tickets() == {}
    assert "mallory asked to finish, but has read permission" in rig.said(ref)


def test_a_label_set_by_a_stranger_does_not_hide_a_close_by_a_member(rig: Rig) -> None:
    ref = rig.tagged(SOUND)
    rig.people.label(ref, FINISHED, MALLORY)
    rig.people.close(ref, who=BOB)
    rig.look(ref)
    assert sorted(rig.tickets()) == ["A1", "A2"]
    assert rig.record(ref).finished_by == "bob"


def test_a_close_as_completed_finishes(rig: Rig) -> None:
    ref = rig.tagged(SOUND)
    rig.people.close(ref)
    rig.look(ref)
    assert sorted(rig.tickets()) == ["A1", "A2"]


@pytest.mark.parametrize("reason", [Reason.NOT_PLANNED, Reason.DUPLICATE])
def test_a_close_as_anything_else_sets_aside(rig: Rig, reason: Reason) -> None:
    ref = rig.tagged(SOUND)
    rig.people.close(ref, reason)
    rig.look(ref)
    assert rig.tickets() == {}
    assert "Set aside" in rig.said(ref)


def test_reopening_what_was_set_aside_brings_the_checks_back(rig: Rig) -> None:
    ref = rig.tagged(SOUND)
    rig.people.close(ref, Reason.NOT_PLANNED)
    rig.look(ref)
    rig.people.reopen(ref)
    rig.look(ref)
    assert "Being written" in rig.said(ref)


def test_taking_the_tag_off_sets_aside(rig: Rig) -> None:
    ref = rig.tagged(SOUND)
    rig.look(ref)
    rig.people.unlabel(ref, START)
    rig.people.label(ref, FINISHED)
    rig.look(ref)
    assert rig.tickets() == {}
    assert "was taken off" in rig.said(ref)


def test_zero_actions_with_a_reason_get_one_review(rig: Rig) -> None:
    ref = rig.finished(Document((), no_action="the supplier has mended it"))
    assert rig.tickets() == {}
    review = rig.reviewed(ref)
    assert "because the supplier has mended it" in rig.world.entries[review].body
    rig.people.close(review)
    rig.look(ref)
    rig.pass_time(timedelta(days=60))
    rig.settle()
    assert len(rig.reviews()) == 1
    assert "Loop closed" in rig.said(ref)


def test_zero_actions_without_a_reason_are_refused(rig: Rig) -> None:
    ref = rig.finished(Document(()))
    assert rig.record(ref).finished_at is None
    assert "❌" in rig.said(ref)


def test_more_than_fifty_actions_are_refused_whole(rig: Rig) -> None:
    ref = rig.finished(Document(tuple(Row(f"Do the thing number {n}", f"A{n}") for n in range(1, 52))))
    assert rig.tickets() == {}
    assert "more than 50" in rig.said(ref)


def test_actions_pasted_after_the_finish_are_refused_whole_too(rig: Rig) -> None:
    ref = rig.finished(SOUND)
    pasted = tuple(Row(f"Do the thing number {n}", f"B{n}") for n in range(60))
    rig.people.edit(ref, str(Document((*rows(2), *pasted))))
    rig.look(ref)
    assert sorted(rig.tickets()) == ["A1", "A2"]
    assert "more than 50" in rig.said(ref)
    assert rig.steps(ref) == ()


def test_a_key_given_twice_is_refused(rig: Rig) -> None:
    ref = rig.finished(Document((Row("Write the runbook", "A1"), Row("Retire the coupon endpoint", "A1"))))
    assert rig.tickets() == {}
    assert "given to more than one action" in rig.said(ref)


def test_a_row_copied_after_the_finish_is_shown_and_becomes_no_ticket(rig: Rig) -> None:
    ref = rig.finished(SOUND)
    rig.people.edit(ref, str(Document((*rows(2), Row("Retire the coupon endpoint", "A1")))))
    rig.look(ref)
    assert sorted(rig.tickets()) == ["A1", "A2"]
    assert "given to more than one action" in rig.said(ref)


def test_a_label_that_is_taken_off_in_time_finishes_nothing(rig: Rig) -> None:
    ref = rig.tagged(SOUND)
    rig.people.label(ref, FINISHED)
    rig.people.unlabel(ref, FINISHED)
    rig.look(ref)
    assert rig.tickets() == {}


def test_due_dates_come_from_the_severity_where_the_mapping_says_so() -> None:
    rig = new_rig(mapping(due=DueRule(default_by_severity={"sev1": timedelta(days=15)})))
    ref = rig.tagged(Document((Row("Write the runbook", "A1", due=""),)))
    rig.people.label(ref, "sev1")
    rig.people.label(ref, FINISHED)
    rig.look(ref)
    assert "2026-03-17" in rig.world.entries[rig.tickets()["A1"]].body


def test_an_action_added_later_gets_the_same_due_date_by_severity() -> None:
    rig = new_rig(mapping(due=DueRule(default_by_severity={"sev1": timedelta(days=15)})))
    first = Row("Write the runbook", "A1", due="")
    ref = rig.tagged(Document((first,)))
    rig.people.label(ref, "sev1")
    rig.people.label(ref, FINISHED)
    rig.look(ref)
    rig.pass_time(timedelta(days=2))
    rig.people.edit(ref, str(Document((first, replace(first, key="A2", title="Retire the coupon endpoint")))))
    rig.look(ref)
    assert "2026-03-17" in rig.world.entries[rig.tickets()["A2"]].body


def test_a_comment_finishes_too(rig: Rig) -> None:
    ref = rig.tagged(SOUND)
    rig.look(ref)
    rig.people.say(ref, "All agreed.\n\n/finish", ALICE)
    rig.look(ref)
    assert sorted(rig.tickets()) == ["A1", "A2"]
    assert rig.record(ref).finished_by == "alice"


def test_a_finish_by_comment_that_is_refused_finishes_by_itself_when_mended(rig: Rig) -> None:
    ref = rig.tagged(FLAWED)
    rig.people.say(ref, "/finish", ALICE)
    rig.look(ref)
    assert "alice asked on 2026-03-02 to finish" in rig.said(ref)
    rig.pass_time(MINUTE)
    rig.people.edit(ref, str(SOUND))
    rig.look(ref)
    assert sorted(rig.tickets()) == ["A1", "A2"]


@pytest.mark.parametrize(
    "words", ["Shall we `/finish`?", "> /finish", "```\n/finish\n```", "<!-- /finish -->", "/finished"]
)
def test_words_about_the_command_are_no_command(rig: Rig, words: str) -> None:
    ref = rig.tagged(SOUND)
    rig.people.say(ref, words, ALICE)
    rig.look(ref)
    assert rig.tickets() == {}


def test_the_command_of_somebody_who_may_only_read_is_answered_and_not_obeyed(rig: Rig) -> None:
    ref = rig.tagged(SOUND)
    rig.people.say(ref, "/finish", MALLORY)
    rig.look(ref)
    assert rig.tickets() == {}
    assert "mallory asked to finish, but has read permission here" in rig.said(ref)


def test_a_comment_that_became_a_command_by_an_edit_counts_for_nothing(rig: Rig) -> None:
    ref = rig.tagged(SOUND)
    rig.people.say(ref, "Almost there.", ALICE)
    rig.pass_time(MINUTE)
    rig.people.reword(ref, "Almost there.", "/finish")
    rig.look(ref)
    assert rig.tickets() == {}
