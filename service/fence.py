"""The part of a body that the service rewrites, between two hidden lines; everything outside belongs to people.

A block that people changed by hand is theirs: it stays where it is as plain text, and a fresh block goes below.
Only the state of task boxes may change inside: a tick is an instruction (ticks.py), not an edit.
"""

import hashlib
import re
from dataclasses import dataclass

_BLOCK = re.compile(
    r"<!-- followthrough:begin (?P<digest>[0-9a-f]{16}) -->\r?\n(?P<text>(?:(?!<!-- followthrough:begin ).)*?)"
    r"\r?\n?<!-- followthrough:end -->",
    re.DOTALL,
)
_HIDDEN = re.compile(r"<!-- followthrough:[^>]*-->\r?\n?")
_BOX = re.compile(r"^(\s*[-*+] )\[[ xX]\]", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """The service's part of a body. `untouched` when only boxes differ from what was written."""

    text: str
    untouched: bool
    start: int
    end: int


def wrap(text: str) -> str:
    """`text` between the two hidden lines."""
    return f"<!-- followthrough:begin {_digest(text)} -->\n{text}\n<!-- followthrough:end -->"


def find(body: str) -> Block | None:
    """The last block: an earlier one was left behind because people had changed it."""
    found = list(_BLOCK.finditer(body))
    if not found:
        return None
    last = found[-1]
    text = last["text"].replace("\r\n", "\n")
    return Block(text, last["digest"] == _digest(text), last.start(), last.end())


def replace(body: str, text: str) -> str:
    """`body` with `text` as the service's block; every byte outside the block stays."""
    block = find(body)
    if block is None:
        return f"{body.rstrip()}\n\n{wrap(text)}" if body.strip() else wrap(text)
    if block.text == text and block.untouched:
        return body
    if block.untouched:
        return body[: block.start] + wrap(text) + body[block.end :]
    theirs = _HIDDEN.sub("", body[block.start : block.end])
    return f"{body[: block.start]}{theirs}{body[block.end :]}".rstrip() + f"\n\n{wrap(text)}"


def _digest(text: str) -> str:
    boxes_cleared = _BOX.sub(r"\1[ ]", text.replace("\r\n", "\n"))
    return hashlib.sha256(boxes_cleared.encode("utf-8", "surrogatepass")).hexdigest()[:16]
