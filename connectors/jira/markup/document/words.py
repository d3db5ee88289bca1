"""The inline nodes of ADF as words, whoever wrote them: a node that is not known shows its text, or its name.

Not here: blocks (reading.py).
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from connectors.jira.markup.document.inline import PICTURE, is_safe
from connectors.jira.markup.tree import PLAIN, Break, Code, Image, Inline, Link, Mark, Text
from connectors.jira.markup.words import clean

NameOf = Callable[[str], str | None]
"""What an account is called, by its id; None for one that is not known."""

INLINE = frozenset(
    {"text", "hardBreak", "mention", "emoji", "date", "status", "inlineCard", "mediaInline", "placeholder",
     "inlineExtension"}
)  # fmt: skip
_MARKS = {"strong": Mark.STRONG, "em": Mark.EM, "strike": Mark.STRIKE, "underline": Mark.UNDERLINE}


def words_of(content: list[Any], name_of: NameOf) -> list[Inline]:
    """Not tidied yet."""
    words: list[Inline] = []
    for node in content:
        if isinstance(node, dict):
            words += _of(node, words, name_of)
    return words


def string(value: Any) -> str:
    return clean(value) if isinstance(value, str) else ""


def attributes(node: dict[str, Any]) -> dict[str, Any]:
    found = node.get("attrs")
    return found if isinstance(found, dict) else {}


def _of(node: dict[str, Any], before: list[Inline], name_of: NameOf) -> Iterator[Inline]:
    attrs = attributes(node)
    match node.get("type"):
        case "text":
            yield from _text(string(node.get("text")), node.get("marks"))
        case "hardBreak":
            last = before[-1] if before else None
            yield Break(hard=not (isinstance(last, Text) and last.text.endswith(" ")))
        case "mention":
            yield Text("@" + _name(attrs, name_of))
        case "inlineCard":
            yield card(attrs)
        case "date":
            yield Text(_day(attrs.get("timestamp")))
        case "emoji":
            yield Text(string(attrs.get("text")) or string(attrs.get("shortName")))
        case "mediaInline":
            yield attachment(attrs)
        case kind:
            said = string(attrs.get("text")) or string(node.get("text")) or string(attrs.get("title"))
            yield Text(said or f"[{string(attrs.get('extensionKey')) or string(kind)}]")


def _name(attrs: dict[str, Any], name_of: NameOf) -> str:
    account = string(attrs.get("id"))
    known = name_of(account) if account else None
    return clean(known or string(attrs.get("text")).lstrip("@") or account)


def card(attrs: dict[str, Any]) -> Inline:
    data = attrs.get("data")
    url = string(attrs.get("url")) or (string(data.get("url")) if isinstance(data, dict) else "")
    return Text(url, link=Link(url)) if url and is_safe(url) else Text(url or "[card]")


def attachment(attrs: dict[str, Any]) -> Inline:
    if src := string(attrs.get("url")):
        return Image(src, string(attrs.get("alt"))) if is_safe(src) else Text(src)
    return Text(f"[attachment: {string(attrs.get('alt')) or string(attrs.get('id'))}]")


def _text(text: str, marks: Any) -> Iterator[Inline]:
    found = [mark for mark in marks if isinstance(mark, dict)] if isinstance(marks, list) else []
    link = next((_link(attributes(mark)) for mark in found if mark.get("type") == "link"), None)
    if link and text.startswith(PICTURE):
        alt = text.removeprefix(PICTURE)
        yield Image(link.url, "" if alt == link.url else alt)
        return
    if any(mark.get("type") == "code" for mark in found):
        yield Code(text, link)
        return
    emphasis = frozenset(one for mark in found if (one := _mark(mark)) is not None) or PLAIN
    for number, line in enumerate(text.split("\n")):
        if number:
            yield Break(hard=True)
        yield Text(line, emphasis, link)


def _link(attrs: dict[str, Any]) -> Link | None:
    url = string(attrs.get("href"))
    return Link(url, string(attrs.get("title"))) if url and is_safe(url) else None


def _mark(mark: dict[str, Any]) -> Mark | None:
    if mark.get("type") == "subsup":
        return Mark.SUB if attributes(mark).get("type") == "sub" else Mark.SUP
    return _MARKS.get(string(mark.get("type")))


def _day(timestamp: Any) -> str:
    """Jira keeps a date as milliseconds since 1970, in text."""
    try:
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=int(str(timestamp)))
        return moment.date().isoformat()
    except (ValueError, OverflowError):
        return string(timestamp)
