"""What people write in Jira with its own editor, or by hand in wiki markup, as Markdown."""

import textwrap
from typing import Any

import pytest

from connectors.jira.markup.adf import from_adf, to_adf
from connectors.jira.markup.wiki import from_wiki
from tests.jira_markup.ways import CLOUD, document


def nobody(_account: str) -> None:
    return None


def text(said: str, *marks: dict[str, Any]) -> dict[str, Any]:
    return {"type": "text", "text": said, **({"marks": list(marks)} if marks else {})}


def block(kind: str, *content: dict[str, Any], **attrs: Any) -> dict[str, Any]:
    return {"type": kind, "content": list(content), **({"attrs": attrs} if attrs else {})}


def p(*content: dict[str, Any]) -> dict[str, Any]:
    return block("paragraph", *content)


STRONG, CODE = {"type": "strong"}, {"type": "code"}


@pytest.mark.parametrize(
    ("node", "markdown"),
    [
        (p(text("a "), text("bold ", STRONG), text("b")), "a **bold** b\n"),
        (p(text("un"), text("bold", STRONG), text("ed")), "un**bold**ed\n"),
        (p(text("a"), text("(b)", STRONG), text("c")), "a<strong>(b)</strong>c\n"),
        (p(text("a`b", CODE)), "``a`b``\n"),
        (p({"type": "date", "attrs": {"timestamp": "1796083200000"}}), "2026-12-01\n"),
        (p({"type": "status", "attrs": {"text": "DONE", "color": "green"}}), "DONE\n"),
        (p({"type": "emoji", "attrs": {"shortName": ":fire:", "text": "🔥"}}), "🔥\n"),
        (p({"type": "emoji", "attrs": {"shortName": ":acme:"}}), ":acme:\n"),
        (p({"type": "inlineCard", "attrs": {"url": "https://a.example/x"}}), "https://a.example/x\n"),
        (block("blockCard", url="https://a.example/x"), "https://a.example/x\n"),
        (p({"type": "inlineCard", "attrs": {"url": "javascript:alert(1)"}}), "javascript:alert(1)\n"),
        (p(text("a", {"type": "link", "attrs": {"href": "javascript:alert(1)"}})), "a\n"),
        (p({"type": "mediaInline", "attrs": {"id": "1", "alt": "g.png"}}), "[attachment: g.png]\n"),
        (block("mediaSingle", {"type": "media", "attrs": {"type": "file", "id": "7"}}), "[attachment: 7]\n"),
        (block("extension", extensionKey="chart"), "[chart]\n"),
        (block("panel", p(text("a")), panelType="error"), "> [!CAUTION]\n> a\n"),
        (block("expand", p(text("a")), title="More <b>"),
        "<details><summary>More &lt;b&gt;</summary>\n\na\n\n</details>\n"),
        (block("layoutSection", block("layoutColumn", p(text("a"))), block("layoutColumn", p(text("b")))),
        "a\n\nb\n"),
        (block("whatever", p(text("kept"))), "kept\n"),
        ({"type": "whatever"}, "[whatever]\n"),
        (p(), ""),
    ],
)  # fmt: skip
def test_a_node_of_jiras_editor_is_read(node: dict[str, Any], markdown: str) -> None:
    assert from_adf(document(node), name_of=nobody) == markdown


def cell(*content: dict[str, Any], **attrs: Any) -> dict[str, Any]:
    return block("tableCell", *content, **attrs)


def test_merged_cells_keep_the_columns_in_place() -> None:
    rows = [
        block("tableRow", cell(p(text("A")), rowspan=2), cell(p(text("B")), colspan=2)),
        block("tableRow", cell(p(text("c"))), cell(p(text("d")))),
    ]
    assert from_adf(document(block("table", *rows)), name_of=nobody) == "| A | B | |\n|---|---|---|\n| | c | d |\n"


def test_blocks_in_a_cell_are_lines_of_it() -> None:
    bullets = block("bulletList", block("listItem", p(text("x"))), block("listItem", p(text("y|z"))))
    table = block("table", block("tableRow", cell(p(text("a")), p(text("b")), bullets)))
    assert from_adf(document(table), name_of=nobody) == "| a<br>b<br>• x<br>• y\\|z |\n|---|\n"


def test_a_wider_row_widens_the_table() -> None:
    rows = [block("tableRow", cell(p(text("a")))), block("tableRow", cell(p(text("b"))), cell(p(text("c"))))]
    assert from_adf(document(block("table", *rows)), name_of=nobody) == "| a | |\n|---|---|\n| b | c |\n"


def test_what_jira_adds_to_a_document_changes_nothing() -> None:
    sent = to_adf("| a |\n|---|\n| b |\n\n- [ ] c\n")
    noisy = to_adf("| a |\n|---|\n| b |\n\n- [ ] c\n")
    noisy["content"][0]["attrs"] = {"isNumberColumnEnabled": False, "layout": "default", "localId": "x"}
    noisy["content"][1]["attrs"]["localId"] = "another"
    noisy["content"].append({"type": "paragraph", "content": []})
    assert from_adf(noisy, name_of=nobody) == from_adf(sent, name_of=nobody)


def test_an_empty_cell_holds_an_empty_paragraph() -> None:
    (_, empty) = to_adf("| a | |\n|---|---|\n")["content"][0]["content"][0]["content"]
    assert empty["content"] == [{"type": "paragraph"}]


BY_HAND = [
    ("h2. Summary\nThe key expired.", "## Summary\n\nThe key expired.\n"),
    ("*bold* _slanted_ -gone- +under+ ^up^ ~down~ {{code}}", "**bold** _slanted_ ~~gone~~ <ins>under</ins> "
     "<sup>up</sup> <sub>down</sub> `code`\n"),
    ("un{*}bold{*}ed and snake_case_name 2026-12-01", "un**bold**ed and snake_case_name 2026-12-01\n"),
    ("* a\n** b\n*# c\n* d", "- a\n  - b\n\n  1. c\n- d\n"),
    ("# a\n## b\n#* c", "1. a\n   1. b\n\n   - c\n"),
    ("- a\n- b", "- a\n- b\n"),
    ("||A||B||\n|a|b|", "| A | B |\n|---|---|\n| a | b |\n"),
    ("|a|[x|http://y]|\n|c\\|d| |", "| a | [x](http://y) |\n|---|---|\n| c\\|d | |\n"),
    ("||A|\n|line one\nline two|", "| A |\n|---|\n| line one line two |\n"),
    ("{code:java}\nint a;\n{code}", "```java\nint a;\n```\n"),
    ("before {code}x{code} behind", "before\n\n```\nx\n```\n\nbehind\n"),
    ("{noformat}\n*no*\n{noformat}", "```\n*no*\n```\n"),
    ("{code:title=a b|borderStyle=solid}\nx\n{code}", "```\na b\nx\n```\n"),
    ("{quote}\na\n{quote}", "> a\n"),
    ("bq. a", "> a\n"),
    ("{panel:title=Look}\na\n{panel}", "> [!NOTE]\n> Look\n>\n> a\n"),
    ("[x|http://a.example|tip]", '[x](http://a.example "tip")\n'),
    ("[http://a.example]", "http://a.example\n"),
    ("[no link] and [1]", "[no link] and [1]\n"),
    ("[^log.txt] !g.png|thumbnail!", "[attachment: log.txt] ![](g.png)\n"),
    ("wow! that is! so!", "wow! that is! so!\n"),
    ("{color:red}red{color} a\\\\b", "red a\\\nb\n"),
    ("----", "***\n"),
    ("{code}never closed", "{code}never closed\n"),
    ("{quote}never closed", "> never closed\n"),
    ("\\*no\\* &lt; &#42;", "\\*no\\* &lt; \\*\n"),
    ("C:\\temp", "C:\\temp\n"),
]  # fmt: skip


@pytest.mark.parametrize(("wiki", "markdown"), BY_HAND)
def test_wiki_markup_by_hand_is_read(wiki: str, markdown: str) -> None:
    assert from_wiki(wiki, name_of=nobody) == markdown


@pytest.mark.parametrize("wiki", [wiki for wiki, _ in BY_HAND])
def test_line_ends_of_windows_change_nothing(wiki: str) -> None:
    assert from_wiki(wiki.replace("\n", "\r\n"), name_of=nobody) == from_wiki(wiki, name_of=nobody)


def test_lines_of_a_paragraph_stay_lines_in_cloud() -> None:
    written = textwrap.dedent(
        """\
        Impact: 1,200 orders
        Severity: high\\
        Owner: Alice
        """
    )
    assert CLOUD.seen(written) == written
    assert [node["type"] for node in CLOUD.there(written)["content"][0]["content"]].count("hardBreak") == 2
