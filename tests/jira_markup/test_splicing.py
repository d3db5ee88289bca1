"""A text that is written over another: what people made of the rest stays, to the byte, and nothing else reads so."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.jira.markup.splicing.documents import spliced_document
from connectors.jira.markup.splicing.ways import Way as Splices
from connectors.jira.markup.splicing.wiki import spliced_wiki
from tests.jira_markup.ways import CLOUD, DATA_CENTER, document
from tests.jira_markup.writings import ANYTHING, DOCUMENTS, NODES

Content = list[dict[str, Any]]

RED = {"type": "textColor", "attrs": {"color": "#bf2600"}}
LOZENGE = {"type": "status", "attrs": {"text": "BLOCKED", "color": "red", "localId": "l"}}
MEDIA = {"type": "media", "attrs": {"id": "6e7c7f2c", "type": "file", "collection": "", "width": 640, "height": 320}}
IN_CLOUD = Splices(CLOUD.there, CLOUD.back)
IN_DATA_CENTER = Splices(DATA_CENTER.there, DATA_CENTER.back)


def node(kind: str, *content: Any, **attrs: Any) -> dict[str, Any]:
    return {"type": kind, **({"attrs": attrs} if attrs else {}), **({"content": list(content)} if content else {})}


def words(said: str, *marks: Any) -> dict[str, Any]:
    return {"type": "text", "text": said, **({"marks": list(marks)} if marks else {})}


def over(present: Content, wanted: str) -> Content:
    found = spliced_document(document(*present), CLOUD.there(wanted), IN_CLOUD)
    assert CLOUD.seen(CLOUD.back(found)) == CLOUD.seen(wanted)
    content: Content = found["content"]
    return content


def over_wiki(present: str, wanted: str) -> str:
    found = spliced_wiki(present, DATA_CENTER.there(wanted), IN_DATA_CENTER)
    assert DATA_CENTER.seen(DATA_CENTER.back(found)) == DATA_CENTER.seen(wanted)
    return found


# Notes around a block

_LEAVES = st.sampled_from(
    [words("until ", RED), words("Monday"), words(" C:\\temp ", {"type": "underline"}), LOZENGE,
     node("date", timestamp="1798761600000"), node("emoji", shortName=":fire:", text="🔥"),
     node("mention", id="712020:a11ce", text="@Alice", accessLevel=""), node("mention", id="1:x", text="@Alice Other"),
     node("inlineCard", url="https://status.example/7"), node("hardBreak"), {**MEDIA, "type": "mediaInline"}]
)  # fmt: skip
_PARAGRAPHS = st.lists(_LEAVES, max_size=4).map(lambda leaves: node("paragraph", *leaves))
_ITEMS = st.lists(_PARAGRAPHS.map(lambda one: node("listItem", one)), min_size=1, max_size=3)
_TASKS = st.lists(_LEAVES, max_size=3).map(lambda leaves: node("taskItem", *leaves, localId="t", state="TODO"))
_SIMPLE = st.one_of(
    _PARAGRAPHS,
    _ITEMS.map(lambda items: node("bulletList", *items)),
    _ITEMS.map(lambda items: node("orderedList", *items, order=3)),
    st.lists(_TASKS, min_size=1, max_size=3).map(lambda tasks: node("taskList", *tasks, localId="own")),
    st.lists(_LEAVES, max_size=3).map(lambda leaves: node("heading", *leaves, level=3)),
    st.sampled_from([node("mediaSingle", MEDIA, layout="center"), node("mediaGroup", MEDIA, MEDIA), node("rule")]),
    st.just(node("codeBlock", words("a < b"), language="weird language")),
    st.just(node("extension", extensionType="com.x", extensionKey="chart", parameters={"a": 1})),
    _PARAGRAPHS.map(
        lambda cell: node(
            "table", node("tableRow", node("tableHeader", cell, background="#fff"), node("tableCell", cell))
        )
    ),
)
_BOXES = st.tuples(
    st.sampled_from([("panel", {"panelType": "custom", "panelColor": "#e6fcff"}), ("expand", {"title": "More"}),
                     ("blockquote", {}), ("panel", {"panelType": "info"})]),
    st.lists(_PARAGRAPHS, min_size=1, max_size=2),
).map(lambda found: node(found[0][0], *found[1], **found[0][1]))  # fmt: skip
_COLUMNS = st.lists(_SIMPLE, min_size=1, max_size=2).map(
    lambda blocks: node("layoutSection", *[node("layoutColumn", *blocks, width=50)] * 2)
)
NOTES = st.lists(_SIMPLE | _BOXES | _COLUMNS, max_size=4)
BLOCKS = st.sampled_from(
    ["- [ ] **A1** Add a probe\n- [x] **A2** Add a page\n", "## Review\n\nIt is due.\n", "1. one\n2. two\n",
     "| a | b |\n|---|---|\n| c | d |\n", "The end", "- a\n- b\n  - c\n", "> [!NOTE]\n> Look.\n", "***\n\nWord\n"]
)  # fmt: skip


def shown(content: Content) -> str:
    return CLOUD.back(document(*content))


@settings(deadline=None, max_examples=120)
@given(above=NOTES, before=BLOCKS, after=BLOCKS, below=NOTES)
def test_every_node_around_a_block_that_is_rewritten_stays(
    above: Content, before: str, after: str, below: Content
) -> None:
    present = [*above, node("heading", words("Block"), level=1), *CLOUD.there(before)["content"],
               node("rule"), *below]  # fmt: skip
    wanted = f"{shown(above)}\n\n# Block\n\n{after}\n\n***\n\n{shown(below)}"
    found = over(present, wanted)
    assert found[: len(above)] == above
    assert found[len(found) - len(below) :] == below


WIKI_NOTES = st.lists(
    st.sampled_from(
        ["{color:red}*Blocked*{color} by [~bob]", "!shot.png|thumbnail!",
         "* {color:red}one{color}\n** (/) two\n* three",
         "- a\n- {color}b{color}", "# 1\n# {color:red}2{color}", "h3. {anchor:x}Notes", "bq. said",
         "{panel:title=x|bgColor=#eee}\nin\n\n* it\n{panel}",
         "{quote}\n{color:red}q{color}\n{quote}", "{code:title=a.py|borderStyle=solid}\n* no list\n\nh1. x\n{code}",
         "||a||b||\n|{color:red}c{color}|!d.png!|", "{expand:More}", "{color:red}{color}", "----", "one\ntwo -- three",
         "text {quote}in{quote} line", "{noformat}\nx\n{noformat} after"]
    ),
    max_size=4,
)  # fmt: skip
ENDS = st.sampled_from(["\n\n", "\r\n\r\n", "\n\n\n", "\n \n"])


@settings(deadline=None, max_examples=120)
@given(above=WIKI_NOTES, before=BLOCKS, after=BLOCKS, below=WIKI_NOTES, end=ENDS)
def test_every_byte_around_a_block_that_is_rewritten_stays(
    above: list[str], before: str, after: str, below: list[str], end: str
) -> None:
    upper = "".join(note + end for note in above) + "h1. Block"
    lower = "----" + "".join(end + note for note in below)
    present = f"{upper}\n\n{DATA_CENTER.there(before)}\n\n{lower}"
    wanted = f"{DATA_CENTER.back(upper)}\n\n{after}\n\n{DATA_CENTER.back(lower)}"
    found = over_wiki(present, wanted)
    assert found.startswith(upper)
    assert found.endswith(lower)


# Whatever is written over whatever


@settings(deadline=None, max_examples=80)
@given(present=DOCUMENTS, wanted=DOCUMENTS)
def test_a_document_over_another_reads_as_it_would_by_itself(present: str, wanted: str) -> None:
    over(CLOUD.there(present)["content"], wanted)
    over_wiki(DATA_CENTER.there(present), wanted)


@settings(deadline=None, max_examples=80)
@given(present=st.lists(NODES, max_size=4), wanted=DOCUMENTS | ANYTHING)
def test_anything_can_be_written_over_any_document(present: Content, wanted: str) -> None:
    over(present, wanted)
    over(present, CLOUD.back(document(*present)) + "\n\n" + wanted)


@settings(deadline=None, max_examples=80)
@given(present=ANYTHING, wanted=DOCUMENTS | ANYTHING)
def test_anything_can_be_written_over_any_markup(present: str, wanted: str) -> None:
    over_wiki(present, wanted)
    over_wiki(present, DATA_CENTER.back(present) + "\n\n" + wanted)


@settings(deadline=None, max_examples=60)
@given(NOTES)
def test_nothing_changes_where_nothing_is_to_change(notes: Content) -> None:
    assert over(notes, shown(notes)) == notes


@settings(deadline=None, max_examples=80)
@given(ANYTHING)
def test_not_a_byte_of_markup_changes_where_nothing_is_to_change(text: str) -> None:
    if DATA_CENTER.back(text):
        assert over_wiki(text, DATA_CENTER.back(text)) == text
