"""A line or more of Jira's wiki markup as words, whoever wrote it. Never raises; a mark without its like is a word.

Not here: blocks (reading.py).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from connectors.jira.markup.document.inline import is_safe
from connectors.jira.markup.document.words import NameOf
from connectors.jira.markup.notation.escaping import plain
from connectors.jira.markup.notation.phrases import SIGNS
from connectors.jira.markup.tree import PLAIN, Break, Code, Image, Inline, Link, Mark, Text

_TOKEN = re.compile(
    r"(?P<hard>\\\\)(?!\\)[ \t]?"
    r"|(?P<escape>\\[!-/:-@\[-`{-~])"
    r"|(?P<entity>&#?\w{1,32};)"
    r"|\{\{(?P<code>(?:\\.|[^\\{}\n]|\}(?!\})){1,20000})\}\}"
    r"|\[(?P<link>(?:\\.|[^\\\[\]\n]){1,8000})\]"
    r"|!(?P<image>[^\s!|\\{}\[\]]{1,8000}(?:\|[^!\n]{0,2000})?)!"
    r"|\{(?P<braced>[*_+~^-])\}"
    r"|(?P<dropped>\{(?:color|anchor)(?::[^{}\n]{0,200})?\})"
    r"|(?P<url>https?://[^\s|\[\]{}\"<>\\!]+)"
    r"|(?P<cite>\?\?)"
    r"|(?P<sign>[*_+~^-])"
    r"|(?P<soft>\n)"
    r"|(?P<text>[^\\&{\[!*_+~^?\nh-]+|.)",
    re.DOTALL,
)
_MARKS = {sign: mark for mark, sign in SIGNS.items()}
_ADDRESS = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*:|#|/|www\.)")


@dataclass
class _Sign:
    """A sign that may open or close an emphasis, until it is known to."""

    text: str
    mark: Mark
    kind: str
    opens: bool
    closes: bool
    used: str = ""


def words_of(text: str, name_of: NameOf, *, within_link: bool = False) -> list[Inline]:
    """Not tidied yet."""
    tokens = list(_tokens(text, name_of, within_link))
    _pair(tokens)
    return list(_emphasized(tokens))


def _tokens(text: str, name_of: NameOf, within_link: bool) -> Iterator[Inline | _Sign]:
    for found in _TOKEN.finditer(text):
        said = found[0]
        match found.lastgroup:
            case "hard":
                yield Break(hard=True)
            case "soft":
                yield Break(hard=False)
            case "code":
                yield Code(plain(found["code"]))
            case "link" if not within_link:
                yield from _link(found["link"], name_of)
            case "image":
                yield from _image(found["image"])
            case "dropped":
                pass
            case "url":
                yield Text(plain(said) if within_link else said)
            case "sign" | "braced" | "cite":
                yield _sign(found, text)
            case "escape" | "entity":
                yield Text(plain(said))
            case _:
                yield Text(said)


def _sign(found: re.Match[str], text: str) -> _Sign:
    said = found[0]
    if found["cite"]:
        return _Sign(said, Mark.EM, "cite", True, True)
    if found["braced"]:
        return _Sign(said, _MARKS[found["braced"]], "braced", True, True)
    before = text[found.start() - 1] if found.start() else " "
    behind = text[found.end()] if found.end() < len(text) else " "
    opens = not before.isalnum() and not behind.isspace()
    closes = not before.isspace() and not behind.isalnum()
    return _Sign(said, _MARKS[said], "plain", opens, closes)


def _pair(tokens: list[Inline | _Sign]) -> None:
    """Each closing sign with the last of its like that is open on the line; what opened in between is a word."""
    open_: list[_Sign] = []
    waiting: dict[tuple[Mark, str], int] = {}
    for token in tokens:
        if isinstance(token, Break):
            open_, waiting = [], {}
        if not isinstance(token, _Sign):
            continue
        like = (token.mark, token.kind)
        if token.closes and waiting.get(like):
            while True:
                last = open_.pop()
                waiting[(last.mark, last.kind)] -= 1
                if (last.mark, last.kind) == like:
                    break
            last.used, token.used = "opens", "closes"
        elif token.opens:
            open_.append(token)
            waiting[like] = waiting.get(like, 0) + 1


def _emphasized(tokens: list[Inline | _Sign]) -> Iterator[Inline]:
    marks = PLAIN
    for token in tokens:
        if isinstance(token, _Sign):
            if token.used == "opens":
                marks |= {token.mark}
            elif token.used == "closes":
                marks -= {token.mark}
            else:
                yield Text(token.text, marks)
        elif isinstance(token, Text):
            yield Text(token.text, marks | token.marks, token.link)
        else:
            yield token


def _link(inside: str, name_of: NameOf) -> Iterator[Inline]:
    label, *rest = re.split(r"(?<!\\)\|", inside)
    if not rest and label.startswith("~"):
        account = plain(label[1:]).removeprefix("accountid:")
        yield Text("@" + (name_of(account) or account))
        return
    url = plain(rest[0] if rest else label).strip()
    if label.startswith("^") and not rest:
        yield Text(f"[attachment: {plain(label[1:])}]")
    elif not url or not is_safe(url) or (not rest and not _ADDRESS.match(url)):
        yield Text(plain(f"[{inside}]"))
    elif not rest:
        yield Text(url, link=Link(url))
    else:
        link = Link(url, plain(rest[1]) if len(rest) > 1 else "")
        for word in words_of(label, name_of, within_link=True):
            yield _with_link(word, link)


def _with_link(word: Inline, link: Link) -> Inline:
    match word:
        case Text(text, marks):
            return Text(text, marks, link)
        case Code(text):
            return Code(text, link)
        case Image(src, alt):
            return Image(src, alt, link)
        case _:
            return word


def _image(inside: str) -> Iterator[Inline]:
    src, *parameters = inside.split("|")
    if not re.fullmatch(r"\S*[./]\S*", src):
        yield Text(plain(f"!{inside}!"))
        return
    said = next((p for one in parameters for p in one.split(",") if p.strip().startswith("alt=")), "")
    src = plain(src)
    yield Image(src, plain(said.strip().removeprefix("alt="))) if is_safe(src) else Text(src)
