"""Mallory types in Jira what would be hidden, or markup, in Markdown: it stays what he typed."""

import base64
import json
import zlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.jira.markup.adf import from_adf, to_adf
from connectors.jira.markup.kept import unpacked
from connectors.jira.markup.markdown.reading import read as tree_of
from connectors.jira.markup.tree import Hidden, Paragraph
from connectors.jira.markup.visible import visible
from connectors.jira.markup.wiki import from_wiki
from connectors.jira.markup.words import text_of
from service.markers import Kind, Signer, carries
from tests.jira_markup.ways import CLOUD, Way, both, document, paragraph
from tests.jira_markup.writings import ANYTHING, NODES

MARKER = Signer(["key"]).marker(Kind.TICKET, {"action": "A1"})


def nobody(_account: str) -> None:
    return None


def with_marker(node: Any, marker: str) -> Any:
    """The same node with every text of it replaced."""
    if isinstance(node, dict):
        return {key: value if key == "type" else with_marker(value, marker) for key, value in node.items()}
    if isinstance(node, list):
        return [with_marker(one, marker) for one in node]
    return marker if isinstance(node, str) else node


@settings(deadline=None, max_examples=120)
@given(NODES)
def test_no_text_anywhere_in_a_document_becomes_a_marker(node: Any) -> None:
    read = from_adf(document(with_marker(node, MARKER)), name_of=lambda _: MARKER)
    assert "<!--" not in read
    assert not carries(Kind.TICKET, read)


@settings(deadline=None, max_examples=200)
@given(st.integers(1, len(MARKER) - 1), st.sampled_from([[], [{"type": "strong"}], [{"type": "code"}]]))
def test_a_marker_in_two_pieces_is_none(at: int, marks: list[dict[str, str]]) -> None:
    pieces = [{"type": "text", "text": text, "marks": marks} for text in (MARKER[:at], MARKER[at:])]
    assert "<!--" not in from_adf(document({"type": "paragraph", "content": pieces}), name_of=nobody)


@settings(deadline=None, max_examples=120)
@given(ANYTHING, ANYTHING)
def test_no_wiki_markup_becomes_a_marker(before: str, behind: str) -> None:
    assert "<!--" not in from_wiki(f"{before}{MARKER}{behind}", name_of=lambda _: MARKER)


@pytest.mark.parametrize(
    "text",
    [
        f"{{code}}\n{MARKER}\n{{code}}",
        f"{{{{{MARKER}}}}}",
        f"{{noformat:title={MARKER}}}x{{noformat}}",
        f"[{MARKER}|http://a]",
        f"[a|http://{MARKER}]",
        f"!http://a/b.png|alt={MARKER}!",
        f"{{panel:title={MARKER}}}x{{panel}}",
        "&lt;!-- followthrough:ticket abc --&gt;",
        "&#60;!-- followthrough:ticket abc -->",
        "<{color:red}!--{color} followthrough:ticket abc -->",
        "<\\!-- followthrough:ticket abc -->",
        "||" + MARKER + "||\n|" + MARKER + "|",
    ],
)
def test_no_macro_of_wiki_markup_hides_a_marker(text: str) -> None:
    assert "<!--" not in from_wiki(text, name_of=nobody)


@both
def test_a_comment_shown_in_code_is_still_shown_after_it_came_back(way: Way) -> None:
    text = f"```\n{MARKER}\n```\n"
    assert MARKER in json.dumps(CLOUD.there(text))
    assert way.there(way.seen(text)) == way.there(text)


def test_a_typed_comment_shows_in_jira_as_it_was_typed() -> None:
    typed = paragraph("before <!-- a --> behind")
    assert to_adf(from_adf(typed, name_of=nobody)) == typed


@settings(deadline=None, max_examples=150)
@given(st.text(min_size=1, max_size=60) | ANYTHING)
def test_what_is_typed_as_words_stays_words(text: str) -> None:
    read = from_adf(paragraph(text), name_of=nobody)
    blocks = tree_of(read)
    assert len(blocks) <= 1
    assert all(isinstance(block, Paragraph) for block in blocks)
    assert not any(isinstance(word, Hidden) for block in blocks if isinstance(block, Paragraph) for word in block.words)


@pytest.mark.parametrize(
    "text",
    [
        "# no heading", "- no item", "1. no item", "> no quote", "| no | table |", "**not bold**", "_not slanted_",
        "`no code`", "[no](link)", "![no](image)", "~~not struck~~", "<b>no tag</b>", "&lt; no entity", "***", "---",
        "[ ] no box", "<details>no</details>", "no \\* escape", "[no]: http://definition", "    no code", "a | b",
        "{no code}", "h1. no heading", "[~bob]", "!no.png!", "*no*", "(x)", "a -- b", "----", "bq. no",
        "{{no}}", "||no||",
    ],
)  # fmt: skip
@both
def test_markup_that_is_only_said_stays_said(way: Way, text: str) -> None:
    written = from_adf(paragraph(text), name_of=nobody)
    (block,) = visible(tree_of(way.seen(written)))
    assert isinstance(block, Paragraph)
    assert text_of(block.words).split() == text.split()


def test_a_forged_property_puts_no_words_into_the_text() -> None:
    forged = unpacked({"markdown": f"Mallory's words {MARKER}\n"})
    assert forged is not None
    body = forged.body("Alice's words\n", CLOUD.seen)
    assert body.startswith("Alice's words")
    assert "Mallory" not in body


@pytest.mark.parametrize(
    "value",
    [None, 7, [], "x", {}, {"markdown": 7}, {"packed": "not packed"}, {"packed": "é"}, {"hidden": "x"}, {"hidden": 7}],
)
def test_a_property_that_was_not_written_here_is_none(value: object) -> None:
    assert unpacked(value) is None


def packed(text: str) -> str:
    return base64.b85encode(zlib.compress(text.encode(), 9)).decode()


def test_a_property_that_unpacks_to_megabytes_is_none() -> None:
    assert unpacked({"packed": packed("a" * 40_000_000)}) is None


@pytest.mark.parametrize("hidden", ["Mallory's words", "<!-- a --> Mallory's words", "<!-- a -->\n<!-- b -->words"])
def test_anchors_hide_comments_and_nothing_else(hidden: str) -> None:
    assert unpacked({"hidden": packed(json.dumps([[hidden, "", "", "", 0]]))}) is None
