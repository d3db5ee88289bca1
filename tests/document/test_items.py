"""What one item says: owner, due date, cause, measure, priority, done."""

from datetime import date

import pytest

from tests.document.documents import the_action

DAY = date(2026, 12, 1)


@pytest.mark.parametrize(
    ("words", "owners"),
    [
        ("Rotate the keys @alice", ("@alice",)),
        ("Rotate the keys — @alice", ("@alice",)),
        ("Rotate the keys – Alice Moreau", ("Alice Moreau",)),
        ("Rotate the keys (@alice)", ("@alice",)),
        ("Rotate the keys (owner: @alice)", ("@alice",)),
        ("Rotate the keys. Owner: Alice Moreau", ("Alice Moreau",)),
        ("Rotate the keys (owner: @alice, due 2026-12-01)", ("@alice",)),
        ("@alice: rotate the keys", ("@alice",)),
        ("@alice will rotate the keys", ("@alice",)),
        ("@alice to rotate the keys", ("@alice",)),
        ("**@alice**: rotate the keys", ("@alice",)),
        ("**Alice Moreau**: rotate the keys", ("Alice Moreau",)),
        ("**AM** Rotate the keys", ("AM",)),
        ("Team Alpha will rotate the keys", ("Team Alpha",)),
        ("Rotate the keys [@alice](https://github.com/alice)", ("@alice",)),
        ("Rotate the keys — @acme/payments", ("@acme/payments",)),
        ("Rotate the keys @alice and @bob", ("@alice", "@bob")),
        ("Rotate the keys. Assignees: @alice, @bob", ("@alice", "@bob")),
        ("Rotate the keys", ()),
        ("Rotate the keys. Owner: TBD", ()),
        ("We will rotate the keys", ()),
        ("**Monitoring**: rotate the keys", ()),
        ("**Retry amplification**: limit the retries", ()),
        ("Tell @bob about the keys", ()),
        ("Document the `@alice` handle", ()),
        ("Upgrade @babel/core", ()),
        ("Read https://example.org/@alice", ()),
        ("Write to alice@acme.example", ()),
    ],
)
def test_an_owner_is_read_where_the_item_names_one(words: str, owners: tuple[str, ...]) -> None:
    assert the_action(f"- {words}\n").owners == owners


@pytest.mark.parametrize(
    ("cell", "owners"),
    [
        ("@alice", ("@alice",)),
        ("Alice Moreau", ("Alice Moreau",)),
        ("Alice Moreau (@alice)", ("@alice",)),
        ("Alice <alice@acme.example>", ("alice@acme.example",)),
        ("[Alice](https://example.org/alice)", ("Alice",)),
        ("**Alice**", ("Alice",)),
        ("AM/BO", ("AM", "BO")),
        ("@alice, @bob", ("@alice", "@bob")),
        ("@alice and Bob", ("@alice", "Bob")),
        ("@alice<br>@bob", ("@alice", "@bob")),
        ("Platform Squad and/or anybody", ("Platform Squad", "anybody")),
        ("TBD", ()),
        ("—", ()),
        ("?", ()),
        ("", ()),
    ],
)
def test_an_owner_cell_is_one_entry_a_person(cell: str, owners: tuple[str, ...]) -> None:
    assert the_action(f"| Action | Owner |\n|---|---|\n| Rotate the keys | {cell} |\n").owners == owners


@pytest.mark.parametrize(
    ("words", "due", "due_text"),
    [
        ("2026-12-01", DAY, "2026-12-01"),
        ("due 2026-12-01", DAY, "due 2026-12-01"),
        ("Due: 2026-12-01", DAY, "2026-12-01"),
        ("by 2026-12-01", DAY, "by 2026-12-01"),
        ("by 1 December 2026", DAY, "by 1 December 2026"),
        ("by 1st December 2026", DAY, "by 1st December 2026"),
        ("by Dec 1, 2026", DAY, "by Dec 1, 2026"),
        ("by Tuesday, December 1st 2026", DAY, "by Tuesday, December 1st 2026"),
        ("(due Dec. 1, 2026)", DAY, "due Dec. 1, 2026"),
        ("deadline: 2026/12/01", DAY, "2026/12/01"),
        ("by 1 December", None, "by 1 December"),
        ("by the end of Q2", None, "by the end of Q2"),
        ("due next sprint", None, "due next sprint"),
        ("by Friday", None, "by Friday"),
        ("by 01/12/2026", None, "by 01/12/2026"),
        ("by 2026-02-30", None, "by 2026-02-30"),
        ("due to the outage", None, None),
        ("as seen on 2026-11-02", None, None),
        ("by 5000 ms", None, None),
        ("by hand", None, None),
        ("before Monday's release", None, None),
    ],
)
def test_a_due_date_is_read_and_never_guessed(words: str, due: date | None, due_text: str | None) -> None:
    action = the_action(f"- Rotate the keys {words}\n")
    assert (action.due, action.due_text) == (due, due_text)


@pytest.mark.parametrize(
    ("cell", "due"),
    [("2026-12-01", DAY), ("1 Dec 2026", DAY), ("by 2026-12-01", DAY), ("**2026-12-01**", DAY), ("next sprint", None)],
)
def test_a_due_cell_keeps_its_words(cell: str, due: date | None) -> None:
    action = the_action(f"| Action | Due |\n|---|---|\n| Rotate | {cell} |\n")
    assert (action.due, action.due_text) == (due, cell.strip("*"))


def test_an_item_is_taken_apart_in_whatever_order_it_was_written() -> None:
    for words in (
        "[ ] A1: [P1] Rotate the keys — done when no key is old — @alice — by 2026-12-01 (RC1, RC2)",
        "[ ] A1: Rotate the keys [P1] (RC1, RC2) @alice, due 2026-12-01. Done when: no key is old.",
        "[ ] **A1** @alice will rotate the keys by 2026-12-01, done when no key is old (RC1, RC2) P1",
    ):
        action = the_action(f"- {words}\n")
        assert action.key == "A1"
        assert action.title.rstrip(".").casefold() == "rotate the keys"
        assert action.owners == ("@alice",)
        assert action.due == DAY
        assert action.priority == "P1"
        assert action.causes == ("RC1", "RC2")
        assert action.measure == "no key is old"
        assert action.done is False


@pytest.mark.parametrize(
    ("words", "done"),
    [
        ("[x] Rotate", True),
        ("[X] Rotate", True),
        ("[ ] Rotate", False),
        ("Rotate", None),
        ("✅ Rotate", True),
        ("Rotate ✔️", True),
        ("Rotate - DONE", True),
        ("Rotate (in progress)", False),
        ("Rotate when the work is done", None),
    ],
)
def test_a_mark_says_whether_it_is_done(words: str, done: bool | None) -> None:
    assert the_action(f"- {words}\n").done is done


@pytest.mark.parametrize(
    ("words", "title", "links"),
    [
        ("Rotate the keys <https://example.org/1>", "Rotate the keys", ("https://example.org/1",)),
        ("Rotate the keys https://example.org/1.", "Rotate the keys", ("https://example.org/1",)),
        ("Rotate the keys ([issue](https://example.org/1))", "Rotate the keys", ("https://example.org/1",)),
        ("Rotate the keys [#12](https://example.org/1)", "Rotate the keys", ("https://example.org/1",)),
        ("Do [the plan](https://example.org/1) now", "Do the plan now", ("https://example.org/1",)),
        ("Rotate the keys ([issue][1])\n\n[1]: https://example.org/1", "Rotate the keys", ("https://example.org/1",)),
        ("<https://example.org/1>", "https://example.org/1", ("https://example.org/1",)),
        ("Read https://example.org/a_(b) now", "Read https://example.org/a_(b) now", ("https://example.org/a_(b)",)),
        ("Use `https://example.org`", "Use `https://example.org`", ()),
    ],
)
def test_links_of_every_kind_are_kept(words: str, title: str, links: tuple[str, ...]) -> None:
    action = the_action(f"- {words}\n")
    assert (action.title, action.links) == (title, links)
