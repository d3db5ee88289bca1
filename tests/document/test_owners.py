"""Owners, in every way in which people name them; and what looks like an owner, and is none."""

import pytest

from service.document.post_mortem import Action
from service.document.reading import read

CAST = "Authors: Dana Okafor, Wim Peeters\n\n"


def the_action(markdown: str, before: str = "") -> Action:
    document = read(f"# Down\n\n{before}## Actions\n\n{markdown}\n")
    assert len(document.actions) == 1, [action.title for action in document.actions]
    return document.actions[0]


@pytest.mark.parametrize(
    ("item", "owners", "title"),
    [
        ("@alice: rotate the keys", ("@alice",), "Rotate the keys"),
        ("@alice will rotate the keys", ("@alice",), "Rotate the keys"),
        ("@alice to rotate the keys", ("@alice",), "Rotate the keys"),
        ("`@alice` Rotate the keys", ("@alice",), "Rotate the keys"),
        ("[@alice](https://github.com/alice): rotate the keys", ("@alice",), "Rotate the keys"),
        ("Alice: rotate the keys", ("Alice",), "Rotate the keys"),
        ("Alice to rotate the keys", ("Alice",), "Rotate the keys"),
        ("Alice Moreau will rotate the keys", ("Alice Moreau",), "Rotate the keys"),
        ("Alice and Bob to rotate the keys", ("Alice", "Bob"), "Rotate the keys"),
        ("**Alice**: rotate the keys", ("Alice",), "Rotate the keys"),
        ("**AM** Rotate the keys", ("AM",), "Rotate the keys"),
        ("[Alice] Rotate the keys", ("Alice",), "Rotate the keys"),
        ("Team Alpha will rotate the keys", ("Team Alpha",), "Rotate the keys"),
        ("Platform to rotate the keys", ("Platform",), "Rotate the keys"),
        ("The payments team: rotate the keys", ("The payments team",), "Rotate the keys"),
        ("Rotate the keys — @alice", ("@alice",), "Rotate the keys"),
        ("Rotate the keys (@alice)", ("@alice",), "Rotate the keys"),
        ("Rotate the keys (@alice, @bob)", ("@alice", "@bob"), "Rotate the keys"),
        ("Rotate the keys - Alice", ("Alice",), "Rotate the keys"),
        ("Rotate the keys (Alice)", ("Alice",), "Rotate the keys"),
        ("Rotate the keys [Alice]", ("Alice",), "Rotate the keys"),
        ("Rotate the keys — Alice Moreau", ("Alice Moreau",), "Rotate the keys"),
        ("Rotate the keys - AM", ("AM",), "Rotate the keys"),
        ("Rotate the keys - AM/BT", ("AM", "BT"), "Rotate the keys"),
        ("Rotate the keys **AM**/BT", ("AM", "BT"), "Rotate the keys"),
        ("Rotate the keys (SRE, Platform)", ("SRE", "Platform"), "Rotate the keys"),
        ("Rotate the keys. Owner: @alice", ("@alice",), "Rotate the keys"),
        ("Rotate the keys (owner: Alice Moreau)", ("Alice Moreau",), "Rotate the keys"),
        ("Rotate the keys. OWNER: alice@ (DONE).", ("alice",), None),
        ("Rotate the keys. The cache is cold. @alice will warm it.", ("@alice",), None),
        ("Rotate the keys [repair] @alice", ("@alice",), None),
        ("Rotate the keys @alice [repair]", ("@alice",), "Rotate the keys"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("bullet", ["- ", "- [ ] ", "1. "])
def test_an_item_names_its_owner(bullet: str, item: str, owners: tuple[str, ...], title: str | None) -> None:
    action = the_action(bullet + item)
    assert action.owners == owners
    assert title is None or action.title == title


@pytest.mark.parametrize(
    "item",
    [
        "Redis: rotate the keys",
        "**Circuit breaker**: add one to the gateway",
        "**Pin versions** in the lock file",
        "**Load Shedding**: drop requests of bots",
        "Need to rotate the keys",
        "Add support to rotate the keys",
        "We will rotate the keys",
        "This will rotate the keys",
        "Rotate the keys (see the runbook)",
        "Rotate the keys (Q3)",
        "Rotate the keys (API)",
        "Rotate the keys [repair]",
        "Rotate the keys - TBD",
        "Rotate the keys. Owner: TBC",
        "Upgrade @acme/button to the next release",
        "Mail alerts@acme.example when a key expires",
        "Alert on a full disk: Kubernetes will evict pods",
        "HIGH Rotate the keys",
    ],
)
def test_what_only_looks_like_an_owner_is_none(item: str) -> None:
    assert the_action(f"- {item}").owners == ()


@pytest.mark.parametrize(
    ("item", "owners"),
    [
        ("Wim: rotate the keys", ("Wim",)),
        ("Okafor to rotate the keys", ()),
        ("Rotate the keys (Wim Peeters)", ("Wim Peeters",)),
        ("Rotate the keys (DO)", ("DO",)),
        ("[wim] rotate the keys", ("wim",)),
    ],
)
def test_whom_the_document_lists_is_known_by_name(item: str, owners: tuple[str, ...]) -> None:
    assert the_action(f"- {item}", CAST).owners == owners


def test_a_line_above_a_list_names_the_owner_of_its_items() -> None:
    document = read(
        "# Down\n\n## Actions\n\n**Alice**\n\n- Rotate the keys\n- Write the runbook\n\n**BT/KO**\n\n- Add an alert\n\n"
        "**For later**\n\n- Remove the old keys\n"
    )
    assert [action.owners for action in document.actions] == [("Alice",), ("Alice",), ("BT", "KO"), ()]


def test_brackets_that_begin_most_items_of_a_list_hold_owners() -> None:
    document = read(
        "# Down\n\n## Actions\n\n- [kim] Rotate the keys\n- [lou?] Add an alert\n- (kim, web team) Test both\n"
    )
    assert [action.owners for action in document.actions] == [("kim",), ("lou",), ("kim", "web team")]


def test_brackets_that_hold_kinds_of_work_are_no_owners() -> None:
    document = read(
        "# Down\n\n## Actions\n\n- [repair] Rotate the keys\n- [detect] Add an alert\n- [prevent] Test both\n"
    )
    assert [action.owners for action in document.actions] == [(), (), ()]


@pytest.mark.parametrize(
    ("cell", "owners"),
    [
        ("@alice", ("@alice",)),
        ("Alice Moreau (@alice)", ("@alice",)),
        ("Alice Moreau <alice@acme.example>", ("alice@acme.example",)),
        ("@alice, @bob", ("@alice", "@bob")),
        ("alice,bob", ("alice", "bob")),
        ("AM/BT", ("AM", "BT")),
        ("@acme/payments", ("@acme/payments",)),
        ("Team Alpha", ("Team Alpha",)),
        ("TBD", ()),
        ("???", ()),
        ("—", ()),
    ],
)
@pytest.mark.parametrize("column", ["Owner", "Assignee", "Who", "DRI", "Verantwortlich"])
def test_a_column_names_the_owner(column: str, cell: str, owners: tuple[str, ...]) -> None:
    assert the_action(f"| Action | {column} |\n|---|---|\n| Rotate the keys | {cell} |").owners == owners
