"""The parts of a section on causes, cut once more at the lines in bold that people use for headings.

Not here: what a group says (reading.py, keyed.py).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from service.document.causes.labels import Role, Say, is_bare_question, names_symptom, read_markdown, speaks_of_whys
from service.document.markdown.block import Block, Kind, References
from service.document.markdown.inline import plain
from service.document.outline import Part
from service.document.post_mortem import Lines

BOLD = 10
"""The level of a line in bold: below every heading."""
_BOLD_LINE = re.compile(r"(?:\*\*|__)(?P<words>[^*\n]{1,200}?)(?:\*\*|__)[ \t]*[:：]?[ \t]*$")
_ASIDE = re.compile(
    r"(?:appendix|background|context|references?|glossary|diagrams?|further reading|resources)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Group:
    title: str = ""
    """Plain."""
    markdown: str = ""
    """The title as written."""
    lines: Lines | None = None
    """Of the title."""
    level: int = 0
    names_section: bool = False
    announced: bool = False
    """Whether the title, or one that it lies under, speaks of whys."""
    says: tuple[Say, ...] = ()
    """What the title says in a chain; nothing where it only names the section."""
    blocks: tuple[Block, ...] = ()


def groups_of(parts: Sequence[Part], references: References) -> list[Group]:
    cut = [group for part in parts for group in _cut(part, references)]
    bare = sum(is_bare_question(group.markdown) for group in cut)
    groups: list[Group] = []
    aside, announced = 0, 0
    for group in cut:
        if aside and (group.lines is None or group.level > aside):
            continue
        aside = group.level if _ASIDE.match(group.title) else 0
        if aside:
            continue
        if group.lines and group.level <= announced:
            announced = 0
        if not announced and group.level and speaks_of_whys(group.title):
            announced = group.level
        groups.append(_told(group, bool(announced), bare, references))
    return groups


def _cut(part: Part, references: References) -> Iterator[Group]:
    heading = None if part.inline or part.heading is None else part.heading
    level = heading.level if heading else 0
    title, markdown, lines, named = (
        part.title,
        heading.text if heading else "",
        heading.lines if heading else None,
        part.named,
    )
    title = title if heading else ""
    blocks: list[Block] = []
    for block in part.blocks:
        match = _BOLD_LINE.match(block.text.strip()) if block.kind is Kind.PARAGRAPH and len(block.text) < 210 else None
        if match is None:
            blocks.append(block)
            continue
        yield Group(title, markdown, lines, level, named, blocks=tuple(blocks))
        title, markdown, lines = plain(match["words"], references), match["words"], block.lines
        level, named, blocks = BOLD, False, []
    yield Group(title, markdown, lines, level, named, blocks=tuple(blocks))


def _told(group: Group, announced: bool, bare: int, references: References) -> Group:
    says = read_markdown(group.markdown, references) if group.markdown else ()
    bare_question = is_bare_question(group.markdown)
    neutral = group.names_section and not (bare_question and bare > 1)
    if names_symptom(group.title):
        says, neutral = (Say(Role.SYMPTOM),), False
    marked = bool(says) and says[0].role is not Role.PLAIN
    return Group(
        group.title,
        group.markdown,
        group.lines,
        group.level,
        group.names_section,
        announced,
        says if marked and not neutral else (),
        group.blocks,
    )
