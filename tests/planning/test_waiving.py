"""Waivers in comments: by whom they count, how long they hold, and what stays on record."""

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from connectors.tracker import Permission, Ref
from service.observe import Seen
from tests.planning.documents import TITLES, Document, Row, document, rows
from tests.planning.rig import FINISHED, HOME, Rig, mapping, new_rig
from tests.planning.state import ALICE, BOB, CAROL, MALLORY

ODD = "".join(chr(0x4E00 + 37 * n % 20_000) for n in range(2_000))
OWNERLESS = Document((replace(rows(1)[0], owner=""), rows(2)[1]))
WAIVE = "Fine with me.\n\n/waive owner/missing A1 because the vendor does it"
ON_RECORD = "**A1** `owner/missing` waived by alice: the vendor does it"


def waived(rig: Rig, words: str = WAIVE, body: object = OWNERLESS) -> Ref:
    """A post-mortem with a comment of Alice's, looked at."""
    ref = rig.tagged(body)
    rig.look(ref)
    rig.people.say(ref, words)
    rig.look(ref)
    return ref


def last_comment(rig: Rig, ref: Ref) -> str:
    return next(comment.id for comment in reversed(rig.people.entry(ref).comments) if comment.author != rig.world.me)


def take_back(rig: Rig, ref: Ref) -> None:
    entry = rig.people.entry(ref)
    entry.comments = [comment for comment in entry.comments if comment.id != last_comment(rig, ref)]


def questions(rig: Rig, ref: Ref) -> list[str]:
    """Whom a look would ask the tracker about."""
    planned = rig.reconciler.planned(ref)
    assert isinstance(planned, tuple)
    seen = planned[0]
    assert isinstance(seen, Seen) and hasattr(seen.what, "waivers")
    return [request.asked.by for request in seen.what.waivers if request.permission is not None]


def test_a_waived_finding_does_not_stand_in_the_way_and_is_shown_with_its_reason(rig: Rig) -> None:
    ref = waived(rig)
    assert "Nothing stands in the way of finishing" in rig.said(ref)
    assert ON_RECORD in rig.said(ref)
    assert rig.steps(ref) == ()


def test_the_ticket_of_an_action_without_owner_says_so_plainly(rig: Rig) -> None:
    ref = waived(rig)
    rig.people.label(ref, FINISHED)
    rig.look(ref)
    assert rig.world.entries[rig.tickets()["A1"]].assignees == []
    assert "has nobody assigned; an action needs one owner" in rig.said(ref)
    assert ON_RECORD in rig.said(ref)
    assert rig.steps(ref) == ()


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        (Row(TITLES[0], "A1", owner="@alice, @bob"), "owner/several"),
        (Row(TITLES[0], "A1", owner="Somebody Else"), "owner/unknown"),
        (Row(TITLES[0], "A1", owner="@stranger"), "owner/unknown"),
        (Row(TITLES[0], "A1", due=""), "smart/time-bound"),
        (Row(TITLES[0], "A1", due="soon"), "smart/time-bound"),
        (Row(TITLES[0], "A1", cause="RC9"), "smart/relevant"),
        (Row("", "A1", measure="it is there"), "smart/specific"),
    ],
)
def test_every_gap_that_may_be_waived_becomes_a_ticket_all_the_same(rig: Rig, row: Row, rule: str) -> None:
    ref = waived(rig, f"/waive {rule} A1 because it was agreed", Document((row,)))
    rig.people.label(ref, FINISHED)
    rig.look(ref)
    assert sorted(rig.tickets()) == ["A1"]
    assert rig.steps(ref) == ()
    rig.reviewed(ref)
    assert rig.steps(ref) == ()


def test_a_date_that_was_waived_can_be_set_in_the_ticket(rig: Rig) -> None:
    body = Document((replace(rows(1)[0], due=""),))
    ref = waived(rig, "/waive smart/time-bound A1 because the vendor will say", body)
    rig.people.label(ref, FINISHED)
    rig.look(ref)
    assert "Due:** not set" in rig.world.entries[rig.tickets()["A1"]].body


def test_a_document_may_hold_its_own_waivers(rig: Rig) -> None:
    ref = rig.finished(f"{OWNERLESS}\nWaived: owner/missing A1, because the vendor does it\n")
    assert sorted(rig.tickets()) == ["A1", "A2"]
    assert "`owner/missing` waived in the document: the vendor does it" in rig.said(ref)
    assert rig.steps(ref) == ()


def test_no_action_at_all_can_be_waived_and_stays_said(rig: Rig) -> None:
    ref = waived(rig, "/waive actions/none because it is told elsewhere", Document(()))
    rig.people.label(ref, FINISHED)
    rig.look(ref)
    assert rig.record(ref).finished_at is not None
    assert "`actions/none` waived by alice: it is told elsewhere" in rig.said(ref)


def test_a_finish_that_was_refused_goes_ahead_once_the_error_is_waived(rig: Rig) -> None:
    ref = rig.finished(OWNERLESS)
    assert rig.tickets() == {}
    rig.pass_time(timedelta(minutes=5))
    rig.people.say(ref, WAIVE, CAROL)
    rig.look(ref)
    assert sorted(rig.tickets()) == ["A1", "A2"]


def test_whoever_may_only_read_waives_nothing_and_is_told_so(rig: Rig) -> None:
    ref = rig.tagged(OWNERLESS)
    rig.people.say(ref, WAIVE, MALLORY)
    rig.look(ref)
    assert "mallory asked to waive `owner/missing`, which takes triage permission here" in rig.said(ref)
    assert "1 thing to mend" in rig.said(ref)
    assert rig.steps(ref) == ()


def test_the_sentence_goes_when_somebody_who_may_asks_the_same(rig: Rig) -> None:
    ref = rig.tagged(OWNERLESS)
    rig.people.say(ref, WAIVE, MALLORY)
    rig.people.say(ref, WAIVE, ALICE)
    rig.look(ref)
    assert "mallory" not in rig.said(ref)
    assert "Nothing stands in the way" in rig.said(ref)


def test_what_somebody_may_do_is_asked_once_at_the_time_of_the_act(rig: Rig) -> None:
    ref = rig.tagged(OWNERLESS)
    rig.look(ref)
    assert questions(rig, ref) == []
    rig.people.say(ref, WAIVE)
    rig.people.say(ref, WAIVE, MALLORY)
    assert questions(rig, ref) == ["alice", "mallory"]
    rig.look(ref)
    assert questions(rig, ref) == []
    rig.world.place(HOME).roles["alice"] = Permission.READ
    rig.world.place(HOME).roles["mallory"] = Permission.ADMIN
    rig.look(ref)
    assert ON_RECORD in rig.said(ref), "what was allowed then stays allowed"


def test_words_that_are_taken_back_before_the_finish_end_the_waiver(rig: Rig) -> None:
    ref = waived(rig)
    take_back(rig, ref)
    rig.look(ref)
    assert "1 thing to mend" in rig.said(ref)
    assert "waived by" not in rig.said(ref)


def edit_in(rig: Rig, ref: Ref, words: str) -> None:
    """Somebody edits the last comment."""
    rig.pass_time(timedelta(minutes=1))
    rig.world.reword_comment(rig.people.entry(ref), last_comment(rig, ref), words)
    rig.look(ref)


def test_another_reason_in_the_same_comment_is_another_act(rig: Rig) -> None:
    ref = waived(rig)
    edit_in(rig, ref, WAIVE.replace("vendor", "weather"))
    assert "1 thing to mend" in rig.said(ref)
    assert "waived by" not in rig.said(ref)


def test_a_waiver_that_was_edited_into_a_comment_is_nobodys(rig: Rig) -> None:
    ref = waived(rig, "Fine with me.")
    edit_in(rig, ref, WAIVE)
    assert "1 thing to mend" in rig.said(ref)
    assert questions(rig, ref) == []


def test_a_second_waiver_in_a_comment_that_was_edited_does_not_count_and_the_first_still_does(rig: Rig) -> None:
    ref = waived(rig, body=Document((replace(rows(1)[0], owner="", due=""), rows(2)[1])))
    edit_in(rig, ref, f"{WAIVE}\n/waive smart/time-bound A1 because there is no hurry\n\nAnd more words.")
    assert ON_RECORD in rig.said(ref)
    assert "1 thing to mend" in rig.said(ref)
    assert rig.steps(ref) == ()


def test_what_the_finish_rested_on_stays_on_record(rig: Rig) -> None:
    ref = waived(rig)
    rig.people.label(ref, FINISHED)
    rig.look(ref)
    take_back(rig, ref)
    rig.look(ref)
    assert ON_RECORD in rig.said(ref)
    assert rig.steps(ref) == ()


def test_a_waiver_in_the_document_stays_on_record_too(rig: Rig) -> None:
    ref = rig.finished(f"{OWNERLESS}\n<!-- waive owner/missing A1 because the vendor does it -->\n")
    rig.people.edit(ref, str(OWNERLESS))
    rig.look(ref)
    assert "`owner/missing` waived in the document: the vendor does it" in rig.said(ref)
    assert rig.steps(ref) == ()


def test_an_action_added_after_the_finish_can_be_waived_as_well(rig: Rig) -> None:
    ref = rig.finished(document(1))
    rig.people.edit(ref, str(Document((*rows(1), Row(TITLES[1], "A2", owner="")))))
    rig.people.say(ref, "/waive owner/missing A2 because the vendor does it", MALLORY)
    rig.look(ref)
    assert "mallory asked to waive" in rig.said(ref)
    rig.people.say(ref, "/waive owner/missing A2 because the vendor does it", BOB)
    rig.look(ref)
    assert sorted(rig.tickets()) == ["A1", "A2"]
    assert "waived by bob" in rig.said(ref)
    assert "mallory" not in rig.said(ref)
    assert rig.steps(ref) == ()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            "/waive owner/mising A1 because the vendor does it",
            "The waiver of owner/mising for A1 by alice names no rule",
        ),
        ("/waive owner/missing A1", "The waiver of owner/missing for A1 by alice gives no reason"),
        ("/waive owner/missing A9 because x y", "names A9, and no action of the document has this key"),
        ("/waive actions/too-many because we are many", "names a rule that cannot be waived"),
        ("/waive smart/measurable A1 because the graph shows it", "by alice covers no finding"),
    ],
)
def test_a_command_that_waives_nothing_is_said_and_stops_no_finish(rig: Rig, words: str, said: str) -> None:
    ref = waived(rig, words, document(2))
    assert said in rig.said(ref)
    rig.people.label(ref, FINISHED)
    rig.look(ref)
    assert sorted(rig.tickets()) == ["A1", "A2"]
    assert "waived by" not in rig.said(ref)


def test_the_services_own_hint_is_no_command(rig: Rig) -> None:
    ref = rig.tagged(OWNERLESS)
    rig.look(ref)
    assert "/waive smart/measurable A3 because …" in rig.said(ref)
    assert questions(rig, ref) == []


def test_a_person_who_shares_the_services_account_may_waive(rig: Rig) -> None:
    rig.world.place(HOME).roles[rig.world.me.login] = Permission.WRITE
    ref = rig.tagged(OWNERLESS)
    rig.people.say(ref, WAIVE, rig.world.me)
    rig.look(ref)
    assert "Nothing stands in the way" in rig.said(ref)


@pytest.mark.parametrize(
    "letters", ["abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", "<", ODD], ids=["plain", "<", "odd"]
)
def test_fifty_long_actions_with_waivers_of_everything_fit_with_their_record(rig: Rig, letters: str) -> None:
    def words(length: int) -> str:
        return "".join(Random(7).choices(letters, k=length))

    many = Document(tuple(Row(f"{words(300)}{n}", f"A{n}", owner="", measure=words(300)) for n in range(1, 51)))
    ref = rig.tagged(many)
    for who, rule in ((ALICE, "owner/missing"), (MALLORY, "smart/specific")):
        for n in range(1, 51):
            rig.people.say(ref, f"/waive {rule} A{n} because {words(250)}{n}", who)
    for _ in range(2):
        rig.look(ref)
        assert len(rig.status(ref).body) < 65_536
        assert rig.steps(ref) == ()
        rig.people.label(ref, FINISHED)
    assert len(rig.tickets()) == 50


def test_a_milder_profile_lets_more_pass() -> None:
    flawed = replace(document(2), summary="")
    strict, lenient = new_rig(), new_rig(mapping(checks={"section/empty": "warning", "section/missing": "warning"}))
    assert strict.record(strict.finished(flawed)).finished_at is None
    assert lenient.record(lenient.finished(flawed)).finished_at is not None
