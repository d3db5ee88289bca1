"""Jira's wiki markup as a tree, whoever wrote it. Never raises; time grows with the length of the text.

Not here: words (words.py), macros (macros.py), lists (lists.py).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from connectors.jira.markup.document.words import NameOf
from connectors.jira.markup.notation.escaping import unguarded
from connectors.jira.markup.notation.lists import LIST_LINE, Line, listings
from connectors.jira.markup.notation.macros import Cut, cut, title_of
from connectors.jira.markup.notation.words import words_of
from connectors.jira.markup.notation.writing import FOLD
from connectors.jira.markup.tree import (
    DEEPEST,
    Alert,
    Block,
    Details,
    Heading,
    Paragraph,
    Quote,
    Row,
    Rule,
    Table,
    Text,
    Words,
    joined,
)
from connectors.jira.markup.words import clean, tidy

_HEADING = re.compile(r"[ \t]*h([1-6])\.(?:[ \t]+(.*)|$)")
_QUOTED = re.compile(r"[ \t]*bq\.[ \t]+(.*)")
RULE = re.compile(r"[ \t]*-{4,}[ \t]*")
MACRO = re.compile(r"\{(quote|panel)(:[^{}\n]*)?\}")
_CELLS = re.compile(
    r"\\.|\{\{(?:\\.|[^{}\n\\]){0,2000}\}\}|\[(?:\\.|[^\]\[\n\\]){0,2000}\]|![^\s!|][^!\n]{0,2000}!|(?P<bar>\|\|?)"
)
_ALERTS = {alert.capitalize(): alert for alert in Alert}


@dataclass
class _Open:
    """A macro that is open, and what it holds so far."""

    macro: str
    title: str = ""
    blocks: list[Block] = field(default_factory=list)


class WikiReader:
    def __init__(self, name_of: NameOf) -> None:
        self._name_of = name_of

    def text(self, text: str) -> tuple[Block, ...]:
        whole = clean(re.sub(r"\r\n?", "\n", text))
        return self._blocks(cut(whole))

    def _blocks(self, source: Cut) -> tuple[Block, ...]:
        stack = [_Open("")]
        at = 0
        while at < len(source.lines):
            line = source.lines[at]
            if (found := MACRO.fullmatch(line)) is not None:
                self._macro(stack, found)
                at += 1
            elif not line.strip():
                at += 1
            else:
                blocks, at = self.block(source, at)
                stack[-1].blocks += blocks
        while len(stack) > 1:
            self._close(stack)
        return joined(iter(stack[0].blocks))

    def _macro(self, stack: list[_Open], found: re.Match[str]) -> None:
        """A quote closes the quote that is open; a panel without parameters the panel."""
        name, said = found[1], found[2]
        if said is None and any(one.macro == name for one in stack):
            while stack[-1].macro != name:
                self._close(stack)
            self._close(stack)
        elif len(stack) < DEEPEST:
            stack.append(_Open(name, title_of(found[0])))

    def _close(self, stack: list[_Open]) -> None:
        done = stack.pop()
        children = joined(iter(done.blocks))
        if done.macro == "quote":
            stack[-1].blocks.append(Quote(children))
        elif done.title.startswith(FOLD.strip()):
            stack[-1].blocks.append(Details(done.title.removeprefix(FOLD.strip()).strip(), children))
        elif done.title in _ALERTS:
            stack[-1].blocks.append(Quote(children, _ALERTS[done.title]))
        else:
            title = (Paragraph(tidy([Text(done.title)])),) if done.title else ()
            stack[-1].blocks.append(Quote((*title, *children), Alert.NOTE))

    def block(self, source: Cut, at: int) -> tuple[list[Block], int]:
        """What begins at a line that is neither blank nor a macro, and the first line behind it."""
        line = source.lines[at]
        if (code := source.code_at(line)) is not None:
            return [code], at + 1
        if (heading := _HEADING.fullmatch(line)) is not None:
            return [Heading(int(heading[1]), self._words(heading[2] or ""))], at + 1
        if (quoted := _QUOTED.fullmatch(line)) is not None:
            return [Quote((Paragraph(self._words(quoted[1])),))], at + 1
        if RULE.fullmatch(line):
            return [Rule()], at + 1
        if LIST_LINE.match(line):
            return self._list(source, at)
        if line.lstrip().startswith("|"):
            return self._table(source, at)
        end = at + 1
        while end < len(source.lines) and not self._begins(source.lines[end]):
            end += 1
        return [Paragraph(self._words("\n".join(source.lines[at:end])))], end

    def _begins(self, line: str) -> bool:
        """Whether a line is no more of the paragraph above it."""
        return (
            not line.strip()
            or "\x02" in line
            or line.lstrip()[0] == "|"
            or any(one.fullmatch(line) for one in (MACRO, _HEADING, _QUOTED, RULE))
            or LIST_LINE.match(line) is not None
        )

    def _words(self, text: str) -> Words:
        return self._item_words(unguarded(text))

    def _item_words(self, text: str) -> Words:
        return tidy(words_of(text, self._name_of))

    def _list(self, source: Cut, at: int) -> tuple[list[Block], int]:
        """Lines that begin no block belong to the item above them, and so does code."""
        lines: list[Line] = []
        while at < len(source.lines):
            line = source.lines[at]
            code = source.code_at(line)
            if code is not None and lines:
                lines[-1].parts.append(code)
            elif (found := LIST_LINE.match(line)) is not None and not RULE.fullmatch(line):
                lines.append(Line(found[1][:DEEPEST], [line[found.end() :]]))
            elif line.strip() and lines and not self._begins(line):
                lines[-1].parts.append(line)
            else:
                break
            at += 1
        return listings(lines, self._item_words), at

    def _table(self, source: Cut, at: int) -> tuple[list[Block], int]:
        rows: list[Row] = []
        while at < len(source.lines) and source.lines[at].lstrip().startswith("|"):
            line = source.lines[at].strip()
            at += 1
            while not line.endswith("|") and at < len(source.lines) and not self._begins(source.lines[at]):
                line += "\n" + source.lines[at]
                at += 1
            rows.append(Row(tuple(self._words(cell) for cell in _cells(line))))
        width = max(len(row.cells) for row in rows)
        if width * len(rows) > 100_000:
            return [Paragraph(words) for row in rows for words in row.cells if words], at
        if not width:
            return [], at
        return [Table(tuple(Row((*row.cells, *((),) * (width - len(row.cells)))) for row in rows))], at


def _cells(line: str) -> Iterator[str]:
    line = line.strip()
    bars = [found for found in _CELLS.finditer(line) if found["bar"]]
    for at, bar in enumerate(bars):
        end = bars[at + 1].start() if at + 1 < len(bars) else len(line)
        if end < len(line) or line[bar.end() :].strip():
            yield line[bar.end() : end].strip()
