"""Keys of actions are given once: no edit of the document hands a key, and so a ticket, to another action."""

import re
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from service.document.post_mortem import Action
from service.document.reading import read
from service.identity import remembered_words, with_kept_keys
from service.record import TrackedAction
from tests.planning.documents import TITLES, Document, Row
from tests.planning.profiles import examples

ACTS = ("insert", "move", "delete", "copy", "reword")
edits = st.lists(st.integers(0, len(ACTS) * 100 - 1), max_size=6)
"""Each number is an act, and two digits that say where."""


def edited(rows: list[Row], act: str, n: int, m: int, step: int) -> list[Row]:
    """The rows after one edit; a copied row is reworded, as people do who copy one to begin another."""
    at = n % len(rows) if rows else 0
    match act:
        case "insert":
            rows.insert(n % (len(rows) + 1), Row(f"{TITLES[5 + (step + m) % 11]} in region {step}{m}"))
        case "move" if rows:
            rows.insert(m % len(rows), rows.pop(at))
        case "delete" if rows:
            del rows[at]
        case "copy" if rows:
            rows.insert(m % (len(rows) + 1), Row(f"{TITLES[5 + (step + m) % 11]} in region {step}{m} too"))
        case "reword" if rows:
            rows[at] = Row(f"{rows[at].title} now", rows[at].key)
    return rows


def remembered(actions: tuple[Action, ...], before: tuple[TrackedAction, ...]) -> tuple[TrackedAction, ...]:
    known = {tracked.key for tracked in before}
    new = (TrackedAction(action.key, remembered_words(action)) for action in actions if action.key not in known)
    now = {action.key: remembered_words(action) for action in actions}
    return (*(TrackedAction(t.key, now.get(t.key, t.words), left=t.key not in now) for t in before), *new)


def as_read(rows: list[Row]) -> list[Action]:
    """What the reader makes of rows without keys: keys by their order."""
    return [Action(f"A{n}", (n, n), row.title) for n, row in enumerate(rows, 1)]


def root(title: str) -> str:
    """What an action is about, without the words that rewording added."""
    return re.sub(r"( now)+$", "", title)


@examples(500)
@given(st.integers(1, 5), edits)
def test_a_key_never_moves_to_another_action(count: int, history: list[int]) -> None:
    rows = [Row(title) for title in TITLES[:count]]
    tracked: tuple[TrackedAction, ...] = ()
    meant: dict[str, str] = {}
    for step, edit in enumerate([None, *history]):
        if edit is not None:
            rows = edited(rows, ACTS[edit // 100], edit // 10 % 10, edit % 10, step)
        actions = with_kept_keys(as_read(rows), tracked)
        assert len({action.key for action in actions}) == len(actions)
        for action in actions:
            assert meant.setdefault(action.key, root(action.title)) == root(action.title)
        tracked = remembered(actions, tracked)


def test_a_written_key_counts_whatever_the_words_are() -> None:
    written = Action("A7", (1, 1), "Something else altogether", key_written=True)
    kept = with_kept_keys([written], [TrackedAction("A7", "write the runbook")])
    assert kept[0].key == "A7"


def test_a_new_action_gets_a_key_that_was_never_used() -> None:
    kept = with_kept_keys(
        [Action("A1", (1, 1), "Retire the coupon endpoint")], [TrackedAction("A3", "write the runbook")]
    )
    assert kept[0].key == "A4"


def test_two_actions_of_the_same_words_keep_two_keys() -> None:
    twins = [Action("A1", (1, 1), "Write the runbook"), Action("A2", (2, 2), "Write the runbook")]
    first = with_kept_keys(twins, ())
    again = with_kept_keys(twins, remembered(first, ()))
    assert [action.key for action in again] == ["A1", "A2"]


def test_a_key_that_was_written_twice_is_still_seen_as_such() -> None:
    document = Document((Row("Write the runbook", "A1"), Row("Retire the coupon endpoint", "A1")))
    kept = with_kept_keys(read(str(document)).actions, ())
    assert [action.key for action in kept] == ["A1", "A1-2"]


def test_a_row_copied_above_its_original_does_not_take_its_ticket() -> None:
    """Both carry the written key; the one whose words the ticket was made from is the action."""
    copied = Document((Row("Retire the coupon endpoint", "A1"), Row("Write the runbook", "A1")))
    tracked = (TrackedAction("A1", "write the runbook"),)
    kept = with_kept_keys(read(str(copied)).actions, tracked)
    assert [action.title for action in kept if action.key == "A1"] == ["Write the runbook"]


def test_a_new_action_does_not_inherit_the_key_of_a_similar_one_that_left() -> None:
    left = TrackedAction("A1", "add an alert for checkout errors", left=True)
    kept = with_kept_keys([Action("A1", (1, 1), "Add an alert for payment errors")], [left])
    assert kept[0].key == "A2"


def test_an_action_that_comes_back_gets_its_key_again() -> None:
    left = TrackedAction("A1", "add an alert for checkout errors", left=True)
    kept = with_kept_keys([Action("A1", (1, 1), "Add an alert for checkout errors")], [left])
    assert kept[0].key == "A1"


def test_many_small_rewordings_lead_to_no_new_key() -> None:
    tracked: tuple[TrackedAction, ...] = (TrackedAction("A1", "add an alert for errors of the checkout"),)
    title = "Add an alert for errors of the checkout"
    for word in ("search", "basket", "payment", "invoice", "export"):
        title = f"{' '.join(title.split()[1:])} {word}"
        kept = with_kept_keys([Action("A1", (1, 1), title)], tracked)
        assert kept[0].key == "A1"
        tracked = (replace(tracked[0], latest=remembered_words(kept[0])),)


def test_a_written_key_in_other_letters_is_the_same_key() -> None:
    kept = with_kept_keys([Action("a1", (1, 1), "Write it", key_written=True)], [TrackedAction("A1", "write it")])
    assert kept[0].key == "A1"


def test_ten_thousand_rows_are_told_apart_in_a_second() -> None:
    many = [Action(f"A{n}", (n, n), f"{TITLES[n % 16]} {n}") for n in range(1, 10_001)]
    assert len({action.key for action in with_kept_keys(many, ())}) == len(many)
