"""Blocks and words are read as another parser of CommonMark reads them: markdown-it, by its own tokens."""

import re
from collections.abc import Sequence
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from service.document.markdown.block import Block, Kind
from service.document.markdown.blocks import parse
from service.document.markdown.inline import words
from service.document.reading import read
from tests.document.documents import COMPLETE, CORPUS, needs_corpus

LINES = st.sampled_from(
    [
        "", "Words", "Words of two", "# Heading", "## Heading ##", "####### no", "Setext\n===", "Setext\n---", "a\n -",
        "> quote", ">quote\n> ---", "- item", "- item\n\n  more", "  - nested", "1. one", "10) ten", "* * *", "---",
        "- - -", "___", "- ---", "1. ***", "```", "~~~ sh", "    code", "\tcode", "-     code", "<b>", "<!-- x", "-->",
        "===", "> ===", "a > b", "a # b", "a --- b", "x ==", "&lt;", "\\# no", "- \\* no", "- *a* b",
        "é ü", "- é [x](y)\n  ü",
    ]
)  # fmt: skip
TEXTS = st.lists(st.one_of(LINES, st.text(alphabet="ab #>-=*`~<>\n1.)é", max_size=12)), max_size=14).map("\n".join)
PIECES = st.lists(
    st.sampled_from(
        [
            "word", "Two words", " ", " ", ". ", ", ", ": ", "\n", "  \n", "(", ")", "**bold**", "**Bold lead:**",
            "_a_", "a_b", "`code`", "`@alice`", "``x``", "[label](https://x.example/a?b=c#d)", "[`x`](https://x.example)",
            "[@bob](https://x.example)", "[x](y)", "[x](https://x.example/(a))", "[x]", "https://x.example/a_b.",
            "<https://x.example>", "&amp;", "&", "!", " ~~gone~~ ", "\\*", "é", "1", "@alice", "<b>", "a < b", "\n# ",
            "\n- ", "\n1. ", "\n> ", "\n===", "\n```", "![alt](src)",
        ]
    ),
    max_size=12,
).map("".join)  # fmt: skip

CONTAINERS = {
    "bullet_list_open": Kind.LIST,
    "ordered_list_open": Kind.LIST,
    "list_item_open": Kind.ITEM,
    "blockquote_open": Kind.QUOTE,
}
RAW = {"fence": Kind.CODE, "code_block": Kind.CODE, "html_block": Kind.HTML, "hr": Kind.RULE}


UNDECIDED = re.compile(r"\A---|^[\s>]*(?:[-*+]|\d{1,9}[.)])[\s>]*$", re.MULTILINE)
"""Front matter, which one parser does not know; and empty items, where the two differ over what belongs to the list."""


@cache
def other_parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"maxNesting": 100}).disable(["inline", "text_join"])


def in_outline(blocks: Sequence[Block]) -> list[object]:
    """Kind, first line and words; how deep one indents is nobody's concern."""
    return [
        (b.kind, b.lines[0], "".join(b.text.split()), b.level, b.ordered, b.start, in_outline(b.children))
        for b in blocks
        if b.kind not in (Kind.TABLE, Kind.ROW)
    ]


def in_other_outline(text: str) -> list[object]:
    stack: list[tuple[Token | None, list[object]]] = [(None, [])]
    tokens = other_parser().parse(text)
    for at, token in enumerate(tokens):
        line = token.map[0] + 1 if token.map else 0
        said = tokens[at + 1].content if at + 1 < len(tokens) else ""
        if token.type in CONTAINERS:
            stack.append((token, []))
        elif token.type.endswith(("list_close", "item_close", "quote_close")):
            opened, children = stack.pop()
            assert opened and opened.map
            start = int(opened.attrs.get("start", 1))
            kind = CONTAINERS[opened.type]
            stack[-1][1].append((kind, opened.map[0] + 1, "", 0, "ordered" in opened.type, start, children))
        elif token.type in ("heading_open", "paragraph_open"):
            kind, level = (Kind.HEADING, int(token.tag[1])) if token.tag[0] == "h" else (Kind.PARAGRAPH, 0)
            stack[-1][1].append((kind, line, "".join(said.split()), level, False, 1, []))
        elif token.type in RAW:
            stack[-1][1].append((RAW[token.type], line, "".join(token.content.split()), 0, False, 1, []))
    return stack[0][1]


def assert_same_blocks(text: str) -> None:
    assert in_outline(parse(text).blocks) == in_other_outline(text)


@settings(max_examples=1500)
@given(TEXTS.filter(lambda text: not UNDECIDED.search(text)))
def test_blocks_are_as_the_other_parser_has_them(text: str) -> None:
    assert_same_blocks(text)


def other_words(source: str) -> str:
    """What a reader sees, without blanks."""
    (token,) = MarkdownIt("commonmark").enable("strikethrough").parseInline(source)
    return "".join("".join(shown(one) for one in token.children or ()).split())


def shown(token: Token) -> str:
    if token.type == "code_inline":
        return token.content if re.fullmatch(r"@\w+", token.content) else f"`{token.content}`"
    if token.type == "html_inline":
        return ""
    return token.content


@settings(max_examples=1500)
@given(PIECES)
def test_words_are_as_the_other_parser_has_them(source: str) -> None:
    assert "".join(words(source).plain().split()) == other_words(source)


@pytest.mark.parametrize("source", ["# no heading", "- no item", "> no quote", "1. no", "```", "    no code", "<div>"])
def test_words_are_never_taken_for_a_block(source: str) -> None:
    assert words(f"`x` {source}").plain() == f"`x` {source}".replace("<div>", "")
    assert "".join(words(f"{source} `x`").plain().split()) == other_words(f"{source} `x`")


def test_a_complete_document_reads_the_same() -> None:
    assert_same_prose(COMPLETE)


@needs_corpus
def test_real_documents_read_the_same() -> None:
    for path in sorted((CORPUS / "docs").glob("*.md")):
        assert_same_prose(path.read_text(encoding="utf-8"))


def assert_same_prose(text: str) -> None:
    references = parse(text).references
    for passage in read(text).passages:
        for source in passage.source.split("\n"):
            if "](" not in source and "][" not in source:
                assert "".join(words(source, references).plain().split()) == other_words(source), source
