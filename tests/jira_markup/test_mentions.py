"""Who is mentioned, and who is only named."""

import pytest

from connectors.jira.markup.adf import from_adf, to_adf
from connectors.jira.markup.mentions import Mention
from connectors.jira.markup.wiki import from_wiki, to_wiki
from service.document.text import contain
from tests.jira_markup.ways import LOGINS, PEOPLE, Way, both, document, of_type


def mentioned(text: str) -> list[str]:
    return [node["attrs"]["id"] for node in of_type(to_adf(text, mention=PEOPLE.get), "mention")]


@pytest.mark.parametrize(
    ("text", "accounts"),
    [
        ("@alice rotates the keys", ["712020:a11ce"]),
        ("ask @alice, @bob.smith.", ["712020:a11ce", "712020:b0b"]),
        ("(@alice)", ["712020:a11ce"]),
        ("**@alice**", ["712020:a11ce"]),
        ("| @alice |\n|---|\n| @bob.smith |", ["712020:a11ce", "712020:b0b"]),
        ("- [ ] a\n  - Owner: @alice", ["712020:a11ce"]),
        ("@mallory", []),
        ("mail@alice", []),
        ("`@alice`", []),
        ("[@alice](http://a)", []),
        ("@\u2060alice", []),
        ("@@alice", []),
    ],
)
def test_only_a_known_name_behind_an_at_is_a_mention(text: str, accounts: list[str]) -> None:
    assert mentioned(text) == accounts


def test_a_mention_shows_the_name_of_the_account() -> None:
    (node,) = of_type(to_adf("@alice", mention=PEOPLE.get), "mention")
    assert node["attrs"]["text"] == "@Alice Adams"


def test_words_that_were_contained_mention_nobody() -> None:
    assert not mentioned(contain("@alice did it"))


@both
def test_a_mention_comes_back_as_it_was_written(way: Way) -> None:
    assert way.seen("ask @alice, @bob.smith or @mallory\n") == "ask @alice, @bob.smith or @mallory\n"


def test_an_account_that_nobody_knows_is_called_what_jira_calls_it() -> None:
    node = {"type": "mention", "attrs": {"id": "712020:c", "text": "@Carol [c] *Diaz*"}}
    read = from_adf(document({"type": "paragraph", "content": [node]}), name_of=LOGINS.get)
    assert read == "@Carol [c] \\*Diaz\\*\n"


def test_data_center_mentions_by_user_name() -> None:
    assert to_wiki("ask @bob", mention=lambda name: Mention("bob") if name == "bob" else None) == "ask [~bob]"


@pytest.mark.parametrize("text", ["ask [~712020:b0b]", "ask [~accountid:712020:b0b]"])
def test_both_ways_to_mention_in_wiki_markup_are_read(text: str) -> None:
    assert from_wiki(text, name_of=LOGINS.get) == "ask @bob.smith\n"
