"""Blocks to sections: which part of the document belongs to which, by headings, bold lines and labels.

Not here: the words that name a section (headings.py), or what a section says (causes.py, actions.py).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from service.document.blocks import Block, Document, Kind
from service.document.headings import Named, Other, named_by_heading, named_by_label
from service.document.inline import plain
from service.document.placeholders import has_words, is_placeholder, without_comments
from service.document.post_mortem import Lines, Section


@dataclass(frozen=True)
class Part:
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
            if part.named and part.heading and isinstance(part.section, Section):
                found.setdefault(part.section, part.heading.lines[0])
        return found

    def lines(self, section: Section) -> Lines | None:
        """From the heading to the last line of the first place where the section is named and has words."""
        start = 0
        while start < len(self.parts):
            end = start + 1
            if self.parts[start].section is section and self.parts[start].named:
                while end < len(self.parts) and _continues(self.parts[end], section):
                    end += 1
                if lines := _extent(self.parts[start:end], section):
                    return lines
            start = end
        return None


_WITHIN_LESSONS = (Section.WENT_WELL, Other.OTHER)


def _continues(part: Part, section: Section) -> bool:
    """What went well, and what did not, are often the two halves of the lessons."""
    deep = part.heading is None or part.heading.level > 2
    return part.section is section or (section is Section.LESSONS and part.section in _WITHIN_LESSONS and deep)


def _extent(parts: tuple[Part, ...], section: Section) -> Lines | None:
    lines = [block.lines for part in parts for block in part.blocks if has_words(block)]
    if section is Section.ROOT_CAUSE:
        lines += [part.heading.lines for part in parts if part.heading and _says_a_cause(part)]
    first = parts[0].heading
    return (first.lines[0], max(last for _, last in lines)) if lines and first else None


_CAUSE_KEY = re.compile(r"\W{0,4}(?:RC|C|CF|root cause|cause)[ -]?\d+\W*", re.IGNORECASE)


def _says_a_cause(part: Part) -> bool:
    """`### RC1: text` says something by itself, `### RC1` does not."""
    words = without_comments(part.heading.text) if part.heading else ""
    return bool(_CAUSE_KEY.match(words)) and not is_placeholder(_CAUSE_KEY.sub("", words, count=1))


def outline(document: Document) -> Outline:
    title_block = _title_block(document)
    reader = _Reader(document)
    for block in document.blocks:
        if block is not title_block:
            reader.take(block)
    reader.close()
    title = plain(title_block.text, document.references) if title_block else document.front_matter.get("title", "")
    return Outline(title, tuple(reader.parts), document)


def _title_block(document: Document) -> Block | None:
    """The first top-level heading, unless it names a section: issue bodies have no title of their own."""
    first = next((block for block in document.blocks if block.kind is Kind.HEADING and block.level == 1), None)
    return None if first is None or named_by_label(plain(first.text)) else first


_BOLD_LINE = re.compile(r"(?:\*\*|__)(?P<words>[^*\n]{1,80}?)(?:\*\*|__)[ \t]*[:：]?[ \t]*$")
_BOLD_LABEL = re.compile(
    r"(?:\*\*|__)(?P<words>[^*\n:]{1,60}?)(?::(?:\*\*|__)|(?:\*\*|__)[ \t]?:)[ \t]*(?P<rest>\S.*)$", re.DOTALL
)
_PLAIN_LABEL = re.compile(r"(?P<words>[^\W\d][^\n:*`|]{1,40}):(?:[ \t]+(?P<rest>.*))?$", re.DOTALL)
_REFERENCES = re.compile(r"[\W_]*(?:(?:RC|C|CF)-?\d+[\W_]*(?:and)?[\W_]*)+$", re.IGNORECASE)
_SHORT = 120
"""Beyond this a text is no label; it also keeps patterns that backtrack away from long runs of blanks."""
_BOLD, _LABEL = 10, 11
"""The depth at which a bold line and a label stand: below every heading."""


@dataclass
class _Reader:
    """The pass over the top-level blocks, with the headings that are open at the moment."""

    document: Document
    parts: list[Part] = field(default_factory=list)
    open: list[tuple[int, Named | None]] = field(default_factory=list)
    part: Part = Part(None)
    blocks: list[Block] = field(default_factory=list)

    def take(self, block: Block) -> None:
        if block.kind is Kind.HEADING:
            self._heading(block, block.level, named_by_heading(plain(block.text, self.document.references)))
        elif block.kind is Kind.PARAGRAPH:
            for piece in _pieces(block):
                self._paragraph(piece)
        else:
            self.blocks.append(block)

    def close(self) -> None:
        if self.part.heading or self.blocks:
            self.parts.append(replace(self.part, blocks=tuple(self.blocks)))
        self.blocks = []

    def _heading(self, block: Block, level: int, named: Named | None, text: str | None = None) -> None:
        self.close()
        title = plain(block.text if text is None else text, self.document.references)
        stays = named is None and (level, Section.TIMELINE) in self.open and _is_time(title)
        while self.open and (self.open[-1][0] > level or (self.open[-1][0] == level and not stays)):
            self.open.pop()
        within = self.open[-1][1] if self.open else None
        self.open.append((level, named or within))
        self.part = Part(named or within, block, title, named is not None, level == _LABEL)

    def _paragraph(self, block: Block) -> None:
        if match := _bold_line(block.text):
            self._bold_line(block, match["words"])
        elif match := _BOLD_LABEL.match(block.text):
            self._label(block, match["words"], match["rest"], bold=True)
        elif match := _PLAIN_LABEL.match(block.text):
            self._label(block, match["words"], match["rest"] or "", bold=False)
        else:
            self.blocks.append(block)

    def _bold_line(self, block: Block, words: str) -> None:
        """A bold line of its own is a heading when it names a section, or ends one that a bold line began."""
        named = named_by_heading(plain(words))
        if named or self._ends_label():
            self._heading(replace(block, level=_BOLD), _BOLD, named, words)
        else:
            self.blocks.append(block)

    def _label(self, block: Block, words: str, rest: str, *, bold: bool) -> None:
        named = named_by_label(plain(words))
        if not rest.strip():
            if named:
                self._heading(replace(block, level=_BOLD), _BOLD, named, words)
            else:
                self.blocks.append(block)
        elif self._opens(named, rest):
            under = self.part
            self._heading(replace(block, level=_LABEL), _LABEL, named, words)
            self.blocks.append(replace(block, text=rest))
            self._return_to(under)
        elif bold and named is None and self._ends_label():
            self._heading(replace(block, level=_LABEL), _LABEL, None, words)
            self.blocks.append(replace(block, text=rest))
        else:
            self.blocks.append(block)

    def _opens(self, named: Named | None, rest: str) -> bool:
        """Whether `Impact: text` begins a section: not where it is a field of an action or a detail of a section."""
        if named is None or (len(rest) < _SHORT and _REFERENCES.match(rest)):
            return False
        return self._headed() is None or named is Section.ACTIONS

    def _headed(self) -> Named | None:
        """The section that a real heading opened, if any is."""
        return next((named for level, named in reversed(self.open) if level < _BOLD and named), None)

    def _ends_label(self) -> bool:
        """Whether an unknown bold line ends what is open: it does where a bold line or label opened it.

        Not in actions and causes, where bold lines group the items.
        """
        level, named = self.open[-1] if self.open else (0, None)
        return level >= _BOLD and named is not None and named not in (Section.ACTIONS, Section.ROOT_CAUSE)

    def _return_to(self, under: Part) -> None:
        """Under a heading that names a section, a label with text is but one paragraph of it."""
        if self._headed() is None:
            return
        self.close()
        self.open.pop()
        self.part = replace(under, heading=None, title="", named=False, inline=False)


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


def _pieces(paragraph: Block) -> Iterator[Block]:
    """A paragraph of several lines that begin with labels is as many paragraphs."""
    texts = paragraph.text.split("\n")
    starts = [0, *(n for n in range(1, len(texts)) if _starts_label(texts[n]))]
    if len(texts) > 1 and _is_bare_label(texts[0]) and 1 not in starts:
        starts.insert(1, 1)
    first = paragraph.lines[0]
    for start, end in zip(starts, [*starts[1:], len(texts)], strict=True):
        yield replace(paragraph, lines=(first + start, first + end - 1), text="\n".join(texts[start:end]))


def _starts_label(line: str) -> bool:
    if _STARTS_LABEL.match(line):
        return True
    match = _PLAIN_LABEL.match(line)
    return bool(match and isinstance(named_by_label(match["words"]), Section))


def _is_bare_label(line: str) -> bool:
    """A first line that is nothing but a bold line or `Impact:`."""
    if _bold_line(line):
        return True
    match = _PLAIN_LABEL.match(line)
    return bool(match and not (match["rest"] or "").strip() and isinstance(named_by_label(match["words"]), Section))
