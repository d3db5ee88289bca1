"""Blocks to sections: which part of the document belongs to which, by headings, bold lines and labels.

Not here: the words that name a section (headings.py), or what a section says (causes/, actions/).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from service.document.actions.no_action import reason_in, says_no_action
from service.document.facts import Fact, facts_of
from service.document.headings import Named, Names, Other, names
from service.document.language import Languages
from service.document.markdown.block import Block, Document, Kind
from service.document.markdown.inline import plain
from service.document.placeholders import has_words, is_placeholder, without_comments
from service.document.post_mortem import Lines, Section
from service.document.stated import Stated, stated_in


class Part(NamedTuple):
    """A heading or label and the blocks under it, up to the next one. The first part of a text may have neither."""

    section: Named | None
    """What it belongs to: the section it names, or else the one that it lies in."""
    heading: Block | None = None
    title: str = ""
    """The plain words of the heading."""
    named: bool = False
    """True when the heading itself names the section."""
    inline: bool = False
    """True for `Impact: text`, where the text is the first block."""
    also: frozenset[Named] = frozenset()
    """What else the heading names, as in "Lessons learned and action items"."""
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True)
class Outline:
    title: str
    parts: tuple[Part, ...]
    document: Document

    def of(self, section: Section) -> tuple[Part, ...]:
        return tuple(part for part in self.parts if part.section is section)

    @property
    def headings(self) -> dict[Section, int]:
        """The line on which each section is first named."""
        found: dict[Section, int] = {}
        for part in self.parts:
            for named in (part.section, *part.also) if part.named and not self._is_aside(part) else ():
                if isinstance(named, Section) and part.heading:
                    found.setdefault(named, part.heading.lines[0])
        if Section.ROOT_CAUSE not in found and (stated := self.stated):
            found[Section.ROOT_CAUSE] = stated[0].lines[0]
        return found

    def _is_aside(self, part: Part) -> bool:
        """`Root cause: …` among the facts of a document that has a section on its causes, too."""
        return part.inline and part.section is Section.ROOT_CAUSE and self._has_section_on_causes

    @cached_property
    def _has_section_on_causes(self) -> bool:
        headed = (part for part in self.parts if part.section is Section.ROOT_CAUSE and not part.inline)
        return any(has_words(block) for part in headed for block in part.blocks)

    @cached_property
    def stated(self) -> tuple[Stated, ...]:
        """The root causes that a line states in the midst of something else: of facts, or of a summary."""
        blocks = [block for part in self.parts if part.section not in _TELLING_OTHERWISE for block in part.blocks]
        return tuple(stated_in(blocks, self.document.references))

    def lines(self, section: Section) -> Lines | None:
        """From the heading to the last line of the first place where the section is named and has words."""
        start = 0
        while start < len(self.parts):
            end = start + 1
            part = self.parts[start]
            if part.named and section in (part.section, *part.also) and not self._is_aside(part):
                while end < len(self.parts) and _continues(self.parts[end], section):
                    end += 1
                if lines := _extent(self.parts[start:end], section, self.document):
                    return lines
            start = end
        stated = self.stated if section is Section.ROOT_CAUSE else ()
        return stated[0].lines if stated else None


_TELLING_OTHERWISE = (Section.ROOT_CAUSE, Section.ACTIONS, Section.TIMELINE, Section.WENT_WELL)
"""Where `Root cause: …` is no statement of the document: a field of an action, an entry of a log."""
_WITHIN_LESSONS = (Section.WENT_WELL, Other.OTHER)


def _continues(part: Part, section: Section) -> bool:
    """What went well, and what did not, are often the two halves of the lessons."""
    deep = part.heading is None or part.heading.level > 2
    return (
        part.section is section
        or (section in part.also and not part.named)
        or (section is Section.LESSONS and part.section in _WITHIN_LESSONS and deep)
    )


def _extent(parts: tuple[Part, ...], section: Section, document: Document) -> Lines | None:
    blocks = [block for part in parts for block in part.blocks if has_words(block)]
    if section is Section.ACTIONS and all(_says_nothing_to_do(block, document) for block in blocks):
        return None
    lines = [block.lines for block in blocks]
    if section is Section.ROOT_CAUSE:
        lines += [part.heading.lines for part in parts if part.heading and _says_a_cause(part)]
    first = parts[0].heading
    return (first.lines[0], max(last for _, last in lines)) if lines and first else None


def _says_nothing_to_do(block: Block, document: Document) -> bool:
    """`None.`, without the reason that would make a decision of it."""
    text = plain(block.text, document.references) if block.kind is Kind.PARAGRAPH and len(block.text) < _SHORT else ""
    return says_no_action(text) and reason_in(text) is None


_CAUSE_KEY = re.compile(r"\W{0,4}(?:RC|C|CF|root cause|cause)[ -]?\d+\W*", re.IGNORECASE)


def _says_a_cause(part: Part) -> bool:
    """`### RC1: text` says something by itself, `### RC1` does not."""
    words = without_comments(part.heading.text) if part.heading else ""
    return bool(_CAUSE_KEY.match(words)) and not is_placeholder(_CAUSE_KEY.sub("", words, count=1))


def outline(document: Document, languages: Languages) -> Outline:
    known = names(languages)
    title_block = _title_block(document, known)
    reader = _Reader(document, known)
    for block in document.blocks:
        if block is not title_block:
            reader.take(block)
    reader.close()
    title = plain(title_block.text, document.references) if title_block else document.front_matter.get("title", "")
    return Outline(title, tuple(reader.parts), document)


def _title_block(document: Document, known: Names) -> Block | None:
    """The first top-level heading, unless it names a section: issue bodies have no title of their own."""
    first = next((block for block in document.blocks if block.kind is Kind.HEADING and block.level == 1), None)
    return None if first is None or known.by_label(plain(first.text)) else first


_BOLD_LINE = re.compile(r"(?P<mark>\*\*\*|\*\*|__|\*|_)(?P<words>[^*\n]{1,80}?)(?P=mark)[ \t]*[:：]?[ \t]*$")
_BOLD_LABEL = re.compile(
    r"(?P<mark>\*\*\*|\*\*|__|\*|_)(?P<words>[^*\n:]{1,60}?)(?::(?P=mark)|(?P=mark)[ \t]?:)[ \t]*(?P<rest>\S.*)$",
    re.DOTALL,
)
_PLAIN_LABEL = re.compile(r"(?P<words>[^\W\d][^\n:*`|]{1,40}):(?:[ \t]+(?P<rest>.*))?$", re.DOTALL)
_REFERENCES = re.compile(r"[\W_]*(?:(?:RC|C|CF)-?\d+[\W_]*(?:and)?[\W_]*)+$", re.IGNORECASE)
_SHORT = 120
"""Beyond this a text is no label; it also keeps patterns that backtrack away from long runs of blanks."""
_BOLD, _LABEL = 10, 11
"""The depth at which a bold line and a label stand: below every heading."""


def _is_mark(words: str) -> bool:
    """`TODO: …` marks one action, wherever it stands, and begins no list of them."""
    return words.strip(" []").casefold().replace("-", " ").replace(" ", "") in ("todo", "done", "doing", "inprogress")


_TOLD_IN_HALVES = (Section.LESSONS, Section.ROOT_CAUSE)
"""Sections within which a sub-heading such as "What went wrong" begins something else."""


_BEFORE_ALL = Part(None)


@dataclass
class _Reader:
    """The pass over the top-level blocks, with the headings that are open at the moment."""

    document: Document
    names: Names
    parts: list[Part] = field(default_factory=list)
    open: list[tuple[int, Named | None]] = field(default_factory=list)
    part: Part = _BEFORE_ALL
    blocks: list[Block] = field(default_factory=list)

    def take(self, block: Block) -> None:
        if block.kind is Kind.HEADING:
            self._heading(block, block.level, self._named(plain(block.text, self.document.references), block.level))
        elif block.kind is Kind.PARAGRAPH:
            for piece in _pieces(block, self.names):
                self._paragraph(piece)
        elif labels := self._labels_of(block):
            self._take_labels(labels)
        else:
            self.blocks.append(block)

    def close(self) -> None:
        if self.part.heading or self.blocks:
            self.parts.append(self.part._replace(blocks=tuple(self.blocks)))
        self.blocks = []

    def _heading(
        self, block: Block, level: int, named: Named | None, text: str | None = None, *, inline: bool = False
    ) -> None:
        self.close()
        title = plain(block.text if text is None else text, self.document.references)
        stays = named is None and (level, Section.TIMELINE) in self.open and _is_time(title)
        while self.open and (self.open[-1][0] > level or (self.open[-1][0] == level and not stays)):
            self.open.pop()
        within = self.open[-1][1] if self.open else None
        if within is Section.ROOT_CAUSE and _OF_CAUSES.fullmatch(title):
            named = None
        self.open.append((level, named or within))
        also = (self.names.several(title) - {named}) if named else frozenset()
        self.part = Part(named or within, block, title, named is not None, inline or level == _LABEL, also)

    def _named(self, title: str, level: int) -> Named | None:
        """What a heading of that level names. Under actions and in a timeline, headings group what is listed."""
        within = next((named for depth, named in reversed(self.open) if depth < level and named), None)
        loosely = within not in (Section.ACTIONS, Section.TIMELINE)
        named = self.names.by_heading(title) if loosely else self.names.by_label(title)
        stays = isinstance(within, Section) and within not in _TOLD_IN_HALVES
        return None if named is Other.OTHER and stays else named

    def _paragraph(self, block: Block) -> None:
        if match := _bold_line(block.text):
            self._bold_line(block, match["words"])
        elif self._is_plain_heading(block.text):
            self._heading(block._replace(level=_BOLD), _BOLD, self.names.by_label(block.text))
        elif match := _BOLD_LABEL.match(block.text):
            self._label(block, match["words"], match["rest"], bold=True)
        elif match := _PLAIN_LABEL.match(block.text):
            self._label(block, match["words"], match["rest"] or "", bold=False)
        else:
            self.blocks.append(block)

    def _is_plain_heading(self, text: str) -> bool:
        """`Impact` on a line of its own, in a document that has no headings."""
        bare = len(text) < _SHORT and text[:1].isupper() and text.strip(" ?").replace(" ", "").isalpha()
        return bare and self._headed() is None and isinstance(self.names.by_label(text), Section)

    def _bold_line(self, block: Block, words: str) -> None:
        """A bold line of its own is a heading when it names a section, or ends one that a bold line began."""
        named = self._named(plain(words), _BOLD)
        if named or self._ends_label():
            self._heading(block._replace(level=_BOLD), _BOLD, named, words)
        else:
            self.blocks.append(block)

    def _label(self, block: Block, words: str, rest: str, *, bold: bool) -> None:
        named = None if _is_mark(words) else self.names.by_label(plain(words))
        if not rest.strip():
            if named:
                self._heading(block._replace(level=_BOLD), _BOLD, named, words)
            else:
                self.blocks.append(block)
        elif self._opens(named, rest, bold=bold):
            under = self.part
            self._heading(block._replace(level=_LABEL), _LABEL, named, words)
            self.blocks.append(block._replace(text=rest))
            self._return_to(under)
        elif bold and named is None and self._ends_label():
            self._heading(block._replace(level=_LABEL), _LABEL, None, words)
            self.blocks.append(block._replace(text=rest))
        else:
            self.blocks.append(block)

    def _opens(self, named: Named | None, rest: str, *, bold: bool) -> bool:
        """Whether `Impact: text` begins a section: not where it is a field of an action or a detail of a section."""
        if named is None or (len(rest) < _SHORT and _REFERENCES.match(rest)):
            return False
        return self._headed() is None or (bold and named is Section.ACTIONS)

    def _headed(self) -> Named | None:
        """The section that a real heading opened, if any is."""
        return next((named for level, named in reversed(self.open) if level < _BOLD and named), None)

    def _ends_label(self) -> bool:
        """Whether an unknown bold line ends what is open: it does where a bold line or label opened it.

        Not in actions and causes, where bold lines group the items.
        """
        level, named = self.open[-1] if self.open else (0, None)
        return level >= _BOLD and named is not None and named not in (Section.ACTIONS, Section.ROOT_CAUSE)

    def _labels_of(self, block: Block) -> list[Fact]:
        """The labels of a list or a table that is a document by itself: `- **Impact**: …`, `| Impact | … |`."""
        if block.kind not in (Kind.LIST, Kind.TABLE) or self._headed() not in (None, Other.OTHER):
            return []
        labels = list(facts_of(block))
        named = [self._named_by(label) for label in labels]
        of_all = len(block.children) + (block.kind is Kind.TABLE)
        return labels if 2 * len(labels) > of_all and any(isinstance(one, Section) for one in named) else []

    def _named_by(self, label: Fact) -> Named | None:
        words = plain(label.words)
        return self.names.by_heading(words) if label.bold else self.names.by_label(words)

    def _take_labels(self, labels: Sequence[Fact]) -> None:
        """Each as a heading; what follows the last belongs to it only where it has nothing of its own."""
        under = self.part
        for label in labels:
            self._heading(label.block, _BOLD, self._named_by(label), label.words, inline=label.said)
            self.blocks.extend(label.content)
        if labels[-1].content:
            self.close()
            self.open.pop()
            self.part = under._replace(heading=None, title="", named=False, inline=False, also=frozenset())

    def _return_to(self, under: Part) -> None:
        """Under a heading that names a section, a label with text is but one paragraph of it."""
        if self._headed() is None:
            return
        self.close()
        self.open.pop()
        self.part = under._replace(heading=None, title="", named=False, inline=False, also=frozenset())


_OF_CAUSES = re.compile(
    r"\W*(?:trigger(?:s|ing event)?|detection|problem (?:statement|summary|description)|problem|symptoms?|effects?"
    r"|what went wrong)\W*",
    re.IGNORECASE,
)
"""Under a heading on causes these tell of them, and begin nothing else."""


def _bold_line(text: str) -> re.Match[str] | None:
    text = text.strip()
    return _BOLD_LINE.match(text) if len(text) < _SHORT else None


_TIME = re.compile(
    r"[\W\d]*(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun|am|pm|utc|gmt|st|nd|rd|th|of|day)"
    r"(?:[a-z]*day|[a-z]*ber|uary|ruary|ch|il|e|y|ust|t)?[\W\d]*)*",
    re.IGNORECASE,
)


def _is_time(title: str) -> bool:
    """`May 12` or `10:34 UTC`: within a timeline such a heading is one more entry, at whatever level."""
    return len(title) < 40 and any(character.isdigit() for character in title) and bool(_TIME.fullmatch(title))


_STARTS_LABEL = re.compile(r"(?:\*\*|__)[^*\n]{1,60}?(?::(?:\*\*|__)|(?:\*\*|__)[ \t]?(?::|$))")


def _pieces(paragraph: Block, known: Names) -> Iterator[Block]:
    """A paragraph of several lines that begin with labels is as many paragraphs."""
    texts = paragraph.text.split("\n")
    starts = [0, *(n for n in range(1, len(texts)) if _starts_label(texts[n], known))]
    if len(texts) > 1 and _is_bare_label(texts[0], known) and 1 not in starts:
        starts.insert(1, 1)
    if len(starts) == 1:
        yield paragraph
        return
    first = paragraph.lines[0]
    for start, end in zip(starts, [*starts[1:], len(texts)], strict=True):
        yield paragraph._replace(lines=(first + start, first + end - 1), text="\n".join(texts[start:end]))


def _starts_label(line: str, known: Names) -> bool:
    if _STARTS_LABEL.match(line):
        return True
    match = _PLAIN_LABEL.match(line)
    return bool(match and isinstance(known.by_label(match["words"]), Section))


def _is_bare_label(line: str, known: Names) -> bool:
    """A first line that is nothing but a bold line or `Impact:`."""
    if _bold_line(line):
        return True
    match = _PLAIN_LABEL.match(line)
    return bool(match and not (match["rest"] or "").strip() and isinstance(known.by_label(match["words"]), Section))
