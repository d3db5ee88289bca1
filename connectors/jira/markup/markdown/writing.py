"""A tree to Markdown that reads back as the same tree.

Not here: the words of one block (inline_writing.py).
"""

import re
from collections.abc import Iterable, Sequence

from connectors.jira.markup.markdown.inline_writing import cell, heading, paragraph, plain
from connectors.jira.markup.markdown.source import COMMENT, COMMENT_IN_CODE, front_matter
from connectors.jira.markup.tree import (
    FRONT_MATTER,
    Block,
    Blocks,
    Details,
    Heading,
    Item,
    Listing,
    Paragraph,
    Preformatted,
    Quote,
    Row,
    Rule,
    Table,
)
from connectors.jira.markup.visible import visible

_RULE = re.compile(r"-( *-){2,} *")
"""What bullets of empty items in a row would be."""


def write(blocks: Iterable[Block]) -> str:
    """Ends with a line break unless it is empty. No comment can stand in it: in code, a joiner keeps one from being."""
    lines = _lines(visible(blocks), at_top=True)
    text = "\n".join(lines) + "\n" if lines else ""
    return text.replace(COMMENT, COMMENT_IN_CODE)


def _lines(blocks: Blocks, *, at_top: bool = False) -> list[str]:
    lines: list[str] = []
    before: Block | None = None
    for block in blocks:
        if lines:
            lines.append("")
        lines += _front(block) if at_top and before is None else _block(block, _delimiter(before, block, lines))
        before = block
    return lines


def _delimiter(before: Block | None, block: Block, lines: Sequence[str]) -> str:
    """Numbered lists that follow each other stay two lists where their numbers end otherwise."""
    if isinstance(before, Listing) and isinstance(block, Listing):
        last = next((line for line in reversed(lines) if re.match(r"\d+[.)]", line)), "")
        return ")" if re.match(r"\d+\.", last) else "."
    return "."


def _block(block: Block, delimiter: str) -> list[str]:
    match block:
        case Heading(level, words):
            return [f"{'#' * level} {heading(words)}".rstrip(" ")]
        case Paragraph(words):
            return paragraph(words).split("\n")
        case Preformatted(text, language):
            return fenced(text, language)
        case Rule():
            return ["***"]
        case Table(rows):
            return table_lines(rows)
        case Listing(items, start):
            return _listing(items, start, delimiter)
        case Quote(children, alert):
            said = _lines(children)
            if alert:
                apart = [] if _continues(children) else [""]
                said = [f"[!{alert}]", *apart, *said]
            return [f"> {line}".rstrip(" ") for line in said]
        case Details(summary, children):
            return [opening(summary), "", *(line for line in [*_lines(children), ""] if children), "</details>"]
        case _:
            return []


def _front(block: Block) -> list[str]:
    if isinstance(block, Preformatted) and block.language == FRONT_MATTER:
        lines = ["---", *block.text.split("\n"), "---"]
        return lines if front_matter(lines) == len(lines) else _block(block, ".")
    return _block(block, ".")


def opening(summary: str) -> str:
    return f"<details><summary>{plain(summary)}</summary>"


def fenced(text: str, language: str = "") -> list[str]:
    longest = max((len(run) for run in re.findall(r"(?m)^ *(`{3,})", text)), default=2)
    fence = "`" * max(3, longest + 1)
    return [fence + re.sub(r"[`\s<>&\\]", "", language), *(text.split("\n") if text else []), fence]


def table_lines(rows: Sequence[Row]) -> list[str]:
    width = len(rows[0].cells)
    head, *body = (row_line(row) for row in rows)
    return [head, "|" + "---|" * width, *body] if width else []


def row_line(row: Row) -> str:
    return "".join(f"| {text} " if (text := cell(words)) else "| " for words in row.cells) + "|"


def _listing(items: Sequence[Item], start: int | None, delimiter: str) -> list[str]:
    lines: list[str] = []
    for number, item in enumerate(items, start or 0):
        marker = "-" if start is None else f"{number}{delimiter}"
        lines += _item(item, marker)
    return lines


def _item(item: Item, marker: str) -> list[str]:
    said: list[str] = []
    before: Block | None = None
    for child in item.children:
        if said and not _directly_below(before, child):
            said.append("")
        said += _block(child, ".")
        before = child
    if _RULE.fullmatch(f"{marker} {said[0] if said else ''}"):
        said.insert(0, "")
    box = "" if item.done is None else "[x] " if item.done else "[ ] "
    said = [box + (said[0] if said else ""), *said[1:]]
    indent = " " * (len(marker) + 1)
    return [f"{marker} {said[0]}".rstrip(" "), *(indent + line if line else "" for line in said[1:])]


def _directly_below(before: Block | None, child: Block) -> bool:
    """A list may follow the words of its item without a blank line, where nothing can take it for more of them."""
    return (
        isinstance(before, Paragraph)
        and isinstance(child, Listing)
        and child.start in (None, 1)
        and _begins_with_words(child)
    )


def _continues(children: Blocks) -> bool:
    """Whether they may begin right below a line of words."""
    return bool(children) and (isinstance(children[0], Paragraph) or _directly_below(Paragraph(()), children[0]))


def _begins_with_words(listing: Listing) -> bool:
    head = listing.items[0].children[:1]
    return any(isinstance(child, Paragraph) and child.words for child in head)
