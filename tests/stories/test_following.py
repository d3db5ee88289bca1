"""After the finish: tickets, status comment and reviews stay in step until the loop is closed."""

from datetime import date

from tests.stories.conftest import EVERYWHERE
from tests.stories.documents import NO_ACTION, TABLE
from tests.stories.stage import Stage


def row(status: str, key: str) -> str:
    """The line of the table that is about an action."""
    return next(line for line in status.splitlines() if line.startswith(f"| **{key}**"))


def test_a_ticket_closed_by_its_owner_shows_as_done(stage: Stage) -> None:
    number = stage.finished(TABLE)
    stage.clock.advance(days=3)
    stage.alice.closes(stage.app, stage.tickets()["A1"].handle)
    stage.settle()

    assert row(stage.status(number), "A1").endswith("| done |")
    assert "1 of 3 actions done" in stage.status(number)


def test_not_planned_and_duplicate_are_kept_apart_from_done(stage: Stage) -> None:
    number = stage.finished(TABLE)
    stage.clock.advance(days=3)
    stage.alice.closes(stage.app, stage.tickets()["A1"].handle, "not_planned")
    stage.alice.closes(stage.app, stage.tickets()["A2"].handle, "duplicate")
    stage.settle()

    assert "won't do (not planned)" in row(stage.status(number), "A1")
    assert "won't do (duplicate)" in row(stage.status(number), "A2")
    assert "0 of 3 actions done" in stage.status(number)


def test_a_ticket_that_is_reopened_is_open_again(stage: Stage) -> None:
    number = stage.finished(TABLE)
    stage.alice.closes(stage.app, stage.tickets()["A1"].handle)
    stage.settle()
    stage.clock.advance(days=1)
    stage.alice.reopens(stage.app, stage.tickets()["A1"].handle)
    stage.settle()

    assert row(stage.status(number), "A1").endswith("| open |")


def test_reassigning_retitling_and_a_new_date_come_from_the_ticket(stage: Stage) -> None:
    number = stage.finished(TABLE)
    ticket = stage.tickets()["A1"]
    stage.clock.advance(days=1)
    stage.alice.retitles(stage.app, ticket.handle, "Alert at 70 % already")
    stage.alice.assigns(stage.app, ticket.handle, "bob")
    stage.alice.redates(stage.app, ticket.handle, date(2026, 12, 24))
    stage.settle()

    shown = row(stage.status(number), "A1")
    assert "Alert at 70 % already" in shown
    assert f"| {stage.away.shows('bob')} |" in shown
    assert "| 2026-12-24 |" in shown


@EVERYWHERE
def test_a_deleted_ticket_is_told_and_not_created_again(stage: Stage) -> None:
    number = stage.finished(TABLE)
    stage.clock.advance(days=1)
    stage.alice.deletes(stage.app, stage.tickets()["A2"].handle)
    stage.settle()

    status = stage.status(number)
    assert row(status, "A2").endswith("| gone |")
    assert "was deleted, or the service can no longer see it" in status
    assert sorted(stage.tickets()) == ["A1", "A3"]


@EVERYWHERE
def test_a_transferred_ticket_is_followed_to_its_new_place(stage: Stage) -> None:
    platform = "PLAT" if stage.away.flavour.is_jira else "acme/platform"
    stage.away.founds(platform)
    number = stage.finished(TABLE)
    stage.clock.advance(days=1)
    moved = stage.alice.moves(stage.app, stage.tickets()["A3"].handle, platform)
    stage.settle()
    assert f"[{stage.alice.reads(platform, moved).name}]" in row(stage.status(number), "A3")

    stage.alice.closes(platform, moved)
    stage.settle()
    assert row(stage.status(number), "A3").endswith("| done |")


def test_a_ticket_without_owner_is_told_and_clears_when_cured(stage: Stage) -> None:
    number = stage.finished(TABLE)
    ticket = stage.tickets()["A1"]
    stage.clock.advance(days=1)
    stage.alice.assigns(stage.app, ticket.handle)
    stage.settle()
    assert f"{ticket.name} has nobody assigned" in stage.status(number)

    stage.alice.assigns(stage.app, ticket.handle, "bob")
    stage.settle()
    assert "has nobody assigned" not in stage.status(number)


def test_the_review_opens_once_when_it_is_due_and_lists_every_action(stage: Stage) -> None:
    number = stage.finished(TABLE)
    stage.alice.closes(stage.app, stage.tickets()["A1"].handle)
    stage.settle()
    stage.later(days=34)
    assert stage.reviews() == [], "five weeks are not over"

    stage.later(days=1)
    stage.later(hours=6)
    assert len(stage.reviews()) == 1
    review = stage.reviews()[0]
    assert review.title == "Follow-up review 1: Checkout answers 500"
    assert review.assignees == ("alice",), "whoever ran the post-mortem"
    assert "- [x] **A1**" in review.body
    assert "- [ ] **A2**" in review.body
    assert "- [ ] **A3**" in review.body
    assert f"[Review 1]({review.url}) is open" in stage.status(number)


def test_the_review_keeps_step_while_it_is_open_and_leaves_notes_alone(stage: Stage) -> None:
    stage.finished(TABLE)
    stage.later(days=36)
    review = stage.reviews()[0]
    stage.alice.adds(stage.incidents, review.handle, "## Minutes\n\nWe met on Monday.\n")
    stage.settle()
    stage.clock.advance(hours=2)
    stage.bob.closes(stage.app, stage.tickets()["A2"].handle)
    stage.settle()

    body = stage.reviews()[0].body
    assert "- [x] **A2**" in body
    assert body.rstrip().endswith("\n\n## Minutes\n\nWe met on Monday.")


@EVERYWHERE
def test_ticking_a_box_in_the_review_closes_the_ticket(stage: Stage) -> None:
    number = stage.finished(TABLE)
    stage.later(days=36)
    stage.alice.ticks(stage.incidents, stage.reviews()[0].handle, "A2")
    stage.settle()

    ticket = stage.tickets()["A2"]
    assert (ticket.open, ticket.reason) == (False, "completed")
    assert row(stage.status(number), "A2").endswith("| done |")


def test_ticking_a_box_in_the_status_comment_closes_the_ticket(stage: Stage) -> None:
    number = stage.finished(TABLE)
    stage.clock.advance(days=1)
    stage.alice.ticks_in_comment(stage.incidents, number, stage.status_id(number), "A3")
    stage.settle()

    assert not stage.tickets()["A3"].open
    assert row(stage.status(number), "A3").endswith("| done |")


def test_a_review_closed_with_open_actions_returns_two_weeks_later(stage: Stage) -> None:
    number = stage.finished(TABLE)
    stage.later(days=36)
    stage.alice.closes(stage.incidents, stage.reviews()[0].handle)
    stage.settle()
    assert "Next review: Tuesday, 22 December 2026, 10:00 (Europe/Berlin)" in stage.status(number)

    stage.later(days=13)
    assert len(stage.reviews()) == 1
    stage.later(days=2)
    assert [review.title[:18] for review in stage.reviews()] == ["Follow-up review 1", "Follow-up review 2"]


@EVERYWHERE
def test_the_loop_is_closed_when_all_is_settled_and_a_review_was_held(stage: Stage) -> None:
    number = stage.finished(TABLE)
    for ticket in stage.tickets().values():
        stage.alice.closes(stage.app, ticket.handle)
    stage.later(days=36)
    assert "Loop closed" not in stage.status(number), "no review was held yet"

    stage.alice.closes(stage.incidents, stage.reviews()[0].handle)
    stage.settle()
    assert "**Loop closed** on 2026-12-08: 3 of 3 actions done" in stage.status(number)
    stage.later(days=60)
    assert len(stage.reviews()) == 1


def test_what_opens_again_after_the_loop_was_closed_comes_back(stage: Stage) -> None:
    number = stage.finished(TABLE)
    for ticket in stage.tickets().values():
        stage.alice.closes(stage.app, ticket.handle)
    stage.later(days=36)
    stage.alice.closes(stage.incidents, stage.reviews()[0].handle)
    stage.settle()
    stage.later(days=10)
    stage.alice.reopens(stage.app, stage.tickets()["A1"].handle)
    stage.settle()
    assert "Loop closed" not in stage.status(number)

    stage.later(days=16)
    assert len(stage.reviews()) == 2


def test_a_post_mortem_without_actions_is_reviewed_once(stage: Stage) -> None:
    number = stage.finished(NO_ACTION)
    stage.later(days=36)
    assert "Does that still hold?" in stage.reviews()[0].body
    stage.alice.closes(stage.incidents, stage.reviews()[0].handle)
    stage.settle()
    assert "Loop closed" in stage.status(number)


def test_an_action_added_after_the_finish_becomes_a_ticket(stage: Stage) -> None:
    number = stage.finished(TABLE)
    stage.clock.advance(days=1)
    row_4 = "| A4 | Document the pool in the runbook | @bob | 2026-12-20 | RC1 | the runbook has a page |\n"
    stage.alice.writes(stage.incidents, number, TABLE + row_4)
    stage.settle()

    assert sorted(stage.tickets()) == ["A1", "A2", "A3", "A4"]


def test_a_project_that_is_renamed_is_found_by_its_id(stage: Stage) -> None:
    number = stage.finished(TABLE)
    stage.clock.advance(days=1)
    stage.app = stage.away.renames(stage.app)
    stage.alice.closes(stage.app, stage.tickets()["A1"].handle)
    stage.settle()

    assert row(stage.status(number), "A1").endswith("| done |")


def test_a_title_given_in_a_private_place_is_not_repeated_in_a_public_one(stage: Stage) -> None:
    stage.home.shows_to_all(stage.incidents)
    number = stage.finished(TABLE)
    stage.clock.advance(days=1)
    stage.alice.retitles(stage.app, stage.tickets()["A1"].handle, "Customer Canary Ltd lost money")
    stage.settle()

    assert "Canary" not in stage.status(number)
    stage.later(days=36)
    assert "Canary" not in stage.reviews()[0].body
