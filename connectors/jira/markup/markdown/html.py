"""What HTML within Markdown shows: comments and tags without effect nothing, some tags emphasis, the others themselves.

Not here: where HTML stands in a text (reading.py).
"""

import re
from collections.abc import Iterator
from html import unescape

from connectors.jira.markup.tree import Break, Hidden, Image, Inline, Link, Mark, Text

_PIECE = re.compile(r"<!--(?:-?>|.*?-->)|</?[A-Za-z][^<>]*>|<", re.DOTALL)
_TAG = re.compile(r"<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9-]*)(?P<rest>[^<>]*)>")
_ATTRIBUTE = re.compile(r"""([A-Za-z-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_LONGEST_TAG = 5_000

MARKS = {
    "b": Mark.STRONG, "strong": Mark.STRONG, "i": Mark.EM, "em": Mark.EM, "s": Mark.STRIKE, "del": Mark.STRIKE,
    "strike": Mark.STRIKE, "u": Mark.UNDERLINE, "ins": Mark.UNDERLINE, "sub": Mark.SUB, "sup": Mark.SUP,
}  # fmt: skip
CODE = frozenset({"code", "kbd", "tt", "samp"})
_WITHOUT_EFFECT = frozenset(
    {"a", "article", "big", "center", "details", "div", "font", "footer", "header", "p", "picture", "section", "small",
     "source", "span", "summary", *MARKS, *CODE}
)  # fmt: skip
"""Tags whose words stay when they are left out."""


def pieces(html: str) -> Iterator[str]:
    """Its comments, its tags, and what stands between them."""
    if html.count("-->") == 0:
        html, unclosed = _before(html, "<!--")
    else:
        head, mark, tail = html.rpartition("-->")
        tail, unclosed = _before(tail, "<!--")
        html = head + mark + tail
    done = 0
    for found in _PIECE.finditer(html):
        if found[0] == "<":
            continue
        if found.start() > done:
            yield html[done : found.start()]
        yield found[0]
        done = found.end()
    if html[done:] or unclosed:
        yield html[done:] + unclosed


def _before(text: str, mark: str) -> tuple[str, str]:
    """Before the first mark, and from it on: a comment that never ends is words."""
    at = text.find(mark)
    return (text, "") if at < 0 else (text[:at], text[at:])


def is_comment(piece: str) -> bool:
    return piece.startswith("<!--") and piece.endswith("-->")


def tag(piece: str) -> tuple[str, bool] | None:
    """Its name, and whether it closes; None where this is no tag."""
    found = _TAG.fullmatch(piece) if piece[:1] == "<" and len(piece) < _LONGEST_TAG else None
    return (found["name"].lower(), bool(found["close"])) if found else None


def shown(piece: str) -> Inline | None:
    """What a comment or tag shows by itself; None for one that marks the words behind it."""
    if is_comment(piece):
        return Hidden(piece)
    named = tag(piece)
    if named is None:
        return Text(piece)
    name, closes = named
    if name == "br":
        return Break(hard=True)
    if name == "img" and (src := _attributes(piece).get("src")):
        return Image(src, _attributes(piece).get("alt", ""))
    if name in MARKS or name in CODE or (name == "a" and (closes or "href" in _attributes(piece))):
        return None
    return Hidden(piece) if name in _WITHOUT_EFFECT else Text(piece)


def link(piece: str) -> Link:
    """Of a tag `a`."""
    attributes = _attributes(piece)
    return Link(attributes.get("href", ""), attributes.get("title", ""))


def _attributes(piece: str) -> dict[str, str]:
    found = _ATTRIBUTE.finditer(piece)
    return {one[1].lower(): unescape(one[2] or one[3] or one[4] or "") for one in found}
