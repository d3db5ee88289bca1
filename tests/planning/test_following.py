"""After the finish: what happens to a ticket shows, and a ticked box is an instruction."""

from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest

from connectors.tracker import Permission, Reason, Ref
from tests.planning.documents import TITLES, Row, document
from tests.planning.rig import APP, Rig, new_rig
from tests.planning.state import ALICE, BOB
from tests.planning.world import Fate

DAY = timedelta(days=1)


def finished(rig: Rig, count: int = 2) -> tuple[Ref, dict[str, Ref]]:
    ref = rig.finished(document(count))
    rig.pass_time(DAY)
    return ref, rig.tickets()


def row(rig: Rig, ref: Ref, key: str) -> str:
    return next(line for line in rig.said(ref).splitlines() if line.startswith(f"| **{key}**"))


def box(rig: Rig, ref: Ref, key: str, *, ticked: bool = True) -> None:
    rig.people.tick(ref, key, comment=rig.status(ref).id, ticked=ticked)


@pytest.mark.parametrize(
    ("reason", "outcome"),
    [
        (Reason.COMPLETED, "| done |"),
        (Reason.NOT_PLANNED, "| won't do (not planned) |"),
        (Reason.DUPLICATE, "| won't do (duplicate) |"),
    ],
)
def test_how_a_ticket_was_closed_is_told_apart(rig: Rig, reason: Reason, outcome: str) -> None:
    ref, tickets = finished(rig)
    rig.people.close(tickets["A1"], reason)
    rig.look(ref)
    assert outcome in row(rig, ref, "A1")


def test_a_reopened_ticket_is_open_again(rig: Rig) -> None:
    ref, tickets = finished(rig)
    rig.people.close(tickets["A1"])
    rig.look(ref)
    rig.people.reopen(tickets["A1"])
    rig.look(ref)
    assert "| open |" in row(rig, ref, "A1")


def test_a_deleted_ticket_is_gone_and_not_created_again(rig: Rig) -> None:
    ref, tickets = finished(rig)
    rig.people.delete(tickets["A1"])
    rig.settle()
    assert rig.world.creates == 2
    assert "| gone |" in row(rig, ref, "A1")
    assert "was deleted, or the service can no longer see it" in rig.said(ref)


def test_linking_another_issue_cures_a_deleted_ticket(rig: Rig) -> None:
    ref, tickets = finished(rig)
    rig.people.delete(tickets["A1"])
    rig.look(ref)
    other = rig.people.open_issue(APP, "A second try", "", who=ALICE)
    rig.people.assign(other, ALICE)
    first, second = document(2).rows
    rig.people.edit(ref, str(document(2).with_rows(replace(first, link=rig.world.url_of(other)), second)))
    rig.look(ref)
    assert "A second try" in row(rig, ref, "A1")
    assert "[!WARNING]" not in rig.said(ref)


def test_a_transferred_ticket_is_followed_to_its_new_place(rig: Rig) -> None:
    there = rig.world.add_place("acme/other")
    ref, tickets = finished(rig)
    moved = rig.people.transfer(tickets["A1"], there.id)
    rig.people.close(moved)
    rig.look(ref)
    assert "acme/other#1" in row(rig, ref, "A1")
    assert "| done |" in row(rig, ref, "A1")


def test_a_new_owner_shows(rig: Rig) -> None:
    ref, tickets = finished(rig)
    rig.people.assign(tickets["A1"], BOB)
    rig.look(ref)
    assert "| bob |" in row(rig, ref, "A1")


def test_two_owners_are_one_too_many(rig: Rig) -> None:
    ref, tickets = finished(rig)
    rig.people.assign(tickets["A1"], ALICE, BOB)
    rig.look(ref)
    assert "an action needs one owner" in rig.said(ref)


def test_a_new_date_in_the_tickets_text_shows(rig: Rig) -> None:
    ref, tickets = finished(rig)
    entry = rig.people.entry(tickets["A1"])
    rig.people.edit(entry.ref, entry.body.replace("2026-05-01", "2026-06-15"))
    rig.look(ref)
    assert "| 2026-06-15 |" in row(rig, ref, "A1")


def test_a_date_that_has_passed_is_overdue(rig: Rig) -> None:
    ref, _ = finished(rig)
    rig.pass_time(timedelta(days=80))
    rig.look(ref)
    assert "**overdue**" in row(rig, ref, "A1")


def test_a_new_title_of_the_ticket_shows(rig: Rig) -> None:
    ref, tickets = finished(rig)
    rig.people.retitle(tickets["A1"], "Add two alerts")
    rig.look(ref)
    assert "Add two alerts" in row(rig, ref, "A1")


def test_a_reworded_action_is_shown_and_not_forced(rig: Rig) -> None:
    ref, tickets = finished(rig)
    first, second = document(2).rows
    rig.people.edit(ref, str(document(2).with_rows(replace(first, title=f"{first.title}, and page"), second)))
    rig.look(ref)
    assert "_now in the document:_ Add an alert for checkout errors above 1 percent, and page" in row(rig, ref, "A1")
    assert rig.people.entry(tickets["A1"]).title == TITLES[0]


def test_a_tick_in_the_status_comment_closes_the_ticket(rig: Rig) -> None:
    ref, tickets = finished(rig)
    box(rig, ref, "A1")
    rig.look(ref)
    assert (rig.people.entry(tickets["A1"]).open, rig.people.entry(tickets["A1"]).reason) == (False, Reason.COMPLETED)
    assert "| done |" in row(rig, ref, "A1")


def test_clearing_a_box_opens_the_ticket_again(rig: Rig) -> None:
    ref, tickets = finished(rig)
    rig.people.close(tickets["A1"])
    rig.look(ref)
    box(rig, ref, "A1", ticked=False)
    rig.look(ref)
    assert rig.people.entry(tickets["A1"]).open


def test_a_tick_that_agrees_already_writes_to_no_ticket(rig: Rig) -> None:
    ref, tickets = finished(rig)
    rig.people.close(tickets["A1"], Reason.NOT_PLANNED)
    box(rig, ref, "A1")
    rig.world.writes.clear()
    rig.look(ref)
    assert rig.people.entry(tickets["A1"]).reason is Reason.NOT_PLANNED
    assert not any(words.startswith("change") for words in rig.world.writes)


def test_a_deleted_box_is_no_instruction(rig: Rig) -> None:
    ref, tickets = finished(rig)
    rig.people.close(tickets["A1"])
    rig.look(ref)
    rig.people.drop_box(ref, "A1", comment=rig.status(ref).id)
    rig.look(ref)
    assert not rig.people.entry(tickets["A1"]).open
    assert "- [x] **A1**" in rig.said(ref)


def test_a_tick_in_the_review_closes_the_ticket(rig: Rig) -> None:
    ref, tickets = finished(rig)
    review = rig.reviewed(ref)
    rig.people.tick(review, "A2")
    rig.look(ref)
    assert not rig.people.entry(tickets["A2"]).open
    assert "- [x] **A2**" in rig.said(ref)


def test_two_people_tick_opposite_boxes_and_both_are_heard(rig: Rig) -> None:
    ref, tickets = finished(rig)
    rig.people.close(tickets["A2"])
    review = rig.reviewed(ref)
    box(rig, ref, "A1")
    rig.people.tick(review, "A2", ticked=False)
    rig.look(ref)
    assert [rig.people.entry(tickets[key]).open for key in ("A1", "A2")] == [False, True]
    assert rig.steps(ref) == ()


def test_ticks_made_right_before_a_review_was_closed_count_once(rig: Rig) -> None:
    ref, tickets = finished(rig)
    review = rig.reviewed(ref)
    rig.people.tick(review, "A1")
    rig.people.close(review)
    rig.look(ref)
    assert not rig.people.entry(tickets["A1"]).open
    rig.pass_time(DAY)
    rig.people.reopen(tickets["A1"])
    rig.look(ref)
    assert rig.people.entry(tickets["A1"]).open


def test_a_tick_on_a_ticket_that_may_not_be_changed_says_so_and_asks_again(rig: Rig) -> None:
    ref, tickets = finished(rig)
    box(rig, ref, "A1")
    rig.world.fates[len(rig.world.writes) + 1] = Fate.REFUSED
    rig.look(ref)
    assert "**A1**: GitHub could not change" in rig.said(ref)
    assert "| open |" in row(rig, ref, "A1")
    rig.look(ref)
    assert not rig.people.entry(tickets["A1"]).open
    assert "could not change" not in rig.said(ref)


def test_a_tick_that_led_into_a_dead_end_is_not_tried_again_the_same_day(rig: Rig) -> None:
    ref, tickets = finished(rig)
    box(rig, ref, "A1")
    rig.world.fates[len(rig.world.writes) + 1] = Fate.DEAD_END
    rig.look(ref)
    for _ in range(3):
        assert "**A1**: GitHub could not change" in rig.said(ref)
        assert "- [x] **A1**" in rig.said(ref), "it stays as the person left it"
        assert rig.steps(ref) == ()
        rig.pass_time(timedelta(hours=7))
        rig.look(ref)
    assert rig.people.entry(tickets["A1"]).open
    rig.pass_time(timedelta(hours=7))
    rig.look(ref)
    assert not rig.people.entry(tickets["A1"]).open
    assert "could not change" not in rig.said(ref)


def test_a_box_that_is_changed_back_and_again_is_tried_at_once(rig: Rig) -> None:
    ref, tickets = finished(rig)
    box(rig, ref, "A1")
    rig.world.fates[len(rig.world.writes) + 1] = Fate.DEAD_END
    rig.look(ref)
    box(rig, ref, "A1", ticked=False)
    rig.look(ref)
    assert "could not change" not in rig.said(ref)
    box(rig, ref, "A1")
    rig.look(ref)
    assert not rig.people.entry(tickets["A1"]).open


def test_words_written_into_the_status_comment_are_kept(rig: Rig) -> None:
    ref, tickets = finished(rig)
    status = rig.status(ref)
    rig.world.reword_comment(
        rig.people.entry(ref), status.id, status.body.replace("**Finished**", "By hand. **Finished**")
    )
    rig.people.close(tickets["A1"])
    rig.look(ref)
    assert "By hand." in rig.status(ref).body
    assert rig.steps(ref) == ()


def test_an_open_review_shows_a_ticket_that_an_obstacle_had_kept_back(rig: Rig) -> None:
    ref, _ = finished(rig)
    rig.reviewed(ref)
    rig.world.place(APP).permission = Permission.READ
    rig.memory.projects.clear()
    rig.people.edit(ref, str(document(3)))
    rig.look(ref)
    rig.world.place(APP).permission = Permission.WRITE
    rig.memory.projects.clear()
    rig.look(ref)
    assert "acme/app#3" in rig.reviews()[0].body
    assert rig.steps(ref) == ()


@pytest.mark.parametrize("place", ["review", "status comment"])
def test_words_written_between_the_observation_and_the_write_are_not_lost(rig: Rig, place: str) -> None:
    ref, tickets = finished(rig)
    review = rig.people.entry(rig.reviewed(ref))
    rig.people.close(tickets["A1"])
    comment = rig.status(ref)
    what = {
        "review": lambda: rig.people.edit(review.ref, f"{review.body}\n\nA note"),
        "status comment": lambda: rig.world.reword_comment(
            rig.people.entry(ref), comment.id, f"{comment.body}\n\nA note"
        ),
    }
    rig.world.meanwhile.append(what[place])
    rig.look(ref)
    assert "A note" in review.body + rig.status(ref).body
    assert rig.steps(ref) == ()


def test_the_order_in_which_things_are_looked_at_does_not_matter() -> None:
    ends = set()
    for order in permutations(range(4)):
        rig = new_rig()
        ref, tickets = finished(rig)
        review = rig.reviewed(ref)
        rig.people.tick(review, "A1")
        rig.people.assign(tickets["A2"], BOB)
        refs = (ref, review, tickets["A1"], tickets["A2"])
        rig.settle(tuple(refs[at] for at in order))
        ends.add((rig.said(ref), rig.people.entry(review).body))
    assert len(ends) == 1


def test_a_row_that_is_only_moved_changes_nothing(rig: Rig) -> None:
    ref = rig.finished(document(3, keyed=False))
    before = dict(rig.tickets())
    rows = tuple(reversed(document(3, keyed=False).rows))
    rig.people.edit(ref, str(document(3, keyed=False).with_rows(Row("Say thanks to the night shift"), *rows)))
    rig.look(ref)
    assert {key: rig.tickets()[key] for key in before} == before
    assert rig.people.entry(rig.tickets()["A4"]).title == "Say thanks to the night shift"
