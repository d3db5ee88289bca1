"""When a review opens, what it is opened with, and what becomes of it, planned from values."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from connectors.tracker import Absence, Gone, Issue, Level, Reason, Ref
from service.document.reading import read
from service.identity import remembered_words
from service.mappings import Person, ReviewRule
from service.observed import Claim, Observed, SeenReview
from service.record import HeldReview, TrackedAction
from service.says import refusals
from service.says import review as words
from service.says.pages import ActionLine, Phase, ReviewPage
from service.steps import CreateTicket, OpenReview, SettleTicket, Step, UpdateReview
from tests.planning.documents import Document, Shape, document, rows
from tests.planning.sightings import (
    ASKED,
    INCIDENTS,
    PAY,
    STAFF,
    followed,
    in_jira,
    issue,
    mapped,
    mapped_in_jira,
    only,
    planned,
    problems,
    status,
    ticket,
)
from tests.planning.state import ALICE, BOB, BOT
from tests.planning.tracked import with_status

DUE = ASKED + timedelta(weeks=5)
LATER = DUE + timedelta(minutes=3)
OPEN = ticket(7, assignees=(ALICE,), title="Add an alert")
DONE = replace(OPEN, open=False, reason=Reason.COMPLETED, closed_at=DUE - timedelta(days=1))
KNOWN = TrackedAction("A1", remembered_words(read(str(document(1))).actions[0]), OPEN.ref, OPEN.name)
REVIEW = issue(9, author=BOT, assignees=(BOB,), labels=("postmortem:review",))
CALLED = Person("Alice", {"github": "alice", "jira": "5b10"})


def held(cycle: int = 1, **changes: Any) -> HeldReview:
    return HeldReview(cycle, REVIEW.ref, DUE, REVIEW.url, **changes)


def due(ticket: Issue = OPEN, *, remembered: dict[str, Any] | None = None, **changes: Any) -> Observed:
    """A post-mortem of one action whose review is due by `LATER`."""
    return followed(
        None, KNOWN, tickets={OPEN.ref: ticket}, remembered={"review_due": DUE} | (remembered or {}), **changes
    )


def reviewed(seen: SeenReview | Gone, ticket: Issue = OPEN, *reviews: HeldReview, **changes: Any) -> Observed:
    remembered = {"review_due": None, "reviews": reviews or (held(),)} | changes.pop("remembered", {})
    return due(ticket, remembered=remembered, review=seen, **changes)


def shown(page: ReviewPage, **changes: Any) -> SeenReview:
    """A review that says what it should."""
    return SeenReview(replace(REVIEW, **changes), words.text(page), True, page.ticked)


def page(ticket: Issue = OPEN, **changes: Any) -> ReviewPage:
    line = ActionLine("A1", "", due=None, cause="RC1 The load test runs against a tenth of the data")
    line = replace(line, measure="the graph shows it").with_ticket(ticket)
    values: dict[str, Any] = {
        "cycle": 1,
        "title": "Checkout errors",
        "url": f"{INCIDENTS.url}/issues/1",
        "finished_at": ASKED,
        "as_of": DUE,
        "since": ASKED,
        "repeat": "2 weeks",
        "lines": (replace(line, due=date(2026, 5, 1)),),
        "mentions": {"alice": "alice"},
    }
    return ReviewPage(**(values | changes))


def later(seen: Observed, to: Any = None, now: datetime = LATER) -> tuple[Step, ...]:
    return planned(seen, to or mapped(), now)


# -- opening


def test_a_review_on_github_opens_with_all_that_it_needs() -> None:
    to = mapped(type="Task", fields={"customfield_1": "x"})
    assert only(OpenReview, later(due(), to)) == (
        OpenReview(
            cycle=1,
            project=INCIDENTS.id,
            page=page(),
            labels=("postmortem:review",),
            assignees=("alice",),
            due=DUE,
            kind="Task",
            fields={"customfield_1": "x"},
            restricted_to=None,
        ),
    )


def test_a_review_in_jira_gets_the_level_of_its_post_mortem_half_the_room_and_known_people() -> None:
    there = ticket(7, PAY, "jira", assignees=(replace(ALICE, login="5b10", name="Alice"),), restricted_to=STAFF)
    known = replace(KNOWN, ticket=there.ref)
    seen = followed(None, known, tickets={there.ref: there}, remembered={"review_due": DUE, "finished_by": "5b10"})
    (step,) = only(OpenReview, later(in_jira(seen, restricted_to=STAFF), mapped_in_jira(people=(CALLED,))))
    assert (step.project, step.assignees, step.restricted_to) == (PAY.id, ("5b10",), STAFF)
    assert (step.page.room, step.page.mentions, step.page.url) == (
        0.5,
        {"5b10": "5b10"},
        "https://jira.example/browse/PAY-1",
    )


def test_a_review_opens_in_the_moment_in_which_it_is_due() -> None:
    assert len(only(OpenReview, later(due(), now=DUE))) == 1
    assert only(OpenReview, later(due(), now=DUE - timedelta(microseconds=1))) == ()


def test_a_review_that_is_there_already_is_taken_and_not_opened() -> None:
    steps = later(due(strays={Claim("review", "1"): REVIEW}))
    assert only(OpenReview, steps) == ()
    assert status(steps).record.reviews == (held(),)
    assert status(steps).record.review_due is None
    assert status(steps).page.review_open


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"listing_trouble": "The list lies."}, "The list lies."),
        ({"project": replace(INCIDENTS, accepts_issues=False)}, refusals.no_place_for_review(INCIDENTS.name)),
        ({"foreign": frozenset({Claim("review", "1")})}, refusals.foreign_claim("review")),
        (
            {"obstacles": {Claim("review", "1"): "PAY asks for a team."}},
            refusals.review_refused("PAY asks for a team."),
        ),
    ],
)
def test_what_keeps_a_review_from_opening_is_said_and_it_stays_due(changes: dict[str, Any], sentence: str) -> None:
    steps = later(due(**changes))
    assert only(OpenReview, steps) == ()
    assert (None, sentence) in problems(steps)
    assert status(steps).record.review_due == DUE
    assert not status(steps).page.review_open


def test_what_concerns_another_cycle_keeps_no_review_from_opening() -> None:
    other = Claim("review", "2")
    seen = due(foreign=frozenset({other}), obstacles={other: "No."}, strays={other: REVIEW})
    assert len(only(OpenReview, later(seen))) == 1


@pytest.mark.parametrize(
    ("role", "assignees", "by", "expected"),
    [
        ("Alice", (BOB,), "carol", ("alice",)),
        ("dora", (BOB,), "carol", ("dora",)),
        (None, (BOB, ALICE), "carol", ("bob",)),
        (None, (), "carol", ("carol",)),
        (None, (), "", ()),
    ],
)
def test_who_gets_a_review(role: str | None, assignees: Any, by: str, expected: tuple[str, ...]) -> None:
    seen = due(remembered={"finished_by": by}, about={"assignees": assignees})
    (step,) = only(OpenReview, later(seen, mapped(review=ReviewRule(tracker_role=role), people=(CALLED,))))
    assert step.assignees == expected


def test_a_role_is_looked_for_in_the_tracker_of_the_review() -> None:
    seen = due()
    away = Person("Bob", {"github": "bob", "jira": "77"})
    (step,) = only(OpenReview, later(seen, mapped(review=ReviewRule(tracker_role="Bob"), people=(away,))))
    assert step.assignees == ("bob",)


@pytest.mark.parametrize(
    ("every", "said"),
    [
        (timedelta(weeks=1), "1 week"),
        (timedelta(weeks=2), "2 weeks"),
        (timedelta(days=10), "10 days"),
        (timedelta(days=1), "1 day"),
        (timedelta(hours=36), "36 hours"),
        (timedelta(hours=1), "1 hour"),
        (timedelta(seconds=90), "90 seconds"),
        (timedelta(seconds=1), "1 second"),
        (timedelta(milliseconds=500), "0:00:00.500000"),
    ],
)
def test_how_long_until_the_next_is_said_in_the_largest_unit_that_fits(every: timedelta, said: str) -> None:
    (step,) = only(OpenReview, later(due(), mapped(review=ReviewRule(repeat_every=every))))
    assert step.page.repeat == said


def test_a_later_review_tells_news_since_the_one_before() -> None:
    closed = DUE + timedelta(days=1)
    before = held(1, closed_at=closed)
    seen = reviewed(shown(page(), open=False, closed_at=closed), OPEN, before, remembered={"review_due": closed})
    (step,) = only(OpenReview, later(seen, now=closed + timedelta(days=20)))
    assert (step.cycle, step.page.cycle, step.page.since, step.page.as_of) == (2, 2, closed, closed)


def test_a_review_shows_why_there_are_no_actions() -> None:
    seen = followed(Document((), no_action="it was a drill"), remembered={"review_due": DUE})
    (step,) = only(OpenReview, later(seen))
    assert (step.page.no_action_because, step.page.lines) == ("it was a drill.", ())


# -- while it is open


def test_a_review_that_says_what_it_should_is_left_alone() -> None:
    steps = later(reviewed(shown(page())))
    assert only(UpdateReview, steps) == ()
    found = status(steps)
    assert (found.record.reviews, found.record.review_due, found.page.review_open) == ((held(),), None, True)
    assert found.page.reviews == ((1, REVIEW.url),)
    assert found.page.phase is Phase.TRACKING
    assert problems(steps) == []


@pytest.mark.parametrize(
    "changes", [{"untouched": False}, {"text": "Other words."}, {"rendered": frozenset({"A9"})}], ids=str
)
def test_a_review_that_does_not_is_rewritten(changes: dict[str, Any]) -> None:
    seen = replace(shown(page()), **changes)
    (step,) = only(UpdateReview, later(reviewed(seen)))
    assert (step.ref, step.page) == (REVIEW.ref, page())


def test_a_tick_in_a_review_whose_ticket_found_no_way_there_stays() -> None:
    text = words.text(page()).replace("- [ ] **A1**", "- [x] **A1**")
    seen = reviewed(SeenReview(REVIEW, text, True, frozenset()))
    vain = replace(KNOWN, notice="No way there.", tried_at=LATER)
    steps = later(with_status(seen, record=replace(seen.status.record, actions=(vain,))))  # type: ignore[union-attr]
    assert (only(UpdateReview, steps), only(SettleTicket, steps)) == ((), ())


def test_a_review_is_rewritten_when_the_same_plan_creates_a_ticket() -> None:
    seen = reviewed(shown(page()), about={"body": str(document(2))})
    steps = later(seen)
    assert [step.key for step in only(CreateTicket, steps)] == ["A2"]
    (step,) = only(UpdateReview, steps)
    assert [line.key for line in step.page.lines] == ["A1", "A2"]


def test_a_review_that_nobody_has_says_so_while_it_is_open() -> None:
    assert (None, refusals.nobody_reviews(1)) in problems(later(reviewed(shown(page(), assignees=()))))
    closed = shown(page(DONE), assignees=(), open=False, closed_at=LATER)
    assert problems(later(reviewed(closed, DONE))) == []


@pytest.mark.parametrize(("level", "told"), [(STAFF, True), (Level("11", "Board"), False), (None, False)])
def test_a_review_that_others_read_is_left_as_it_is(level: Level | None, told: bool) -> None:
    seen = reviewed(replace(shown(page()), untouched=False, issue=replace(REVIEW, restricted_to=level)))
    steps = later(replace(seen, issue=replace(seen.issue, restricted_to=STAFF)))
    assert bool(only(UpdateReview, steps)) == told
    assert ((None, refusals.review_more_open(1, "Staff only")) in problems(steps)) is not told


def test_a_review_that_was_moved_is_followed_there() -> None:
    there = Ref("github", INCIDENTS.id, 77)
    moved = replace(shown(page()), issue=replace(REVIEW, ref=there, url="https://github.example/there"))
    assert status(later(reviewed(moved))).record.reviews == (HeldReview(1, there, DUE, "https://github.example/there"),)


# -- after it


def test_a_closed_review_makes_the_next_one_due_while_actions_are_open() -> None:
    closed = DUE + timedelta(days=1)
    steps = later(reviewed(shown(page(), open=False, closed_at=closed)), now=closed + timedelta(days=3))
    found = status(steps)
    assert found.record.reviews == (held(closed_at=closed),)
    assert found.record.review_due == closed + timedelta(weeks=2)
    assert not found.page.review_open
    assert (only(UpdateReview, steps), only(OpenReview, steps)) == ((), ())


def test_a_tracker_that_does_not_say_when_a_review_was_closed_says_when_it_was_touched() -> None:
    touched = DUE + timedelta(days=2)
    seen = shown(page(), open=False, closed_at=None, updated_at=touched)
    assert status(later(reviewed(seen), now=touched)).record.reviews == (held(closed_at=touched),)


def test_the_loop_closes_with_the_last_thing_that_it_waited_for() -> None:
    closed = DUE + timedelta(days=1)
    seen = shown(page(DONE), open=False, closed_at=closed)
    found = status(later(reviewed(seen, DONE), now=closed))
    assert (found.record.closed_at, found.record.review_due, found.page.phase) == (closed, None, Phase.CLOSED)
    assert (found.page.closed_at, found.page.review_due) == (closed, None)

    last = replace(DONE, closed_at=closed + timedelta(days=3))
    assert status(later(reviewed(seen, last), now=closed)).record.closed_at == last.closed_at


def test_a_loop_that_closes_before_the_next_review_is_due_has_none_due_any_more() -> None:
    closed = DUE + timedelta(days=1)
    before = {"review_due": closed + timedelta(weeks=2)}
    seen = reviewed(shown(page(), open=False, closed_at=closed), DONE, held(closed_at=closed), remembered=before)
    found = status(later(seen, now=closed + timedelta(days=3)))
    assert (found.record.closed_at, found.record.review_due, found.page.review_due) == (closed, None, None)


def test_a_loop_closes_although_nobody_knows_when_something_was_done_before_the_finish() -> None:
    closed = DUE + timedelta(days=1)
    body = str(Document(rows(1), Shape.BOXES)).replace("- [ ]", "- [x]")
    review = SeenReview(replace(REVIEW, open=False, closed_at=closed), "", True)
    remembered = {"review_due": None, "reviews": (held(),)}
    assert status(later(followed(body, remembered=remembered, review=review))).record.closed_at == closed


def test_a_loop_that_was_closed_stays_closed_since_then() -> None:
    closed = DUE + timedelta(days=1)
    seen = reviewed(
        shown(page(DONE), open=False, closed_at=closed), DONE, held(closed_at=closed), remembered={"closed_at": DUE}
    )
    assert status(later(seen, now=closed)).record.closed_at == DUE


def test_what_is_opened_again_after_the_loop_closed_makes_a_review_due_from_now_on() -> None:
    closed = DUE + timedelta(days=1)
    seen = reviewed(
        shown(page(DONE), open=False, closed_at=closed), OPEN, held(closed_at=closed), remembered={"closed_at": closed}
    )
    found = status(later(seen, now=closed + timedelta(days=41)))
    assert found.record.review_due == closed + timedelta(days=41) + timedelta(weeks=2)
    assert (found.record.closed_at, found.page.phase) == (None, Phase.TRACKING)


def test_a_review_that_vanished_counts_as_closed_when_it_was_due_and_not_as_held() -> None:
    steps = later(reviewed(Gone(REVIEW.ref, Absence.DELETED), DONE))
    assert status(steps).record.reviews == (held(closed_at=DUE, gone=True),)
    assert status(steps).record.closed_at is None
    assert (None, refusals.review_gone(1)) in problems(steps)


def test_a_review_that_vanished_after_it_was_held_was_held() -> None:
    closed = DUE + timedelta(days=1)
    steps = later(reviewed(Gone(REVIEW.ref, Absence.DELETED), DONE, held(closed_at=closed)))
    assert status(steps).record.reviews == (held(closed_at=closed),)
    assert status(steps).record.closed_at == closed


def test_a_review_that_vanished_and_is_shown_again_is_like_any_other() -> None:
    steps = later(reviewed(shown(page()), OPEN, held(closed_at=DUE, gone=True)))
    assert status(steps).record.reviews == (held(),)
    assert problems(steps) == []


def test_a_vanished_review_is_no_word_worth_once_a_later_one_was_held() -> None:
    lost = held(1, closed_at=DUE, gone=True)
    closed = DUE + timedelta(days=20)
    seen = reviewed(shown(page(), open=False, closed_at=closed), DONE, lost, held(2, closed_at=closed))
    assert problems(later(seen, now=closed)) == []


def test_only_the_last_review_is_looked_at() -> None:
    first = held(1, closed_at=DUE + timedelta(days=1))
    steps = later(reviewed(shown(page(cycle=2, since=DUE + timedelta(days=1))), OPEN, first, held(2)))
    assert status(steps).record.reviews == (first, held(2))
    assert only(UpdateReview, steps) == ()


def test_a_review_that_was_not_looked_at_stays_as_it_is_on_record() -> None:
    seen = replace(reviewed(shown(page())), review=None)
    steps = later(seen)
    assert status(steps).record.reviews == (held(),)
    assert only(UpdateReview, steps) == ()


def test_fresh_ticks_in_a_closed_review_are_written_over_once() -> None:
    closed = DUE + timedelta(days=1)
    text = words.text(page()).replace("- [ ] **A1**", "- [x] **A1**")
    ticked = SeenReview(replace(REVIEW, open=False, closed_at=closed), text, True, frozenset())
    (step,) = only(UpdateReview, later(reviewed(ticked, DONE), now=closed))
    assert (step.ref, step.page) == (REVIEW.ref, page(DONE))
    written = replace(ticked, rendered=frozenset({"A1"}))
    assert only(UpdateReview, later(reviewed(written, DONE), now=closed)) == ()


def test_fresh_ticks_in_a_closed_review_that_others_read_stay() -> None:
    closed = DUE + timedelta(days=1)
    text = words.text(page()).replace("- [ ] **A1**", "- [x] **A1**")
    ticked = SeenReview(replace(REVIEW, open=False, closed_at=closed), text, True, frozenset())
    seen = reviewed(ticked, DONE)
    steps = later(replace(seen, issue=replace(seen.issue, restricted_to=STAFF)), now=closed)
    assert only(UpdateReview, steps) == ()
