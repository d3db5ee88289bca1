"""The actions of a post-mortem, with their keys, wherever they stand.

Not here: which blocks are actions (parts.py), or the words of a single one (sentence.py).
"""

import re
from collections.abc import Iterator

from service.document.actions.announced import announcing
from service.document.actions.entries import pieces, read_entries, read_with_details
from service.document.actions.item import Found
from service.document.actions.keys import unique_keys
from service.document.actions.marks import status
from service.document.actions.no_action import may_say_no_action, reason_in
from service.document.actions.parts import Reader, are_told, is_introduction
from service.document.actions.table import is_certain, read_rows
from service.document.language import Languages
from service.document.markdown.block import Block, Kind
from service.document.markdown.inline import plain
from service.document.outline import Outline
from service.document.placeholders import is_placeholder
from service.document.post_mortem import Action, Section


def read_actions(outline: Outline, languages: Languages) -> tuple[Action, ...]:
    parts = outline.of(Section.ACTIONS)
    reader = Reader(outline.document.references, announcing(languages), are_told(parts))
    grouped = any(not part.named and part.blocks for part in parts)
    found = [one for part in parts if not (grouped and is_introduction(part)) for one in reader.items(part)]
    if not any(part.named for part in parts):
        found = list(_elsewhere(outline, reader))
    keys = unique_keys([one.item.key for one in found])
    return tuple(_action(one, key, written) for one, (key, written) in zip(found, keys, strict=True))


_MARKED = re.compile(
    r"\s*(?:[-*]\s+)?(?:\*\*|__)?\[?(?P<mark>TODO|DOING|DONE|IN PROGRESS|ACTION(?: ITEM)?|FOLLOW[- ]UP)\]?"
    r"(?:\s?:(?:\*\*|__)?|(?:\*\*|__)\s?[:–—-]?|\]:?)\s+(?=\S)"
)
"""`TODO: …` and its kin, in capitals, wherever it stands."""


def _elsewhere(outline: Outline, reader: Reader) -> Iterator[Found]:
    """Where no heading names the actions: what is announced, marked `TODO:`, or a table of tasks with their owners."""
    for part in outline.parts:
        if part.section is Section.TIMELINE:
            continue
        for before, block in zip((None, *part.blocks), part.blocks, strict=False):
            if block.kind is Kind.TABLE and is_certain(block, reader.references.columns):
                yield from read_rows(block, reader.references)
            elif block.kind is Kind.LIST and before and _announces(before, reader):
                yield from read_entries(block, reader.references)
            else:
                yield from _marked(block, reader)


def _announces(before: Block, reader: Reader) -> bool:
    return before.kind is Kind.PARAGRAPH and reader.announcing.announces(plain(before.text, reader.references))


def _marked(block: Block, reader: Reader) -> Iterator[Found]:
    for piece in pieces((block,), reader.references.columns):
        if match := _MARKED.match(piece.text):
            found = read_with_details(piece.text[match.end() :], piece.lines, (), reader.references)
            if found.item.done is None:
                found.item.done = status(match["mark"])
            yield found


def no_action_because(outline: Outline) -> str | None:
    """The reason in "No action, because …", written in the section of the actions."""
    for part in outline.of(Section.ACTIONS):
        for piece in pieces(part.blocks, outline.document.references.columns):
            if not may_say_no_action(piece.text):
                continue
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
        due_choices=item.due_choices,
        priority=item.priority,
        measure=item.measure,
        causes=item.causes,
        links=item.links,
        tracked_in=item.tracked_in,
        done=item.done,
        key_written=written,
    )
