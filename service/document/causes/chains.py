"""Which lists and tables are chains of whys, and what each chain says. Not here: lists of causes (factors.py)."""

from collections.abc import Iterator, Sequence

from service.document.causes.draft import Draft, Plainly
from service.document.causes.labels import Role, Say, read_markdown
from service.document.causes.prose import without_question
from service.document.causes.steps import Step, of_blocks, of_cells, of_entry, read_label
from service.document.markdown.block import Block, Kind, References
from service.document.markdown.inline import plain
from service.document.placeholders import has_words, is_placeholder

_LONG = 6
"""Of the five whys a list of six begins with what was seen."""


def run(steps: Sequence[Step], plainly: Plainly, draft: Draft | None = None) -> Iterator[Draft]:
    """The chains that follow each other in `steps`; the first goes on with `draft`, where one is open."""
    marked = any(step.asks for step in steps)
    for step in steps:
        if draft and not draft.is_stated and begins_anew(draft, step):
            yield draft
            draft = None
        draft = draft or Draft(*step.lines)
        draft.cover(step.lines)
        for say in step.says:
            draft.take(say, Plainly.DETAIL if marked and step.depth else plainly)
    if draft:
        yield draft


def begins_anew(draft: Draft, step: Step) -> bool:
    """A second symptom, a second `Why 1`, or one more why after the root cause was named."""
    if not draft.whys or not step.says:
        return bool(draft.root) and step.is_(Role.SYMPTOM)
    first = step.says[0]
    return first.role is Role.SYMPTOM or first.number == 1 or (bool(draft.root) and first.role is Role.ASK)


def of_list(block: Block, references: References, *, announced: bool, draft: Draft | None) -> list[Draft] | None:
    """The chains in a list; None where it is none. `announced`: a heading or a lead-in speaks of whys."""
    entries = [list(of_entry(entry, references)) for entry in block.children if has_words(entry) or _asks_only(entry)]
    entries = [entry for entry in entries if entry]
    if not entries:
        return None
    steps = [step for entry in entries for step in entry]
    top = [step for step in steps if step.depth == 0]
    stated = bool(draft and draft.is_stated)
    if any(step.asks for step in top) or _opens_with_symptom(top, block, announced):
        if sum(any(step.asks and step.depth for step in entry) for entry in entries) > 1 and not stated:
            return [one for entry in entries for one in run(entry, Plainly.SYMPTOM_FIRST)]
        return list(run(steps, Plainly.SYMPTOM_FIRST, draft))
    if any(step.asks for step in steps) and not stated:
        return [one for entry in entries for one in _of_entry(entry)]
    if any(step.asks for step in steps):
        return list(run([_deeper(step) for step in steps], Plainly.WHY, draft))
    if announced or (stated and block.ordered) or _is_single_file(block, 3):
        return _unmarked(block, steps, entries, draft)
    return None


def _asks_only(entry: Block) -> bool:
    """`Why?` alone is no placeholder where its answer is nested under it."""
    return any(has_words(child) for child in entry.children[1:])


def _opens_with_symptom(top: Sequence[Step], block: Block, announced: bool) -> bool:
    if len(top) < 2 or not top[0].is_(Role.SYMPTOM):
        return False
    return announced or block.ordered or top[-1].is_(Role.ROOT) or top[1].is_marked


def _of_entry(steps: list[Step]) -> Iterator[Draft]:
    """An item with its whys nested under it; one without any says a cause by itself."""
    if any(step.asks for step in steps):
        yield from run([_deeper(step) for step in steps], Plainly.SYMPTOM_FIRST)
        return
    first = steps[0]
    draft = Draft(first.lines[0], max(step.lines[1] for step in steps))
    draft.text = " ".join(say.text for say in first.says if say.text)
    yield draft


def _deeper(step: Step) -> Step:
    """Under an item, its words and the marked steps are the chain; what is unmarked there is detail."""
    return Step(step.says, step.lines, 0 if step.asks or step.depth == 0 else step.depth)


def _is_single_file(block: Block, least: int) -> bool:
    """Each level with one item: nesting alone says that one follows from the other."""
    depth = 0
    while block.kind is Kind.LIST and len(block.children) == 1:
        depth += 1
        nested = [child for child in block.children[0].children[1:] if child.kind is Kind.LIST]
        if len(nested) != 1:
            return depth >= least and not nested
        block = nested[0]
    return False


def _unmarked(block: Block, steps: list[Step], entries: list[list[Step]], draft: Draft | None) -> list[Draft] | None:
    """A list that is a chain by its place alone."""
    steps = [_without_question(step) for step in steps]
    stated = bool(draft and (draft.is_stated or draft.symptom))
    if _is_single_file(block, 2):
        plainly = Plainly.WHY if stated else Plainly.SYMPTOM_FIRST
        return list(run([Step(step.says, step.lines) for step in steps], plainly, draft))
    if not stated and any(sum(step.depth == 1 for step in entry) > 1 for entry in entries):
        return [
            one
            for entry in entries
            for one in run([Step(step.says, step.lines) for step in entry if step.depth < 2], Plainly.SYMPTOM_FIRST)
        ]
    top = [step for step in steps if step.depth == 0]
    plainly = Plainly.SYMPTOM_FIRST if len(top) >= _LONG and not stated else Plainly.WHY
    chains = list(run(top, plainly, draft))
    chains[-1].last = max(chains[-1].last, block.lines[1])
    return chains


def _without_question(step: Step) -> Step:
    says = tuple(Say(say.role, without_question(say.text), say.number) for say in step.says)
    return Step(says, step.lines, step.depth)


def of_quote(block: Block, references: References) -> list[Step] | None:
    """A quotation whose lines are whys or arrows, or which nests once for every why."""
    steps = list(of_blocks(block.children, references))
    if sum(step.asks for step in steps) >= 2 or len({step.depth for step in steps}) >= 3:
        return [Step(step.says, step.lines) for step in steps]
    return None


def of_table(table: Block, references: References, draft: Draft | None) -> list[Draft] | None:
    """`Why | Answer`, a label in the first cell of each row, or a column for each why."""
    rows = [row for row in table.children if has_words(row)]
    header = [read_markdown(cell, references) for cell in table.cells]
    asking = [n for n, says in enumerate(header) if says and says[0].role is Role.ASK]
    if len(asking) >= 2 and len(table.cells) > 2:
        chains = [_across(table, row, references) for row in rows]
        return [chain for chain in chains if chain.statement]
    steps = _labelled(table, rows, references)
    if any(step.is_(Role.ROOT) for step in steps) or sum(step.asks for step in steps) >= max(1, len(rows) // 2):
        return list(run(steps, Plainly.SYMPTOM_FIRST, draft))
    column = asking[0] if asking else _column_of_whys(table)
    if column is not None and len(rows) > 1:
        answers = _column_of_answers(table, column)
        says = [(row, plain(row.cells[answers], references)) for row in rows if not is_placeholder(row.cells[answers])]
        return list(run([Step((Say(Role.ANSWER, text),), row.lines) for row, text in says], Plainly.WHY, draft))
    return None


def _labelled(table: Block, rows: Sequence[Block], references: References) -> list[Step]:
    """The rows that begin with a label, the header among them where it is one more of them."""
    first = table.lines[0]
    cells = [(row.cells, row.lines) for row in rows]
    if len(table.cells) == 2 and not is_placeholder(table.cells[1]) and _named(table.cells[1]) not in _ANSWER_COLUMNS:
        cells.insert(0, (table.cells, (first, first)))
    return [step for each, lines in cells if (step := of_cells(each, lines, references)) and step.says]


def _across(table: Block, row: Block, references: References) -> Draft:
    """A row with a column for each why: `Problem | Why 1 | Why 2 | Root cause`."""
    draft = Draft(*row.lines)
    for name, cell in zip(table.cells, row.cells, strict=True):
        if is_placeholder(cell):
            continue
        label = next(iter(read_label(name)), Say(Role.PLAIN))
        role = Role.ANSWER if label.role is Role.ASK else label.role
        if role is not Role.PLAIN:
            draft.take(Say(role, plain(cell, references)), Plainly.DETAIL)
    return draft


_WHY_COLUMNS = ("why", "whys", "why?", "5 whys", "five whys", "question", "why question")
_ANSWER_COLUMNS = ("answer", "answers", "because", "reason", "response", "finding", "explanation", "cause")


def _named(cell: str) -> str:
    return plain(cell).strip(" *_:").casefold()


def _column_of_whys(table: Block) -> int | None:
    return next((n for n, cell in enumerate(table.cells) if _named(cell) in _WHY_COLUMNS), None)


def _column_of_answers(table: Block, column: int) -> int:
    return next((n for n, cell in enumerate(table.cells) if _named(cell) in _ANSWER_COLUMNS), column)
