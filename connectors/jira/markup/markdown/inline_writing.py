"""Words to Markdown, so that they read back as the same words: first as people write it, and where that would read
otherwise, with every mark escaped and emphasis in tags.

Not here: blocks (writing.py). Nothing written here holds a comment: `<` is always `&lt;`.
"""

import re
from collections.abc import Callable, Sequence

from connectors.jira.markup.emphasis import MARKDOWN, TAGS, Spelling, emphasized
from connectors.jira.markup.markdown.reading import read
from connectors.jira.markup.tree import Break, Code, Hidden, Image, Inline, Link, Paragraph, Text, Words
from connectors.jira.markup.words import apart, without_punctuation

_LONGEST_CHECKED = 20_000
"""Longer words are escaped without a second look."""

_PUNCTUATION = re.compile(r"[\\`*_~\[\]!|#]")
_HARD = ("\\\n", "<br>")
_BARE = re.compile(r"https?://[A-Za-z0-9./:?=&%#+,;@~-]*(?:_[A-Za-z0-9./:?=&%#+,;@~-]+)*")
_LINE_START = re.compile(
    r"(?m)^(?:(?P<digits>\d{1,9})(?=[.)](?:\s|$))|(?=#{1,6}(?:\s|$)|>|[-+*](?:\s|$)|=+\s*$|-+\s*$|\|"
    r"|\[[ xX]\](?:\s|$)|\[[^\]\n]*\]:|\[!|\+{3}|:?-[-:| ]*$|~~~))"
)


def paragraph(words: Words) -> str:
    """Possibly several lines."""
    return _checked(words, lambda spelling: _at_line_starts(_spelled(words, spelling, _HARD[spelling is TAGS], "\n")))


def heading(words: Words) -> str:
    return _checked(words, lambda spelling: _closed(_at_line_starts(_spelled(words, spelling, "<br>", " "))))


def cell(words: Words) -> str:
    return _checked(words, lambda spelling: _spelled(words, spelling, "<br>", " ")).replace("|", "\\|")


def plain(text: str) -> str:
    """Text within a tag of HTML."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\n", " ")


def _checked(words: Words, written: Callable[[Spelling], str]) -> str:
    if not words:
        return ""
    if all(isinstance(word, Text) and len(word.text) < _LONGEST_CHECKED for word in words) or len(words) < 2_000:
        easy = written(MARKDOWN)
        if len(easy) <= _LONGEST_CHECKED and _reads_as(easy, words):
            return easy
    return written(TAGS)


def _reads_as(markdown: str, words: Words) -> bool:
    found = read(markdown)
    return len(found) == 1 and isinstance(found[0], Paragraph) and found[0].words == words


def _spelled(words: Words, spelling: Spelling, hard: str, soft: str) -> str:
    shown = list(apart(word for word in words if not isinstance(word, Hidden)))
    return emphasized(shown, spelling, lambda at: _word(shown, at, spelling, hard, soft))


def _word(words: Sequence[Inline], at: int, spelling: Spelling, hard: str, soft: str) -> str:
    word = words[at]
    match word:
        case Text(text, _, link) if link is not None:
            return _linked(text, link, spelling, _end_of(words, at - 1), _start_of(words, at + 1))
        case Text(text):
            return _escaped(text, spelling, _start_of(words, at + 1), _tildes(words))
        case Code(text, link):
            return _within(_code(text), link)
        case Image(src, alt, link):
            return _within(f"![{_label(alt, spelling)}]({_target(Link(src))})", link)
        case Break(is_hard):
            return hard if is_hard else soft
        case _:
            return ""


def _tildes(words: Sequence[Inline]) -> bool:
    """One alone strikes nothing out."""
    return sum(word.text.count("~") for word in words[:50] if isinstance(word, Text)) > 1 or len(words) > 50


def _escaped(text: str, spelling: Spelling, behind: str, tildes: bool) -> str:
    text = _entities(text)
    if spelling is TAGS:
        return _PUNCTUATION.sub(r"\\\g<0>", text)
    text = re.sub(r"\\(?=[!-/:-@\[-`{-~]|$)", r"\\\\", text)
    text = re.sub(r"`|\*(?! )|(?<! )\*|\](?=[\[(:])", r"\\\g<0>", text)
    text = re.sub(r"(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])", r"\\_", text)
    text = text.replace("~", "\\~") if tildes else text
    text = re.sub(r"!(?=\[)", r"\\!", text)
    if text.endswith("!") and behind.startswith("["):
        return text[:-1] + "\\!"
    if text.endswith("]") and behind[:1] in ("(", "[", ":"):
        return text[:-1] + "\\]"
    return text


def _entities(text: str) -> str:
    return re.sub(r"&(?=#?\w{1,32};)", "&amp;", text).replace("<", "&lt;")


def _label(text: str, spelling: Spelling) -> str:
    return re.sub(r"(?<!\\)[\[\]]", r"\\\g<0>", _escaped(text, spelling, "", tildes=True))


def _within(shown: str, link: Link | None) -> str:
    return f"[{shown}]({_target(link)})" if link else shown


def _linked(text: str, link: Link, spelling: Spelling, before: str, behind: str) -> str:
    if text == link.url and not link.title and without_punctuation(text) == text:
        free = not before[-1:].isalnum() and (not behind or behind[0] in " \n\\")
        if spelling is MARKDOWN and free and _BARE.fullmatch(text) and not text.endswith("_"):
            return text if "&" not in text else _entities(text)
        if re.fullmatch(r"https?://[^\s<>\"\\^`{|}]+", text):
            return f"<{text}>"
    return f"[{_label(text, spelling)}]({_target(link)})"


def _target(link: Link) -> str:
    url = re.sub(r"&(?=#?\w{1,32};)", "&amp;", link.url)
    title = re.sub(r"\s+", " ", link.title)
    return f'{url} "{_entities(title.translate(_QUOTED))}"' if title else url


_QUOTED = str.maketrans({'"': "&quot;", "\\": "\\\\"})


def _code(text: str) -> str:
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if text[0] in "` " or text[-1] in "` " else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def _start_of(words: Sequence[Inline], at: int) -> str:
    if at >= len(words):
        return ""
    word = words[at]
    if isinstance(word, Text) and not word.link:
        return word.text
    return (
        "["
        if getattr(word, "link", None)
        else "!"
        if isinstance(word, Image)
        else "\n"
        if isinstance(word, Break)
        else "`"
    )


def _end_of(words: Sequence[Inline], at: int) -> str:
    word = words[at] if at >= 0 else None
    return word.text if isinstance(word, Text) else ""


def _at_line_starts(text: str) -> str:
    """What would begin a block there begins a word."""
    return _LINE_START.sub(lambda found: f"{found['digits']}\\" if found["digits"] else "\\", text)


def _closed(text: str) -> str:
    return re.sub(r"(?<![#\\])(#+)$", r"\\\1", text)
