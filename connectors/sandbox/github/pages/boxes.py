"""Task-list boxes of a Markdown text: finding them in reading order, and ticking one in the source.

A box is what GitHub takes for one: a list item that begins with `[ ]` or `[x]`. Those in code are none.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.token import Token

MARK = re.compile(r"\[([ xX])\](?=\s|$)")


def is_box(tokens: list[Token], at: int) -> bool:
    """Whether the inline token at that place is the beginning of a task."""
    if tokens[at].type != "inline" or at < 2:
        return False
    begins_item = tokens[at - 1].type == "paragraph_open" and tokens[at - 2].type == "list_item_open"
    return begins_item and MARK.match(tokens[at].content) is not None


def lines_of_boxes(markdown: str) -> list[int]:
    """The 0-based source line of each box."""
    tokens = MarkdownIt("commonmark").parse(markdown)
    return [(tokens[at].map or [0])[0] for at in range(len(tokens)) if is_box(tokens, at)]


def toggled(markdown: str, index: int) -> str:
    """The text with the box of that index ticked, or cleared if it was; IndexError when there is none."""
    lines = markdown.split("\n")
    place = lines_of_boxes(markdown)[index]
    lines[place] = MARK.sub(lambda found: "[ ]" if found[1] in "xX" else "[x]", lines[place], count=1)
    return "\n".join(lines)
