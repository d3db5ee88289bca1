"""Lists, tables, quotations and paragraphs as the steps of a chain. Not here: whether they are one (chains.py)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from service.document.causes.labels import Role, Say, begins_step, is_marked, read_markdown, read_words
from service.document.markdown.block import Block, Kind, References
from service.document.markdown.inline import plain
from service.document.placeholders import is_placeholder
from service.document.post_mortem import Lines


@dataclass(frozen=True, slots=True)
class Step:
    says: tuple[Say, ...]
    lines: Lines
    depth: int = 0
    """How deep in nested lists."""

    @property
    def is_marked(self) -> bool:
        return is_marked(self.says)

    @property
    def asks(self) -> bool:
        return any(say.role in (Role.ASK, Role.ANSWER) for say in self.says)

    def is_(self, role: Role) -> bool:
        return bool(self.says) and self.says[0].role is role


def pieces(paragraph: Block) -> Iterator[Block]:
    """A paragraph of several lines, each of which begins a step, is as many paragraphs."""
    texts = paragraph.text.split("\n")
    starts = [0, *(n for n in range(1, len(texts)) if begins_step(texts[n]))]
    first = paragraph.lines[0]
    for start, end in zip(starts, [*starts[1:], len(texts)], strict=True):
        yield paragraph._replace(lines=(first + start, first + end - 1), text="\n".join(texts[start:end]))


def of_paragraph(paragraph: Block, references: References, depth: int = 0) -> Iterator[Step]:
    for piece in pieces(paragraph):
        if says := read_markdown(piece.text, references):
            yield Step(says, piece.lines, depth)


def of_blocks(blocks: Sequence[Block], references: References, depth: int = 0) -> Iterator[Step]:
    for block in blocks:
        match block.kind:
            case Kind.PARAGRAPH | Kind.HEADING:
                yield from of_paragraph(block, references, depth)
            case Kind.LIST:
                for entry in block.children:
                    yield from of_entry(entry, references, depth)
            case Kind.QUOTE:
                yield from of_blocks(block.children, references, depth + 1)
            case _:
                pass


def of_entry(entry: Block, references: References, depth: int = 0) -> Iterator[Step]:
    """The item's own words first, then what is nested under it."""
    yield from of_blocks(entry.children[:1], references, depth)
    yield from of_blocks(entry.children[1:], references, depth + 1)


def of_cells(cells: Sequence[str], lines: Lines, references: References) -> Step | None:
    """`Why 2 | answer`, `1 | Why did …? | Because …`: the first label of a row with the cells behind it."""
    for at, cell in enumerate(cells[:4]):
        says = read_markdown(cell, references)
        if not is_marked(says):
            says = read_label(cell)
        if is_marked(says):
            rest = next((cell for cell in cells[at + 1 :] if not is_placeholder(cell)), "")
            return Step(_joined(says, rest, references), lines)
    return None


def read_label(cell: str) -> tuple[Say, ...]:
    """`Symptom` or `Why 2` in a cell of its own, where it needs no colon."""
    return read_words(f"{plain(cell).strip(' *_:')}:") if len(cell) < 40 else ()


def _joined(says: tuple[Say, ...], cell: str, references: References) -> tuple[Say, ...]:
    """A label in one cell and its words in the next."""
    *before, last = says
    if last.text and last.role is not Role.ASK:
        return says
    if last.role is Role.ASK:
        said = [say for say in read_markdown(cell, references) if say.role is not Role.ASK]
        return (*says, *(Say(Role.ANSWER, say.text) for say in said[:1]))
    return (*before, replace(last, text=plain(cell, references)))
