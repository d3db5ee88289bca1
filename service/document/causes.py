"""The root causes of a post-mortem, each with its chain of whys. Not here: whether a chain is deep enough (rules/)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count

from service.document.blocks import Block, Kind, References
from service.document.entries import own_words
from service.document.fields import Field, named_by_column
from service.document.inline import plain
from service.document.outline import Outline, Part
from service.document.placeholders import has_words, is_placeholder, without_comments
from service.document.post_mortem import Cause, Lines, Section


@dataclass
class _Found:
    key: str
    first: int
    last: int
    text: str
    whys: list[str] = field(default_factory=list)


def read_causes(outline: Outline) -> tuple[Cause, ...]:
    """Keyed causes (`RC1: …`) when there are any, else whatever the section lists, else its paragraphs."""
    parts = outline.of(Section.ROOT_CAUSE)
    references = outline.document.references
    found = _keyed(parts, references) or [one for part in parts for one in _unkeyed(part, references)]
    kept = [one for one in found if one.text or one.whys]
    return tuple(
        Cause(key, (one.first, one.last), one.text or one.whys[-1], tuple(one.whys))
        for one, key in zip(kept, _keys(kept), strict=True)
    )


def _keys(found: Sequence[_Found]) -> Iterator[str]:
    """The written keys, each for the first cause that carries it; the others are numbered around them."""
    taken = {one.key for one in found}
    by_order = (key for number in count(1) if (key := f"RC{number}") not in taken)
    seen = {""}
    for one in found:
        yield next(by_order) if one.key in seen else one.key
        seen.add(one.key)


_KEY = re.compile(
    r"[\W_]{0,6}(?:(?:RC|CF)[- ]?|(?:root cause|cause|contributing factor|factor)\s#?(?=\d))"
    r"(?P<number>\d{1,3})(?![A-Za-z0-9])(?:\*\*|__)?\W{0,4}",
    re.IGNORECASE,
)


def _key(markdown: str, references: References) -> tuple[str, str] | None:
    """The key and the words behind it, of `**RC1**: text` and its kin."""
    text = plain(markdown, references)
    match = _KEY.match(text)
    if match is None:
        return None
    rest = "" if _is_unfilled(markdown) else text[match.end() :].strip()
    return f"RC{int(match['number'])}", rest


def _is_unfilled(markdown: str) -> bool:
    return is_placeholder(_KEY.sub("", without_comments(markdown), count=1))


def _keyed(parts: Sequence[Part], references: References) -> list[_Found]:
    found: list[_Found] = []
    open_cause: _Found | None = None
    for part in parts:
        key = _key(part.heading.text, references) if part.heading and not part.inline else None
        if part.heading and key:
            open_cause = _begin(found, key, part.heading.lines)
        elif part.heading and open_cause and part.heading.level <= 2:
            open_cause = None
        for block in part.blocks:
            open_cause = _take(block, found, open_cause, references)
    return found


def _begin(found: list[_Found], key: tuple[str, str], lines: Lines) -> _Found:
    found.append(_Found(key[0], *lines, key[1]))
    return found[-1]


def _take(block: Block, found: list[_Found], open_cause: _Found | None, references: References) -> _Found | None:
    """Adds one block to the causes: it begins a cause, or several, or tells more of the one that is open."""
    if block.kind is Kind.PARAGRAPH and (key := _key(block.text, references)):
        return _begin(found, key, block.lines)
    if block.kind is Kind.TABLE and _take_table(block, found, references):
        return None
    if block.kind is Kind.LIST and any(_key(own_words(entry), references) for entry in block.children):
        for entry in block.children:
            if key := _key(own_words(entry), references):
                one = _begin(found, key, entry.lines)
                one.whys += _chain(entry.children[1:], references)
        return found[-1]
    if open_cause and has_words(block):
        open_cause.last = max(open_cause.last, block.lines[1])
        if block.kind is Kind.LIST and (block.ordered or _asks_why(block) or not open_cause.whys):
            open_cause.whys += _chain((block,), references)
        elif block.kind is Kind.PARAGRAPH and not open_cause.text:
            open_cause.text = plain(block.text, references)
    return open_cause


def _take_table(table: Block, found: list[_Found], references: References) -> bool:
    """Rows `RC1 | text | …`."""
    before = len(found)
    for row in table.children:
        key = _key(row.cells[0], references) if row.cells else None
        text = next((cell for cell in row.cells[1:] if not is_placeholder(cell)), "")
        if key and text:
            _begin(found, (key[0], plain(text, references)), row.lines)
    return len(found) > before


_WHY = re.compile(
    r"\W{0,4}(?:\d{1,2}(?:st|nd|rd|th)?\s)?why(?:\s?#?\d{1,2})?(?:\s?[?:.)—–-]+|\s(?=because\b))[\s*_]*", re.IGNORECASE
)
_SYMPTOM = re.compile(r"\W{0,4}(?:symptom|problem|what happened|effect)\s?[:—–-]\s*", re.IGNORECASE)


def _asks_why(block: Block) -> bool:
    return any(_WHY.match(plain(own_words(entry))) for entry in block.children)


def _chain(blocks: Sequence[Block], references: References) -> list[str]:
    """The answers of a list of whys, nested or not, in order."""
    whys: list[str] = []
    for block in blocks:
        for entry in block.children if block.kind is Kind.LIST else ():
            words_of_it = own_words(entry)
            if words_of_it and not is_placeholder(_unasked(words_of_it)):
                whys.append(_unasked(plain(words_of_it, references)))
            whys += _chain(entry.children[1:], references)
    return [why for why in whys if why]


def _unasked(text: str) -> str:
    """The answer without its `Why?`."""
    return _WHY.sub("", text, count=1).strip()


def _unkeyed(part: Part, references: References) -> Iterator[_Found]:
    lists = [block for block in part.blocks if block.kind in (Kind.LIST, Kind.TABLE) and has_words(block)]
    if lists:
        for block in lists:
            yield from _of_table(block, references) if block.kind is Kind.TABLE else _of_list(block, references)
        return
    prose = [block for block in part.blocks if block.kind is Kind.PARAGRAPH and has_words(block)]
    if prose:
        yield _Found("", prose[0].lines[0], prose[-1].lines[1], plain(prose[0].text, references))


def _of_list(block: Block, references: References) -> Iterator[_Found]:
    """A list that asks why is one chain; any other has a cause in each of its items."""
    if _asks_why(block):
        yield _of_chain(block, references)
        return
    for entry in block.children:
        if has_words(entry):
            whys = [
                why
                for child in entry.children[1:]
                if child.ordered or _asks_why(child)
                for why in _chain((child,), references)
            ]
            yield _Found("", *entry.lines, plain(own_words(entry), references), whys)


def _of_chain(block: Block, references: References) -> _Found:
    """The last answer of a bare chain is the root cause; the symptom that it starts from is none of the whys."""
    first, *_ = block.children
    own = plain(own_words(first), references)
    symptom = _SYMPTOM.match(own) or not _WHY.match(own)
    whys = _chain((block,), references)
    whys = whys[1:] if symptom and len(whys) > 1 else whys
    return _Found("", *block.lines, whys[-1] if whys else "", whys)


def _of_table(table: Block, references: References) -> Iterator[_Found]:
    at = next(
        (n for n, cell in enumerate(table.cells) if named_by_column(plain(cell)) in (Field.CAUSE, Field.ACTION)), 0
    )
    for row in table.children:
        if has_words(row) and not is_placeholder(row.cells[at]):
            yield _Found("", *row.lines, plain(row.cells[at], references))
