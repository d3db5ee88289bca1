"""Phrases of config/rules/ as patterns."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.document.language.phrases import pattern


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("look into", "We Look  into it", "Look  into"),
        ("look into", "We overlook intoxication", None),
        ("should … have", "it should really not have run", "should really not have"),
        ("should … have", "it should run. We have it", None),
        ("should … have", "it should have run", "should have"),
        ("should … have", "should a b c d e f have", None),
        ("should (not|) have", "should have", "should have"),
        ("should (not|) have", "should not have", "should not have"),
        ("should (not|) have", "should never have", None),
        ("(the|) bad call", "what a bad call", "bad call"),
        ("(the|) bad call", "the bad call", "the bad call"),
        ("(he|she) forgot", "she forgot", "she forgot"),
        ("why did * not", "Why did nobody not", "Why did nobody not"),
        ("why did * not", "Why did not", None),
        ("didn't", "they didn’t see", "didn’t"),
        ("follow-up", "a follow up", "follow up"),
        ("a.b", "axb", None),
        ("c++ code", "the C++ code", "C++ code"),
        ("schön", "SCHÖN", "SCHÖN"),
    ],
)
def test_a_phrase_is_found_where_people_would_see_it(phrase: str, text: str, found: str | None) -> None:
    match = pattern((phrase,)).search(text)
    assert (match[0] if match else None) == found


def test_of_several_phrases_the_longest_is_found() -> None:
    match = pattern(("look", "look into")).search("look into it")
    assert match and match[0] == "look into"


def test_no_phrases_match_nothing() -> None:
    assert pattern(()).search("anything") is None


@given(st.lists(st.text(max_size=30), max_size=5), st.text(max_size=200))
def test_no_phrase_can_break_a_pattern(phrases: list[str], text: str) -> None:
    pattern(tuple(phrases)).search(text)
