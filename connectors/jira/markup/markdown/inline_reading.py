"""The words of one block of Markdown, gathered event by event.

Not here: which events belong to one block (reading.py), or the normal form of words (words.py).
"""

from collections import Counter
from html import unescape

from connectors.jira.markup.markdown import html
from connectors.jira.markup.markdown.source import COMMENT, COMMENT_IN_CODE
from connectors.jira.markup.tree import Break, Code, Hidden, Image, Inline, Link, Mark, Text, Words
from connectors.jira.markup.words import text_of, tidy


class Gathering:
    """Emphasis that is left open ends with the block."""

    def __init__(self) -> None:
        self._words: list[Inline] = []
        self._marks: Counter[Mark] = Counter()
        self._emphasis: frozenset[Mark] = frozenset()
        self._links: list[tuple[Link, int]] = []
        self._images: list[tuple[Link, int]] = []
        self._in_code = 0

    def words(self) -> Words:
        return tidy(self._words)

    def text(self, text: str) -> None:
        self._words.append(Code(text, self._link) if self._in_code else Text(text, self._emphasis, self._link))

    def code(self, text: str) -> None:
        self._words.append(Code(text.replace(COMMENT_IN_CODE, COMMENT), self._link))

    def line_end(self, hard: bool) -> None:
        self._words.append(Break(hard))

    def mark(self, mark: Mark, opens: bool) -> None:
        self._marks[mark] += 1 if opens else -min(1, self._marks[mark])
        self._emphasis = frozenset(one for one, count in self._marks.items() if count)

    def open_link(self, link: Link) -> None:
        self._links.append((link, len(self._words)))

    def close_link(self) -> None:
        """A link without words is shown by its address."""
        if not self._links:
            return
        link, since = self._links.pop()
        if link.url and not any(not isinstance(word, Hidden) for word in self._words[since:]):
            self._words.append(Text(link.url, self._emphasis, link))

    def open_image(self, link: Link) -> None:
        self._images.append((link, len(self._words)))

    def close_image(self) -> None:
        link, since = self._images.pop()
        alt = " ".join(text_of(self._words[since:]).split())
        self._words[since:] = [Image(link.url, alt, self._link)]

    def html(self, piece: str) -> None:
        """A comment, a tag, or what stands between them in a block of HTML."""
        word = html.shown(piece)
        match word:
            case None:
                self._tag(piece)
            case Text(text):
                self.text(unescape(text) if html.tag(piece) is None else text)
            case Image(src, alt):
                self._words.append(Image(src, alt, self._link))
            case _:
                self._words.append(word)

    def lines_of_html(self, piece: str) -> None:
        """Like `html`, where the piece may run over several lines."""
        if html.is_comment(piece) or html.tag(piece):
            self.html(piece)
            return
        for number, line in enumerate(piece.split("\n")):
            if number:
                self.line_end(hard=False)
            self.html(line)

    def _tag(self, piece: str) -> None:
        named = html.tag(piece)
        if named is None:
            return
        name, closes = named
        if name in html.MARKS:
            self.mark(html.MARKS[name], not closes)
        elif name in html.CODE:
            self._in_code = max(0, self._in_code + (-1 if closes else 1))
        elif closes:
            self.close_link()
        else:
            self.open_link(html.link(piece))

    @property
    def _link(self) -> Link | None:
        return self._links[-1][0] if self._links and self._links[-1][0].url else None
