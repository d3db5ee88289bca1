"""How a record changes by what happened, one value at a time: the others in it stay as they are."""

from dataclasses import replace
from datetime import UTC, datetime

from connectors.tracker import ProjectId, Ref
from service.record import REASON, AskedWaiver, HeldReview, Record, TrackedAction
from tests.planning.sightings import ticket

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
TICKET, REVIEW = ticket(7), Ref("github", ProjectId("100"), 9)
ONE = TrackedAction("A1", "Add an alert", notice="No date.", owed=("carol",))
TWO = TrackedAction("A2", "Write it down", TICKET.ref, "acme/app#7", adopted=True, left=True, notice="No bob.")
RECORD = Record("checkout", (ONE, TWO), finished_at=NOON, finished_by="alice", review_due=NOON)


def with_actions(*actions: TrackedAction) -> Record:
    return replace(RECORD, actions=actions)


def test_an_action_is_found_by_its_key() -> None:
    assert (RECORD.action("A1"), RECORD.action("A2"), RECORD.action("A3")) == (ONE, TWO, None)


def test_an_action_is_known_by_its_latest_words() -> None:
    assert ONE.known_as == "Add an alert"
    assert replace(ONE, latest="Add two alerts").known_as == "Add two alerts"


def test_a_ticket_comes_with_its_name_and_keeps_what_was_noticed_before_it() -> None:
    expected = replace(ONE, ticket=TICKET.ref, name="acme/app#7")
    assert RECORD.with_ticket("A1", TICKET) == with_actions(expected, TWO)


def test_what_its_create_left_out_takes_the_place_of_what_was_noticed_before() -> None:
    said = replace(TICKET, notices=("No bob.", "x" * REASON), owed=("bob",))
    entry = RECORD.with_ticket("A1", said).actions[0]
    assert (entry.notice, entry.owed) == (("No bob. " + "x" * REASON)[:200], ("bob",))


def test_a_ticket_that_is_taken_back_is_as_if_it_had_never_been_found() -> None:
    bare, other = replace(TWO, ticket=None, name="", adopted=False), replace(TWO, key="A3")
    assert with_actions(ONE, TWO, other).without_ticket("A2") == with_actions(ONE, bare, other)


def test_a_review_that_opens_is_due_no_longer() -> None:
    first, second = HeldReview(1, REVIEW, NOON, ""), HeldReview(2, REVIEW, NOON, "")
    both = RECORD.with_review(first).with_review(second)
    assert both == replace(RECORD, reviews=(first, second), review_due=None)
    assert (both.last_review, RECORD.last_review) == (second, None)


def test_a_dead_end_says_why_and_when() -> None:
    changed = replace(ONE, notice="x" * REASON, tried_at=NOON)
    assert RECORD.with_dead_end("A1", "x" * 300, NOON) == with_actions(changed, TWO)


def test_a_notice_is_about_one_action() -> None:
    assert RECORD.with_notice("A2", "y" * 300) == with_actions(ONE, replace(TWO, notice="y" * REASON))


def test_whom_to_assign_later_is_said_for_each_action_or_nobody() -> None:
    assert RECORD.with_owed({"A2": ("bob",)}) == with_actions(replace(ONE, owed=()), replace(TWO, owed=("bob",)))


def test_the_same_comment_asks_for_the_same_whoever_answered() -> None:
    asked = AskedWaiver("owner/missing", "A1", "a vendor", "77", "bob", NOON)
    assert asked.same_as(asked.answered(False))
    assert asked.answered(False) == replace(asked, allowed=False)
    changes: tuple[dict[str, str], ...] = (
        {"rule": "due/missing"},
        {"action": "A2"},
        {"because": "no reason"},
        {"comment": "78"},
    )
    for change in changes:
        assert not asked.same_as(AskedWaiver(**(vars(asked) | change))), change
