"""Which blocks under a heading are actions: rows, items of lists, headings with what they tell, paragraphs.

Not here: the words of a single action (sentence.py), or which headings stand over actions (outline.py).
"""

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace

from service.document.actions.announced import Announcing
from service.document.actions.entries import own_words, pieces, read_entries, read_with_details
from service.document.actions.fields import labelled
from service.document.actions.groups import Group, group, is_generic
from service.document.actions.item import Found
from service.document.actions.no_action import says_no_action
from service.document.actions.openings import begins_as_order, begins_as_telling
from service.document.actions.owner_places import bold_initials_behind, with_prefixes
from service.document.actions.owners import group_owners
from service.document.actions.table import is_action_table, read_rows
from service.document.markdown.block import Block, Kind, References
from service.document.markdown.inline import plain, words
from service.document.outline import Part
from service.document.placeholders import has_words, is_placeholder


@dataclass(frozen=True)
class Reader:
    references: References
    announcing: Announcing
    told: bool = False
    """True where each heading is an action of its own, and the prose under it tells of it."""

    def items(self, part: Part) -> Iterator[Found]:
        if (whole := self._heading_block(part)) is not None:
            yield whole
            return
        over = current = self._group_of(part)
        cells = self._cells_of_actions(part.blocks)
        shown = [block for block in part.blocks if not _is_legend(block, cells)]
        runs = list(self._with_details(shown))
        listed = any(block.kind in (Kind.LIST, Kind.TABLE) and has_words(block) for block, _ in runs)
        after_list = False
        for block, details in runs:
            if bold := _bold_line(block):
                current = group(bold, self.references, over)
                continue
            beside = listed and not part.inline and not (after_list and self._promises(block))
            yield from (current.lend(found) for found in self._of_block(block, details, beside))
            after_list = after_list or block.kind in (Kind.LIST, Kind.TABLE)

    def _group_of(self, part: Part) -> Group:
        """The main heading may say how far things are, and until when; it names no owner."""
        said = group(part.title, self.references)
        return replace(said, owners=()) if part.named else said

    def _of_block(self, block: Block, details: Sequence[Block], listed: bool) -> Iterator[Found]:
        match block.kind:
            case Kind.TABLE:
                yield from read_rows(block, self.references)
            case Kind.LIST:
                found = list(read_entries(block, self._with_prefixes(block)))
                yield from found[:-1]
                yield from (self._extended(last, block.children[-1], details) for last in found[-1:])
            case Kind.PARAGRAPH if self._is_item(block, listed):
                yield from self._paragraph(block, details)

    def _with_prefixes(self, block: Block) -> References:
        cast = with_prefixes([own_words(entry)[:120] for entry in block.children], self.references.cast)
        return self.references if cast is self.references.cast else replace(self.references, cast=cast)

    def _paragraph(self, block: Block, details: Sequence[Block]) -> Iterator[Found]:
        """One action, or one a line where every line begins like an order."""
        lines = block.text.split("\n")
        one_owner = bold_initials_behind(block.text)[0]
        if len(lines) > 1 and not details and not one_owner and all(begins_as_order(line) for line in lines):
            first = block.lines[0]
            for number, line in enumerate(lines):
                yield read_with_details(line, (first + number, first + number), (), self.references)
            return
        last_line = details[-1].lines[1] if details else block.lines[1]
        yield read_with_details(block.text, (block.lines[0], last_line), details, self.references)

    def _extended(self, found: Found, entry: Block, details: Sequence[Block]) -> Found:
        """The item together with a list that should have been nested under it."""
        if not details:
            return found
        again = read_with_details(own_words(entry), found.lines, (*entry.children[1:], *details), self.references)
        return Found((found.lines[0], details[-1].lines[1]), again.item)

    def _with_details(self, blocks: Sequence[Block]) -> Iterator[tuple[Block, tuple[Block, ...]]]:
        """Each block with the lists that belong to it, though they are not nested under it.

        They follow a sentence that ends with a colon, or stand between the items of a numbered list that goes on after.
        """
        position, numbered = 0, _numbered_from(blocks)
        while position < len(blocks):
            block = blocks[position]
            position += 1
            details: list[Block] = []
            while position < len(blocks) and self._belongs(blocks[position], block, numbered[position + 1], details):
                details.append(blocks[position])
                position += 1
            yield block, tuple(details)

    def _belongs(self, block: Block, to: Block, after: Block | None, before: Sequence[Block]) -> bool:
        """`after` is the numbered list that comes next, `before` what belongs to the block already."""
        if to.kind is Kind.PARAGRAPH and not before and to.text.rstrip().endswith(":") and not _bold_line(to):
            if block.kind is Kind.TABLE:
                return not is_action_table(block, self.references.columns)
            if block.kind is Kind.LIST:
                return bool(self._owner_in_bold(to)) or self.announcing.reports(plain(to.text, self.references))
        if block.kind is not Kind.LIST or block.ordered:
            return False
        return to.kind is Kind.LIST and to.ordered and (_goes_on(to, after) or (not before and _ends_open(to)))

    def _is_item(self, block: Block, listed: bool) -> bool:
        """Where there is no list a paragraph is an action; where there is one, only one that names its owner first."""
        text = block.text.strip()
        if (
            is_placeholder(text)
            or labelled(text, self.references.columns) is not None
            or says_no_action(plain(text, self.references))
        ):
            return False
        if self._owner_in_bold(block):
            return True
        return not listed and (not text.endswith(":") or self.announcing.reports(plain(text, self.references)))

    def _promises(self, block: Block) -> bool:
        """A paragraph after the list that says what will be done besides."""
        return block.kind is Kind.PARAGRAPH and self.announcing.promises(plain(block.text, self.references))

    def _owner_in_bold(self, block: Block) -> tuple[str, ...]:
        lead = words(block.text[:200]).lead
        return group_owners(lead, self.references.cast) if lead else ()

    def _cells_of_actions(self, blocks: Sequence[Block]) -> frozenset[str]:
        """What stands in the tables of actions; empty where no list may explain any of it."""
        if not any(block.kind is Kind.LIST for block in blocks):
            return frozenset()
        tables = [
            table for table in blocks if table.kind is Kind.TABLE and is_action_table(table, self.references.columns)
        ]
        return frozenset(plain(cell).casefold() for table in tables for row in table.children for cell in row.cells)

    def _heading_block(self, part: Part) -> Found | None:
        """A heading that is an action, with its fields or its prose under it: `### A1: Rotate the key`."""
        if part.heading is None or part.named or is_placeholder(part.title):
            return None
        under = list(pieces(part.blocks, self.references.columns))
        fields = sum(labelled(piece.text, self.references.columns) is not None for piece in under)
        keyed = _KEYED_HEADING.match(part.title) is not None
        with_fields = fields and (keyed or fields == len(under))
        if not with_fields and not (self.told and not is_generic(part.title)):
            return None
        title = re.sub(r"^action(?: item)?\s+(?=\d)", "A", part.heading.text, flags=re.IGNORECASE)
        title = title if with_fields else re.sub(r"^\W*\d{1,3}[.)]\s+", "", title)
        last = max((block.lines[1] for block in part.blocks), default=part.heading.lines[1])
        return read_with_details(title, (part.heading.lines[0], last), part.blocks, self.references)


def _is_legend(block: Block, cells: Set[str]) -> bool:
    """A list that explains the words in the columns of a table of actions: types, priorities."""
    if block.kind is not Kind.LIST or not cells:
        return False
    heads = [_EXPLAINED.match(plain(own_words(entry))) for entry in block.children]
    return all(head and head["term"].casefold() in cells for head in heads)


_EXPLAINED = re.compile(r"(?P<term>[^:–—]{1,30}?)\s*(?:\s-|:|–|—)\s")
_KEYED_HEADING = re.compile(r"(?:action(?: item)?\s+)?(?:A|AI|ACT)?[- ]?\d{1,4}\b", re.IGNORECASE)
_NUMBERED = re.compile(r"\W*\d{1,3}[.)]\s")


def are_told(parts: Sequence[Part]) -> bool:
    """Whether the headings under the main one are actions themselves: most are followed by mere prose about them."""
    headed = [part for part in parts if part.heading and not part.named and part.blocks]
    told = [part for part in headed if _tells(part)]
    return len(headed) > 1 and 2 * len(told) > len(headed)


def _tells(part: Part) -> bool:
    prose = [block for block in part.blocks if block.kind is Kind.PARAGRAPH and has_words(block)]
    other = any(block.kind in (Kind.LIST, Kind.TABLE) and has_words(block) for block in part.blocks)
    if not prose or other or is_generic(part.title):
        return False
    return bool(_NUMBERED.match(part.title)) or begins_as_telling(prose[0].text)


def is_introduction(part: Part) -> bool:
    """Prose under the main heading, where the items follow under headings of their own."""
    is_prose = not any(block.kind in (Kind.LIST, Kind.TABLE) for block in part.blocks)
    return is_prose and part.named and not part.inline


def _ends_open(numbered: Block) -> bool:
    """Whether the last item ends with a colon, so that a list after it is part of it."""
    last = numbered.children[-1].children if numbered.children else ()
    return bool(last) and last[-1].kind is Kind.PARAGRAPH and last[-1].text.rstrip().endswith(":")


def _numbered_from(blocks: Sequence[Block]) -> list[Block | None]:
    """For each place among the blocks, and for the one behind them, the first numbered list from there on."""
    found: list[Block | None] = [None]
    for block in reversed(blocks):
        found.append(block if block.kind is Kind.LIST and block.ordered else found[-1])
    return found[::-1]


def _goes_on(numbered: Block, after: Block | None) -> bool:
    return after is not None and after.start == numbered.start + len(numbered.children)


def _bold_line(block: Block) -> str:
    """The words of a line that is bold as a whole: it groups what follows."""
    text = block.text.strip().rstrip(":")
    is_bold = block.kind is Kind.PARAGRAPH and len(text) < 120 and text.startswith("**") and text.endswith("**")
    return text[2:-2] if is_bold and "**" not in text[2:-2] else ""
