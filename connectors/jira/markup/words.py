"""The words of one block in their one normal form, so that equal words compare equal whatever they were read from.

Not here: what they look like in any language.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from connectors.jira.markup.tree import Break, Code, Hidden, Image, Inline, Link, Text, Words

_BLANKS = re.compile(r"[ \t\n\r]+")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_URL = re.compile(r"(?<![A-Za-z0-9])https?://[^\s<>|`\"\\^{}\[\]\u2060]+", re.IGNORECASE)
_TRAILING = ".,;:!?'*_~"
"""Marks that end a sentence or an emphasis rather than an address."""


def clean(text: str) -> str:
    """Without what neither Markdown nor JSON can hold; every character stays one."""
    return _CONTROLS.sub("\ufffd", text)


def tidy(words: Iterable[Inline]) -> Words:
    """Neighbours joined, blanks as they show, bare addresses as links, no blanks and breaks at the edges."""
    return tuple(_joined(_trimmed(_unmarked(list(apart(_addressed(_joined(_spaced(words)))))))))


def text_of(words: Iterable[Inline]) -> str:
    """The words alone."""
    parts: list[str] = []
    for word in words:
        match word:
            case Text(text) | Code(text):
                parts.append(text)
            case Image(_, alt):
                parts.append(alt)
            case Break():
                parts.append(" ")
            case _:
                pass
    return "".join(parts)


def _spaced(words: Iterable[Inline]) -> Iterator[Inline]:
    """Blanks in a row show as one, and none beside a break or at the beginning."""
    blank = True
    for word in words:
        if isinstance(word, Text):
            text = _BLANKS.sub(" ", word.text)
            text = text[1:] if blank and text[:1] == " " else text
            if text:
                blank = text[-1] == " "
                yield word if text == word.text else replace(word, text=text)
        elif isinstance(word, Code):
            text = _BLANKS.sub(" ", word.text)
            if text.strip(" "):
                blank = False
                yield replace(word, text=text)
        else:
            blank = blank if isinstance(word, Hidden) else isinstance(word, Break)
            yield word


def _joined(words: Iterable[Inline]) -> list[Inline]:
    kept: list[Inline] = []
    pieces: list[str] = []
    for word in words:
        if isinstance(word, Text | Code) and kept and _is_more_of(word, kept[-1]):
            pieces.append(word.text)
            continue
        _close(kept, pieces)
        kept.append(word)
        pieces = [word.text] if isinstance(word, Text | Code) else []
    _close(kept, pieces)
    return kept


def _is_more_of(word: Text | Code, last: Inline) -> bool:
    if isinstance(word, Text):
        return isinstance(last, Text) and (word.marks, word.link) == (last.marks, last.link)
    return isinstance(last, Code) and word.link == last.link


def _close(kept: list[Inline], pieces: list[str]) -> None:
    if len(pieces) > 1 and isinstance(kept[-1], Text | Code):
        kept[-1] = replace(kept[-1], text="".join(pieces))


def _addressed(words: Iterable[Inline]) -> Iterator[Inline]:
    """A bare address is a link to itself (GFM: extended autolinks)."""
    for word in map(_with_address, words):
        if not isinstance(word, Text) or word.link or "://" not in word.text:
            yield word
            continue
        done = 0
        for found in _URL.finditer(word.text):
            url = without_punctuation(found[0])
            if url.endswith("/") and url.count("/") == 2:
                continue
            if found.start() > done:
                yield replace(word, text=word.text[done : found.start()])
            yield replace(word, text=url, link=Link(url))
            done = found.start() + len(url)
        if done < len(word.text):
            yield replace(word, text=word.text[done:])


def _with_address(word: Inline) -> Inline:
    if isinstance(word, Image):
        word = replace(word, src=address(word.src))
    if isinstance(word, Text | Code | Image) and word.link:
        return replace(word, link=Link(address(word.link.url), " ".join(word.link.title.split())))
    return word


_UNSAFE = re.compile(r"[\s<>\\`|\"^\x00-\x20\x7f]")


def address(url: str) -> str:
    """As it can stand in any language: what would end it there is written as its number."""
    url = _UNSAFE.sub(_percent, url.strip())
    return url if _balanced(url) else re.sub("[()]", _percent, url)


def _percent(found: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in found[0].encode())


def _balanced(url: str) -> bool:
    deep = 0
    for character in url:
        deep += (character == "(") - (character == ")")
        if not 0 <= deep <= 20:
            return False
    return deep == 0


def without_punctuation(url: str) -> str:
    """Of an address in a sentence, what is surely its own."""
    surplus = url.count(")") - url.count("(")
    end = len(url)
    while end and (url[end - 1] in _TRAILING or (url[end - 1] == ")" and surplus > 0)):
        surplus -= url[end - 1] == ")"
        end -= 1
    return url[:end]


def apart(words: Iterable[Inline]) -> Iterator[Inline]:
    """A blank at the edge of a text stands by itself."""
    for word in words:
        if not isinstance(word, Text) or word.text == " " or " " not in (word.text[0], word.text[-1]):
            yield word
            continue
        if word.text[0] == " ":
            yield replace(word, text=" ")
        yield replace(word, text=word.text.strip(" "))
        if word.text[-1] == " ":
            yield replace(word, text=" ")


def _unmarked(words: list[Inline]) -> list[Inline]:
    """A blank between two texts has the emphasis that both have, for no other can be told from none."""
    return [_between(words, at) if is_blank(word) else word for at, word in enumerate(words)]


def _between(words: Sequence[Inline], at: int) -> Inline:
    before = words[at - 1] if at else None
    behind = words[at + 1] if at + 1 < len(words) else None
    if not isinstance(before, Text) or not isinstance(behind, Text):
        return Text(" ")
    return Text(" ", before.marks & behind.marks, before.link if before.link == behind.link else None)


def is_blank(word: Inline | None) -> bool:
    return isinstance(word, Text) and word.text == " "


def _trimmed(words: Iterable[Inline]) -> list[Inline]:
    """No blank beside a break, and neither at the beginning nor at the end."""
    forward = _without_leading(words)
    return _without_leading(reversed(forward))[::-1]


def _without_leading(words: Iterable[Inline]) -> list[Inline]:
    """From one side. A line that ends softly at a hard break ends once."""
    kept: list[Inline] = []
    begun, edge, broken = False, True, False
    for word in words:
        if (edge and is_blank(word)) or (not begun and isinstance(word, Break)):
            continue
        if broken and word == Break(hard=False):
            continue
        broken = isinstance(word, Break) or (broken and isinstance(word, Hidden))
        if not isinstance(word, Hidden):
            begun, edge = True, isinstance(word, Break)
        kept.append(word)
    return kept
