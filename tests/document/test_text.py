"""Other people's words within ours."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from service.document.markdown.inline import plain
from service.document.markdown.tables import split_row
from service.document.text import cell, contain, cut

FAMILY, FLAG, ACCENT = "👩‍👩‍👧", "🇫🇷", "e\u0301"
LIVE_MENTION = re.compile(r"(?<![A-Za-z0-9])@[A-Za-z0-9]")

hostile = st.lists(
    st.one_of(
        st.text(max_size=5),
        st.sampled_from(
            [
                "@alice",
                "<!--",
                "-->",
                "<b>",
                "|",
                "\\",
                "\n",
                "# x",
                "```",
                "&lt;",
                "\u202e",
                "\u2066",
                "`",
                "_@bob_",
                "***",
                "* *",
                "__",
            ]
        ),
    ),
    max_size=20,
).map("".join)


@given(hostile)
def test_contained_words_mention_nobody_and_hide_nothing(text: str) -> None:
    contained = contain(text)
    assert not LIVE_MENTION.search(contained)
    assert "<" not in contained
    assert "-->" not in contained


@given(hostile)
def test_contained_words_begin_no_block_and_no_html(text: str) -> None:
    tokens = MarkdownIt("commonmark").parse("Before " + cell(text) + " after")
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    assert all(child.type != "html_inline" for child in tokens[1].children or [])
    kinds = {token.type for token in MarkdownIt("commonmark").parse(contain(text))}
    assert not kinds & {"heading_open", "html_block", "fence", "hr", "blockquote_open"}


@given(hostile)
def test_a_cell_stays_one_cell(text: str) -> None:
    assert "\n" not in cell(text)
    assert len(split_row(f"|{cell(text)}|x|")) == 2


@given(hostile)
def test_every_bidi_override_is_closed(text: str) -> None:
    for line in contain(text).split("\n"):
        assert sum(line.count(mark) for mark in "\u202a\u202b\u202d\u202e") == line.count("\u202c")
        assert sum(line.count(mark) for mark in "\u2066\u2067\u2068") == line.count("\u2069")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Rotate the keys", "Rotate the keys"),
        ("a -> b", "a -> b"),
        ("a < b && c > d", "a < b && c > d"),
        ("ask @alice", "ask @alice"),
        ("alice@acme.example", "alice@acme.example"),
        ("a | b \\| c", "a | b | c"),
        ("<!-- x -->", "<!-- x -->"),
        ("&lt;b&gt;", "&lt;b&gt;"),
        (f"all {FAMILY} {FLAG} caf{ACCENT}", f"all {FAMILY} {FLAG} café"),
        ("می\u200cخواهم", "می\u200cخواهم"),
    ],
)
def test_contained_words_read_as_before(text: str, shown: str) -> None:
    (read_back,) = split_row(f"| {cell(text)} |")
    assert plain(read_back) == shown


def test_what_does_not_show_goes() -> None:
    assert contain("a\u200bb\x07c\u00add\ufeff") == "abcd"
    assert contain("x\u200dy") == "xy"
    assert contain("a\u2028b") == "a\nb"


@pytest.mark.parametrize(
    ("text", "limit", "shown"),
    [
        ("short", 250, "short"),
        ("a longer text", 9, "a longer…"),
        (FAMILY * 3, 10, FAMILY + "…"),
        (FLAG * 3, 7, FLAG + "…"),
        (f"caf{ACCENT}s", 5, "caf…"),
        ("", 5, ""),
    ],
)
def test_a_cut_never_halves_a_character(text: str, limit: int, shown: str) -> None:
    assert cut(text, limit) == shown


@given(st.text(max_size=60), st.integers(1, 40))
def test_a_cut_keeps_within_the_limit(text: str, limit: int) -> None:
    assert len(cut(text, limit)) <= limit
    assert len(cut(text, limit).encode("utf-16-le", "surrogatepass")) // 2 <= limit


def test_a_megabyte_of_marks_is_cut_like_anything_else() -> None:
    assert len(contain("e" + "\u0301" * 100_000, 250)) <= 250
