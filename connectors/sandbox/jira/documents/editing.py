"""A document as text to be edited in a plain box, and the document that comes of the edited text.

Blocks whose text is as it was stay as they were, marks, tables and all; a changed one is read anew, without marks.
What cannot be told as text stands as a line such as `⟦table 2⟧`: kept where it stays, gone where it is deleted.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from connectors.sandbox.jira.documents.adf import Node

_HEADING = re.compile(r"(#{1,6}) (.+)")
_TASK = re.compile(r"\[([ xX])\] (.*)")
_BULLET = re.compile(r"- (.*)")
_NUMBER = re.compile(r"\d+\. (.*)")
_FENCE = "```"


def as_text(kept: object) -> str:
    """Data Center's markup is text already."""
    if not isinstance(kept, Mapping):
        return str(kept or "")
    return "\n\n".join(_texts(kept))


def edited(kept: object, text: str) -> object:
    """`kept` with the edited text; None when nothing is left."""
    if not isinstance(kept, Mapping):
        return text or None
    before, after = _texts(kept), _pieces(text)
    content: list[Any] = []
    for verb, one, other, first, last in SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes():
        if verb == "equal":
            content += kept["content"][one:other]
        elif verb in ("replace", "insert"):
            content += [_block(piece) for piece in after[first:last]]
    return {"type": "doc", "version": 1, "content": content} if content else None


def written(text: str) -> Node | None:
    """A new document of such a text."""
    content = [_block(piece) for piece in _pieces(text)]
    return {"type": "doc", "version": 1, "content": content} if content else None


def _texts(document: Node) -> list[str]:
    return [_text(block, at) for at, block in enumerate(document.get("content") or [], start=1)]


def _text(block: Node, at: int) -> str:
    kind = block.get("type")
    items = block.get("content") or []
    match kind:
        case "paragraph":
            return _inline(block)
        case "heading":
            return f"{'#' * int(block['attrs']['level'])} {_inline(block)}"
        case "codeBlock":
            return f"{_FENCE}\n{_inline(block)}\n{_FENCE}"
        case "rule":
            return "----"
        case "taskList" if all(it.get("type") == "taskItem" for it in items):
            return "\n".join(f"[{'x' if it['attrs']['state'] == 'DONE' else ' '}] {_inline(it)}" for it in items)
        case "bulletList" | "orderedList" if all(_is_plain(it) for it in items):
            marks = ("-" if kind == "bulletList" else f"{number}." for number in range(1, len(items) + 1))
            return "\n".join(f"{mark} {_inline(it['content'][0])}" for mark, it in zip(marks, items, strict=True))
        case _:
            return f"⟦{kind} {at}⟧"


def _is_plain(item: Node) -> bool:
    content = item.get("content") or []
    return len(content) == 1 and content[0].get("type") == "paragraph"


def _inline(block: Node) -> str:
    return "".join(_leaf(it) for it in block.get("content") or [])


def _leaf(node: Node) -> str:
    attributes = node.get("attrs") or {}
    if node.get("type") == "hardBreak":
        return "\n"
    return str(node.get("text") or attributes.get("text") or attributes.get("url") or attributes.get("shortName") or "")


def _pieces(text: str) -> list[str]:
    """Blocks, parted by empty lines outside of fences."""
    pieces: list[list[str]] = [[]]
    fenced = False
    for line in text.replace("\r\n", "\n").split("\n"):
        fenced ^= line.startswith(_FENCE)
        if line.strip() or fenced:
            pieces[-1].append(line)
        elif pieces[-1]:
            pieces.append([])
    return ["\n".join(piece) for piece in pieces if piece]


def _block(piece: str) -> Node:
    lines = piece.split("\n")
    if lines[0].startswith(_FENCE):
        code = "\n".join(line for line in lines[1:] if not line.startswith(_FENCE))
        return {"type": "codeBlock", "content": _words(code)}
    heading = _HEADING.fullmatch(piece)
    if heading:
        return {"type": "heading", "attrs": {"level": len(heading[1])}, "content": _words(heading[2])}
    if piece == "----":
        return {"type": "rule"}
    return _list(lines) or _paragraph(lines)


def _list(lines: Sequence[str]) -> Node | None:
    if tasks := _all(_TASK, lines):
        return _with_id("taskList", {}, [_task(it[1], it[2]) for it in tasks])
    for pattern, kind in ((_BULLET, "bulletList"), (_NUMBER, "orderedList")):
        if found := _all(pattern, lines):
            return {"type": kind, "content": [{"type": "listItem", "content": [_paragraph([it[1]])]} for it in found]}
    return None


def _all(pattern: re.Pattern[str], lines: Sequence[str]) -> list[re.Match[str]]:
    found = [match for line in lines if (match := pattern.fullmatch(line))]
    return found if len(found) == len(lines) else []


def _task(mark: str, words: str) -> Node:
    return _with_id("taskItem", {"state": "TODO" if mark == " " else "DONE"}, _words(words))


def _with_id(kind: str, attributes: Mapping[str, str], content: list[Any]) -> Node:
    return {"type": kind, "attrs": {"localId": str(uuid.uuid4()), **attributes}, "content": content}


def _paragraph(lines: Sequence[str]) -> Node:
    content: list[Node] = []
    for line in lines:
        content += [*([{"type": "hardBreak"}] if content else []), *_words(line)]
    return {"type": "paragraph", "content": content}


def _words(text: str) -> list[Any]:
    return [{"type": "text", "text": text}] if text else []
