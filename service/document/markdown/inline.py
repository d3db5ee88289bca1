"""The words of one piece of Markdown: plain text, with links and code kept whole, and the addresses it links to.

Not here: blocks (blocks.py), or what the words mean (sentence.py).
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from service.document.markdown.blocks import NO_REFERENCES, References
from service.document.markdown.plain_inline import Parts, on_one_line, parts_of

OPEN, CLOSE = "\ue000", "\ue001"
"""A link or a code span stands in the text as its number between these two, so that no pattern looks inside it."""

_CHUNK = re.compile(f"{OPEN}(\\d+){CLOSE}")
_INVISIBLE = re.compile("[\u200b\u2060\ufeff\u00ad\ue000\ue001]")
_MARKED = re.compile(r"[\\`*\[]|~~|https?://|<[A-Za-z/!?]|&#?\w{1,32};|(?<!\w)_|_(?!\w)", re.IGNORECASE)
"""Whether there is anything for a parser of Markdown to find; most texts have none of it."""
_URL = re.compile(r"https?://[^\s<>|`\"\ue000\ue001]+", re.IGNORECASE)
_HANDLE = re.compile(r"@[A-Za-z0-9][\w-]{0,38}")
_LONGEST = 20_000
"""Longer pieces are not written by people; they are taken as plain text, which bounds the time."""
_MOST_BRACKETS = 2_000
"""Looking for the end of each takes the square of how many there are."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """A link (`url` set) or a code span."""

    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    text: str
    """Plain, but for `OPEN n CLOSE` where chunk n stands; a line break the writer asked for is `\\n`."""
    chunks: tuple[Chunk, ...] = ()
    lead: str = ""
    """What is bold at the very beginning, without the chunks."""

    @property
    def links(self) -> tuple[str, ...]:
        """Addresses of the web, each once."""
        return tuple(dict.fromkeys(chunk.url for chunk in self.chunks if chunk.url[:4].lower() == "http"))

    def plain(self, text: str | None = None) -> str:
        """The text, or a part of it, with the chunks' own words put back."""
        text = self.text if text is None else text
        if not self.chunks:
            return text
        return _CHUNK.sub(lambda match: self.chunks[int(match[1])].text, text)


@lru_cache(maxsize=2048)
def words(source: str, references: References = NO_REFERENCES) -> Words:
    """Remembered, because several readers ask for the words of the same piece, one after the other."""
    if not source.isascii():
        source = _INVISIBLE.sub("", source)
    if not _MARKED.search(source) or len(source) > _LONGEST or source.count("[") > _MOST_BRACKETS:
        return Words(on_one_line(source))
    if (parts := parts_of(source)) is not None:
        return _Flattening().put_together(parts)
    return parsed(source, references)


def parsed(source: str, references: References = NO_REFERENCES) -> Words:
    """As a parser of Markdown reads it."""
    tokens: list[Token] = []
    _markdown().inline.parse(source, _markdown(), {"references": references.targets}, tokens)
    return _Flattening().run(tokens)


@lru_cache(maxsize=2048)
def plain(source: str, references: References = NO_REFERENCES) -> str:
    """The words alone, on one line."""
    return " ".join(words(source, references).plain().split())


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark").enable("strikethrough")


class _Flattening:
    """One walk over the inline tokens of markdown-it."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self.chunks: list[Chunk] = []
        self.lead = ""
        self.bold_from: int | None = None

    def run(self, tokens: list[Token]) -> Words:
        position = 0
        while position < len(tokens):
            position = self._take(tokens, position)
        text = "".join(self.out)
        return Words(text, tuple(self.chunks), self.lead)

    def put_together(self, parts: Parts) -> Words:
        for kind, said, url in parts:
            match kind:
                case "text":
                    self._text(said)
                case "code":
                    self._code(said)
                case "link":
                    self._link_to(said, url)
                case _:
                    self._bold()
        return Words("".join(self.out), tuple(self.chunks), self.lead)

    def _bold(self) -> None:
        if self.bold_from is not None:
            self.lead, self.bold_from = "".join(self.out[self.bold_from :]), None
        elif not self.lead and not "".join(self.out).strip():
            self.bold_from = len(self.out)

    def _take(self, tokens: list[Token], position: int) -> int:
        token = tokens[position]
        match token.type:
            case "text" | "text_special":
                return self._texts(tokens, position)
            case "code_inline":
                self._code(token.content)
            case "softbreak":
                self.out.append(" ")
            case "hardbreak":
                self.out.append("\n")
            case "html_inline" if token.content.lower().startswith("<br"):
                self.out.append("\n")
            case "image":
                self._chunk(Chunk(token.content, str(token.attrs.get("src", ""))))
            case "link_open":
                return self._link(tokens, position)
            case "strong_open" if not "".join(self.out).strip() and not self.lead:
                self.bold_from = len(self.out)
            case "strong_close" if self.bold_from is not None:
                self.lead, self.bold_from = "".join(self.out[self.bold_from :]), None
            case _:
                pass
        return position + 1

    def _texts(self, tokens: list[Token], position: int) -> int:
        """Neighbours together: an escape or an entity cuts a text, and with it a bare address, in pieces."""
        end = position
        while end < len(tokens) and tokens[end].type in ("text", "text_special"):
            end += 1
        self._text("".join(token.content for token in tokens[position:end]))
        return end

    def _text(self, text: str) -> None:
        done = 0
        for match in _URL.finditer(text):
            url = trimmed_url(match[0])
            self.out.append(text[done : match.start()])
            self._chunk(Chunk(url, url))
            done = match.start() + len(url)
        self.out.append(text[done:])

    def _link(self, tokens: list[Token], position: int) -> int:
        url = str(tokens[position].attrs.get("href", ""))
        end = position + 1
        while end < len(tokens) and tokens[end].type != "link_close":
            end += 1
        text = "".join(_label(token) for token in tokens[position + 1 : end])
        self._link_to(text, url)
        return end + 1

    def _link_to(self, text: str, url: str) -> None:
        if text.startswith("@"):
            self.out.append(text)
        else:
            self._chunk(Chunk(text, url))

    def _code(self, content: str) -> None:
        """A handle is one, even in code; a package such as `@acme/button` is none."""
        if _HANDLE.fullmatch(content):
            self.out.append(content)
        else:
            self._chunk(Chunk(f"`{content}`"))

    def _chunk(self, chunk: Chunk) -> None:
        self.out.append(f"{OPEN}{len(self.chunks)}{CLOSE}")
        self.chunks.append(chunk)


def _label(token: Token) -> str:
    """What one token adds to the text of a link."""
    return f"`{token.content}`" if token.type == "code_inline" else token.content or " " * (token.type == "softbreak")


def trimmed_url(url: str) -> str:
    """A bare address without the punctuation of the sentence around it (as GFM's extended autolinks have it)."""
    surplus = url.count(")") - url.count("(")
    end = len(url)
    while end and (url[end - 1] in ".,;:!?'*_~]" or (url[end - 1] == ")" and surplus > 0)):
        surplus -= url[end - 1] == ")"
        end -= 1
    return url[:end]
