"""A block of HTML in Markdown: its comments, the tags of `<details>`, and its words.

Not here: what one tag shows (html.py).
"""

from collections.abc import Iterator
from html import unescape

from connectors.jira.markup.markdown import html
from connectors.jira.markup.markdown.inline_reading import Gathering
from connectors.jira.markup.tree import Details, Hidden, Lines, Paragraph, Text, Words
from connectors.jira.markup.words import text_of, tidy


class HtmlBlock:
    """Gets the lines of the block one after the other."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._numbers: list[int] = []

    @staticmethod
    def as_words(text: str) -> Words:
        return tidy([Text(text)])

    def add(self, text: str, number: int) -> None:
        self._texts.append(text)
        self._numbers.append(number)

    def parts(self) -> Iterator[Details | Hidden | Paragraph]:
        """In order. A `Details` only opens here; a `Hidden` with its closing tag closes it."""
        found = list(self._located())
        at = 0
        while at < len(found):
            piece, lines = found[at]
            if html.tag(piece) == ("details", False):
                summary, behind = _summary(found, at + 1)
                yield Details(summary, (), (lines[0], found[behind - 1][1][1]))
                at = behind
            elif html.is_comment(piece) or html.tag(piece) == ("details", True):
                yield Hidden(piece, lines)
                at += 1
            else:
                end = _end_of_words(found, at)
                yield from _words(found[at:end])
                at = end

    def _located(self) -> Iterator[tuple[str, Lines]]:
        whole = "".join(self._texts)
        ends = [0]
        for text in self._texts:
            ends.append(ends[-1] + len(text))
        done, line = 0, 0
        for piece in html.pieces(whole):
            first = line
            done += len(piece)
            while line + 1 < len(self._numbers) and ends[line + 1] < done:
                line += 1
            yield piece, (self._numbers[first], self._numbers[line] + 1)
            if line + 1 < len(self._numbers) and ends[line + 1] == done:
                line += 1


def _summary(found: list[tuple[str, Lines]], start: int) -> tuple[str, int]:
    """What `<summary>` says right behind the tag of the details, and where it ends."""
    at = start
    while at < len(found) and not found[at][0].strip():
        at += 1
    if at == len(found) or html.tag(found[at][0]) != ("summary", False):
        return "", start
    end = at + 1
    while end < len(found) and html.tag(found[end][0]) != ("summary", True):
        end += 1
    said = "".join(piece for piece, _ in found[at + 1 : end] if html.tag(piece) is None and not html.is_comment(piece))
    return " ".join(unescape(said).split()), min(end + 1, len(found))


def _end_of_words(found: list[tuple[str, Lines]], start: int) -> int:
    end = start
    while end < len(found):
        piece = found[end][0]
        named = html.tag(piece)
        if (named and named[0] == "details") or (html.is_comment(piece) and _alone(found, end)):
            break
        end += 1
    return max(end, start + 1)


def _alone(found: list[tuple[str, Lines]], at: int) -> bool:
    """Whether a comment has its lines for itself."""
    lines = found[at][1]
    return all(
        not piece.strip() or other[1] <= lines[0] or other[0] >= lines[1]
        for piece, other in found[max(0, at - 1) : at + 2]
        if piece != found[at][0]
    )


def _words(found: list[tuple[str, Lines]]) -> Iterator[Paragraph | Hidden]:
    gathering = Gathering()
    for piece, _ in found:
        gathering.lines_of_html(piece)
    words = gathering.words()
    said = [lines for piece, lines in found if piece.strip()]
    if not said:
        return
    lines = (said[0][0], said[-1][1])
    if text_of(words).strip() or any(not isinstance(word, Hidden) for word in words):
        yield Paragraph(words, lines)
    else:
        yield from (Hidden(word.source, lines) for word in words if isinstance(word, Hidden))
