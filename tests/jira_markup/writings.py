"""Markdown that hypothesis writes: documents from every construct, and fragments that break it."""

from hypothesis import strategies as st

WORDS = st.sampled_from(
    ["the keys", "rotate", "90%", "a_b_c", "3 < 4 & 5", "C:\\temp", "x*y", "[sic]", "ünï 🔑", "{code}", "h1.",
     "#7", "~5",
     "(x)", "a - b", "!", "key=value", "`", "|", "é", "-- so", "100", "@alice", "don't", "a/b", "x--y",
     "$HOME", "^", "++"]
)  # fmt: skip
_SAFE = st.sampled_from(["the keys", "rotate", "ünï", "90%", "key 7", "of A1", "in time"])
SPANS = st.one_of(
    _SAFE.map("**{}**".format),
    _SAFE.map("_{}_".format),
    _SAFE.map("~~{}~~".format),
    _SAFE.map("***{}***".format),
    _SAFE.map("`{}`".format),
    _SAFE.map("[{}](https://status.example/7?a=1&b=2)".format),
    st.just("https://status.example/a_b"),
    st.just("![the graph](https://status.example/g.png)"),
    st.just("<sub>small</sub>"),
    st.just("a&lt;b"),
)


def _escaped(text: str) -> str:
    return "".join(f"\\{c}" if c in "\\`*_{}[]()#+-.!|<>~&^$=\"'@/:;,?%" else c for c in text)


SENTENCES = st.lists(WORDS.map(_escaped) | SPANS, min_size=1, max_size=5).map(" ".join)
LINES = st.lists(SENTENCES, min_size=1, max_size=3).flatmap(
    lambda lines: st.sampled_from(["\n", "\\\n", "  \n"]).map(lambda end: end.join(lines))
)


def _indented(text: str, by: str) -> str:
    return "\n".join(by + line if line else line for line in text.split("\n"))


def _item(marker: str, words: str, below: str) -> str:
    return f"{marker} {words}" + (f"\n{_indented(below, ' ' * (len(marker) + 1))}" if below else "")


def _list(kind: str) -> st.SearchStrategy[str]:
    boxes = st.sampled_from(["[ ] ", "[x] ", ""] if kind == "mixed" else ["[ ] ", "[x] "] if kind == "tasks" else [""])
    item = st.tuples(boxes, SENTENCES)
    return st.lists(item, min_size=1, max_size=3).map(
        lambda items: "\n".join(
            _item(f"{number}." if kind == "numbers" else "-", box + words, "")
            for number, (box, words) in enumerate(items, 1)
        )
    )


LISTS = st.sampled_from(["bullets", "numbers", "tasks", "mixed"]).flatmap(_list)
NESTED = st.tuples(st.sampled_from(["-", "1.", "- [ ]", "- [x]"]), SENTENCES, LISTS).map(
    lambda parts: _item(parts[0].split(" ")[0], " ".join([*parts[0].split(" ", 1)[1:], parts[1]]), parts[2])
)
CELLS = (SENTENCES | st.just("")).map(lambda words: words.replace("|", "\\|"))
TABLES = st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=4).map(
    lambda rows: "| ID | What | Owner |\n|---|---|---|\n" + "\n".join(f"| {' | '.join(row)} |" for row in rows)
)
CODE = st.sampled_from(["```python\nprint('{code}')\n```", "```\na < b\n\n  <!-- kept -->\n```", "    indented"])
PLAIN = st.one_of(
    st.tuples(st.integers(1, 4), SENTENCES).map(lambda found: f"{'#' * found[0]} {found[1]}"),
    LINES, LISTS, NESTED, TABLES, CODE, st.just("***"),
    st.just("![the graph](https://status.example/g.png)"),
)  # fmt: skip
QUOTABLE = st.one_of(LINES, LISTS, CODE)
QUOTES = st.tuples(st.sampled_from(["", "[!WARNING]\n", "[!NOTE]\n"]), QUOTABLE).map(
    lambda found: _indented(found[0] + found[1], "> ").replace("\n\n", "\n>\n")
)
DETAILS = st.lists(PLAIN, min_size=1, max_size=2).map(
    lambda blocks: "<details><summary>Settle it here</summary>\n\n" + "\n\n".join(blocks) + "\n\n</details>"
)
DOCUMENTS = st.lists(PLAIN | QUOTES | DETAILS, max_size=6).map(lambda blocks: "\n\n".join(blocks) + "\n")

FRAGMENTS = st.sampled_from(
    ["# ", "- ", "  - ", "1. ", "3) ", "> ", "[ ] ", "[x] ", "```\n", "~~~\n", "***\n", "---\n",
     "| a | b |\n|---|---|\n",
     "| c |\n", "|", "\\", "`", "*", "**", "_", "~~", "<b>", "</b>", "<br>", "<!-- c -->", "<!--", "-->", "<details>",
     "<details><summary>q</summary>\n\n", "</details>\n", "[a](b)", "](", "https://x.y/a_b", "![i](http://u)",
     "@alice ",
     "&amp;", "&#92;", "<", "\n", "\n\n", " ", "\t", "word", "\u2003", "\u2060", "•", "☐ ", "\r\n", "\r", "\0",
     "\x01",
     "> [!NOTE]\n", "{code}", "{noformat}", "{quote}", "{panel:title=x}", "{*}", "{{", "}}", "h1. ", "bq. ",
     "* ", "# ",
     "||", "!a.png!", "[~bob]", "[a|http://b]", "\\\\", "(x)", "??", "-", "+", "^", "\ud800", "🖼 ",
     "---\na: b\n---\n"]
)  # fmt: skip
ANYTHING = st.one_of(st.text(), st.lists(FRAGMENTS | st.text(max_size=6), max_size=30).map("".join))

_SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | ANYTHING
_TYPES = st.sampled_from(
    ["doc", "paragraph", "text", "heading", "bulletList", "orderedList", "listItem", "taskList", "taskItem",
     "blockTaskItem", "decisionList", "decisionItem", "codeBlock", "blockquote", "panel", "rule", "table", "tableRow",
     "tableCell", "tableHeader", "expand", "nestedExpand", "mediaSingle", "mediaGroup", "media", "mediaInline",
     "mention",
     "emoji", "date", "status", "inlineCard", "blockCard", "embedCard", "hardBreak", "placeholder", "extension",
     "inlineExtension", "bodiedExtension", "layoutSection", "layoutColumn", "caption", "syncBlock", "whatever"]
)  # fmt: skip
_ATTRIBUTES = st.dictionaries(
    st.sampled_from(["level", "order", "language", "title", "text", "id", "url", "alt", "state", "panelType",
    "colspan",
                     "rowspan", "timestamp", "shortName", "extensionKey", "data", "href", "localId"]),
    _SCALARS | st.dictionaries(st.just("url"), ANYTHING),
    max_size=4,
)  # fmt: skip
_MARKS = st.lists(
    st.fixed_dictionaries(
        {"type": st.sampled_from(["strong", "em", "code", "link", "strike", "underline", "subsup", "textColor"])},
        optional={"attrs": _ATTRIBUTES},
    ),
    max_size=3,
)
NODES = st.recursive(
    st.fixed_dictionaries(
        {"type": _TYPES}, optional={"text": ANYTHING, "attrs": _ATTRIBUTES | _SCALARS, "marks": _MARKS | _SCALARS}
    ),
    lambda nodes: st.fixed_dictionaries(
        {"type": _TYPES, "content": st.lists(nodes, max_size=4) | _SCALARS},
        optional={"attrs": _ATTRIBUTES, "marks": _MARKS},
    ),
    max_leaves=12,
)
"""What a document of Jira's may hold, and much that it may not."""
