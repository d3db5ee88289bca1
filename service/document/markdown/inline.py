"""The words of one piece of Markdown: plain text, with links and code kept whole, and the addresses it links to.

Not here: blocks (blocks.py), or what the words mean (sentence.py).
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple

import pyromark

from service.document.markdown.block import NO_REFERENCES, References, label_of

OPEN, CLOSE = "\ue000", "\ue001"
"""A link or a code span stands in the text as its number between these two, so that no pattern looks inside it."""

_CHUNK = re.compile(f"{OPEN}(\\d+){CLOSE}")
_GUARD = "\u1680"
"""A blank of Ogham: white space to Unicode and a character to Markdown, so that no block begins behind it."""
_INVISIBLE = re.compile(f"[\u200b\u2060\ufeff\u00ad{OPEN}{CLOSE}{_GUARD}]")
_MARK = re.compile(r"[\\`*\[~:<&_]")
"""Cheap: a text with none of these has nothing for a parser of Markdown to find."""
_MARKED = re.compile(r"[\\`*\[]|~~|https?://|<[A-Za-z/!?]|&#?\w{1,32};|(?<!\w)_|_(?!\w)", re.IGNORECASE)
"""Whether there is something for it; most texts have none of it."""
_LINE = re.compile(r"(?:(?<![ \t])[ \t]+)?\n[ \t]*")
_BLOCK = re.compile(r"\n(?=[ \t]*(?:[-+*#>=~`<|:\[\d_]|\n|$))")
"""A line that a parser might take for the beginning of another block."""
_URL = re.compile(r"https?://[^\s<>|`\"\ue000\ue001]+", re.IGNORECASE)
_HANDLE = re.compile(r"@[A-Za-z0-9][\w-]{0,38}")
_LONGEST = 20_000
"""Longer pieces are not written by people; they are taken as plain text, which bounds the time."""


class Chunk(NamedTuple):
    """A link (`url` set) or a code span."""

    text: str
    url: str = ""


class Words(NamedTuple):
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
    if not _is_marked(source) or len(source) > _LONGEST:
        return Words(_LINE.sub(" ", source) if "\n" in source else source)
    return _Flattening().run(_events(source, references))


def _is_marked(source: str) -> bool:
    mark = _MARK.search(source)
    return mark is not None and _MARKED.search(source, max(0, mark.start() - len("https"))) is not None


def _events(source: str, references: References) -> Iterator[Any]:
    """As pulldown-cmark tells them of words in a paragraph of their own."""

    def target(link: Any) -> tuple[str, str] | None:
        found = references.targets.get(label_of(link["reference"]))
        return None if found is None else (found, "")

    guarded = _GUARD + (_BLOCK.sub(f"\n{_GUARD}", source) if "\n" in source else source)
    return pyromark.events(
        guarded,
        options=pyromark.Options.ENABLE_STRIKETHROUGH,
        broken_link_callback=target if references.targets and "[" in source else None,
    )


@lru_cache(maxsize=2048)
def plain(source: str, references: References = NO_REFERENCES) -> str:
    """The words alone, on one line."""
    if source.isascii() and not _is_marked(source):
        return " ".join(source.split())
    return " ".join(words(source, references).plain().split())


class _Flattening:
    """One walk over the events of some words."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self.chunks: list[Chunk] = []
        self.lead = ""
        self.bold_from: int | None = None
        self.links: list[tuple[str, str, list[str]]] = []
        """Links and images whose end has not come yet: kind, address and label."""

    def run(self, events: Iterable[Any]) -> Words:
        for event in events:
            if isinstance(event, str):
                self._break(hard=event == "HardBreak")
            else:
                ((happening, what),) = event.items()
                self._take(happening, what)
        return Words("".join(self.out), tuple(self.chunks), self.lead)

    def _take(self, happening: str, what: Any) -> None:
        match happening:
            case "Text":
                self._text(what.replace(_GUARD, ""))
            case "Code":
                self._code(what.replace(_GUARD, ""))
            case "InlineHtml" if what.lower().startswith("<br"):
                self._break(hard=True)
            case "Start" if isinstance(what, dict) and ("Link" in what or "Image" in what):
                ((kind, link),) = what.items()
                self.links.append((kind, link["dest_url"], []))
            case "End" if what in ("Link", "Image"):
                self._end_link()
            case "Start" if what == "Strong":
                self._open_bold()
            case "End" if what == "Strong":
                self._close_bold()
            case _:
                pass

    def _break(self, *, hard: bool) -> None:
        if self.links:
            self.links[-1][2].append(" ")
        else:
            self.out.append("\n" if hard else " ")

    def _open_bold(self) -> None:
        if not self.links and not self.lead and not "".join(self.out).strip():
            self.bold_from = len(self.out)

    def _close_bold(self) -> None:
        if not self.links and self.bold_from is not None:
            self.lead, self.bold_from = "".join(self.out[self.bold_from :]), None

    def _text(self, text: str) -> None:
        if self.links:
            self.links[-1][2].append(text)
            return
        done = 0
        for match in _URL.finditer(text):
            url = trimmed_url(match[0])
            self.out.append(text[done : match.start()])
            self._chunk(Chunk(url, url))
            done = match.start() + len(url)
        self.out.append(text[done:])

    def _end_link(self) -> None:
        kind, url, label = self.links.pop()
        text = "".join(label)
        if self.links:
            self.links[-1][2].append(text)
        elif kind == "Link" and text.startswith("@"):
            self.out.append(text)
        else:
            self._chunk(Chunk(text, url))

    def _code(self, content: str) -> None:
        """A handle is one, even in code; a package such as `@acme/button` is none."""
        if self.links:
            self.links[-1][2].append(f"`{content}`")
        elif _HANDLE.fullmatch(content):
            self.out.append(content)
        else:
            self._chunk(Chunk(f"`{content}`"))

    def _chunk(self, chunk: Chunk) -> None:
        self.out.append(f"{OPEN}{len(self.chunks)}{CLOSE}")
        self.chunks.append(chunk)


def trimmed_url(url: str) -> str:
    """A bare address without the punctuation of the sentence around it (as GFM's extended autolinks have it)."""
    surplus = url.count(")") - url.count("(")
    end = len(url)
    while end and (url[end - 1] in ".,;:!?'*_~]" or (url[end - 1] == ")" and surplus > 0)):
        surplus -= url[end - 1] == ")"
        end -= 1
    return url[:end]
