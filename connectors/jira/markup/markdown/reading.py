"""Markdown to a tree. Never raises; time grows with the length of the text.

Not here: the words of one block (inline_reading.py), HTML in blocks (html_blocks.py).
"""

from dataclasses import dataclass, field
from typing import Any, cast

from connectors.jira.markup.markdown.html_blocks import HtmlBlock
from connectors.jira.markup.markdown.inline_reading import Gathering
from connectors.jira.markup.markdown.source import COMMENT, COMMENT_IN_CODE, Source
from connectors.jira.markup.tree import (
    DEEPEST,
    FRONT_MATTER,
    Alert,
    Blocks,
    Details,
    Heading,
    Hidden,
    Item,
    Lines,
    Link,
    Listing,
    Mark,
    Paragraph,
    Preformatted,
    Quote,
    Row,
    Rule,
    Table,
    Words,
    joined,
)

_MARKS = {"Strong": Mark.STRONG, "Emphasis": Mark.EM, "Strikethrough": Mark.STRIKE}
_LEVELS = {"H1": 1, "H2": 2, "H3": 3, "H4": 4, "H5": 5, "H6": 6}


def read(markdown: str) -> Blocks:
    return _Reading(markdown).run()


@dataclass
class _Frame:
    """A container that is open. `children` is its parent's where it stands too deep to be one."""

    kind: str
    what: Any = None
    children: list[Any] = field(default_factory=list)
    done: bool | None = None
    lines: Lines = (0, 0)
    through: bool = False


class _Reading:
    """One walk over the events of the parser; an explicit stack, because a text may nest as deep as it likes."""

    def __init__(self, markdown: str) -> None:
        self._source = Source(markdown)
        self._stack = [_Frame("Document")]
        self._leaf: str = ""
        self._what: Any = None
        self._place: tuple[int, int] = (0, 0)
        self._gathering = Gathering()
        self._texts: list[str] = []
        self._html: HtmlBlock | None = None
        self._depth = 0

    def run(self) -> Blocks:
        if front := self._source.front:
            said = "".join(line.rstrip("\r\n") + "\n" for line in front[1:-1])
            self._top.children.append(Preformatted(said.removesuffix("\n"), FRONT_MATTER, (0, len(front))))
        for event, start, end in self._source.events():
            if isinstance(event, str):
                self._alone(event, start, end)
            else:
                ((kind, what),) = event.items()
                self._with(kind, what, start, end)
        self._end_paragraph()
        self._close_details()
        return joined(iter(self._stack[0].children))

    def _alone(self, event: str, start: int, end: int) -> None:
        if event == "Rule":
            self._end_paragraph()
            self._top.children.append(Rule(self._source.lines(start, end)))
        else:
            self._inline(start, end).line_end(hard=event == "HardBreak")

    def _with(self, kind: str, what: Any, start: int, end: int) -> None:
        match kind:
            case "Start":
                self._start(*_named(what), start, end)
            case "End":
                self._end(_named(what)[0])
            case "Html" if self._html is not None:
                self._html.add(what, self._source.line_at(start))
            case "Text" if self._leaf == "CodeBlock":
                self._texts.append(what)
            case "TaskListMarker":
                self._box(what, start, end)
            case "Code":
                self._inline(start, end).code(what)
            case "InlineHtml":
                self._inline(start, end).html(what)
            case _:
                self._inline(start, end).text(what)

    def _box(self, done: bool, start: int, end: int) -> None:
        gathering = self._inline(start, end)
        if self._top.kind == "Item" and not self._top.through:
            self._top.done = done
        else:
            gathering.text("[x] " if done else "[ ] ")

    def _start(self, name: str, what: Any, start: int, end: int) -> None:
        match name:
            case "Strong" | "Emphasis" | "Strikethrough":
                self._inline(start, end).mark(_MARKS[name], opens=True)
            case "Link":
                self._inline(start, end).open_link(_link(what))
            case "Image":
                self._inline(start, end).open_image(_link(what))
            case "Paragraph" | "Heading" | "TableCell" | "CodeBlock" | "HtmlBlock":
                self._end_paragraph()
                self._open_leaf(name, what, start, end)
            case _:
                self._end_paragraph()
                self._push(name, what, start, end)

    def _end(self, name: str) -> None:
        match name:
            case "Strong" | "Emphasis" | "Strikethrough":
                self._gathering.mark(_MARKS[name], opens=False)
            case "Link":
                self._gathering.close_link()
            case "Image":
                self._gathering.close_image()
            case "Paragraph" | "Heading" | "TableCell" | "CodeBlock" | "HtmlBlock":
                self._close_leaf()
            case _:
                self._end_paragraph()
                self._pop(name)

    @property
    def _top(self) -> _Frame:
        return self._stack[-1]

    def _inline(self, start: int, end: int) -> Gathering:
        """An item that is written tight has its words without a paragraph."""
        if not self._leaf:
            self._open_leaf("Paragraph", None, start, end)
        self._place = (self._place[0], max(self._place[1], end))
        return self._gathering

    def _open_leaf(self, name: str, what: Any, start: int, end: int) -> None:
        self._leaf, self._what, self._place = name, what, (start, end)
        self._gathering, self._texts = Gathering(), []
        self._html = HtmlBlock() if name == "HtmlBlock" else None

    def _end_paragraph(self) -> None:
        if self._leaf == "Paragraph":
            self._close_leaf()

    def _close_leaf(self) -> None:
        lines = self._source.lines(*self._place)
        match self._leaf:
            case "Paragraph":
                self._top.children.append(Paragraph(self._gathering.words(), lines))
            case "Heading":
                level = _LEVELS[str(self._what["level"])]
                self._top.children.append(Heading(level, self._gathering.words(), lines))
            case "TableCell":
                self._top.children.append(self._gathering.words())
            case "CodeBlock":
                self._top.children.append(self._code(lines))
            case _:
                self._end_html()
        self._leaf = ""

    def _code(self, lines: Lines) -> Preformatted:
        info = self._what["Fenced"] if isinstance(self._what, dict) else ""
        text = "".join(self._texts).removesuffix("\n").replace(COMMENT_IN_CODE, COMMENT)
        return Preformatted(text, (info.split() or [""])[0], lines)

    def _end_html(self) -> None:
        if self._html is None:
            return
        for part in self._html.parts():
            if isinstance(part, Details):
                self._push_details(part)
            elif isinstance(part, Hidden) and part.source.startswith("</") and self._top.kind == "Details":
                self._pop_details(part.lines)
            else:
                self._top.children.append(part)
        self._html = None

    def _push(self, name: str, what: Any, start: int, end: int) -> None:
        self._depth += name in ("List", "BlockQuote", "Details")
        frame = _Frame(name, what, lines=self._source.lines(start, end))
        inside = self._top.through and name not in ("TableHead", "TableRow")
        if name in ("List", "Item", "BlockQuote") and (self._depth > DEEPEST or (inside and name == "Item")):
            frame.through, frame.children = True, self._top.children
        self._stack.append(frame)

    def _push_details(self, opened: Details) -> None:
        self._depth += 1
        frame = _Frame("Details", opened.summary, lines=opened.lines)
        if self._depth > DEEPEST:
            frame.through, frame.children = True, self._top.children
            frame.children.append(Paragraph(HtmlBlock.as_words(opened.summary), opened.lines))
        self._stack.append(frame)

    def _pop_details(self, end: Lines = (0, 0)) -> None:
        frame = self._stack.pop()
        self._depth -= 1
        if not frame.through:
            self._top.children.append(Details(frame.what, joined(iter(frame.children)), frame.lines, end))

    def _close_details(self) -> None:
        while self._top.kind == "Details":
            self._pop_details()

    def _pop(self, name: str) -> None:
        self._close_details()
        frame = self._stack.pop()
        self._depth -= name in ("List", "BlockQuote")
        if not frame.through:
            self._top.children.append(_closed(frame))


def _named(what: Any) -> tuple[str, Any]:
    if isinstance(what, str):
        return what, None
    ((name, rest),) = what.items()
    return name, rest


def _link(what: Any) -> Link:
    url = str(what["dest_url"])
    return Link(f"mailto:{url}" if what["link_type"] == "Email" else url, str(what["title"]))


def _closed(frame: _Frame) -> Any:
    match frame.kind:
        case "List":
            return Listing(tuple(frame.children), frame.what)
        case "Item":
            children = joined(iter(frame.children))
            return Item(children or (Paragraph((), frame.lines),), frame.done)
        case "BlockQuote":
            alert = Alert(frame.what.upper()) if frame.what else None
            return Quote(joined(iter(frame.children)), alert)
        case "Table":
            return Table(_rows(frame.children))
        case _:
            return Row(cast(tuple[Words, ...], tuple(frame.children)), frame.lines)


def _rows(rows: list[Row]) -> tuple[Row, ...]:
    """The line of dashes belongs to the header."""
    head = rows[0]
    return (Row(head.cells, (head.lines[0], head.lines[1] + 1)), *rows[1:])
