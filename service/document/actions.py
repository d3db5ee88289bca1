"""The actions of a post-mortem, wherever they stand: in tables, lists, under headings of their own, or as paragraphs.

Not here: the words of a single one (sentence.py).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from service.document.action_keys import unique_keys
from service.document.action_table import read_rows
from service.document.blocks import Block, Kind, References
from service.document.dates import find_group_due
from service.document.entries import own_words, pieces, read_entries, read_with_details
from service.document.fields import Field, labelled
from service.document.inline import plain, words
from service.document.item import Found
from service.document.marks import group_status
from service.document.no_action import reason_in, says_no_action
from service.document.outline import Outline, Part
from service.document.owners import group_owners
from service.document.placeholders import has_words, is_placeholder
from service.document.post_mortem import Action, Section


def read_actions(outline: Outline) -> tuple[Action, ...]:
    parts = outline.of(Section.ACTIONS)
    references = outline.document.references
    grouped = any(not part.named and part.blocks for part in parts)
    found = [one for part in parts if not (grouped and _is_introduction(part)) for one in _of_part(part, references)]
    keys = unique_keys([one.item.key for one in found])
    return tuple(_action(one, key, written) for one, (key, written) in zip(found, keys, strict=True))


def no_action_because(outline: Outline) -> str | None:
    """The reason in "No action, because …", written in the section of the actions."""
    for part in outline.of(Section.ACTIONS):
        for piece in pieces(part.blocks):
            reason = reason_in(plain(piece.text[:2000], outline.document.references))
            if reason and not is_placeholder(reason):
                return reason
    return None


def _action(found: Found, key: str, written: bool) -> Action:
    item = found.item
    return Action(
        key=key,
        lines=found.lines,
        title=item.title,
        text=" ".join(item.said),
        owners=item.owners,
        due=item.due,
        due_text=item.due_text,
        priority=item.priority,
        measure=item.measure,
        causes=item.causes,
        links=item.links,
        done=item.done,
        key_written=written,
    )


def _is_introduction(part: Part) -> bool:
    """Prose under the main heading, where the items follow under headings of their own."""
    is_prose = not any(block.kind in (Kind.LIST, Kind.TABLE) for block in part.blocks)
    return is_prose and part.named and not part.inline


@dataclass(frozen=True)
class _Group:
    """What a heading or a bold line says of all the items under it."""

    owners: tuple[str, ...] = ()
    due: date | None = None
    due_text: str | None = None
    done: bool | None = None

    def lend(self, found: Found) -> Found:
        """Fills what the item does not say itself."""
        item = found.item
        item.owners = item.owners or self.owners
        if not item.due_text and Field.DUE not in item.known:
            item.due, item.due_text = self.due, self.due_text
        if item.done is None:
            item.done = self.done
        return found


def _group(words: str, beyond: _Group | None = None) -> _Group:
    """What a line says; what it leaves open, the heading beyond it may have said. Owners are the line's alone."""
    beyond = beyond or _Group()
    due = find_group_due(words)
    done = group_status(words)
    return _Group(
        group_owners(words),
        due.on if due else beyond.due,
        due.text if due else beyond.due_text,
        beyond.done if done is None else done,
    )


def _of_part(part: Part, references: References) -> Iterator[Found]:
    if (whole := _heading_block(part, references)) is not None:
        yield whole
        return
    heading = group = _Group() if part.named else _group(part.title)
    listed = any(block.kind in (Kind.LIST, Kind.TABLE) and has_words(block) for block in part.blocks)
    for block, details in _with_details(part.blocks):
        if bold := _bold_line(block):
            group = _group(bold, heading)
            continue
        yield from (group.lend(found) for found in _of_block(block, details, references, listed and not part.inline))


def _of_block(block: Block, details: Sequence[Block], references: References, listed: bool) -> Iterator[Found]:
    match block.kind:
        case Kind.TABLE:
            yield from read_rows(block, references)
        case Kind.LIST:
            found = list(read_entries(block, references))
            yield from found[:-1]
            yield from (_extended(last, block.children[-1], details, references) for last in found[-1:])
        case Kind.PARAGRAPH if _is_item(block, details, references, listed):
            last_line = details[-1].lines[1] if details else block.lines[1]
            yield read_with_details(block.text, (block.lines[0], last_line), details, references)


def _extended(found: Found, entry: Block, details: Sequence[Block], references: References) -> Found:
    """The item together with a list that should have been nested under it."""
    if not details:
        return found
    again = read_with_details(own_words(entry), found.lines, (*entry.children[1:], *details), references)
    return Found((found.lines[0], details[-1].lines[1]), again.item)


def _with_details(blocks: Sequence[Block]) -> Iterator[tuple[Block, tuple[Block, ...]]]:
    """Each block with the lists that belong to it, though they are not nested under it.

    They follow a sentence that ends with a colon, or stand between the items of a numbered list that goes on after.
    """
    position = 0
    while position < len(blocks):
        block = blocks[position]
        position += 1
        details: list[Block] = []
        while position < len(blocks) and _belongs(blocks[position], block, blocks[position + 1 :]):
            details.append(blocks[position])
            position += 1
        yield block, tuple(details)


def _belongs(block: Block, to: Block, after: Sequence[Block]) -> bool:
    if block.kind is not Kind.LIST or block.ordered:
        return False
    if to.kind is Kind.PARAGRAPH:
        return to.text.rstrip().endswith(":") and not _bold_line(to) and bool(_owner_in_bold(to))
    return to.kind is Kind.LIST and to.ordered and _goes_on(to, after)


def _goes_on(numbered: Block, after: Sequence[Block]) -> bool:
    following = next((block for block in after if block.kind is Kind.LIST and block.ordered), None)
    return following is not None and following.start == numbered.start + len(numbered.children)


def _is_item(block: Block, details: Sequence[Block], references: References, listed: bool) -> bool:
    """Where there is no list a paragraph is an action; where there is one, only one that names its owner first."""
    text = block.text.strip()
    if is_placeholder(text) or labelled(text) is not None or says_no_action(plain(text, references)):
        return False
    if _owner_in_bold(block):
        return True
    return not listed and not text.endswith(":")


def _owner_in_bold(block: Block) -> tuple[str, ...]:
    lead = words(block.text[:200]).lead
    return group_owners(lead) if lead else ()


def _bold_line(block: Block) -> str:
    """The words of a line that is bold as a whole: it groups what follows."""
    text = block.text.strip().rstrip(":")
    is_bold = block.kind is Kind.PARAGRAPH and len(text) < 120 and text.startswith("**") and text.endswith("**")
    return text[2:-2] if is_bold and "**" not in text[2:-2] else ""


_KEYED_HEADING = re.compile(r"(?:action(?: item)?\s+)?(?:A|AI|ACT)?[- ]?\d{1,4}\b", re.IGNORECASE)


def _heading_block(part: Part, references: References) -> Found | None:
    """`### A1: Rotate the key` with fields under it, or any sub-heading with nothing but fields under it."""
    if part.heading is None or part.named or is_placeholder(part.title):
        return None
    under = list(pieces(part.blocks))
    fields = sum(labelled(piece.text) is not None for piece in under)
    keyed = _KEYED_HEADING.match(part.title) is not None
    if not fields or not (keyed or fields == len(under)):
        return None
    title = re.sub(r"^action(?: item)?\s+(?=\d)", "A", part.heading.text, flags=re.IGNORECASE)
    last = max(block.lines[1] for block in part.blocks)
    return read_with_details(title, (part.heading.lines[0], last), part.blocks, references)
