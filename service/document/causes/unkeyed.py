"""Causes without keys: each group of a section is a chain, a list of factors, or prose. Not here: keys (keyed.py)."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from service.document.alike import overlap
from service.document.causes import chains, factors
from service.document.causes.categories import category_of
from service.document.causes.draft import Draft, Plainly
from service.document.causes.groups import BOLD, Group
from service.document.causes.labels import Role, Say, asks_beside, speaks_of_whys
from service.document.causes.prose import (
    announces_causes,
    announces_evidence,
    before_lead_in,
    is_lead_in,
    is_statement,
    says_why,
    split_arrows,
    split_back_arrows,
    whys_of_prose,
)
from service.document.causes.steps import Step, of_blocks, of_paragraph
from service.document.causes.telling import tell, tell_block, tell_details
from service.document.markdown.block import Block, Kind, References
from service.document.markdown.inline import plain
from service.document.placeholders import has_words


def read_unkeyed(groups: Sequence[Group], references: References) -> list[Draft]:
    reader = _Reader(references)
    for group in groups:
        reader.take(group)
    reader.close()
    return reader.found


@dataclass
class _Reader:
    references: References
    found: list[Draft] = field(default_factory=list)
    open: Draft | None = None
    """A chain, or a cause that a heading states."""
    prose: list[Block] = field(default_factory=list)
    """Paragraphs that may turn out to announce what follows, and the evidence between them."""
    behind: bool = False
    """Whether the group has given causes already, so that more prose must say a why to be one."""
    announced: bool = False
    titled: bool = False
    """Whether the title of the group asks the question that its paragraphs answer."""
    category: str | None = None

    def take(self, group: Group) -> None:
        self._end_prose()
        self.announced, self.behind = group.announced, False
        self._title(group)
        before = len(self.found)
        for block in group.blocks:
            if has_words(block) or self._waits(block):
                self._block(block)
        self._end_prose()
        if group.lines and len(self.found) == before and not self.open and not group.blocks and group.level == BOLD:
            self.found.append(Draft(*group.lines, text=group.title))
        if group.lines and not group.names_section and len(self.found) == before + 1 and not self.found[-1].whys:
            self.found[-1].cover(group.lines)
        for draft in (*self.found[before:], *([self.open] if self.open else ())):
            draft.category = draft.category or self.category

    def close(self) -> None:
        if self.open and self.open.statement:
            self.found.append(_settled(self.open))
        self.open = None

    def _waits(self, block: Block) -> bool:
        """`Why?` alone, with its answer further down."""
        return block.kind is Kind.PARAGRAPH and any(step.asks for step in of_paragraph(block, self.references))

    def _title(self, group: Group) -> None:
        first = group.says[0] if group.says else None
        if self.open and self.open.whys and not self.open.root and group.lines and _names_root_cause(group.title):
            self.open.awaits = Role.ROOT
            return
        if self._has_symptom_alone():
            pass
        elif not (first and group.lines and self._goes_on(first)):
            self.close()
        self.titled = bool(first and group.lines and first.role is Role.ASK)
        self.category = category_of(group.title) if group.lines and len(group.title) < 40 else None
        if first and group.lines:
            self.open = self.open or Draft(*group.lines)
            tell(self.open, group.says, group.lines)
        elif group.lines and not group.names_section and not self.category and is_statement(group.title):
            self.open = Draft(*group.lines, text=group.title)

    def _has_symptom_alone(self) -> bool:
        return bool(self.open and self.open.symptom and not (self.open.whys or self.open.text or self.open.root))

    def _goes_on(self, say: Say) -> bool:
        """Whether a question at the head of a group asks on from the answer before it."""
        if self.open is None or say.role is not Role.ASK:
            return self.open is not None and say.role is not Role.SYMPTOM
        if say.number == 1 and self.open.whys:
            return False
        if not say.text or say.number > 1:
            return True
        said = self.open.whys[-1] if self.open.whys else self.open.symptom
        return not asks_beside(say.text) and overlap(say.text, said)

    def _block(self, block: Block) -> None:
        if self.open and self.open.is_stated:
            tell_block(self.open, block, self.references, announced=self.announced)
            return
        match block.kind:
            case Kind.PARAGRAPH:
                self._paragraphs(block, list(of_paragraph(block, self.references)))
            case Kind.LIST:
                self._list(block)
            case Kind.TABLE:
                self._table(block)
            case Kind.QUOTE if steps := chains.of_quote(block, self.references):
                self._chains(list(chains.run(steps, Plainly.SYMPTOM_FIRST, self.open)))
            case _:
                self._detail(block)

    def _paragraphs(self, block: Block, steps: list[Step]) -> None:
        if not self.open and sum(step.asks for step in steps) > 1 and len({step.lines for step in steps}) > 1:
            self._chains(list(chains.run(steps, Plainly.SYMPTOM_FIRST, None)))
            return
        texts = block.text.split("\n")
        for step in steps:
            first, last = (line - block.lines[0] for line in step.lines)
            self._paragraph(step, texts[first : last + 1])

    def _paragraph(self, step: Step, texts: list[str]) -> None:
        text = " ".join(say.text for say in step.says if say.text)
        if self._is_of_chain(step):
            self._step(step)
        elif arrows := self._arrows(text):
            says = (Say(Role.SYMPTOM, arrows[0]), *(Say(Role.ANSWER, why) for why in arrows[1:]))
            self._chains(list(chains.run([Step(says, step.lines)], Plainly.DETAIL, None)))
        elif self.open and not self.open.whys:
            self.open.cover(step.lines)
            self.open.text = text
            self.open.whys += whys_of_prose(text)
        elif self.open and self.titled:
            self.open.cover(step.lines)
        else:
            if self.open:
                self.close()
                self.behind = True
            self.prose.append(Block(Kind.PARAGRAPH, step.lines, "\n".join(texts)))

    def _is_of_chain(self, step: Step) -> bool:
        if self.open:
            return bool(self.open.awaits) or (step.is_marked and not step.is_(Role.PLAIN))
        bare = sum(say.role is Role.ASK and not say.text for say in step.says)
        asked = sum(say.role is Role.ASK for say in step.says)
        opens = any(step.is_(role) for role in (Role.ASK, Role.SYMPTOM, Role.ROOT, Role.CATEGORY))
        return opens or bool(bare) or asked > 1

    def _step(self, step: Step) -> None:
        if step.is_(Role.CATEGORY) and not self.open:
            self.category = category_of(step.says[0].text) or self.category
            return
        if not self.open:
            self._end_prose(before_chain=True)
        elif chains.begins_anew(self.open, step) or (self.open.whys and _asks_beside(step)):
            self.close()
        plainly = Plainly.SYMPTOM_FIRST if len(step.says) > 1 else Plainly.DETAIL
        self.open = self.open or Draft(*step.lines)
        tell(self.open, step.says, step.lines, plainly)
        self.behind = True

    def _arrows(self, text: str) -> list[str]:
        label, _, rest = text.partition(":")
        announced = self.announced or speaks_of_whys(label)
        back, on = split_back_arrows(text), split_arrows(rest if speaks_of_whys(label) and rest else text)
        if len(back) >= 3:
            return back
        return on if announced and len(on) >= 3 else []

    def _list(self, block: Block) -> None:
        if factors.is_all_evidence(block):
            self._detail(block)
            return
        lead = plain(self.prose[-1].text) if self.prose and self.prose[-1].kind is Kind.PARAGRAPH else ""
        announced = self.announced or speaks_of_whys(lead)
        if self._asks_for_several(block):
            self.open = None
        found = chains.of_list(block, self.references, announced=announced, draft=self.open)
        if found is not None:
            self._chains(found)
        elif self.open and not self._has_symptom_alone():
            self.open.cover(block.lines)
            tell_details(self.open, list(of_blocks((block,), self.references)))
        elif lead and (announces_evidence(lead) or self._tells_of_prose(lead)):
            self.prose.append(block)
        else:
            self._factors(list(factors.of_list(block, self.references)))

    def _asks_for_several(self, block: Block) -> bool:
        """`Why was it not noticed?` over a list of several reasons asks for as many causes."""
        chain = self.open
        if not chain or chain.awaits is not Role.ASK or chain.whys or chain.symptom or len(block.children) < 2:
            return False
        return not any(step.is_marked for step in of_blocks((block,), self.references))

    def _tells_of_prose(self, lead: str) -> bool:
        """A list within a narrative, as in `The loader then met two versions:`."""
        earlier = any(piece.kind is Kind.PARAGRAPH and not is_lead_in(plain(piece.text)) for piece in self.prose[:-1])
        return earlier and lead.rstrip(" *_").endswith(":") and not announces_causes(lead)

    def _table(self, table: Block) -> None:
        found = chains.of_table(table, self.references, self.open)
        if found is not None:
            self._chains(found)
        elif self.open and not self._has_symptom_alone():
            self._detail(table)
        elif self.prose and announces_evidence(plain(self.prose[-1].text)):
            self.prose.append(table)
        else:
            self._factors(list(factors.of_table(table, self.references)))

    def _chains(self, found: list[Draft]) -> None:
        self._end_prose(before_chain=True)
        self.found += [_settled(draft) for draft in found[:-1] if draft.statement]
        self.open = found[-1] if found else self.open
        self.behind = True

    def _factors(self, found: list[Draft]) -> None:
        self._end_prose()
        symptom = self.open.symptom if self.open else ""
        if found and symptom:
            self.open = None
            for draft in found:
                draft.symptom = draft.symptom or symptom
        self.found += found
        self.behind = True

    def _detail(self, block: Block) -> None:
        if self.open:
            self.open.cover(block.lines)
        elif self.prose:
            self.prose.append(block)

    def _end_prose(self, *, before_chain: bool = False) -> None:
        """The paragraphs so far are one cause, but for the last where it announces what follows."""
        pieces, self.prose = self.prose, []
        texts = [plain(piece.text, self.references) for piece in pieces if piece.kind is Kind.PARAGRAPH]
        while texts and is_lead_in(texts[-1]) and pieces[-1].kind is Kind.PARAGRAPH:
            texts[-1] = before_lead_in(texts[-1])
            if texts[-1]:
                break
            texts.pop()
            pieces.pop()
        if not texts or ((self.behind or before_chain) and not any(says_why(text) for text in texts)):
            return
        lines = (pieces[0].lines[0], pieces[-1].lines[1])
        whys = [why for text in texts for why in whys_of_prose(text)]
        self.found.append(Draft(*lines, text=texts[0], whys=whys))


def _names_root_cause(title: str) -> bool:
    return title.strip(" :.*_").casefold() in (
        "root cause",
        "the root cause",
        "underlying root cause",
        "actual root cause",
    )


def _asks_beside(step: Step) -> bool:
    return step.is_(Role.ASK) and asks_beside(step.says[0].text)


def _settled(draft: Draft) -> Draft:
    """One question with its answer is a cause and no chain."""
    if draft.asked_once and len(draft.whys) == 1 and not draft.symptom and not draft.root and not draft.text:
        draft.text, draft.whys = draft.whys[0], []
    return draft
