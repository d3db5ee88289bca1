"""The shortcut for usual words says what a parser of Markdown says."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.document.markdown.blocks import parse
from service.document.markdown.inline import parsed, words
from service.document.markdown.plain_inline import parts_of
from service.document.reading import read
from tests.document.documents import COMPLETE, CORPUS, needs_corpus

PIECES = st.lists(
    st.sampled_from(
        [
            "word", "Two words", " ", " ", ". ", ", ", ": ", "\n", "  \n", "(", ")", "**", "**bold**",
            "**Bold lead:**", "*", "_a_", "a_b", "`code`", "`@alice`", "``x``", "`",
            "[label](https://x.example/a?b=c#d)", "[`x`](https://x.example)", "[@bob](https://x.example)", "[x](y)",
            "[x](https://x.example/(a))", "[x]", "[", "]", "https://x.example/a_b.", "<https://x.example>", "&amp;",
            "&", "!", "~~gone~~", "\\*", "é", "1", "@alice", "<b>", "a<b",
        ]
    ),
    max_size=12,
).map("".join)  # fmt: skip


@settings(max_examples=1500, deadline=None)
@given(PIECES)
def test_both_say_the_same(source: str) -> None:
    assert parts_of(source) is None or words(source) == parsed(source)


@pytest.mark.parametrize(
    "source",
    [
        "**Alice**: rotate the `key`, see [the ticket](https://x.example/7)",
        "Rotate\nthe key",
        "see https://x.example/7.",
    ],
)
def test_usual_words_need_no_parser(source: str) -> None:
    assert parts_of(source) is not None


@pytest.mark.parametrize("source", ["a *b* c", "[x][1]", "a  \nb", "**a", "&amp;", "<br>", "\\*", "![x](y)", "``a`b``"])
def test_the_parser_is_asked_about_the_rest(source: str) -> None:
    assert parts_of(source) is None


def test_all_prose_of_a_document_reads_the_same() -> None:
    assert_same(COMPLETE)


@needs_corpus
def test_all_prose_of_real_documents_reads_the_same() -> None:
    for path in sorted((CORPUS / "docs").glob("*.md")):
        assert_same(path.read_text(encoding="utf-8"))


def assert_same(text: str) -> None:
    references = parse(text).references
    for passage in read(text).passages:
        for source in (passage.source, *passage.source.split("\n")):
            if parts_of(source) is not None:
                assert words(source, references) == parsed(source, references), source
