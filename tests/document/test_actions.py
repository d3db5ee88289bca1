"""Where actions stand, which keys they get, and on which lines they are."""

from datetime import date

import pytest

from service.document.post_mortem import Section
from service.document.reading import read
from tests.document.documents import actions_section, read_actions, the_action


def test_the_table_of_the_template_is_read_cell_by_cell() -> None:
    action = the_action(
        """
        | ID | Action | Owner | Due | Root cause | Done when |
        |----|:------:|-------|-----|------------|-----------|
        | A7 | Rotate **all** `keys` \\| now [#1](https://x.example/1) | @alice | 2026-12-01 | RC1, RC2 | no *old* key |
        """
    )
    assert action.key == "A7"
    assert action.key_written
    assert action.lines == (7, 7)
    assert action.title == "Rotate all `keys` | now"
    assert action.owners == ("@alice",)
    assert action.due == date(2026, 12, 1)
    assert action.causes == ("RC1", "RC2")
    assert action.measure == "no old key"
    assert action.links == ("https://x.example/1",)
    assert action.done is None


def test_columns_may_stand_in_any_order_and_be_missing() -> None:
    first, second = read_actions(
        """
        Deadline | Assignee | What | Status | Ticket | Prio
        ---|---|---|---|---|---
        2026-12-01 | Alice | Rotate the keys | done | https://example.org/1 | P2
        | | Bob | Tell the team | open
        """
    )
    assert (first.title, first.owners, first.due) == ("Rotate the keys", ("Alice",), date(2026, 12, 1))
    assert (first.done, first.links, first.priority) == (True, ("https://example.org/1",), "P2")
    assert (second.title, second.owners, second.done, second.lines) == ("Tell the team", ("Bob",), False, (8, 8))


def test_what_no_column_says_may_stand_in_the_words() -> None:
    action = the_action("| Action item |\n|---|\n| Rotate the keys — @alice — by 2026-12-01 |\n")
    assert (action.title, action.owners, action.due) == ("Rotate the keys", ("@alice",), date(2026, 12, 1))


@pytest.mark.parametrize(
    "row", ["| A1 | | | | | |", "| A1 | … | … | | | |", "| | | | | | |", "| A1 | _what_ | _who_ | YYYY-MM-DD | | |"]
)
def test_rows_that_nobody_filled_in_are_no_actions(row: str) -> None:
    document = actions_section(
        f"| ID | Action | Owner | Due | Root cause | Done when |\n|---|---|---|---|---|---|\n{row}\n"
    )
    assert read(document).actions == ()
    assert read(document).sections[Section.ACTIONS] is None


def test_a_row_with_an_owner_and_no_words_is_not_lost() -> None:
    assert the_action("| Action | Owner |\n|---|---|\n| | @alice |\n").title == ""


def test_lists_are_read_item_by_item_with_their_lines() -> None:
    actions = read_actions(
        """
        - [x] Rotate the keys
        - [ ] Tell the team,
          and the other team

        * Write it down
        1. Try it
        """
    )
    assert [(a.title, a.lines, a.done) for a in actions] == [
        ("Rotate the keys", (5, 5), True),
        ("Tell the team, and the other team", (6, 7), False),
        ("Write it down", (9, 9), None),
        ("Try it", (10, 10), None),
    ]


def test_nested_bullets_are_details_of_their_parent() -> None:
    action = the_action(
        """
        - Rotate the keys
          - Owner: @alice
          - **Due:** 2026-12-01
          - Done when: no key is old
          - Priority: High
          - Root cause: RC1
          - see <https://example.org/1>
        """
    )
    assert (action.lines, action.title, action.owners) == ((5, 11), "Rotate the keys", ("@alice",))
    assert (action.due, action.measure, action.priority) == (date(2026, 12, 1), "no key is old", "High")
    assert (action.causes, action.links) == (("RC1",), ("https://example.org/1",))


def test_an_item_that_only_groups_boxes_is_no_action() -> None:
    actions = read_actions("- Monitoring\n  - [ ] Add an alert\n  - [x] Add a panel\n")
    assert [(a.title, a.lines) for a in actions] == [("Add an alert", (6, 6)), ("Add a panel", (7, 7))]


def test_a_heading_with_fields_is_an_action() -> None:
    first, second = read_actions(
        """
        ### A1: Rotate the keys

        - **Owner**: @alice
        - **Due**: 2026-12-01

        ### Tell the team

        Owner: Bob
        Due: 2026-12-02
        """
    )
    assert (first.key, first.title, first.owners, first.lines) == ("A1", "Rotate the keys", ("@alice",), (5, 8))
    assert (second.title, second.owners, second.due) == ("Tell the team", ("Bob",), date(2026, 12, 2))
    assert second.lines == (10, 13)


def test_paragraphs_are_actions_where_there_is_no_list() -> None:
    document = "# D\n\n## Actions\n\nWe did a lot.\n\n### Keys\n\nRotate them.\n\n### Team\n\n- Tell them\n"
    assert [(a.title, a.lines) for a in read(document).actions] == [("Rotate them.", (9, 9)), ("Tell them", (13, 13))]


def test_bold_lines_and_headings_lend_what_they_say() -> None:
    first, second, third = read_actions(
        """
        ### Right away (completed)

        - Rotate the keys

        ### Later (Q1 2027)

        **AM**

        - Tell the team

        **In progress:**

        - Write it down
        """
    )
    assert (first.done, second.owners, second.due_text, second.done) == (True, ("AM",), "Q1 2027", None)
    assert (third.owners, third.due_text, third.due, third.done) == ((), "Q1 2027", date(2027, 3, 31), False)


def test_keys_by_order_avoid_the_written_ones() -> None:
    actions = read_actions("- A2: Rotate\n- Tell\n- Write\n- AI-1 Try\n")
    assert [(a.key, a.key_written) for a in actions] == [("A2", True), ("A1", False), ("A3", False), ("AI-1", True)]


def test_the_second_of_two_equal_keys_is_made_unique() -> None:
    actions = read_actions("- A1: Rotate\n- A1: Tell\n- A1: Write\n- Try\n")
    assert [(a.key, a.key_written) for a in actions] == [("A1", True), ("A1-2", False), ("A1-3", False), ("A2", False)]


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("No action, because the vendor has mended it.", "the vendor has mended it."),
        ("**No actions** — because it cannot happen again", "it cannot happen again"),
        ("- No action items are needed since the service is gone", "the service is gone"),
        ("No action, because …", None),
        ("No actions.", None),
        ("None.", None),
    ],
)
def test_a_decision_against_actions_is_no_action(words: str, reason: str | None) -> None:
    read_back = read(actions_section(words))
    assert read_back.actions == ()
    assert read_back.no_action_because == reason


def test_a_sentence_that_begins_alike_is_an_action() -> None:
    assert the_action("- No action plan exists yet, so write one\n").title.startswith("No action plan")


def test_lists_of_other_sections_are_no_actions() -> None:
    document = "# D\n\n## Actions\n\n- Rotate\n\n## Timeline\n\n- 10:00 @alice to look\n\n## Follow-ups\n\n- Tell\n"
    assert [action.title for action in read(document).actions] == ["Rotate", "Tell"]
