"""A parser with only the rules that a text needs reads it as one with all of them."""

from hypothesis import given, settings
from hypothesis import strategies as st

from service.document.markdown.parser import parser_without, tokens_of
from tests.document.documents import COMPLETE, CORPUS, needs_corpus

LINES = st.sampled_from(
    [
        "", "Words", "Words of two", "# Heading", "####### no", "Setext\n===", "Setext\n---", "a\n -", "> quote",
        ">quote\n> ---", "- item", "- item\n\n  more", "  - nested", "1. one", "10) ten", "* * *", "---", "- - -",
        "___", "- ---", "1. ***", "```", "~~~ sh", "    code", "\tcode", "-     code", "[a]: https://x.example",
        "  [b]: <y>", "<b>", "<!-- x", "-->", "| a | b |", "|---|---|", "--- | ---", "===", "> ===", "a > b",
        "a # b", "a --- b", "x ==", "&lt;", "\\# no",
    ]
)  # fmt: skip
TEXTS = st.lists(st.one_of(LINES, st.text(alphabet="ab #>-=*_`~<>[]:|\t\n1.)", max_size=12)), max_size=14).map(
    "\n".join
)


def assert_same(text: str) -> None:
    quick: dict[str, object] = {}
    whole: dict[str, object] = {}
    assert tokens_of(text, quick) == parser_without(frozenset()).parse(text, whole)
    assert quick.get("references") == whole.get("references")


@settings(max_examples=1500)
@given(TEXTS)
def test_no_rule_is_left_out_that_could_hold(text: str) -> None:
    assert_same(text)


def test_a_complete_document_reads_the_same() -> None:
    assert_same(COMPLETE)


@needs_corpus
def test_real_documents_read_the_same() -> None:
    for path in sorted((CORPUS / "docs").glob("*.md")):
        assert_same(path.read_text(encoding="utf-8").replace("\0", " "))
