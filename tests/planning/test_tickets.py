"""Where tickets may be created, which issues are adopted, and what makes the service stop instead of creating twice."""

from datetime import timedelta
from itertools import product

import pytest

from connectors.tracker import Permission, Person, Visibility
from service.afresh import marks_of
from service.mappings import Tickets
from service.markers import Signer
from service.observed import Claim
from tests.planning.documents import TITLES, Document, Row, document, rows
from tests.planning.rig import APP, FINISHED, HOME, Rig, mapping, new_rig
from tests.planning.state import ALICE, BOB, MALLORY, NAME
from tests.planning.world import Fate, Lie

MONTHS = timedelta(days=50)
CANARY = "canaryword"
SECRET = Document((Row(f"Rotate the {CANARY} key", "A1", measure=f"{CANARY} is gone", cause="RC1"),), summary=CANARY)


def asked(rig: Rig, body: object) -> None:
    ref = rig.tagged(body, f"About {CANARY}")
    rig.people.label(ref, FINISHED)
    rig.look(ref)


@pytest.mark.parametrize(("source", "target"), list(product(Visibility, Visibility)), ids=lambda value: value.name)
def test_a_ticket_is_created_only_where_no_more_people_can_read(source: Visibility, target: Visibility) -> None:
    rig = new_rig()
    rig.world.place(HOME).visibility, rig.world.place(APP).visibility = source, target
    ref = rig.finished(SECRET)
    allowed = Visibility.UNKNOWN not in {source, target} and target >= source
    assert bool(rig.tickets()) == allowed
    assert allowed or "No ticket is created" in rig.said(ref)


@pytest.mark.parametrize("target", [Visibility.PUBLIC, Visibility.INTERNAL, Visibility.UNKNOWN])
def test_where_a_public_ticket_is_allowed_it_says_nothing_of_the_document(target: Visibility) -> None:
    rig = new_rig(mapping(tickets=Tickets(NAME, APP, allow_public=True)))
    rig.world.place(APP).visibility = target
    asked(rig, SECRET)
    tickets = [rig.world.entries[ticket] for ticket in rig.tickets().values()]
    assert len(tickets) == 1
    assert not any(CANARY in f"{entry.title} {entry.body} {entry.labels}" for entry in tickets)


def test_a_project_that_was_published_since_the_last_look_is_noticed_before_anything_is_created(rig: Rig) -> None:
    ref = rig.tagged(SECRET)
    rig.look(ref)
    rig.world.place(APP).visibility = Visibility.PUBLIC
    rig.people.label(ref, FINISHED)
    rig.look(ref)
    assert rig.world.creates == 0


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"accepts_issues": False}, "archived or has its issues switched off"),
        ({"permission": Permission.READ}, "the service has read permission in acme/app"),
        ({"readable": False}, "There is no project acme/app"),
        ({"visibility": Visibility.PUBLIC}, "is public"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
@pytest.mark.parametrize("known", [False, True], ids=["never read", "read before"])
def test_an_unusable_destination_is_said_in_a_sentence_and_clears_by_itself(
    rig: Rig, change: dict[str, object], words: str, known: bool
) -> None:
    ref = rig.tagged(document(2))
    if known:
        rig.look(ref)
    place = rig.world.place(APP)
    before = {name: getattr(place, name) for name in change}
    for name, value in change.items():
        setattr(place, name, value)
    rig.people.label(ref, FINISHED)
    rig.look(ref)
    assert rig.world.creates == 0
    assert words in rig.said(ref)
    assert rig.steps(ref) == ()
    for name, value in before.items():
        setattr(place, name, value)
    rig.memory.projects.clear()
    rig.look(ref)
    assert sorted(rig.tickets()) == ["A1", "A2"]


def test_a_linked_issue_is_adopted(rig: Rig) -> None:
    older = rig.people.open_issue(APP, "An older issue", "Its own words", who=BOB)
    ref = rig.finished(document(1).with_rows(Row(TITLES[0], "A1", link=rig.world.url_of(older))))
    assert rig.world.creates == 0
    assert rig.record(ref).actions[0].ticket == older
    assert rig.people.entry(older).body == "Its own words"


def test_an_adopted_issue_stays_adopted_when_it_moves(rig: Rig) -> None:
    there = rig.world.add_place("acme/other")
    older = rig.people.open_issue(APP, "An older issue", "Its own words", who=BOB)
    ref = rig.finished(document(1).with_rows(Row(TITLES[0], "A1", link=rig.world.url_of(older))))
    rig.people.transfer(older, there.id)
    rig.look(ref)
    assert rig.record(ref).actions[0].adopted


def test_a_dead_link_is_an_error(rig: Rig) -> None:
    older = rig.people.open_issue(APP, "An older issue", "", who=BOB)
    rig.people.delete(older)
    ref = rig.finished(document(1).with_rows(Row(TITLES[0], "A1", link=rig.world.url_of(older))))
    assert rig.world.creates == 0
    assert "is gone, or the service's account cannot see it" in rig.said(ref)


def test_over_a_hundred_sub_issues_the_link_in_the_text_has_to_do(rig: Rig) -> None:
    ref = rig.tagged(document(3))
    rig.people.entry(ref).children.extend(f"x{n}" for n in range(98))
    rig.people.label(ref, FINISHED)
    rig.look(ref)
    assert len(rig.tickets()) == 3
    assert len(rig.people.entry(ref).children) == 100
    assert rig.steps(ref) == ()


def test_tickets_of_another_owner_become_no_sub_issues() -> None:
    rig = new_rig(mapping(tickets=Tickets(NAME, "other/app")), places=(HOME, "other/app"))
    ref = rig.finished(document(2))
    assert len(rig.tickets()) == 2
    assert rig.people.entry(ref).children == []
    assert not any(words.startswith("link") for words in rig.world.writes)


def test_an_assignee_who_was_dropped_without_a_word_is_missed(rig: Rig) -> None:
    rig.world.place(APP).unassignable.add(ALICE.login)
    ref = rig.finished(document(1))
    assert "has nobody assigned" in rig.said(ref)


def test_one_refused_ticket_does_not_keep_the_others_back(rig: Rig) -> None:
    rig.world.create_fate = lambda draft: Fate.REFUSED if draft.title == TITLES[1] else None
    ref = rig.finished(document(3))
    assert sorted(rig.tickets()) == ["A1", "A3"]
    assert "**A2**: GitHub could not create" in rig.said(ref)
    rig.world.create_fate = lambda draft: None
    rig.look(ref)
    assert sorted(rig.tickets()) == ["A1", "A2", "A3"]
    assert "could not create" not in rig.said(ref)


def test_a_tracker_that_asks_to_wait_is_left_alone(rig: Rig) -> None:
    rig.world.create_fate = lambda draft: Fate.LIMITED if draft.title == TITLES[1] else None
    ref = rig.tagged(document(3))
    rig.people.label(ref, FINISHED)
    rig.look_through_crashes(ref)
    assert rig.world.writes[-1] == f"create {TITLES[1]}"
    rig.world.create_fate = lambda draft: None
    rig.settle((ref,))
    assert sorted(rig.tickets()) == ["A1", "A2", "A3"]


@pytest.mark.parametrize("lie", [Lie.EMPTY, Lie.FIRST_PAGE, Lie.STALE, Lie.NOT_FOUND])
def test_a_list_that_does_not_show_what_exists_stops_every_creation(lie: Lie) -> None:
    """Tickets live beside the post-mortem here, so the list must at least show the post-mortem."""
    rig = new_rig(mapping(tickets=Tickets(NAME, HOME)))
    rig.people.open_issue(HOME, "Something else", "")
    ref = rig.tagged(document(2))
    rig.look(ref)
    rig.world.lies[ref.project] = lie
    rig.people.label(ref, FINISHED)
    rig.look_through_crashes(ref)
    assert rig.world.creates == 0
    assert lie is Lie.NOT_FOUND or "Nothing is created in acme/incidents for now" in rig.said(ref)
    rig.world.lies.clear()
    rig.look(ref)
    assert sorted(rig.tickets()) == ["A1", "A2"]


def test_an_empty_list_of_a_project_that_counts_open_issues_stops_every_creation(rig: Rig) -> None:
    rig.people.open_issue(APP, "Something else", "")
    rig.world.lies[rig.world.place(APP).id] = Lie.EMPTY
    ref = rig.finished(document(2))
    assert rig.world.creates == 0
    assert "Nothing is created in acme/app for now" in rig.said(ref)


def test_another_identity_of_the_service_creates_nothing_twice(rig: Rig) -> None:
    ref = rig.finished(document(2))
    rig.world.me = Person("901", "followthrough-new[bot]", bot=True)
    rig.look(ref)
    assert rig.world.creates == 2
    assert any("Another account wrote an issue" in comment.body for comment in rig.people.entry(ref).comments)


def test_an_issue_of_another_account_with_our_mark_is_foreign_and_never_adopted(rig: Rig) -> None:
    """A mark is a label, which anybody can set; alone it proves that somebody was here, and not that it was us."""
    ref = rig.tagged(document(2))
    rig.look(ref)
    (mark, *_) = marks_of(Claim("ticket", "A1"), ref, rig.signer)
    theirs = rig.people.open_issue(APP, "Mine now", "I own this.", mark, who=MALLORY)
    rig.pass_time(timedelta(minutes=1))
    rig.people.label(ref, FINISHED)
    rig.look(ref)

    assert list(rig.tickets()) == ["A2"]
    assert "Another account wrote an issue" in rig.said(ref)
    tracked = rig.record(ref).action("A1")
    assert tracked is None or tracked.ticket is None
    assert rig.people.entry(theirs).body == "I own this."
    assert rig.steps(ref) == ()

    rig.people.delete(theirs)
    rig.look(ref)
    assert sorted(rig.tickets()) == ["A1", "A2"]


def test_an_issue_of_another_account_with_another_label_is_nobodys_concern(rig: Rig) -> None:
    ref = rig.tagged(document(1))
    rig.people.open_issue(APP, "Mine", "", "ft-0123456789", who=MALLORY)
    rig.people.label(ref, FINISHED)
    rig.look(ref)
    assert list(rig.tickets()) == ["A1"]


def test_hidden_text_copied_by_a_stranger_creates_and_adopts_nothing(rig: Rig) -> None:
    ref = rig.finished(document(1))
    body = rig.world.entries[rig.tickets()["A1"]].body.replace('"A1"', '"A2"')
    rig.people.open_issue(APP, "A copy", body, who=MALLORY)
    rig.people.edit(ref, str(document(2)))
    rig.look(ref)
    assert sorted(rig.tickets()) == ["A1", "A2"]
    assert rig.steps(ref) == ()


def test_a_copy_of_a_deleted_tickets_hidden_text_does_not_unsettle_the_status_comment(rig: Rig) -> None:
    ref = rig.finished(document(1))
    ticket = rig.tickets()["A1"]
    rig.people.open_issue(APP, "A copy", rig.world.entries[ticket].body, who=MALLORY)
    rig.people.delete(ticket)
    rig.look(ref)
    rig.people.edit(ref, str(document(2)))
    rig.look(ref)
    assert rig.steps(ref) == ()


def test_after_the_signing_key_was_lost_nothing_is_created_twice(rig: Rig) -> None:
    ref = rig.finished(document(2))
    before = list(rig.world.writes)
    rig.keys = ("another key, long enough to sign with it",)
    rig.look_through_crashes(ref)
    assert rig.world.writes == before


def test_after_the_status_comment_was_deleted_the_tickets_are_found_again(rig: Rig) -> None:
    ref = rig.finished(document(3))
    due = rig.record(ref).review_due
    rig.people.entry(ref).comments.clear()
    rig.pass_time(MONTHS)
    rig.settle((ref,))
    assert rig.world.creates == 3 + 1
    assert rig.record(ref).reviews[0].due == due


def test_after_the_status_comment_was_deleted_the_review_is_found_again(rig: Rig) -> None:
    ref = rig.finished(document(2))
    review = rig.reviewed(ref)
    rig.people.entry(ref).comments.clear()
    rig.settle((ref,))
    assert [entry.ref for entry in rig.reviews()] == [review]


def test_an_action_added_after_the_finish_gets_its_ticket(rig: Rig) -> None:
    ref = rig.finished(document(1))
    rig.people.edit(ref, str(document(2)))
    rig.look(ref)
    assert sorted(rig.tickets()) == ["A1", "A2"]


def test_an_unsound_action_added_after_the_finish_waits_with_a_finding(rig: Rig) -> None:
    ref = rig.finished(document(1))
    rig.people.edit(ref, str(Document((*rows(1), Row(TITLES[1], "A2", owner="")))))
    rig.look(ref)
    assert sorted(rig.tickets()) == ["A1"]
    assert "owner/missing" in rig.said(ref)


def test_an_action_that_left_the_document_stays_tracked(rig: Rig) -> None:
    ref = rig.finished(document(2))
    rig.people.edit(ref, str(document(1)))
    rig.look(ref)
    assert TITLES[1] in rig.said(ref)
    assert "0 of 2 actions done" in rig.said(ref)


# What a tracker with types, fields and a lagging search says


def test_what_a_tracker_would_not_take_is_said_at_its_action_and_the_others_are_not_held_up(rig: Rig) -> None:
    cure = "PAY asks for the field Team; add `fields: {customfield_1: …}` to the mapping."
    rig.world.refuses = lambda draft: cure if draft.title.startswith(TITLES[0]) else ""
    ref = rig.finished(document(2))
    assert sorted(rig.tickets()) == ["A2"]
    assert f"**A1**: {cure}" in rig.said(ref)
    assert rig.steps(ref) == ()
    rig.world.refuses = lambda draft: ""
    rig.look(ref)
    assert sorted(rig.tickets()) == ["A1", "A2"]
    assert cure not in rig.said(ref)


def test_what_a_create_left_out_is_told_as_long_as_the_ticket_is_open(rig: Rig) -> None:
    rig.world.leaves_out = lambda draft: ("acme/app keeps no due dates; it stands in the text.",)
    ref = rig.finished(document(1))
    assert "**A1**: acme/app keeps no due dates" in rig.said(ref)
    assert rig.steps(ref) == ()
    rig.people.close(rig.tickets()["A1"])
    rig.look(ref)
    assert "keeps no due dates" not in rig.said(ref)


def test_a_ticket_that_no_listing_shows_yet_is_adopted_and_not_created_again(rig: Rig) -> None:
    ref = rig.tagged(document(1))
    rig.look(ref)
    rig.people.label(ref, FINISHED)
    rig.world.create_fate = lambda draft: Fate.LOST_AFTER
    rig.look(ref)
    (mark,) = set(rig.world.marks.values())
    rig.world.hidden = {mark}
    rig.journal.intents.clear()
    rig.pass_time(timedelta(hours=1))
    rig.world.create_fate = lambda draft: None
    rig.look(ref)
    assert list(rig.tickets()) == ["A1"]
    assert rig.world.creates == 1


def test_every_ticket_and_review_has_a_mark_of_its_own_that_a_new_key_keeps_finding(rig: Rig) -> None:
    ref = rig.finished(document(3))
    rig.pass_time(MONTHS)
    rig.look(ref)
    marks = list(rig.world.marks.values())
    assert len(set(marks)) == len(marks) == 4
    assert all(len(mark) == 16 and int(mark, 16) for mark in marks)
    assert marks_of(Claim("ticket", "A1"), ref, Signer(("a-newer-key" * 4, *rig.keys)))[1] in marks
