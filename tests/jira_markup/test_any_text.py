"""Whatever the text or document: converting it neither fails, nor takes long, nor loses a word."""

import math
import re
import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings

from connectors.jira.markup.adf import from_adf, to_adf
from connectors.jira.markup.kept import Kept
from connectors.jira.markup.length import length_in_jira
from connectors.jira.markup.wiki import from_wiki, to_wiki
from tests.jira_markup.ways import CLOUD, DATA_CENTER, Way, both, document, paragraph
from tests.jira_markup.writings import ANYTHING, NODES


def nobody(_account: str) -> None:
    return None


@both
@settings(deadline=None, max_examples=120)
@given(text=ANYTHING)
def test_any_text_can_be_sent_and_read_back(way: Way, text: str) -> None:
    way.seen(text).encode()
    length_in_jira(text)


@settings(deadline=None, max_examples=150)
@given(NODES)
def test_any_document_can_be_read(node: object) -> None:
    from_adf(node, name_of=nobody).encode()
    from_adf({"type": "doc", "content": [node, node]}, name_of=nobody)


@pytest.mark.parametrize("value", [None, 7, "text", [], {}, {"content": 7}, {"content": [None, [], "x"]}])
def test_what_is_no_document_is_read_as_nothing(value: object) -> None:
    assert from_adf(value, name_of=nobody) == ""


@settings(deadline=None, max_examples=120)
@given(ANYTHING)
def test_any_wiki_markup_can_be_read(text: str) -> None:
    from_wiki(text, name_of=nobody).encode()


def words(text: object) -> list[str]:
    return re.findall(r"[a-z]{4,}", str(text))


@settings(deadline=None, max_examples=200)
@given(NODES)
def test_no_text_of_a_document_is_lost(node: dict[str, object]) -> None:
    marked = document({"type": "paragraph", "content": [node, {"type": "text", "text": "lastword"}]})
    assert "lastword" in from_adf(marked, name_of=nobody)


@both
def test_words_in_containers_that_nest_too_deep_stay(way: Way) -> None:
    deep = "".join(f"{'  ' * depth}- word{depth}\n" for depth in range(200))
    found = re.findall(r"word\d+", way.seen(deep))
    assert found == [f"word{depth}" for depth in range(200)]
    assert "word" in way.seen("> " * 3_000 + "word")


def test_a_document_may_nest_as_deep_as_it_likes() -> None:
    node: dict[str, object] = {"type": "text", "text": "word"}
    for kind in ("blockquote", "bulletList", "listItem", "taskList", "table", "expand") * 500:
        node = {"type": kind, "content": [node]}
    assert "word" in from_adf(document(node), name_of=nobody)


@pytest.mark.parametrize("value", [10**12, -5, math.nan, math.inf, True, "7", None])
def test_sizes_that_make_no_sense_do_no_harm(value: object) -> None:
    cell = {
        "type": "tableCell",
        "attrs": {"colspan": value, "rowspan": value},
        "content": [paragraph("a")["content"][0]],
    }
    table = {"type": "table", "content": [{"type": "tableRow", "content": [cell]}]}
    numbered = {"type": "orderedList", "attrs": {"order": value}, "content": [{"type": "listItem", "content": []}]}
    heading = {"type": "heading", "attrs": {"level": value}, "content": []}
    assert "a" in from_adf(document(table, numbered, heading), name_of=nobody)


def timed(run: Callable[[], object]) -> float:
    start = time.process_time()
    run()
    return time.process_time() - start


UNITS = (
    "> ", "- ", "  - a\n", "- [ ] a\n", "[", "![", "*a ", "`", "<!-- ", "<a ", "[a](b ", "_a_ *",
    "| a | b |\n|---|---|\n",
    "**a", "~~a", "&amp;", "\\", "<details>\n\n", "@a ", "https://a/b ", "{code}", "{quote}", "||", "|",
    "* a\n", "(", "!a",
    "[a|", "{{a", "-a ", "{*}a", "\\\\", "word ", "<!-- c -->\n", "| a | b |\n", "🖼 ", "a\\\n",
    "{panel:title=x}", "??a",
    "\0", "a\n",
)  # fmt: skip


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize(
    "run",
    [
        lambda text: CLOUD.seen(text),
        lambda text: DATA_CENTER.seen(text),
        lambda text: from_wiki(text, name_of=nobody),
        lambda text: from_adf(paragraph(text), name_of=nobody),
    ],
    ids=["Cloud", "Data Center", "from wiki", "from a document"],
)
def test_time_grows_no_faster_than_the_text(run: Callable[[str], object], unit: str) -> None:
    def of(size: int) -> float:
        return timed(lambda: run(unit * (size // len(unit))))

    small, large = of(2_000), of(12_000)
    assert large < 0.5 + 18 * small


@pytest.mark.parametrize("unit", ["<!-- c -->\n", "- [ ] a <!-- c -->\n", "a\n\n", "| a | b |\n"])
def test_time_of_putting_back_grows_no_faster_than_the_text(unit: str) -> None:
    def restored(size: int) -> float:
        text = "| x | y |\n|---|---|\n" + unit * (size // len(unit))
        now = CLOUD.seen(text).replace("a", "b", 3) + "\nmore\n"
        return timed(lambda: Kept(text).body(now, CLOUD.seen))

    assert restored(8_000) < 1 + 16 * restored(2_000)


@both
def test_a_cell_of_a_megabyte_is_carried(way: Way) -> None:
    text = f"| a | b |\n|---|---|\n| {'the keys ' * 111_000} | c |\n"
    assert way.seen(text).count("the keys") == 111_000


def test_nothing_is_sent_for_nothing() -> None:
    assert to_adf("") == {"version": 1, "type": "doc", "content": []}
    assert to_wiki("") == ""
