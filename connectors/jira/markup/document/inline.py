"""Words as the inline nodes of ADF (Atlassian's document format).

Not here: blocks (blocks.py), or the way back (words.py).
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from connectors.jira.markup.mentions import Known, Mention, parts
from connectors.jira.markup.tree import Break, Code, Image, Inline, Link, Mark, Text, Words

Node = dict[str, Any]

PICTURE = "🖼 "
"""How a link to an image begins, for Jira shows no image of elsewhere amid words."""

_NAMES = {Mark.STRONG: "strong", Mark.EM: "em", Mark.STRIKE: "strike", Mark.UNDERLINE: "underline"}
_SCHEME = re.compile(r"\s*([A-Za-z][A-Za-z0-9+.-]*):")
_SAFE = frozenset({"http", "https", "ftp", "ftps", "mailto", "tel"})


def nodes(words: Words, known: Known) -> list[Node]:
    return [node for at in range(len(words)) for node in _nodes(words, at, known)]


def text_node(text: str) -> Node:
    return {"type": "text", "text": text}


def is_safe(url: str) -> bool:
    """An address that a click may open. Relative ones are; `javascript:` and `data:` are not."""
    found = _SCHEME.match(url)
    return found is None or found[1].lower() in _SAFE


def _nodes(words: Sequence[Inline], at: int, known: Known) -> Iterator[Node]:
    word = words[at]
    match word:
        case Text(text, marks, link) if link and not is_safe(link.url):
            yield from _texts(Text(text if text == link.url else f"{text} ({link.url})", marks), known)
        case Text():
            yield from _texts(word, known)
        case Code(text, link):
            yield _marked(text, [*_link(link), {"type": "code"}])
        case Image(src, alt, link):
            yield from _image(src, alt, link)
        case Break(hard):
            if not hard:
                yield text_node(" ")
            yield {"type": "hardBreak"}
        case _:
            pass


def _texts(word: Text, known: Known) -> Iterator[Node]:
    for part in parts(word, known):
        if isinstance(part, Mention):
            yield {"type": "mention", "attrs": {"id": part.id, "text": f"@{part.name or part.id}"}}
        elif part.text:
            yield _marked(part.text, [*_link(part.link), *_marks(part.marks)])


def _image(src: str, alt: str, link: Link | None) -> Iterator[Node]:
    if link:
        yield _marked(alt or src, _link(link))
        yield text_node(" ")
    if is_safe(src):
        yield _marked(PICTURE + (alt or src), _link(Link(src)))
    else:
        yield text_node(f"{PICTURE}{alt} ({src})")


def _marked(text: str, marks: list[Node]) -> Node:
    return {**text_node(text), "marks": marks} if marks else text_node(text)


def _link(link: Link | None) -> list[Node]:
    if link is None or not is_safe(link.url):
        return []
    title = {"title": link.title} if link.title else {}
    return [{"type": "link", "attrs": {"href": link.url, **title}}]


def _marks(marks: frozenset[Mark]) -> list[Node]:
    found: list[Node] = [{"type": name} for mark, name in _NAMES.items() if mark in marks]
    level = next((mark for mark in (Mark.SUB, Mark.SUP) if mark in marks), None)
    return found + ([{"type": "subsup", "attrs": {"type": level.value}}] if level else [])
