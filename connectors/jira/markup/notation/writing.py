"""A tree to Jira's wiki markup.

Not here: the way back (reading.py), or what is escaped (escaping.py).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from connectors.jira.markup.document.blocks import BOX
from connectors.jira.markup.document.task_lines import JOINER, head_of
from connectors.jira.markup.mentions import Known
from connectors.jira.markup.notation.escaping import escaped_parameter, guarded
from connectors.jira.markup.notation.phrases import phrases
from connectors.jira.markup.places import Place, fitted
from connectors.jira.markup.tree import (
    Block,
    Blocks,
    Break,
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
    Text,
    Words,
)  # fmt: skip

FOLD = "▸ "
"""How the title of a panel begins that stands for `<details>`, which wiki markup does not have."""

_WITH_COLOURS = (
    "actionscript|ada|applescript|bash|c|c#|c++|cpp|css|erlang|go|groovy|haskell|html|java|javascript|js|json|lua|none|"
    "objc|perl|php|python|r|ruby|scala|sh|sql|swift|visualbasic|xml|yaml"
)
LANGUAGES = frozenset(_WITH_COLOURS.split("|"))
"""Those that Data Center highlights; it shows an error for any other."""


class WikiWriter:
    def __init__(self, known: Known) -> None:
        self._known = known

    def text(self, blocks: Blocks) -> str:
        return "\n\n".join("\n".join(self._block(block, frozenset())) for block in blocks)

    def _block(self, block: Block, inside: frozenset[type]) -> Iterator[str]:
        match block:
            case Heading(level, words):
                yield f"h{level}. {self._line(words)}"
            case Paragraph(words):
                yield guarded(self._phrases(words))
            case Preformatted(text, language):
                yield from _fenced(text, language)
            case Rule():
                yield "----"
            case Table(rows):
                yield from (self._row(row, "|" if at else "||") for at, row in enumerate(rows) if row.cells)
            case Listing(items, start):
                yield from self._items(items, start, "")
            case Quote() | Details():
                yield from self._container(block, inside)

    def _container(self, block: Quote | Details, inside: frozenset[type]) -> Iterator[str]:
        """No macro can stand within its like."""
        kind = Quote if isinstance(block, Quote) and block.alert is None else Details
        if kind in inside:
            place = Place.QUOTE
            for child in fitted([block], place):
                yield from (*self._block(child, inside), "")
            return
        start, end = _macro(block)
        yield start
        for at, child in enumerate(block.children):
            yield from ([""] if at else [])
            yield from self._block(child, inside | {kind})
        yield end

    def _phrases(self, words: Words) -> str:
        return phrases(words, self._known, hard="\\\\\n", soft="\n")

    def _line(self, words: Words) -> str:
        return guarded(phrases(words, self._known, hard="\\\\ ", soft=" "))

    def _row(self, row: Row, bar: str) -> str:
        return "".join(f"{bar}{self._line(words) or ' '}" for words in row.cells) + bar

    def _items(self, items: Sequence[Item], start: int | None, above: str) -> Iterator[str]:
        prefix = above + ("*" if start is None else "#")
        for at, item in enumerate(items):
            box = "" if item.done is None else "\\[x] " if item.done else "\\[ ] "
            number = f"{{anchor:from-{start}}}" if not at and start not in (None, 1) else ""
            words, below = head_of(item)
            words, below = _paragraphs(words, below)
            said = self._phrases(words if item.done is not None else _not_a_box(words))
            first, end, others = said.partition("\n")
            yield f"{prefix} {number}{box}{first}{end}{guarded(others)}".rstrip(" ") + (
                " " if not said and not box else ""
            )
            yield from self._below(below, prefix)

    def _below(self, below: Blocks, prefix: str) -> Iterator[str]:
        """What follows a list within the item says by an anchor, which does not show, whose it is."""
        nested = False
        for block in fitted(below, Place.ITEM):
            if isinstance(block, Listing):
                yield from self._items(block.items, block.start, prefix)
                nested = True
                continue
            if nested:
                yield f"{{anchor:of-{len(prefix)}}}"
            elif isinstance(block, Paragraph):
                yield "\\\\\n\\\\"
            yield from self._block(block, frozenset())


def _paragraphs(words: Words, below: Blocks) -> tuple[Words, Blocks]:
    """Paragraphs of an item are parted by two breaks, for a blank line would end the list."""
    joined = list(words)
    at = 0
    while at < len(below) and joined and isinstance(block := below[at], Paragraph):
        joined += [Break(hard=True), Break(hard=True), *block.words]
        at += 1
    return tuple(joined), below[at:]


def _not_a_box(words: Words) -> Words:
    first = words[0] if words else None
    if isinstance(first, Text) and BOX.match(first.text if len(words) > 1 else first.text + " "):
        return (replace(first, text=JOINER + first.text), *words[1:])
    return words


def _macro(block: Quote | Details) -> tuple[str, str]:
    if isinstance(block, Details):
        return f"{{panel:title={FOLD}{escaped_parameter(block.summary)}}}", "{panel}"
    return (f"{{panel:title={block.alert.capitalize()}}}", "{panel}") if block.alert else ("{quote}", "{quote}")


def _fenced(text: str, language: str) -> Iterator[str]:
    known = language.lower() in LANGUAGES
    title = escaped_parameter(language)
    macro = "code" if known else "noformat"
    yield f"{{code:{language}}}" if known else f"{{noformat:title={title}}}" if language else "{noformat}"
    yield re.sub(rf"\{{(?={JOINER}*{macro}[:}}])", "{" + JOINER, text)
    yield f"{{{macro}}}"
