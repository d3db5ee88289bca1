"""Words to one or more lines of Jira's wiki markup.

Not here: blocks (writing.py), or what is escaped (escaping.py).
"""

import re
from dataclasses import replace

from connectors.jira.markup.document.inline import is_safe
from connectors.jira.markup.emphasis import Spelling, emphasized
from connectors.jira.markup.mentions import Known, Mention, parts
from connectors.jira.markup.notation.escaping import escaped, escaped_code, escaped_parameter
from connectors.jira.markup.tree import PLAIN, Break, Code, Hidden, Image, Inline, Link, Mark, Text, Words
from connectors.jira.markup.words import apart

SIGNS = {
    Mark.STRONG: "*", Mark.EM: "_", Mark.STRIKE: "-", Mark.UNDERLINE: "+", Mark.SUB: "~", Mark.SUP: "^",
}  # fmt: skip

_OPENS, _CLOSES = "\x01", "\x02"
_SPELLING = Spelling(
    {mark: _OPENS + sign for mark, sign in SIGNS.items()}, {mark: _CLOSES + sign for mark, sign in SIGNS.items()}
)
_MARK = re.compile(rf"([{_OPENS}{_CLOSES}])(.)")
_BARE = re.compile(r"https?://[A-Za-z0-9./:?=&%#;@,-]*[A-Za-z0-9/]")


def phrases(words: Words, known: Known, *, hard: str, soft: str) -> str:
    """`hard` and `soft` stand for the two breaks. Emphasis never runs over one: Jira ends it with the line."""
    lines: list[str] = [""]
    line: list[Inline] = []
    for word in (*words, Break(hard=False)):
        if isinstance(word, Break):
            lines += [_line(line, known), hard if word.hard else soft]
            line = []
        elif not isinstance(word, Hidden):
            line.append(word)
    return "".join(lines[:-1])


def _line(words: list[Inline], known: Known) -> str:
    shown = list(apart(words))
    return _signed(emphasized(shown, _SPELLING, lambda at: _word(shown, at, known)))


def _word(words: list[Inline], at: int, known: Known) -> str:
    word = words[at]
    match word:
        case Text(text, _, link) if link is not None:
            return _linked(escaped(text), text, link, _is_free(words, at))
        case Text():
            said = "".join(_part(part) for part in parts(replace(word, marks=PLAIN), known))
            return said[:-1] + "\\!" if said.endswith("!") and at + 1 < len(words) else said
        case Code(text, link):
            return _linked(f"{{{{{escaped_code(text)}}}}}", "", link) if link else f"{{{{{escaped_code(text)}}}}}"
        case Image(src, alt, link):
            return _image(src, alt, link)
        case _:
            return ""


def _part(part: Text | Mention) -> str:
    return f"[~{part.id}]" if isinstance(part, Mention) else escaped(part.text)


def _is_free(words: list[Inline], at: int) -> bool:
    """Whether nothing touches the word that could be taken for more of an address, no sign of emphasis either."""
    word = words[at]
    if isinstance(word, Text) and word.marks:
        return False
    before = words[at - 1] if at else None
    behind = words[at + 1] if at + 1 < len(words) else None
    return all(
        other is None or (isinstance(other, Text) and not other.marks and other.text[edge] == " ")
        for other, edge in ((before, -1), (behind, 0))
    )


def _linked(label: str, text: str, link: Link, free: bool = False) -> str:
    if not is_safe(link.url):
        return label if text == link.url else f"{label} ({escaped(link.url)})"
    if text == link.url and not link.title:
        return text if free and _BARE.fullmatch(text) else f"[{target(text)}]"
    title = f"|{escaped_parameter(link.title)}" if link.title else ""
    return f"[{label}|{target(link.url)}{title}]"


def target(url: str) -> str:
    return re.sub(r"[\[\]{}!]", lambda found: f"%{ord(found[0]):02X}", url)


def _image(src: str, alt: str, link: Link | None) -> str:
    if not is_safe(src):
        return escaped(f"{alt} ({src})")
    said = f"|alt={escaped_parameter(alt)}" if alt else ""
    shown = f"!{target(src)}{said}!"
    return f"[{shown}|{target(link.url)}]" if link and is_safe(link.url) else shown


def _signed(line: str) -> str:
    """Each pair of signs plain where words end there, in braces where one of them touches more of a word."""
    found = list(_MARK.finditer(line))
    braced = [False] * len(found)
    opened: list[int] = []
    for at, mark in enumerate(found):
        if mark[1] == _OPENS:
            opened.append(at)
        else:
            start = opened.pop()
            braced[start] = braced[at] = not (_is_edge(line, found[start].start() - 1) and _is_edge(line, mark.end()))
    place = iter(braced)
    return _MARK.sub(lambda mark: f"{{{mark[2]}}}" if next(place) else mark[2], line)


def _is_edge(line: str, at: int) -> bool:
    """Blank or beyond the line; beside any other character an emphasis might not be seen."""
    return not 0 <= at < len(line) or line[at] in " .,:;?)([" + _OPENS + _CLOSES or (at > 0 and line[at - 1] in _EITHER)


_EITHER = _OPENS + _CLOSES
