"""Lists and tables in which each entry is a root cause or a contributing factor.

Not here: chains of whys (chains.py).
"""

import re
from collections.abc import Iterator

from service.document.actions.entries import own_words
from service.document.actions.fields import Field
from service.document.causes.categories import category_of, without_category
from service.document.causes.draft import Draft
from service.document.causes.labels import Role, read_markdown, read_words
from service.document.markdown.block import Block, Kind, References
from service.document.markdown.inline import CLOSE, OPEN, plain, words
from service.document.placeholders import has_words, is_placeholder

_CHUNK = re.compile(f"{OPEN}\\d+{CLOSE}")
_OF_A_LOG = re.compile(
    r"[\W_]*(?:\d{4}-\d\d-\d\d|\d{1,2}:\d\d\b|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? \d"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* \d|[$#>] ?[\w./]|(?-i:ERROR|WARN|INFO|DEBUG|FATAL)\b)",
    re.IGNORECASE,
)
_LETTERS = re.compile(r"[^\W\d_]{2,}")


def is_evidence(markdown: str) -> bool:
    """A bare link or command, an entry of a log: what a cause was seen by, and no cause."""
    text = _CHUNK.sub(" ", words(markdown).text)
    return (len(_LETTERS.findall(text)) < 3 and text != words(markdown).text) or bool(_OF_A_LOG.match(text))


def is_all_evidence(block: Block) -> bool:
    return all(is_evidence(own_words(entry)) for entry in block.children if has_words(entry))


def of_list(block: Block, references: References) -> Iterator[Draft]:
    """A cause in each item, however much is nested under it."""
    if facts := _of_facts(block, references):
        yield facts
        return
    last: Draft | None = None
    for entry in block.children:
        if not has_words(entry) or is_evidence(own_words(entry)):
            continue
        says = read_markdown(own_words(entry), references)
        if says and says[0].role is Role.CATEGORY:
            if last:
                last.category, last.last = category_of(says[0].text), entry.lines[1]
            continue
        last = _of_entry(entry, references)
        if last.text:
            yield last


_FACT = re.compile(r"[^:\n.]{3,40}:\s")


def _of_facts(block: Block, references: References) -> Draft | None:
    """`Impact: …`, `Root cause: …`, `Fix: …`: of facts with a label each, the one that is named a root cause."""
    texts = [(entry, plain(own_words(entry), references)) for entry in block.children if has_words(entry)]
    if len(texts) < 2 or not all(_FACT.match(f"{text} ") for _, text in texts[:20]):
        return None
    draft: Draft | None = None
    symptom = ""
    for entry, text in texts[:20]:
        for say in read_words(text):
            if say.role is Role.ROOT and say.text and draft is None:
                draft = Draft(*entry.lines, text=say.text)
            symptom = symptom or (say.text if say.role is Role.SYMPTOM else "")
    if draft:
        draft.symptom = symptom
    return draft


_CATEGORY_IN_FRONT = re.compile(r"(?P<label>[^:\n]{3,30}):\s+(?=\S)")


def _of_entry(entry: Block, references: References) -> Draft:
    draft = Draft(*entry.lines)
    text = plain(own_words(entry) or first_words(entry), references)
    says = read_markdown(own_words(entry), references)
    if says and says[0].role is Role.ROOT and says[0].text:
        text = says[0].text
    draft.text, draft.category = without_category(text)
    if (match := _CATEGORY_IN_FRONT.match(text)) and not draft.category:
        draft.category = category_of(match["label"])
        draft.text = text[match.end() :] if draft.category else draft.text
    draft.category = draft.category or _category_within(entry, references)
    return draft


def _category_within(entry: Block, references: References) -> str | None:
    nested = (inner for child in entry.children[1:] for inner in (child, *child.children))
    for block in nested:
        markdown = block.text if block.kind is Kind.PARAGRAPH else own_words(block)
        for say in read_markdown(markdown, references) if markdown else ():
            if say.role is Role.CATEGORY:
                return category_of(say.text)
    return None


def first_words(block: Block) -> str:
    """The first thing that is said in a block, in whatever kind of block it stands."""
    if block.kind in (Kind.PARAGRAPH, Kind.CODE, Kind.HTML, Kind.ROW):
        return block.text if has_words(block) else ""
    return next((found for child in block.children if (found := first_words(child))), "")


_NAMED = (
    "description",
    "finding",
    "condition",
    "detail",
    "details",
    "explanation",
    "what",
    "gap",
    "issue",
    "statement",
)
_NUMBERS = ("#", "id", "no", "nr", "key", "ref", "number")


def of_table(table: Block, references: References) -> Iterator[Draft]:
    """A cause in each row; its category where a column says it."""
    names = [plain(cell).strip(" *_:").casefold() for cell in table.cells]
    at = _column_of_causes(table, names, references)
    category = column_of_categories(table)
    for row in table.children:
        if has_words(row) and not is_placeholder(row.cells[at]):
            draft = Draft(*row.lines, text=plain(row.cells[at], references))
            draft.category = category_of(plain(row.cells[category])) if category is not None else None
            yield draft


def column_of_categories(table: Block) -> int | None:
    names = (plain(cell).strip(" *_:").casefold() for cell in table.cells)
    return next((n for n, name in enumerate(names) if name in ("category", "type", "kind", "cause category")), None)


def _column_of_causes(table: Block, names: list[str], references: References) -> int:
    of_causes = (n for n, cell in enumerate(table.cells) if references.columns.of(plain(cell)) is Field.CAUSE)
    described = (n for n, name in enumerate(names) if name in _NAMED)
    of_actions = (n for n, cell in enumerate(table.cells) if references.columns.of(plain(cell)) is Field.ACTION)
    first = (n for n, name in enumerate(names) if name not in _NUMBERS)
    return next((n for columns in (of_causes, described, of_actions, first) for n in columns), 0)
