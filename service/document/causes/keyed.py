"""Causes that carry a key (`RC1: …`): as headings, lines in bold, items or rows, with what is written under each.

Not here: sections without keys (unkeyed.py).
"""

from collections.abc import Iterator, Sequence

from service.document.actions.entries import own_words
from service.document.causes.categories import category_of, without_category
from service.document.causes.draft import Draft
from service.document.causes.factors import column_of_categories
from service.document.causes.groups import BOLD, Group
from service.document.causes.keys import read_key
from service.document.causes.labels import begins_step
from service.document.causes.telling import tell, tell_block
from service.document.markdown.block import Block, Kind, References
from service.document.markdown.inline import plain
from service.document.placeholders import is_placeholder
from service.document.post_mortem import Lines


def has_keys(group: Group, references: References) -> bool:
    return bool(group.markdown and read_key(group.markdown, references)) or any(
        read_key(words, references) for block in group.blocks for words in _first_words(block)
    )


def _first_words(block: Block) -> Iterator[str]:
    match block.kind:
        case Kind.PARAGRAPH:
            yield block.text
        case Kind.LIST:
            yield from (own_words(entry) for entry in block.children)
        case Kind.TABLE:
            yield from (row.cells[0] for row in block.children if row.cells)
        case _:
            pass


def read_keyed(groups: Sequence[Group], references: References) -> tuple[list[Draft], list[Group]]:
    """The causes, and the groups beside them that name a section of their own and have no keys."""
    reader = _Reader(references)
    beside: list[Group] = []
    for at, group in enumerate(groups):
        leads = at + 1 < len(groups) and groups[at + 1].level > group.level
        if not reader.take(group) and group.names_section and not leads:
            beside.append(group)
    return reader.found, beside


class _Reader:
    def __init__(self, references: References) -> None:
        self.references = references
        self.found: list[Draft] = []
        self.open: Draft | None = None
        self.level = 0

    def take(self, group: Group) -> bool:
        """Whether the group belongs to a cause with a key."""
        key = read_key(group.markdown, self.references) if group.markdown else None
        if key and group.lines:
            self._begin(key, group.lines)
            self.level = group.level
        elif self.open and self._ends(group):
            self.open = None
        elif self.open and group.says and group.lines:
            tell(self.open, group.says, group.lines)
        before = len(self.found)
        for block in group.blocks:
            self._block(block, announced=group.announced)
        return bool(key or self.open or len(self.found) > before)

    def _ends(self, group: Group) -> bool:
        """A heading beside the cause's own; one in bold only where it names a section of causes."""
        if group.lines is None or group.says or (group.announced and group.level >= self.level):
            return False
        return group.level <= self.level and (group.level < BOLD or group.names_section)

    def _begin(self, key: tuple[str, str], lines: Lines) -> Draft:
        text, category = without_category(key[1])
        self.open = Draft(*lines, key=key[0], text=text, category=category)
        self.found.append(self.open)
        return self.open

    def _block(self, block: Block, *, announced: bool) -> None:
        if block.kind is Kind.PARAGRAPH and self._paragraph(block):
            return
        if block.kind is Kind.TABLE and self._rows(block):
            self.open = None
        elif block.kind is Kind.LIST and any(read_key(own_words(entry), self.references) for entry in block.children):
            self._items(block)
        elif self.open:
            tell_block(self.open, block, self.references, announced=announced)

    def _paragraph(self, block: Block) -> bool:
        """A paragraph in which one or several lines begin with a key."""
        texts = block.text.split("\n")
        starts = [n for n, text in enumerate(texts) if read_key(text, self.references)]
        if not starts or starts[0] != 0:
            return False
        for start, end in zip(starts, [*starts[1:], len(texts)], strict=True):
            lines = (block.lines[0] + start, block.lines[0] + end - 1)
            stop = next((n for n in range(start + 1, end) if begins_step(texts[n])), end)
            key = read_key("\n".join(texts[start:stop]), self.references)
            draft = self._begin(key or ("", ""), lines)
            if stop < end:
                rest = Block(Kind.PARAGRAPH, (block.lines[0] + stop, lines[1]), "\n".join(texts[stop:end]))
                tell_block(draft, rest, self.references, announced=False)
        return True

    def _items(self, block: Block) -> None:
        for entry in block.children:
            key = read_key(own_words(entry), self.references)
            if key:
                first = entry.children[0]
                self._paragraph(first)
                self.found[-1].cover(entry.lines)
            if self.open:
                for child in entry.children[1:] if key else (entry,):
                    tell_block(self.open, child, self.references, announced=False)

    def _rows(self, table: Block) -> bool:
        """Rows `RC1 | text | …`."""
        before = len(self.found)
        category = column_of_categories(table)
        for row in table.children:
            key = read_key(row.cells[0], self.references) if row.cells else None
            text = next((cell for cell in row.cells[1:] if not is_placeholder(cell)), "")
            if key and text:
                draft = self._begin((key[0], plain(text, self.references)), row.lines)
                draft.category = category_of(plain(row.cells[category])) if category is not None else draft.category
        return len(self.found) > before
