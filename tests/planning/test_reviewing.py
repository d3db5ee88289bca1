"""The follow-up review: opened once, when due, again while actions are open, until the loop is closed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from connectors.tracker import Reason, Ref
from service.mappings import Person, ReviewRule
from tests.planning.documents import document
from tests.planning.rig import HOME, Rig, mapping, new_rig
from tests.planning.state import ALICE, BOB, CAROL
from tests.planning.world import Fate, Lie

WEEK = timedelta(weeks=1)


def settle_all(rig: Rig, ref: Ref, reason: Reason = Reason.COMPLETED) -> None:
    for ticket in rig.tickets().values():
        rig.people.close(ticket, reason)
    rig.look(ref)


def test_a_review_is_not_opened_a_second_before_it_is_due(rig: Rig) -> None:
    ref = rig.finished(document(2))
    due = rig.record(ref).review_due
    assert due is not None
    rig.world.now = due - timedelta(seconds=1)
    rig.look(ref)
    assert rig.reviews() == []
    rig.world.now = due
    rig.look(ref)
    assert len(rig.reviews()) == 1


def test_a_review_that_came_due_during_a_long_silence_is_opened_once_in_the_first_look(rig: Rig) -> None:
    rig.finished(document(2))
    rig.pass_time(45 * timedelta(days=1))
    rig.journal.intents.clear()
    rig.memory.projects.clear()
    rig.settle()
    assert len(rig.reviews()) == 1


def test_a_clock_set_back_opens_no_second_review(rig: Rig) -> None:
    ref = rig.finished(document(2))
    rig.reviewed(ref)
    rig.world.now -= timedelta(hours=2)
    rig.settle((ref,))
    assert len(rig.reviews()) == 1


def test_the_date_on_record_does_not_move_with_the_mapping(rig: Rig) -> None:
    ref = rig.finished(document(2))
    due = rig.record(ref).review_due
    rig.mappings = (replace(rig.mappings[0], review=ReviewRule(after=4 * WEEK)),)
    rig.look(ref)
    assert rig.record(ref).review_due == due


def test_the_date_counts_from_the_finish_and_not_from_the_look(rig: Rig) -> None:
    ref = rig.tagged(document(2))
    rig.people.label(ref, "postmortem:finished")
    asked = rig.world.stamp
    rig.pass_time(timedelta(days=10))
    rig.look(ref)
    assert rig.record(ref).review_due == asked + 5 * WEEK


def test_a_review_goes_to_the_tracker_role_of_the_mapping() -> None:
    carol = Person("Carol", {"github": "carol"})
    rig = new_rig(mapping(review=ReviewRule(tracker_role="Carol"), people=(carol,)))
    review = rig.reviewed(rig.finished(document(2)))
    assert rig.people.entry(review).assignees == [CAROL]


def test_without_a_role_a_review_goes_to_whoever_runs_the_post_mortem(rig: Rig) -> None:
    ref = rig.finished(document(2))
    rig.people.assign(ref, BOB)
    assert rig.people.entry(rig.reviewed(ref)).assignees == [BOB]


def test_without_an_assignee_a_review_goes_to_whoever_finished_the_post_mortem(rig: Rig) -> None:
    ref = rig.finished(document(2))
    assert rig.people.entry(rig.reviewed(ref)).assignees == [ALICE]


def test_a_review_that_nobody_could_be_given_says_so(rig: Rig) -> None:
    rig.world.place(HOME).unassignable.add("alice")
    ref = rig.finished(document(2))
    rig.reviewed(ref)
    assert "Review 1 has nobody assigned" in rig.said(ref)
    assert rig.steps(ref) == ()


def test_overdue_days_are_those_of_the_day_on_which_the_review_was_due(rig: Rig) -> None:
    ref = rig.finished(document(1))
    ticket = rig.people.entry(rig.tickets()["A1"])
    rig.people.edit(ticket.ref, ticket.body.replace("2026-05-01", "2026-04-01"))
    review = rig.reviewed(ref)
    assert "**5 days overdue**" in rig.people.entry(review).body
    rig.pass_time(WEEK)
    rig.look(ref)
    assert "**5 days overdue**" in rig.people.entry(review).body


def test_a_review_lists_every_action_and_asks_about_the_open_ones(rig: Rig) -> None:
    ref = rig.finished(document(3))
    rig.people.close(rig.tickets()["A2"])
    body = rig.people.entry(rig.reviewed(ref)).body
    assert "- [x] **A2**" in body
    assert "For each open action (A1, A3)" in body
    assert "A2 done" in body


def test_a_review_closed_with_open_actions_comes_back_two_weeks_later(rig: Rig) -> None:
    ref = rig.finished(document(2))
    review = rig.reviewed(ref)
    rig.pass_time(timedelta(hours=1))
    rig.people.close(review)
    rig.look(ref)
    closed_at = rig.people.entry(review).closed_at
    assert closed_at is not None
    assert rig.record(ref).review_due == closed_at + 2 * WEEK
    rig.reviewed(ref)
    assert len(rig.reviews()) == 2
    assert sum(entry.open for entry in rig.reviews()) == 1


def test_the_loop_closes_when_all_is_settled_and_a_review_was_held(rig: Rig) -> None:
    ref = rig.finished(document(2))
    settle_all(rig, ref)
    assert "Loop closed" not in rig.said(ref)
    rig.people.close(rig.reviewed(ref))
    rig.look(ref)
    assert "**Loop closed** on 2026-04-06: 2 of 2 actions done." in rig.said(ref)
    rig.pass_time(20 * WEEK)
    rig.settle()
    assert len(rig.reviews()) == 1


def test_what_was_dropped_is_told_apart_in_the_figures(rig: Rig) -> None:
    ref = rig.finished(document(2))
    settle_all(rig, ref, Reason.NOT_PLANNED)
    rig.people.close(rig.reviewed(ref))
    rig.look(ref)
    assert "0 of 2 actions done, 2 won't do" in rig.said(ref)


def test_an_action_reopened_after_the_loop_was_closed_makes_a_review_due_again(rig: Rig) -> None:
    ref = rig.finished(document(2))
    settle_all(rig, ref)
    rig.people.close(rig.reviewed(ref))
    rig.look(ref)
    rig.pass_time(10 * WEEK)
    rig.people.reopen(rig.tickets()["A1"])
    rig.look(ref)
    assert rig.record(ref).closed_at is None
    assert rig.record(ref).review_due == rig.world.now + 2 * WEEK
    rig.reviewed(ref)
    assert len(rig.reviews()) == 2


def test_a_deleted_review_does_not_count_as_held(rig: Rig) -> None:
    ref = rig.finished(document(2))
    settle_all(rig, ref)
    rig.people.delete(rig.reviewed(ref))
    rig.look(ref)
    assert "Review 1 was deleted before it was closed" in rig.said(ref)
    assert "Loop closed" not in rig.said(ref)


def test_the_word_about_a_deleted_review_goes_away_when_another_was_held(rig: Rig) -> None:
    ref = rig.finished(document(2))
    rig.people.delete(rig.reviewed(ref))
    rig.look(ref)
    second = rig.reviewed(ref)
    assert "was deleted before it was closed" in rig.said(ref)
    rig.people.close(second)
    rig.look(ref)
    assert "was deleted before it was closed" not in rig.said(ref)


def test_a_review_that_is_opened_again_is_followed_again(rig: Rig) -> None:
    ref = rig.finished(document(2))
    review = rig.reviewed(ref)
    rig.people.close(review)
    rig.look(ref)
    rig.people.reopen(review)
    rig.look(ref)
    assert rig.record(ref).review_due is None
    rig.pass_time(10 * WEEK)
    rig.settle((ref,))
    assert len(rig.reviews()) == 1


@pytest.mark.parametrize("lie", [Lie.EMPTY, Lie.STALE])
def test_a_review_that_cannot_be_opened_says_why(rig: Rig, lie: Lie) -> None:
    ref = rig.finished(document(2))
    rig.people.close(rig.tickets()["A1"])
    due = rig.record(ref).review_due
    assert due is not None
    rig.world.now = due
    rig.world.lies[ref.project] = lie
    rig.people.say(ref, "Here we are.")
    rig.look(ref)
    assert rig.reviews() == []
    assert "Nothing is created in acme/incidents for now" in rig.said(ref)
    assert rig.steps(ref) == ()


def test_a_review_due_where_no_issues_are_taken_says_so(rig: Rig) -> None:
    ref = rig.finished(document(2))
    rig.world.place(HOME).accepts_issues = False
    due = rig.record(ref).review_due
    assert due is not None
    rig.world.now = due
    rig.look(ref)
    assert "A review is due and cannot be opened" in rig.said(ref)
    assert rig.steps(ref) == ()


@pytest.mark.parametrize("fate", [Fate.LOST_AFTER, Fate.LOST_BEFORE, Fate.KILLED_AFTER, Fate.KILLED_BEFORE])
@pytest.mark.parametrize("seconds", [-1, 0, 1])
def test_a_crash_around_the_due_moment_makes_one_review(rig: Rig, fate: Fate, seconds: int) -> None:
    ref = rig.finished(document(2))
    due = rig.record(ref).review_due
    assert due is not None
    rig.world.now = due + timedelta(seconds=seconds)
    rig.world.fates[len(rig.world.writes) + 1] = fate
    rig.look_through_crashes(ref)
    for _ in range(2):
        rig.world.now += timedelta(minutes=5)
        rig.settle((ref,))
    assert len(rig.reviews()) == 1
    assert rig.record(ref).reviews[0].due == due


def test_notes_in_a_review_are_kept_while_its_list_is_rewritten(rig: Rig) -> None:
    ref = rig.finished(document(2))
    review = rig.people.entry(rig.reviewed(ref))
    rig.people.edit(review.ref, f"We met.\r\n\r\n{review.body}\n\n- [x] **A9** our own list")
    rig.people.close(rig.tickets()["A1"])
    rig.look(ref)
    assert review.body.startswith("We met.\r\n\r\n<!-- followthrough:begin")
    assert review.body.endswith("- [x] **A9** our own list")
    assert "- [x] **A1**" in review.body
