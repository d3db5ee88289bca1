"""What the blocks under a cause that is stated already add to it: its whys, symptom and category.

Not here: blocks that begin a cause of their own (keyed.py, unkeyed.py).
"""

from collections.abc import Iterable

from service.document.causes import chains
from service.document.causes.draft import Draft, Plainly
from service.document.causes.labels import Role, Say
from service.document.causes.prose import whys_of_prose
from service.document.causes.steps import Step, of_blocks, of_paragraph
from service.document.markdown.block import Block, Kind, References
from service.document.placeholders import has_words
from service.document.post_mortem import Lines


def tell(draft: Draft, says: Iterable[Say], lines: Lines, plainly: Plainly = Plainly.DETAIL) -> None:
    draft.cover(lines)
    for say in says:
        draft.take(say, plainly)


def tell_block(draft: Draft, block: Block, references: References, *, announced: bool) -> None:
    if not has_words(block):
        return
    draft.cover(block.lines)
    match block.kind:
        case Kind.PARAGRAPH:
            for step in of_paragraph(block, references):
                _tell_paragraph(draft, step)
        case Kind.LIST if chains.of_list(block, references, announced=announced, draft=draft) is None:
            tell_details(draft, list(of_blocks((block,), references)))
        case Kind.TABLE:
            chains.of_table(block, references, draft)
        case Kind.QUOTE if steps := chains.of_quote(block, references):
            list(chains.run(steps, Plainly.SYMPTOM_FIRST, draft))
        case _:
            pass


def _tell_paragraph(draft: Draft, step: Step) -> None:
    if draft.awaits or (step.is_marked and not step.is_(Role.PLAIN)):
        tell(draft, step.says, step.lines)
        return
    text = " ".join(say.text for say in step.says)
    if not draft.text and not draft.whys:
        draft.text = text
    if not draft.whys:
        draft.whys += whys_of_prose(text)


def tell_details(draft: Draft, steps: list[Step]) -> None:
    """A list that is no chain: the answer to a question that waits for one, and labels such as `Category:`."""
    if draft.awaits and (top := [step for step in steps if step.depth == 0]):
        role = Role.ANSWER if draft.awaits is Role.ASK else draft.awaits
        texts = (say.text.rstrip(" .;,") for step in top for say in step.says if say.text)
        draft.take(Say(role, "; ".join(texts)), Plainly.DETAIL)
        return
    for step in steps:
        if step.is_(Role.CATEGORY) or step.is_(Role.SYMPTOM) or step.is_(Role.ROOT):
            tell(draft, step.says, step.lines)
